/* The strip over the queue with which customer success gives a packet back: the gaps, field by field. What is typed is kept
 * as everywhere (screens/typed.h). */
#include "screens/handoffs.h"

#include "model/buf.h"
#include "model/cut.h"
#include "model/deal.h"
#include "model/packet.h"
#include "model/store.h"
#include "screens/strip_form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GAPS_MAX = 32 };

struct handoff_return {
	struct strip_form strip;
	int64_t deal;
};

static const struct fields_spec gap_fields[] = {
	{ "gaps", "Gaps", "FIELD: WHY; FIELD: WHY (problem: not their words; price: not agreed)", FIELDS_LINE, true,
	  NULL, 0 },
};

static int run(struct screen *s, struct buf *said, struct err *err);

static struct handoff_return *state_of(const struct screen *s)
{
	return s->state;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	struct handoff_return *r = state_of(s);
	struct buf label = { 0 };

	if (!arg)
		return err_set(err, ERR_REFUSED, "a packet is returned from the queue of handoffs");
	r->deal = *(const int64_t *)arg;
	if (deal_name(s->view->store, r->deal, &label, err))
		return -1;
	cut_printf(r->strip.title, sizeof r->strip.title, "%s: return the packet", buf_str(&label));
	buf_done(&label);
	strip_form_open(&r->strip, gap_fields, 1, "Enter returns it", run);
	r->strip.says_missing = true; /* how gaps are written */
	typed_open(&r->strip.typed[0], s->view->store, r->deal, "gaps", NULL, &r->strip.form.values[0].edit);
	return 0;
}

/* ---- doing it ---- */

/* The bytes between blanks. */
static char *trimmed(const char *from, size_t n)
{
	while (n && *from == ' ') {
		from++;
		n--;
	}
	while (n && from[n - 1] == ' ')
		n--;
	return xstrndup(from, n);
}

/* By its key, else by what its title begins with, where that is one field alone. */
static const struct packet_field *find_field(const struct packet_fields *fields, const char *word)
{
	const struct packet_field *found = packet_field_find(fields, word);

	for (size_t i = 0; !found && *word && i < packet_fields_count(fields); i++) {
		const struct packet_field *f = packet_field_at(fields, i);

		if (strncasecmp(f->title, word, strlen(word)))
			continue;
		for (size_t k = i + 1; k < packet_fields_count(fields); k++)
			if (!strncasecmp(packet_field_at(fields, k)->title, word, strlen(word)))
				return NULL;
		found = f;
	}
	return found;
}

static int read_gap(struct store *st, const char *from, size_t n, struct packet_gap *gap, struct err *err)
{
	size_t name = 0;
	char *word;

	while (name < n && from[name] != ':' && from[name] != '=')
		name++;
	word = trimmed(from, name);
	gap->field = find_field(st->packet, word);
	gap->why = name < n ? trimmed(from + name + 1, n - name - 1) : xstrdup("");
	if (!gap->field)
		err_set(err, ERR_USAGE, "no field “%.40s”: say FIELD: WHY, the field by its name in the packet", word);
	else if (!*gap->why)
		err_set(err, ERR_USAGE, "%s: say what is missing or wrong behind a colon", gap->field->key);
	free(word);
	return gap->field && *gap->why ? 0 : -1;
}

/* "problem: not in their words; price: not agreed". The caller frees each why. */
static int read_gaps(struct store *st, const char *text, struct packet_gap *gap, size_t *n, struct err *err)
{
	int rc = 0;

	for (*n = 0; !rc && *text; text += *text == ';') {
		size_t len = strcspn(text, ";");

		if (strspn(text, " ") < len) {
			if (*n == GAPS_MAX)
				return err_set(err, ERR_USAGE, "more than %d gaps at once", GAPS_MAX);
			rc = read_gap(st, text, len, &gap[(*n)++], err);
		}
		text += len;
	}
	return rc;
}

static int run(struct screen *s, struct buf *said, struct err *err)
{
	const struct handoff_return *r = state_of(s);
	struct packet_gap gap[GAPS_MAX] = { { 0 } };
	size_t n = 0;
	int rc = read_gaps(s->view->store, fields_get(&r->strip.form, 0), gap, &n, err);

	if (!rc)
		rc = packet_return(s->view->store, r->deal, gap, n, err);
	for (size_t i = 0; i < n; i++)
		free((char *)(uintptr_t)gap[i].why);
	buf_printf(said, "returned with %zu gap%s", n, n == 1 ? "" : "s");
	return rc;
}

static struct act kept(struct screen *s, int k)
{
	(void)s;
	(void)k;
	return act_say(ACT_HANDLED, TONE_DONE, "kept; Enter returns the packet");
}

static const struct binding bindings[] = {
	{ .levels = AT_FORM, .key = K_ENTER, .command = "return-set", .label = "return it", .title = "Return the packet",
	  .group = "Handoff", .footer = 1, .run = strip_form_end },
	{ .levels = AT_TEXT | AT_FORM, .key = K_CTRL('S'), .command = "return-kept", .label = "kept?", .group = "See", .footer = 2,
	  .run = kept, .stays = true },
	STRIP_FORM_COPY("return-copy"),
	{ .command = NULL },
};

const struct screen_type handoff_return_screen = {
	.name = "return", .title = "a packet's return", .size = sizeof(struct handoff_return), .bindings = bindings,
	.init = init, .done = strip_form_done, STRIP_FORM_TYPE,
};

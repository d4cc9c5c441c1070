/* The fields of the exchange record: what fills them in, and how what is typed is read. */
#include "model/exchange_private.h"

#include "model/blind.h"
#include "model/packet_private.h"
#include "model/taxonomy.h"
#include "model/text.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SOURCE_THEMES };
#define BETWEEN ", "

/* ---- what fills them in ---- */

static const struct theme *root_of(const struct taxonomy *t, int64_t id)
{
	const struct theme *now = taxonomy_theme(t, taxonomy_counts_for(t, id));

	while (now && now->parent)
		now = taxonomy_theme(t, now->parent);
	return now;
}

/* Which roots of the newest taxonomy the coded interviews of the deal count for, in its order. */
static int put_codes(struct store *s, const struct exchange *x, struct buf *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &exchange_source_sql[SOURCE_THEMES], err);
	struct taxonomy t;
	bool *is = NULL;
	int rc = st ? 0 : -1;

	if (!access_can_read(s, CLASS_INTERVIEW, x->owner))
		return 0;
	if (rc || taxonomy_get(s, 0, &t, err) != 1)
		return -1;
	is = xcalloc(t.n + 1, sizeof *is);
	db_int(st, 1, x->form.deal);
	while ((rc = db_step(st, err)) == 1) {
		const struct theme *root = root_of(&t, db_col(st, 0));

		if (root)
			is[root - t.theme] = true;
	}
	for (size_t i = 0; i < t.n; i++)
		if (is[i])
			buf_printf(out, "%s%s", out->len ? BETWEEN : "", t.theme[i].key);
	free(is);
	taxonomy_done(&t);
	return rc;
}

static void put_rows(struct store *s, const struct packet *p, enum item_kind kind, struct buf *out)
{
	for (size_t i = 1; i <= packet_rows(p, kind); i++) {
		if (out->len)
			buf_putc(out, '\n');
		packet_row_words(s, packet_row(p, kind, i), out);
	}
}

/* A field of the packet, or rows of the deal. */
static int put_packet(struct store *s, int64_t deal, const char *field, enum item_kind kind, struct buf *out, struct err *err)
{
	const struct packet_value *v;
	struct packet p;
	int rc = packet_load(s, deal, &p, err);

	if (rc != 1)
		return rc;
	v = field ? packet_value_of(&p, field) : NULL;
	if (kind)
		put_rows(s, &p, kind, out);
	else if (v && !v->hidden)
		buf_puts(out, v->text);
	packet_done(&p);
	return 0;
}

int exchange_prefill(struct store *s, const struct exchange *x, const struct exchange_field *f, struct buf *out,
		     struct err *err)
{
	char words[sizeof f->from], *rest = words, *word;
	struct buf found = { 0 };
	int rc = 0;

	snprintf(words, sizeof words, "%s", f->from);
	while (!rc && !found.len && (word = strsep(&rest, " ")) != NULL) {
		if (!strcmp(word, "codes"))
			rc = put_codes(s, x, &found, err);
		else if (!strncmp(word, "debrief.", 8))
			rc = packet_answer(s, x->form.deal, (int)strtol(word + 8, NULL, 10), &found, err);
		else if (!strncmp(word, "rows.", 5))
			rc = put_packet(s, x->form.deal, NULL, item_kind_find(word + 5), &found, err);
		else if (!strncmp(word, "packet.", 7))
			rc = put_packet(s, x->form.deal, word + 7, 0, &found, err);
	}
	buf_puts(out, buf_str(&found));
	buf_done(&found);
	return rc;
}

/* ---- what is typed ---- */

static size_t characters(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += (text[i] & 0xc0) != 0x80;
	return n;
}

/* The next line of it without blanks at its ends and the mark of a list, in *line; *text goes on behind it. */
static size_t next_line(const char **text, const char **line)
{
	static const char *const marks[] = { "- ", "* ", "• " };
	size_t n = strcspn(*text, "\n");
	const char *at = *text, *end = *text + n;

	*text = end + (*end == '\n');
	at += strspn(at, " \t\r") < (size_t)(end - at) ? strspn(at, " \t\r") : (size_t)(end - at);
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if ((size_t)(end - at) >= strlen(marks[i]) && !memcmp(at, marks[i], strlen(marks[i]))) {
			at += strlen(marks[i]);
			break;
		}
	while (end > at && strchr(" \t\r", end[-1]))
		end--;
	*line = at;
	return (size_t)(end - at);
}

static void read_list(const char *text, struct buf *out)
{
	const char *line;

	while (*text) {
		size_t n = next_line(&text, &line);

		if (n && out->len)
			buf_putc(out, '\n');
		buf_add(out, line, n);
	}
}

static int read_paragraph(const struct exchange_fields *fields, const struct exchange_field *f, const char *text,
			  struct buf *out, struct err *err)
{
	int at = 0, empty = 0;
	size_t n;

	while (*text) {
		size_t len = strcspn(text, "\n");
		bool says = strspn(text, " \t\r") < len;

		at++;
		if (says && empty && out->len)
			return err_set(err, ERR_USAGE, "%s: line %d is empty, expected one paragraph; nothing was changed", f->key,
				       empty);
		if (says) {
			buf_puts(out, out->len ? "\n" : "");
			buf_add(out, text, len);
		}
		empty = says ? 0 : empty ? empty : at;
		text += len + (text[len] == '\n');
	}
	n = characters(buf_str(out), out->len);
	return n <= (size_t)fields->paragraph_max
		       ? 0
		       : err_set(err, ERR_USAGE, "%s: %zu characters long, expected at most %d; nothing was changed", f->key, n,
				 fields->paragraph_max);
}

static int no_theme(const struct taxonomy *t, const char *key, const char *word, struct err *err)
{
	struct buf roots = { 0 };

	for (size_t i = 0; i < t->n; i++)
		if (!t->theme[i].parent && !t->theme[i].retired)
			buf_printf(&roots, "%s%s", roots.len ? BETWEEN : "", t->theme[i].key);
	err_set(err, ERR_USAGE, "%s: found “%.80s”, which is no theme of version %" PRId64 ".%" PRId64 " or several; its roots: %s",
		key, word, t->major, t->minor, buf_str(&roots));
	buf_done(&roots);
	return -1;
}

static void put_key(const char *key, struct buf *out)
{
	const char *at = buf_str(out);
	size_t len = strlen(key);

	for (; *at; at += strcspn(at, ","), at += strspn(at, BETWEEN))
		if (strcspn(at, ",") == len && !memcmp(at, key, len))
			return;
	buf_printf(out, "%s%s", out->len ? BETWEEN : "", key);
}

static int read_codes(struct store *s, const struct exchange_field *f, const char *text, struct buf *out, struct err *err)
{
	struct taxonomy t;
	int rc = 0;

	if (taxonomy_get(s, 0, &t, err) != 1)
		return -1;
	while (!rc && *(text += strspn(text, " ,;\t\r\n"))) {
		size_t n = strcspn(text, ",;\r\n");
		char *word = xstrndup(text, n);
		const struct theme *theme;

		for (size_t k = strlen(word); k && word[k - 1] == ' ';)
			word[--k] = '\0';
		theme = taxonomy_find(&t, word);
		if (theme)
			put_key(theme->key, out);
		else
			rc = no_theme(&t, f->key, word, err);
		free(word);
		text += n;
	}
	taxonomy_done(&t);
	return rc;
}

int exchange_read_words(struct store *s, const struct exchange_fields *fields, const struct exchange_field *f,
			const char *text, struct buf *out, struct err *err)
{
	switch (f->kind) {
	case EXCHANGE_TEXT:
		if (text_says(text))
			buf_puts(out, text);
		return 0;
	case EXCHANGE_PARAGRAPH:
		return read_paragraph(fields, f, text, out, err);
	case EXCHANGE_LIST:
		read_list(text, out);
		return 0;
	case EXCHANGE_CODES:
		return read_codes(s, f, text, out, err);
	case EXCHANGE_SCORES:
		break;
	}
	return err_set(err, ERR_BUG, "%s is kept with the deal", f->key);
}

/* ---- friction points ---- */

int exchange_points(const char *text, const struct taxonomy *t, int (*fn)(void *arg, const char *words, int64_t theme), void *arg)
{
	const char *line;
	int rc = 0;

	while (!rc && *text) {
		size_t n = next_line(&text, &line), key = strcspn(line, ":\n");
		const struct theme *theme = NULL;
		char *words = xstrndup(line, n), *word = xstrndup(line, key < n ? key : n);

		if (key < n)
			theme = taxonomy_find(t, word);
		rc = n ? fn(arg, words, theme ? theme->id : 0) : 0;
		free(words);
		free(word);
	}
	return rc;
}

const struct sql exchange_source_sql[] = {
	[SOURCE_THEMES] = { "exchange_themes",
			    "select distinct p.theme from presence p join interview i on i.id = p.interview where i.deal = $1"
			    " and i.gone = 0 and " BLIND_ALL("i.id") " order by p.theme" },
	{ NULL, NULL },
};

/* account, checkin, debrief --rate: what a debrief left, and how it is kept up. */
#include "app/cli.h"

#include "model/account.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/checkin.h"
#include "model/deal.h"
#include "model/history_value.h"
#include "model/io/json.h"
#include "model/member.h"
#include "model/text.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* "md" (or "text") and "json": 1 for json, 0, -1. */
static int read_format(const char *value, const char *plain, struct err *err)
{
	if (!strcmp(value, "json"))
		return 1;
	return !strcmp(value, plain) ? 0 : err_set(err, ERR_USAGE, "--format: found “%s”, expected %s or json", value, plain);
}

static void put_out(struct buf *out)
{
	cli_text(stdout, buf_str(out));
	buf_done(out);
}

/* The deal's name on one line, whatever was typed. */
static int label_of(struct store *s, int64_t deal, struct buf *out, struct err *err)
{
	struct buf label = { 0 };
	struct deal d;
	int rc = deal_get(s, deal, &d, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no deal D-%" PRId64, deal);
	deal_label(&d, &label);
	text_visible(out, buf_str(&label), label.len, false);
	buf_done(&label);
	deal_done(&d);
	return 0;
}

/* ---- account ---- */

enum { HAPPENED_MAX = 20 };

struct happening {
	struct store *s;
	struct buf *out;
	struct json *json; /* NULL: Markdown */
};

static int put_happened(void *arg, const struct happened *h)
{
	struct happening *p = arg;
	struct buf words = { 0 };

	buf_printf(&words, "%s%s", history_turned(h->kind), h->title);
	if (p->json) {
		json_object(p->json, NULL);
		json_moment(p->json, "at", h->at_ms);
		json_str(p->json, "member", member_login(p->s, h->member));
		json_str(p->json, "what", buf_str(&words));
		json_end(p->json);
	} else {
		buf_puts(p->out, "- ");
		calendar_format_moment(p->s->calendar, h->at_ms, p->s->now(p->s), p->out);
		buf_printf(p->out, " %s: ", member_login(p->s, h->member));
		text_visible(p->out, buf_str(&words), words.len, false);
		buf_putc(p->out, '\n');
	}
	buf_done(&words);
	return 0;
}

static int md_happened(struct store *s, int64_t deal, struct buf *out, struct err *err)
{
	struct happening p = { .s = s, .out = out };
	size_t from;

	buf_puts(out, "## What happened\n\n");
	from = out->len;
	if (history_happened(s, deal, HAPPENED_MAX, put_happened, &p, err))
		return -1;
	if (out->len == from)
		buf_puts(out, "*nothing that this reader may see*\n");
	return 0;
}

static int json_account(struct store *s, const struct account *a, const char *label, struct buf *out, struct err *err)
{
	static const char *const keys[ACCOUNT_RECORDS] = { "crm", "health", "internal" };
	struct json j = { .out = out };
	struct happening p = { .s = s, .json = &j };
	char number[32];
	int rc;

	snprintf(number, sizeof number, "D-%" PRId64, a->deal);
	json_object(&j, NULL);
	json_str(&j, "deal", number);
	json_str(&j, "company", label);
	for (int r = 0; r < ACCOUNT_RECORDS; r++) {
		if (a->hidden[r])
			continue; /* absent, not empty */
		json_array(&j, keys[r]);
		for (size_t i = 0; i < a->n; i++) {
			const struct account_line *line = &a->line[i];

			if ((int)line->record != r)
				continue;
			json_object(&j, NULL);
			json_str(&j, "label", line->label);
			if (line->question)
				json_int(&j, "question", line->question);
			if (line->item)
				json_int(&j, "item", line->item);
			json_str(&j, "text", line->text);
			json_end(&j);
		}
		json_end(&j);
	}
	json_array(&j, "happened");
	rc = history_happened(s, a->deal, HAPPENED_MAX, put_happened, &p, err);
	json_end(&j);
	json_end(&j);
	json_line(&j);
	return rc;
}

static int print_account(struct store *s, int64_t deal, bool json)
{
	struct buf out = { 0 }, label = { 0 };
	struct account a = { 0 };
	struct err err = { 0 };
	int rc = account_load(s, deal, &a, &err) || label_of(s, deal, &label, &err) ? -1 : 0;

	if (!rc && json)
		rc = json_account(s, &a, buf_str(&label), &out, &err);
	if (!rc && !json) {
		buf_printf(&out, "# %s (D-%" PRId64 ")\n\n", buf_str(&label), deal);
		account_markdown(&a, &out);
		rc = md_happened(s, deal, &out, &err);
	}
	if (!rc)
		put_out(&out);
	buf_done(&out);
	buf_done(&label);
	account_done(&a);
	return rc ? cli_fail(&err) : 0;
}

int cli_account(struct store *s, int argc, char **argv)
{
	struct words w = { argc, 2, argv };
	struct err err = { 0 };
	struct word word;
	int64_t deal;
	int json = 0;

	if (argc < 2)
		return cli_usage("account DEAL");
	while (words_next(&w, &word)) {
		const char *value = word.name && !strcmp(word.name, "format") ? words_value(&w, &word) : NULL;

		if (!word.name)
			return cli_usage("found “%s”, expected an option", word.value);
		if (strcmp(word.name, "format"))
			return cli_usage("no option --%s", word.name);
		if (!value)
			return cli_usage("--format wants a value");
		json = read_format(value, "md", &err);
		if (json < 0)
			return cli_fail(&err);
	}
	return deal_find(s, argv[1], &deal, &err) ? cli_fail(&err) : print_account(s, deal, json);
}

/* ---- checkin ---- */

struct checkin_words {
	int64_t deal, day, health;
	const char *note, *criteria;
	bool complete, json;
};

static int read_checkin_option(const char *name, const char *value, struct checkin_words *c, struct err *err)
{
	int rc;

	if (!strcmp(name, "day"))
		return int_parse(value, &c->day, NULL) ? err_set(err, ERR_USAGE, "--day: found “%s”, expected 30, 60 or 90", value)
						       : 0;
	if (!strcmp(name, "health")) {
		c->health = signal_find(value);
		return c->health ? 0 : err_set(err, ERR_USAGE, "--health: found “%s”, expected good, unsure or worried", value);
	}
	if (!strcmp(name, "format")) {
		rc = read_format(value, "md", err);
		c->json = rc == 1;
		return rc < 0 ? -1 : 0;
	}
	if (strcmp(name, "note") && strcmp(name, "criteria"))
		return err_set(err, ERR_USAGE, "no option --%s", name);
	*(*name == 'n' ? &c->note : &c->criteria) = value;
	return 0;
}

static int read_checkin(struct words *w, struct checkin_words *c, struct err *err)
{
	struct word word;

	while (words_next(w, &word)) {
		const char *value;

		if (!word.name)
			return err_set(err, ERR_USAGE, "found “%s”, expected an option", word.value);
		if (!strcmp(word.name, "complete")) {
			c->complete = true;
			continue;
		}
		value = words_need(w, &word, err);
		if (!value)
			return -1;
		if (read_checkin_option(word.name, value, c, err))
			return -1;
	}
	if (c->day != 30 && c->day != 60 && c->day != 90)
		return err_set(err, ERR_USAGE, "checkin DEAL --day 30, 60 or 90");
	return 0;
}

static int md_reference(void *arg, const struct debrief_question *q, const char *text)
{
	buf_printf(arg, "### Q%d %s\n\n%s\n\n", q->id, q->title, text);
	return 0;
}

static int json_reference(void *arg, const struct debrief_question *q, const char *text)
{
	json_object(arg, NULL);
	json_int(arg, "question", q->id);
	json_str(arg, "text", text);
	json_end(arg);
	return 0;
}

/* What the debrief said, and what was noted since. */
static int md_checkin(struct store *s, const struct checkin_words *w, const struct checkin *c, struct buf *out, struct err *err)
{
	struct buf label = { 0 };

	if (label_of(s, w->deal, &label, err))
		return -1;
	buf_printf(out, "# Check-in, day %" PRId64 " · %s (D-%" PRId64 ")\n\nState: %s\n\n## What the debrief said\n\n", w->day,
		   buf_str(&label), w->deal, c->form.state == FORM_COMPLETE ? "noted" : "open");
	buf_done(&label);
	if (checkin_reference(s, w->deal, md_reference, out, err))
		return -1;
	buf_printf(out, "## Noted\n\n%s\n\nHealth: %s\n", c->note ? c->note : "*nothing yet*",
		   c->health ? signal_key(c->health) : "not said");
	if (c->criteria)
		buf_printf(out, "\nCriteria: %s\n", c->criteria);
	return 0;
}

static int json_checkin(struct store *s, const struct checkin_words *w, const struct checkin *c, struct buf *out,
			struct err *err)
{
	struct json j = { .out = out };
	char number[32];
	int rc;

	snprintf(number, sizeof number, "D-%" PRId64, w->deal);
	json_object(&j, NULL);
	json_str(&j, "deal", number);
	json_int(&j, "day", w->day);
	json_str(&j, "state", c->form.state == FORM_COMPLETE ? "complete" : "open");
	json_array(&j, "debrief");
	rc = checkin_reference(s, w->deal, json_reference, &j, err);
	json_end(&j);
	json_str(&j, "note", c->note);
	json_str(&j, "health", c->health ? signal_key(c->health) : NULL);
	json_str(&j, "criteria", c->criteria);
	json_end(&j);
	json_line(&j);
	return rc;
}

/* form 0: none was opened yet. */
static int print_checkin(struct store *s, const struct checkin_words *w, int64_t form, struct err *err)
{
	struct checkin c = { 0 };
	struct buf out = { 0 };
	int rc = form ? checkin_read(s, form, &c, err) : 1;

	if (rc == 1)
		rc = w->json ? json_checkin(s, w, &c, &out, err) : md_checkin(s, w, &c, &out, err);
	else
		rc = -1;
	if (!rc)
		put_out(&out);
	buf_done(&out);
	checkin_done(&c);
	return rc;
}

static int do_checkin(struct store *s, const struct checkin_words *c, struct err *err)
{
	bool writes = c->note || c->criteria || c->health || c->complete;
	struct form f = { 0 };

	/* Who only looks opens none. */
	if (writes ? checkin_need(s, c->deal, c->day, &f, err) : checkin_of(s, c->deal, c->day, &f, err) < 0)
		return -1;
	if (c->note && checkin_set(s, f.id, "note", c->note, 0, err))
		return -1;
	if (c->criteria && checkin_set(s, f.id, "criteria", c->criteria, 0, err))
		return -1;
	if (c->health && checkin_set(s, f.id, "health", NULL, c->health, err))
		return -1;
	if (c->complete && checkin_complete(s, f.id, err))
		return -1;
	if (!writes || c->json)
		return print_checkin(s, c, f.id, err);
	cli_print(stdout, "D-%" PRId64 " check-in of day %" PRId64 " %s\n", c->deal, c->day, c->complete ? "noted" : "kept");
	return 0;
}

int cli_checkin(struct store *s, int argc, char **argv)
{
	struct words w = { argc, 2, argv };
	struct checkin_words c = { 0 };
	struct err err = { 0 };

	if (argc < 2)
		return cli_usage("checkin DEAL --day 30|60|90");
	return read_checkin(&w, &c, &err) || deal_find(s, argv[1], &c.deal, &err) || do_checkin(s, &c, &err) ? cli_fail(&err) : 0;
}

/* ---- debrief --rate ---- */

static void json_rate(const struct debrief_rate *r)
{
	struct buf out = { 0 };
	struct json j = { .out = &out };

	json_object(&j, NULL);
	json_int(&j, "n", r->n);
	json_int(&j, "complete", r->complete);
	if (r->n)
		json_int(&j, "rate_bp", r->rate_bp);
	else
		json_null(&j, "rate_bp");
	json_int(&j, "target_bp", r->target_bp);
	json_int(&j, "kickoffs_before", r->kickoffs_before);
	json_bool(&j, "alarm", r->alarm);
	json_end(&j);
	json_line(&j);
	fputs(buf_str(&out), stdout);
	buf_done(&out);
}

int cli_debrief_rate(struct store *s, int argc, char **argv)
{
	struct words w = { argc, 2, argv };
	struct debrief_rate r;
	struct err err = { 0 };
	struct word word;
	int json = 0;

	while (words_next(&w, &word)) {
		const char *value = word.name && !strcmp(word.name, "format") ? words_value(&w, &word) : NULL;

		if (!value)
			return cli_usage("debrief --rate [--format text|json]");
		json = read_format(value, "text", &err);
		if (json < 0)
			return cli_fail(&err);
	}
	if (debrief_rate(s, &r, &err) || debrief_rate_watch(s, &err))
		return cli_fail(&err);
	if (json)
		json_rate(&r);
	else if (!r.n)
		puts("no debrief to count: none of the deals won in the last 30 days is due, complete or overtaken");
	else
		cli_print(stdout, "%d.%d %% of the debriefs of the last 30 days complete before the kickoff (%" PRId64 " of %" PRId64
			  "), target %d %%; kickoffs held before it, with a reason: %" PRId64 "\n", r.rate_bp / 100,
			  r.rate_bp % 100 / 10, r.complete, r.n, r.target_bp / 100, r.kickoffs_before);
	return r.alarm ? 1 : 0;
}

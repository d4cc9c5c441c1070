/* playbook: the runs of playbooks (the onboarding of a deal), what they ask for, and what is measured over them. */
#include "app/cli.h"

#include "model/calendar.h"
#include "model/io/json.h"
#include "model/member.h"
#include "model/playbook.h"
#include "model/playbook_metric.h"
#include "model/text.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum run_format { RUN_TEXT, RUN_JSON };

static int read_format(const char *value, enum run_format *out, struct err *err)
{
	*out = strcmp(value, "json") ? RUN_TEXT : RUN_JSON;
	if (*out == RUN_JSON || !strcmp(value, "md") || !strcmp(value, "text"))
		return 0;
	return err_set(err, ERR_USAGE, "--format: found “%s”, expected md or json", value);
}

struct table {
	struct store *s;
	struct json *json; /* NULL: text */
	size_t n, late;
	bool all;
};

/* ---- list ---- */

static int put_run(void *arg, const struct playbook_run *r)
{
	struct table *t = arg;
	struct buf label = { 0 }, words = { 0 };

	t->n++;
	t->late += r->late > 0;
	if (t->json) {
		int rc = playbook_json(t->s, r, t->json->out, NULL);

		cli_text(stdout, buf_str(t->json->out));
		buf_clear(t->json->out);
		return rc;
	}
	deal_label(&r->deal, &label);
	if (r->next >= 0) {
		buf_printf(&words, "%s: ", r->book->step[r->next].title);
		playbook_step_words(t->s, r, (size_t)r->next, &words);
	}
	cli_print(stdout, "%s D-%-6" PRId64 " ", r->late ? "!" : " ", r->form.deal);
	cli_data(stdout, buf_str(&label));
	cli_print(stdout, "  %s  %zu of %zu steps%s  %s\n", r->book->title, r->done, r->book->n,
		  r->stopped ? ", stands still" : "", buf_str(&words));
	buf_done(&label);
	buf_done(&words);
	return 0;
}

static int list(struct store *s, struct words *w)
{
	struct buf out = { 0 };
	struct json json = { .out = &out };
	struct table t = { .s = s };
	enum run_format format = RUN_TEXT;
	struct err err = { 0 };
	struct word word;
	const char *value;
	int rc;

	while ((rc = words_option(w, "all", &word, &value)) == 1) {
		if (!value)
			t.all = true;
		else if (strcmp(word.name, "format"))
			return cli_usage("no option --%s", word.name);
		else if (read_format(value, &format, &err))
			return cli_fail(&err);
	}
	if (rc < 0)
		return ERR_USAGE;
	t.json = format == RUN_JSON ? &json : NULL;
	rc = playbook_each(s, !t.all, put_run, &t, &err);
	buf_done(&out);
	if (rc)
		return cli_fail(&err);
	if (!t.n && format == RUN_TEXT)
		puts("no playbook is running; the onboarding of a deal begins when its packet is acknowledged");
	return t.late ? 1 : 0;
}

/* ---- metrics ---- */

struct measures {
	struct json *json; /* NULL: text */
	bool alarm;
};

static void json_metric(struct json *j, const struct measured *m)
{
	struct buf b = { 0 };

	json_object(j, NULL);
	json_str(j, "playbook", m->book->name);
	json_str(j, "metric", m->metric->key);
	json_str(j, "title", m->metric->title);
	json_int(j, "n", m->n);
	hundredths_format(m->value_c, &b);
	if (m->n)
		json_number(j, "value", buf_str(&b));
	else
		json_null(j, "value");
	buf_clear(&b);
	target_words(&m->metric->target, &b);
	json_str(j, "target", buf_str(&b));
	json_str(j, "unit", m->metric->target.unit);
	json_int(j, "window_days", m->metric->window_days);
	json_int(j, "open", m->open);
	json_bool(j, "alarm", m->alarm);
	json_end(j);
	json_line(j);
	buf_done(&b);
}

static int put_metric(void *arg, const struct measured *m)
{
	struct measures *g = arg;
	struct buf value = { 0 }, target = { 0 };

	if (m->hidden)
		return 0; /* absent, not empty */
	g->alarm |= m->alarm;
	if (g->json) {
		json_metric(g->json, m);
		return 0;
	}
	measured_words(m, &value);
	target_words(&m->metric->target, &target);
	cli_print(stdout, "%s %-24s %-14s target %-16s n=%" PRId64 ", last %d days", m->alarm ? "!" : " ", m->metric->title,
		  buf_str(&value), buf_str(&target), m->n, m->metric->window_days);
	if (m->open)
		cli_print(stdout, "; %" PRId64 " past it and not there yet", m->open);
	putchar('\n');
	buf_done(&value);
	buf_done(&target);
	return 0;
}

static int metrics(struct store *s, struct words *w)
{
	struct buf out = { 0 };
	struct json json = { .out = &out };
	struct measures g = { 0 };
	enum run_format format = RUN_TEXT;
	struct err err = { 0 };
	struct word word;
	const char *value;
	int rc;

	while ((rc = words_option(w, "", &word, &value)) == 1) {
		if (strcmp(word.name, "format"))
			return cli_usage("no option --%s", word.name);
		if (read_format(value, &format, &err))
			return cli_fail(&err);
	}
	if (rc < 0)
		return ERR_USAGE;
	g.json = format == RUN_JSON ? &json : NULL;
	rc = playbook_measure(s, put_metric, &g, &err) || playbook_watch(s, &err) ? -1 : 0;
	if (!rc)
		cli_text(stdout, buf_str(&out));
	buf_done(&out);
	return rc ? cli_fail(&err) : g.alarm ? 1 : 0;
}

/* ---- of one deal ---- */

struct doing {
	int64_t deal, at_ms, day;
	bool day_only;
	const char *name, *start, *reason;
	const char *what, *value; /* the option that does something, and its value */
	enum run_format format;
};

static int take_option(struct store *s, struct doing *d, const char *name, const char *value, struct err *err)
{
	static const char *const acts[] = { "tick", "untick", "note", "done", "skip", "reopen", "start" };

	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		if (!strcmp(acts[i], name)) {
			if (d->what)
				return err_set(err, ERR_USAGE, "--%s and --%s: one at a time", d->what, name);
			d->what = acts[i];
			d->value = value;
			return 0;
		}
	if (!strcmp(name, "format"))
		return read_format(value, &d->format, err);
	if (!strcmp(name, "at"))
		return cli_moment(s, value, &d->at_ms, &d->day_only, err);
	if (!strcmp(name, "day"))
		return day_parse(value, false, &d->day, err);
	if (!strcmp(name, "name"))
		d->name = value;
	else if (!strcmp(name, "reason"))
		d->reason = value;
	else
		return err_set(err, ERR_USAGE, "no option --%s", name);
	return 0;
}

static int need_step(const struct playbook_run *r, const char *key, size_t *out, struct err *err)
{
	struct buf known = { 0 };
	int i = playbook_step_find(r->book, key);

	if (i >= 0) {
		*out = (size_t)i;
		return 0;
	}
	for (size_t k = 0; k < r->book->n; k++)
		buf_printf(&known, "%s%s", k ? " " : "", r->book->step[k].key);
	err_set(err, ERR_INPUT, "no step “%s”; expected one of %s", key, buf_str(&known));
	buf_done(&known);
	return -1;
}

/* "crm", "week_1.crm". */
static int need_item(const struct playbook_run *r, const char *key, size_t *out, struct err *err)
{
	const char *dot = strchr(key, '.');
	struct buf known = { 0 };
	size_t step = 0;
	char *first;
	int i = playbook_item_find(r->book, dot ? dot + 1 : key), rc = 0;

	if (dot) {
		first = xstrndup(key, (size_t)(dot - key));
		rc = need_step(r, first, &step, err);
		free(first);
		if (!rc && i >= 0 && r->book->item[i].step != step)
			i = -1;
	}
	if (rc || i >= 0) {
		*out = i < 0 ? 0 : (size_t)i;
		return rc;
	}
	for (size_t k = 0; k < r->book->items; k++)
		if (!dot || r->book->item[k].step == step)
			buf_printf(&known, "%s%s", known.len ? " " : "", r->book->item[k].key);
	err_set(err, ERR_INPUT, "no item “%s”; expected one of %s", key, buf_str(&known));
	buf_done(&known);
	return -1;
}

static int note(struct store *s, const struct playbook_run *r, const char *value, struct err *err)
{
	const char *eq = strchr(value, '=');
	char *key = xstrndup(value, eq ? (size_t)(eq - value) : strlen(value));
	int64_t num = NO_NUM;
	size_t item = 0;
	int rc = eq ? need_item(r, key, &item, err) : err_set(err, ERR_USAGE, "--note ITEM=NUMBER, found “%s”", value);

	free(key);
	if (!rc && eq[1] && int_parse(eq + 1, &num, NULL))
		rc = err_set(err, ERR_USAGE, "--note: found “%s”, expected a number", eq + 1);
	return rc ? rc : playbook_note(s, r, item, num, err);
}

static int act(struct store *s, const struct playbook_run *r, const struct doing *d, struct err *err)
{
	struct step_done done = { .at_ms = d->at_ms, .day_only = d->day_only, .reason = d->reason };
	size_t i = 0;

	if (!strcmp(d->what, "note"))
		return note(s, r, d->value, err);
	if (!strcmp(d->what, "tick") || !strcmp(d->what, "untick"))
		return need_item(r, d->value, &i, err) ? -1 : playbook_tick(s, r, i, *d->what == 't', err);
	if (need_step(r, d->value, &i, err))
		return -1;
	done.step = i;
	return !strcmp(d->what, "done")	  ? playbook_complete(s, r, &done, err)
	       : !strcmp(d->what, "skip") ? playbook_skip(s, r, i, d->reason, err)
					  : playbook_reopen(s, r, i, err);
}

static int print_run(struct store *s, const struct playbook_run *r, enum run_format format, struct err *err)
{
	struct buf out = { 0 };
	int rc = format == RUN_JSON ? playbook_json(s, r, &out, err) : playbook_markdown(s, r, &out, err);

	if (!rc)
		cli_text(stdout, buf_str(&out));
	buf_done(&out);
	return rc;
}

static int none_yet(struct store *s, int64_t deal, const char *name, struct err *err)
{
	struct deal d;
	int rc = deal_get(s, deal, &d, err);

	if (rc == 1 && !access_can_read(s, CLASS_CRM, d.owner))
		err_set(err, ERR_ROLE, "your role does not read crm fields of this deal");
	else if (rc == 1)
		err_set(err, ERR_INPUT, "D-%" PRId64 " has no run of %s; the onboarding begins when the packet is acknowledged",
			deal, name ? name : "a playbook");
	else if (!rc)
		err_set(err, ERR_INPUT, "no deal D-%" PRId64, deal);
	deal_done(&d);
	return -1;
}

static int do_run(struct store *s, const struct doing *d, struct err *err)
{
	struct playbook_run r;
	int rc;

	if (d->what && !strcmp(d->what, "start")) {
		if (playbook_start(s, d->deal, d->value, d->day, err))
			return -1;
		cli_print(stdout, "D-%" PRId64 " %s begun\n", d->deal, d->value);
		return 0;
	}
	rc = playbook_run_load(s, d->deal, d->name, &r, err);
	if (rc != 1)
		return rc < 0 ? -1 : none_yet(s, d->deal, d->name, err);
	rc = d->what ? act(s, &r, d, err) : print_run(s, &r, d->format, err);
	playbook_run_done(&r);
	if (!rc && d->what)
		cli_print(stdout, "D-%" PRId64 " %s %s\n", d->deal, d->what, d->value);
	return rc;
}

int cli_playbook(struct store *s, int argc, char **argv)
{
	struct words w = { argc, 2, argv };
	struct doing d = { .at_ms = s->now(s), .day = NO_DAY };
	struct err err = { 0 };
	struct word word;

	if (argc < 2)
		return cli_usage("playbook DEAL | list | metrics");
	if (!strcmp(argv[1], "list"))
		return list(s, &w);
	if (!strcmp(argv[1], "metrics"))
		return metrics(s, &w);
	while (words_next(&w, &word)) {
		const char *value = word.name ? words_value(&w, &word) : NULL;

		if (!word.name)
			return cli_usage("found “%s”, expected an option", word.value);
		if (!value)
			return cli_usage("--%s wants a value", word.name);
		if (take_option(s, &d, word.name, value, &err))
			return cli_fail(&err);
	}
	return deal_find(s, argv[1], &d.deal, &err) || do_run(s, &d, &err) ? cli_fail(&err) : 0;
}

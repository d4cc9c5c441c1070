/* taxonomy: what changes the draft, publishes it, and gives codes of a split theme to its parts. */
#include "app/cli_taxonomy.h"

#include "model/member.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Themes of the draft, or of the newest version where there is none. */
static int find(struct store *s, const char *words, int64_t *id, struct err *err)
{
	struct taxonomy t;
	const struct theme *at;
	int rc = taxonomy_newest(s, &t, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_DB, "this file has no taxonomy");
	at = theme_named(&t, words, err);
	*id = at ? at->id : 0;
	taxonomy_done(&t);
	return at ? 0 : -1;
}

/* What the draft has come to, behind each change. */
static int told(struct store *s, int rc, struct err *err)
{
	struct taxonomy_change c;

	if (rc)
		return cli_fail(err);
	if (taxonomy_changes(s, &c, NULL) == 1)
		cli_print(stdout, "draft of %" PRId64 ".%" PRId64 ": %zu added, %zu changed, %zu retired; winloss taxonomy publish"
				  " ends it\n", c.major, c.minor, c.added, c.changed, c.retired);
	return 0;
}

int taxonomy_cli_add(struct store *s, struct taxonomy_words *w, struct err *err)
{
	struct theme_new n = w->made;

	n.title = w->plain[0];
	n.definition = w->words.definition;
	n.examples = w->words.examples;
	n.key = w->key;
	return told(s, (w->below && find(s, w->below, &n.parent, err)) || theme_add(s, &n, NULL, err), err);
}

static int set(struct store *s, const char *theme, const struct theme_words *words, struct err *err)
{
	int64_t id;

	return told(s, find(s, theme, &id, err) || theme_set(s, id, words, err), err);
}

int taxonomy_cli_rename(struct store *s, struct taxonomy_words *w, struct err *err)
{
	return set(s, w->plain[0], &(struct theme_words){ .title = w->plain[1] }, err);
}

int taxonomy_cli_letter(struct store *s, struct taxonomy_words *w, struct err *err)
{
	return set(s, w->plain[0], &(struct theme_words){ .letter = w->plain[1] }, err);
}

int taxonomy_cli_define(struct store *s, struct taxonomy_words *w, struct err *err)
{
	if (!w->words.definition && !w->words.examples)
		return cli_usage("taxonomy define THEME wants --definition or --example");
	return set(s, w->plain[0], &w->words, err);
}

int taxonomy_cli_move(struct store *s, struct taxonomy_words *w, struct err *err)
{
	int64_t id, parent = 0;

	if (w->root == (w->below != NULL))
		return cli_usage("taxonomy move THEME wants --below THEME or --root");
	return told(s, find(s, w->plain[0], &id, err) || (w->below && find(s, w->below, &parent, err)) ||
			       theme_move(s, id, parent, err), err);
}

int taxonomy_cli_merge(struct store *s, struct taxonomy_words *w, struct err *err)
{
	int64_t from, into;

	if (w->n_into != 1)
		return cli_usage("taxonomy merge THEME wants one --into THEME");
	return told(s, find(s, w->plain[0], &from, err) || find(s, w->into[0], &into, err) || theme_merge(s, from, into, err), err);
}

int taxonomy_cli_split(struct store *s, struct taxonomy_words *w, struct err *err)
{
	int64_t id;

	return told(s, find(s, w->plain[0], &id, err) || theme_split(s, id, w->into, w->n_into, err), err);
}

int taxonomy_cli_retire(struct store *s, struct taxonomy_words *w, struct err *err)
{
	int64_t id;

	return told(s, find(s, w->plain[0], &id, err) || theme_retire(s, id, w->back, err), err);
}

int taxonomy_cli_publish(struct store *s, struct taxonomy_words *w, struct err *err)
{
	struct taxonomy t = { 0 };
	struct recode_item *waiting = NULL;
	size_t n = 0;

	if (taxonomy_publish(s, w->note ? w->note : "", err) || taxonomy_get(s, 0, &t, err) != 1)
		return cli_fail(err);
	cli_print(stdout, "taxonomy %" PRId64 ".%" PRId64 " published\n", t.major, t.minor);
	if (!recode_list(s, &t, false, &waiting, &n, NULL) && n)
		cli_say(stderr, "winloss: %zu %s of split themes wait for a choice: winloss taxonomy recode\n", n,
			n == 1 ? "code" : "codes");
	recode_done(waiting, n);
	taxonomy_done(&t);
	return 0;
}

/* ---- recoding ---- */

static const char *const recode_columns[] = { "code", "interview", "note", "coder", "driver", "theme", "chosen", "words" };

static const char *title_of(const struct taxonomy *t, int64_t theme)
{
	const struct theme *at = taxonomy_theme(t, theme);

	return at ? at->title : "";
}

static void print_text(const struct recode_item *r, const char *const *cells)
{
	cli_print(stdout, "%" PRId64 "  I-%" PRId64 " %s, note %" PRId64 ", %s: %s%s%s\n", r->code, r->interview, r->company,
		  r->note_seq, cells[0], cells[2], *cells[3] ? " -> " : "", cells[3]);
	cli_print(stdout, "    %s\n", cells[4]);
}

static void print_csv(struct csv_out *csv, const int64_t *numbers, const char *const *cells)
{
	char number[24];

	for (int i = 0; i < 3; i++) {
		snprintf(number, sizeof number, i == 1 ? "I-%" PRId64 : "%" PRId64, numbers[i]);
		csv_out_plain(csv, number, strlen(number));
	}
	for (int i = 0; i < 5; i++)
		csv_out_text(csv, cells[i], strlen(cells[i]));
	csv_out_end_row(csv);
}

static void print_item(struct listing *l, const struct taxonomy *t, const struct recode_item *r)
{
	static const char *const drivers[] = { "", "win", "loss" };
	const int64_t numbers[] = { r->code, r->interview, r->note_seq };
	const char *const cells[] = { member_login(l->s, r->coder), drivers[r->driver == 1 || r->driver == 2 ? r->driver : 0],
				      title_of(t, r->split), title_of(t, r->chosen),
				      r->may_leave ? r->words : "(words kept back: the respondent did not permit quoting)" };

	switch (l->format) {
	case LIST_CSV:
		print_csv(l->csv, numbers, cells);
		break;
	case LIST_JSON:
		json_object(&l->json, NULL);
		for (int i = 0; i < 3; i++)
			json_int(&l->json, recode_columns[i], numbers[i]);
		for (int i = 0; i < 5; i++)
			json_str(&l->json, recode_columns[3 + i], *cells[i] ? cells[i] : NULL);
		json_end(&l->json);
		break;
	case LIST_TEXT:
		print_text(r, cells);
		break;
	}
}

static int list_waiting(struct store *s, struct taxonomy_words *w, struct err *err)
{
	struct taxonomy t;
	struct recode_item *at = NULL;
	size_t n = 0;
	int rc;

	if (taxonomy_get(s, 0, &t, err) != 1)
		return cli_fail(err);
	rc = recode_list(s, &t, w->all, &at, &n, err) ? cli_fail(err) : 0;
	if (!rc) {
		list_begin(&w->list, recode_columns, sizeof recode_columns / sizeof *recode_columns);
		for (size_t i = 0; i < n; i++)
			print_item(&w->list, &t, &at[i]);
		rc = list_end(&w->list, err);
	}
	recode_done(at, n);
	taxonomy_done(&t);
	return rc;
}

int taxonomy_cli_recode(struct store *s, struct taxonomy_words *w, struct err *err)
{
	int64_t code, theme = 0;

	if (!w->n)
		return w->n_into || w->none ? cli_usage("taxonomy recode CODE --into THEME|--none") : list_waiting(s, w, err);
	if (w->none == (w->n_into == 1) || w->n_into > 1)
		return cli_usage("taxonomy recode CODE wants --into THEME or --none");
	if (list_number(w->plain[0], "a code; winloss taxonomy recode lists them", &code, err) ||
	    (w->n_into && find(s, w->into[0], &theme, err)) || recode_put(s, code, theme, err))
		return cli_fail(err);
	return 0;
}

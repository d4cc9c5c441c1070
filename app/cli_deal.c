/* deal list|show|add|set|move|history|delete. */
#include "app/cli.h"

#include "model/board.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/dict.h"
#include "model/event.h"
#include "model/handover.h"
#include "model/history_value.h"
#include "model/icp.h"
#include "model/member.h"
#include "model/move.h"

#include <stdlib.h>
#include <string.h>

static int list_stage(struct store *s, const struct board_filter *f, int64_t stage, struct err *err)
{
	const struct stage *st = stage_get(s->stages, (int)stage);
	struct board_key from = { 0, 0 };
	struct board_page page;
	bool more = true;

	while (more) {
		if (board_page(s, f, stage, BOARD_ALL, from, false, 200, &page, err))
			return -1;
		for (size_t i = 0; i < page.n; i++) {
			const struct card *c = &page.card[i];
			struct buf amount = { 0 };

			if (c->amount_minor != NO_AMOUNT)
				amount_format_board(c->amount_minor, c->currency ? dict_title(s, c->currency) : "USD", &amount);
			cli_print(stdout, "D-%-6lld %-12s %-8s %12s  ", (long long)c->id, st->key,
			       c->outcome ? outcome_key((enum outcome)c->outcome) : "", amount.len ? amount.data : "—");
			cli_cell(stdout, member_login(s, c->owner), 10);
			putchar(' ');
			cli_data(stdout, c->company && *c->company ? c->company : c->name);
			if (c->company && *c->company && c->name && *c->name && strcmp(c->name, c->company))
				cli_print(stdout, " · %s", c->name);
			putchar('\n');
			from = (struct board_key){ c->sort_at, c->id };
			buf_done(&amount);
		}
		more = page.more_after;
		board_page_done(&page);
	}
	return 0;
}

static int deal_list(struct store *s, struct words *w)
{
	struct board_filter f = { .quarter = BOARD_EVERY_QUARTER };
	const struct stage *only = NULL;
	struct err err = { 0 };
	struct word word;

	while (words_next(w, &word)) {
		const char *value = word.name ? words_value(w, &word) : word.value;

		if (!word.name)
			f.text = value;
		else if (!value)
			return cli_usage("--%s wants a value", word.name);
		else if (!strcmp(word.name, "stage")) {
			only = stage_find(s->stages, value);
			if (!only)
				return stage_unknown(s->stages, value, &err), cli_fail(&err);
		} else if (!strcmp(word.name, "owner")) {
			f.owner = member_find(s, value, &err);
			if (f.owner == 0)
				err_set(&err, ERR_INPUT, "no member “%s”; winloss member list shows them", value);
			if (f.owner <= 0)
				return cli_fail(&err);
		} else if (!strcmp(word.name, "segment")) {
			f.segment = dict_find(s, "segment", value, &err);
			if (f.segment == 0)
				err_set(&err, ERR_INPUT, "no deal has the segment “%s”", value);
			if (f.segment <= 0)
				return cli_fail(&err);
		} else if (!strcmp(word.name, "quarter")) {
			if (quarter_parse(value, &f.quarter, &err))
				return cli_fail(&err);
		} else {
			return cli_usage("no option --%s", word.name);
		}
	}
	for (size_t i = 0; i < stages_count(s->stages); i++)
		if (!only || only == stage_at(s->stages, i))
			if (list_stage(s, &f, stage_at(s->stages, i)->id, &err))
				return cli_fail(&err);
	return 0;
}

static int show_person(void *arg, const struct deal_person *p)
{
	(void)arg;
	cli_print(stdout, "%-16s ", person_role_key(p->role));
	cli_data(stdout, p->name);
	if (p->title && *p->title) {
		fputs(", ", stdout);
		cli_data(stdout, p->title);
	}
	if (p->email && *p->email) {
		putchar(' ');
		cli_data(stdout, p->email);
	}
	putchar('\n');
	return 0;
}

static int show_clocks(struct store *s, int64_t deal, struct err *err)
{
	struct clock c[64];
	size_t n;

	if (clocks_of(s, deal, c, 64, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		const struct clock_rule *rule = clock_rule_id(s->clocks, c[i].kind);
		const char *state = clock_state_key(clock_state(&c[i], s->now(s)));
		struct buf words = { 0 };

		clock_words(&c[i], rule, s->calendar, s->now(s), &words);
		/* The words of some states begin with its name. */
		if (!strncmp(buf_str(&words), state, strlen(state)))
			state = "";
		cli_print(stdout, "%-16s %s%s%s\n", rule ? rule->key : "?", state, *state ? " " : "", buf_str(&words));
		buf_done(&words);
	}
	return 0;
}

/* "3 good, after delivery 1 weak (Dimension 1)" */
static void show_score(struct store *s, int64_t deal, int dimension, struct buf *out)
{
	struct icp icp;

	if (!icp_load(s, &icp, NULL) && !deal_icp_words(s, &icp, deal, dimension, out, NULL) && out->len)
		buf_printf(out, " (%s)", icp.dimension[dimension].title);
}

static int deal_show_all(struct store *s, int64_t id)
{
	struct err err = { 0 };
	struct deal d;
	int rc = deal_get(s, id, &d, &err);

	if (rc != 1)
		return cli_fail(rc < 0 ? &err : &(struct err){ ERR_INPUT, "the deal is gone" });
	for (const struct field *f = deal_fields; f->key; f++) {
		struct buf v = { 0 };

		if (!access_can_read(s, f->class, d.owner))
			continue;
		if (icp_of_field(f->key) >= 0)
			show_score(s, id, icp_of_field(f->key), &v);
		else
			deal_show(s, &d, f, &v);
		if (v.len && strcmp(buf_str(&v), "—")) {
			cli_print(stdout, "%-16s ", f->key);
			cli_data(stdout, buf_str(&v));
			putchar('\n');
		}
		buf_done(&v);
	}
	deal_done(&d);
	if (deal_people(s, id, show_person, NULL, &err) || show_clocks(s, id, &err))
		return cli_fail(&err);
	return 0;
}

#define SETTINGS_MAX 64

/* --FIELD TEXT for every field of a deal; what only a move asks for beside them goes into m. */
static int read_settings(struct words *w, struct deal_setting *set, size_t *n, struct move *m, struct err *err)
{
	struct word word;

	*n = 0;
	while (words_next(w, &word)) {
		const char *value = word.name ? words_value(w, &word) : NULL;

		if (!word.name)
			return err_set(err, ERR_USAGE, "found “%s”, expected --FIELD TEXT", word.value);
		if (!value && deal_field(word.name))
			return err_set(err, ERR_USAGE, "--%s wants a value", word.name);
		if (!strcmp(word.name, "contact") && value) {
			m->contact = value;
			continue;
		}
		if (!deal_field(word.name))
			return err_set(err, ERR_USAGE, "no field --%s", word.name);
		if (*n == SETTINGS_MAX)
			return err_set(err, ERR_USAGE, "more than %d fields", SETTINGS_MAX);
		set[*n].field = deal_field(word.name);
		set[(*n)++].text = value;
	}
	return 0;
}

/* An import makes members of the owners it names; a word that somebody types is as often a slip. */
static int check_members(struct store *s, const struct deal_setting *set, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		int64_t id = set[i].field->kind == FIELD_MEMBER && *set[i].text ? member_find(s, set[i].text, err) : 1;

		if (id < 0)
			return -1;
		if (!id)
			return err_set(err, ERR_INPUT, "%s: no member “%s”; winloss member list shows them", set[i].field->key,
				       set[i].text);
	}
	return 0;
}

static void say_handed_over(struct store *s, int64_t id)
{
	struct buf words = { 0 };

	if (handover_told(s, id, &words, NULL) == 1)
		cli_print(stderr, "%s\n", buf_str(&words));
	buf_done(&words);
}

/* A new deal where id is 0. */
static int write_words(struct store *s, int64_t id, struct words *w)
{
	struct deal_setting set[SETTINGS_MAX];
	struct move m = { .follow_up_day = NO_DAY, .sow_day = NO_DAY };
	struct err err = { 0 };
	size_t n;
	int rc = read_settings(w, set, &n, &m, &err);

	if (!rc && id && !n)
		return cli_usage("deal set DEAL --FIELD TEXT …");
	if (!rc)
		rc = check_members(s, set, n, &err);
	if (!rc)
		rc = deal_write(s, &id, set, n, &m, &err);
	if (!rc)
		cli_print(stdout, "D-%lld\n", (long long)id);
	for (size_t i = 0; !rc && i < n; i++)
		if (set[i].field->offset == offsetof(struct deal, csm))
			say_handed_over(s, id);
	return rc ? cli_fail(&err) : 0;
}

static int deal_add_words(struct store *s, struct words *w)
{
	struct err err = { 0 };

	return access_act(s, "add_deal", &err) ? cli_fail(&err) : write_words(s, 0, w);
}

static int read_choice(const char *name, const char *value, const char *first, const char *second, int *out,
		       struct err *err)
{
	*out = !strcasecmp(value, first) ? 1 : !strcasecmp(value, second) ? 2 : 0;
	return *out ? 0 : err_set(err, ERR_USAGE, "--%s: found “%s”, expected %s or %s", name, value, first, second);
}

static int read_day(struct store *s, const char *value, int64_t *day, struct err *err)
{
	int64_t at;
	bool day_only;

	if (!day_parse(value, false, day, NULL))
		return 0;
	if (cli_moment(s, value, &at, &day_only, err))
		return -1;
	*day = calendar_day(s->calendar, at);
	return 0;
}

static int read_move_option(struct store *s, struct move *m, const char *name, const char *value, struct err *err)
{
	int choice = 0, rc = 0;

	if (!strcmp(name, "reason"))
		m->reason = value;
	else if (!strcmp(name, "competitor"))
		m->competitor = value;
	else if (!strcmp(name, "contact"))
		m->contact = value;
	else if (!strcmp(name, "follow-up") || !strcmp(name, "follow_up"))
		rc = read_day(s, value, &m->follow_up_day, err);
	else if (!strcmp(name, "sow-date") || !strcmp(name, "sow_date"))
		rc = read_day(s, value, &m->sow_day, err);
	else if (!strcmp(name, "commitment")) {
		rc = read_choice(name, value, "written", "verbal", &choice, err);
		m->commitment = (enum commitment)choice;
	} else if (!strcmp(name, "sow")) {
		rc = read_choice(name, value, "signed", "pending", &choice, err);
		m->sow = (enum sow_status)choice;
	} else if (!strcmp(name, "check")) {
		if (!strcmp(value, "all"))
			m->check_all = true;
		else if (m->checks < MOVE_ITEMS_MAX)
			m->check[m->checks++] = value;
	} else {
		rc = err_set(err, ERR_USAGE, "no option --%s", name);
	}
	return rc;
}

static int read_target(struct store *s, const char *word, struct move *m, struct err *err)
{
	const struct stage *st;

	if (!strcasecmp(word, "stalled") || !strcasecmp(word, "delayed")) {
		m->outcome = *word == 's' || *word == 'S' ? OUTCOME_STALLED : OUTCOME_DELAYED;
		return 0;
	}
	if (!strcasecmp(word, "active"))
		return 0;
	st = stage_find(s->stages, word);
	if (!st)
		return stage_unknown(s->stages, word, err);
	m->to_stage = st->id;
	return 0;
}

static int deal_move_words(struct store *s, int64_t id, struct words *w)
{
	struct move m = { .deal = id, .follow_up_day = NO_DAY, .sow_day = NO_DAY };
	struct buf title = { 0 };
	struct err err = { 0 };
	struct word word;
	bool to = false;

	while (words_next(w, &word)) {
		const char *value = word.name ? words_value(w, &word) : word.value;
		int rc;

		if (!value)
			return cli_usage("--%s wants a value", word.name);
		if (!word.name && to)
			return cli_usage("found “%s”, expected an option", value);
		rc = word.name ? read_move_option(s, &m, word.name, value, &err) : read_target(s, value, &m, &err);
		to |= !word.name;
		if (rc)
			return cli_fail(&err);
	}
	if (!to)
		return cli_usage("deal move DEAL STAGE|stalled|delayed|active");
	if (deal_move(s, &m, &title, &err)) {
		buf_done(&title);
		return cli_fail(&err);
	}
	cli_data(stdout, buf_str(&title));
	putchar('\n');
	buf_done(&title);
	return 0;
}

#define VALUE_SHOWN 120 /* bytes of a long text that one line of history shows */

/* One line: breaks become blanks, a long text is cut at a whole character. */
static void print_value(struct store *s, const struct history_row *row, enum history_side side)
{
	struct buf v = { 0 };
	size_t n;

	history_value(s, row, side, &v);
	for (size_t i = 0; i < v.len; i++)
		if (v.data[i] == '\n' || v.data[i] == '\r' || v.data[i] == '\t')
			v.data[i] = ' ';
	if (v.len > VALUE_SHOWN) {
		for (n = VALUE_SHOWN; n && ((unsigned char)v.data[n] & 0xc0) == 0x80; n--)
			;
		v.len = n;
		buf_puts(&v, "…");
	}
	cli_data(stdout, v.len ? buf_str(&v) : "—");
	buf_done(&v);
}

static int print_history(void *arg, const struct history_row *row)
{
	struct store *s = arg;
	struct buf at = { 0 }, what = { 0 };

	if (history_is_derived(row))
		return 0;
	calendar_format_moment(s->calendar, row->at_ms, s->now(s), &at);
	history_what(s, row, &what);
	cli_data(stdout, buf_str(&at));
	putchar(' ');
	cli_data(stdout, member_login(s, row->member));
	cli_print(stdout, "  %s", history_turned(row->group_kind));
	cli_data(stdout, row->title);
	fputs("  ", stdout);
	cli_data(stdout, buf_str(&what));
	if (row->op == OP_UPDATE) {
		fputs(": ", stdout);
		if (row->kind != SUBJECT_EVENT) {
			print_value(s, row, HISTORY_BEFORE);
			fputs(" → ", stdout);
		}
		print_value(s, row, HISTORY_AFTER);
	} else {
		fputs(row->op == OP_INSERT ? ": made" : ": removed", stdout);
	}
	putchar('\n');
	buf_done(&at);
	buf_done(&what);
	return 0;
}

static int deal_history(struct store *s, int64_t id)
{
	struct err err = { 0 };

	if (access_act(s, "history", &err) || history_each(s, SUBJECT_DEAL, id, 0, print_history, s, &err))
		return cli_fail(&err);
	return 0;
}

static int deal_delete_words(struct store *s, int64_t id)
{
	struct err err = { 0 };

	if (deal_remove(s, id, &err))
		return cli_fail(&err);
	cli_print(stdout, "D-%lld deleted; winloss undo brings it back\n", (long long)id);
	return 0;
}

int cli_deal(struct store *s, int argc, char **argv)
{
	static const char *const takes_deal[] = { "show", "set", "move", "history", "delete" };
	const char *what = argc > 1 ? argv[1] : "list";
	struct words w = { argc, 2, argv };
	struct err err = { 0 };
	size_t which = 0;
	int64_t id;

	if (!strcmp(what, "list"))
		return deal_list(s, &w);
	if (!strcmp(what, "add"))
		return deal_add_words(s, &w);
	while (which < 5 && strcmp(what, takes_deal[which]))
		which++;
	if (which == 5)
		return cli_usage("found “%s”, expected list, show, add, set, move, history or delete", what);
	if (argc < 3)
		return cli_usage("deal %s DEAL", what);
	w.at = 3;
	if (argc > 3 && which != 1 && which != 2)
		return cli_usage("found “%s” behind the deal, expected no more words", argv[3]);
	if (deal_find(s, argv[2], &id, &err))
		return cli_fail(&err);
	switch (which) {
	case 0:
		return deal_show_all(s, id);
	case 1:
		return write_words(s, id, &w);
	case 2:
		return deal_move_words(s, id, &w);
	case 3:
		return deal_history(s, id);
	default:
		return deal_delete_words(s, id);
	}
}

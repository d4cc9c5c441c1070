/* programme: what is asked of which closed deals, the sample that was drawn for it, and what became of it. */
#include "app/cli.h"
#include "app/cli_list.h"

#include "model/calendar.h"
#include "model/candidate.h"
#include "model/deal.h"
#include "model/dict.h"
#include "model/member.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct asked_for {
	struct listing list;
	struct programme p;           /* what add and set say */
	const char *deal, *reason, *approval;
	struct interviewers who;
};

/* ---- words ---- */

static int read_interviewers(struct store *s, const char *value, struct interviewers *who, struct err *err)
{
	for (const char *p = value; *p; p += strcspn(p, ","), p += *p == ',') {
		char *name = xstrndup(p, strcspn(p, ","));
		int rc = who->n == sizeof who->member / sizeof *who->member
				 ? err_set(err, ERR_USAGE, "--interviewer: more than %zu names", who->n)
				 : list_member(s, name, &who->member[who->n], err);

		free(name);
		if (rc)
			return -1;
		who->n++;
	}
	return who->n ? 0 : err_set(err, ERR_USAGE, "--interviewer wants a member's name");
}

static void take_words(char **to, const char *value)
{
	free(*to);
	*to = xstrdup(value);
}

static int read_number(const char *name, const char *value, int64_t *out, struct err *err)
{
	if (int_parse(value, out, NULL))
		return err_set(err, ERR_USAGE, "--%s: found “%s”, expected a number", name, value);
	return 0;
}

/* A word of the team's dictionary that is there: a programme makes none. */
static int read_scope(struct asked_for *a, const char *kind, int64_t *id, const char *value, struct err *err)
{
	*id = *value ? dict_find(a->list.s, kind, value, err) : 0;
	if (*id < 0)
		return -1;
	return *value && !*id ? err_set(err, ERR_INPUT, "no %s “%s” in the deals", kind, value) : 0;
}

static int read_option(struct asked_for *a, const char *name, const char *value, struct err *err)
{
	struct programme *p = &a->p;
	int cadence;

	if (!strcmp(name, "title"))
		take_words(&p->title, value);
	else if (!strcmp(name, "objective"))
		take_words(&p->objective, value);
	else if (!strcmp(name, "questions"))
		take_words(&p->questions, value);
	else if (!strcmp(name, "types"))
		return programme_types_parse(value, &p->types, err);
	else if (!strcmp(name, "segment"))
		return read_scope(a, name, &p->segment, value, err);
	else if (!strcmp(name, "region"))
		return read_scope(a, name, &p->region, value, err);
	else if (!strcmp(name, "industry"))
		return read_scope(a, name, &p->industry, value, err);
	else if (!strcmp(name, "tier"))
		return read_scope(a, name, &p->tier, value, err);
	else if (!strcmp(name, "product"))
		return read_scope(a, name, &p->product, value, err);
	else if (!strcmp(name, "window"))
		return programme_window(a->list.s, value, &p->from_day, &p->to_day, err);
	else if (!strcmp(name, "from"))
		return day_parse(value, false, &p->from_day, err);
	else if (!strcmp(name, "to"))
		return day_parse(value, false, &p->to_day, err);
	else if (!strcmp(name, "wanted"))
		return read_number(name, value, &p->wanted, err);
	else if (!strcmp(name, "owner"))
		return list_member(a->list.s, value, &p->owner, err);
	else if (!strcmp(name, "cadence")) {
		cadence = cadence_find(value);
		p->cadence = cadence;
		return cadence < 0 ? err_set(err, ERR_USAGE, "--cadence: found “%s”, expected once, monthly or quarterly", value) : 0;
	} else if (!strcmp(name, "reason"))
		a->reason = value;
	else if (!strcmp(name, "approval"))
		a->approval = value;
	else if (!strcmp(name, "interviewer"))
		return read_interviewers(a->list.s, value, &a->who, err);
	else if (!strcmp(name, "format"))
		return list_format_read(value, &a->list.format, err);
	return 0;
}

static int read_options(struct asked_for *a, struct words *w, const char *allowed, struct err *err)
{
	struct word word;

	while (words_next(w, &word)) {
		const char *value;
		char key[32];

		if (!word.name)
			return err_set(err, ERR_USAGE, "found “%s”, expected an option", word.value);
		snprintf(key, sizeof key, " %.20s ", word.name);
		if (!strstr(allowed, key))
			return err_set(err, ERR_USAGE, "no option --%s", word.name);
		value = words_need(w, &word, err);
		if (!value)
			return -1;
		if (read_option(a, word.name, value, err))
			return -1;
	}
	return 0;
}

#define SCOPE " title objective questions types segment region industry tier product window from to wanted owner cadence "

static const char *next_word(struct words *w)
{
	return w->at < w->argc && strncmp(w->argv[w->at], "--", 2) ? w->argv[w->at++] : NULL;
}

/* ---- printing ---- */

static void put_scope(struct store *s, const struct programme *p, struct buf *out)
{
	const int64_t words[] = { p->segment, p->region, p->industry, p->tier, p->product };

	programme_types(p->types, out);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i])
			buf_printf(out, ", %s", dict_title(s, words[i]));
	buf_puts(out, ", closed ");
	day_format(p->from_day, out);
	buf_puts(out, " to ");
	day_format(p->to_day, out);
}

static void json_programme(struct json *j, struct store *s, const struct programme *p)
{
	struct buf types = { 0 };

	programme_types(p->types, &types);
	json_int(j, "id", p->id);
	json_str(j, "title", p->title);
	json_str(j, "objective", p->objective);
	json_str(j, "questions", p->questions);
	json_str(j, "types", buf_str(&types));
	json_str(j, "segment", dict_title(s, p->segment));
	json_str(j, "region", dict_title(s, p->region));
	json_str(j, "industry", dict_title(s, p->industry));
	json_str(j, "tier", dict_title(s, p->tier));
	json_str(j, "product", dict_title(s, p->product));
	json_day(j, "from", p->from_day);
	json_day(j, "to", p->to_day);
	json_int(j, "wanted", p->wanted);
	json_str(j, "cadence", cadence_key(p->cadence));
	json_str(j, "owner", member_login(s, p->owner));
	buf_done(&types);
}

static int list_one(void *arg, const struct programme *p)
{
	struct listing *l = arg;
	struct buf scope = { 0 };
	int64_t next;

	l->rows++;
	if (l->format == LIST_JSON) {
		json_object(&l->json, NULL);
		json_programme(&l->json, l->s, p);
		json_end(&l->json);
		return 0;
	}
	put_scope(l->s, p, &scope);
	cli_print(stdout, "P-%-4" PRId64 " %s: ", p->id, p->title);
	cli_data(stdout, buf_str(&scope));
	if (!programme_next_day(l->s, p, &next, NULL) && next != NO_DAY) {
		buf_clear(&scope);
		day_format(next, &scope);
		cli_print(stdout, "; %s, the next window begins %s", cadence_key(p->cadence), buf_str(&scope));
	}
	cli_print(stdout, "\n");
	buf_done(&scope);
	return 0;
}

static int list(struct store *s, struct words *w)
{
	struct asked_for a = { .list = { .s = s } };
	struct err err = { 0 };

	if (read_options(&a, w, " format ", &err))
		return cli_fail(&err);
	if (a.list.format == LIST_CSV)
		return cli_usage("programme list is text or json; programme show NAME --format csv writes a sample");
	list_begin(&a.list, NULL, 0);
	if (programme_each(s, list_one, &a.list, &err)) {
		list_end(&a.list, NULL);
		return cli_fail(&err);
	}
	return list_end(&a.list, &err);
}

static const char *const sample_columns[] = { "deal", "company", "outcome", "segment", "size", "standing", "reason",
					      "interviewer", "refusal", "approved_by", "approval", "interview" };

static void csv_row(struct listing *l, const struct candidate *c, const struct selection *x)
{
	const char *cells[] = { c->company, candidate_outcome_key(c->outcome), c->segment ? dict_title(l->s, c->segment) : "",
				candidate_size_key(c->size), candidate_standing_key(c->standing), x->reason,
				x->interviewer ? member_login(l->s, x->interviewer) : "", x->refusal,
				x->approved_by ? member_login(l->s, x->approved_by) : "", x->approval };
	char id[24] = "";

	list_csv_deal(l->csv, c->deal);
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
		csv_out_text(l->csv, cells[i], strlen(cells[i]));
	if (c->interview)
		snprintf(id, sizeof id, "I-%" PRId64, c->interview);
	csv_out_plain(l->csv, id, strlen(id));
	csv_out_end_row(l->csv);
}

static void json_row(struct listing *l, const struct candidate *c, const struct selection *x)
{
	struct json *j = &l->json;

	json_object(j, NULL);
	list_json_deal(j, c->deal);
	json_str(j, "company", c->company);
	json_str(j, "outcome", candidate_outcome_key(c->outcome));
	json_str(j, "segment", c->segment ? dict_title(l->s, c->segment) : NULL);
	json_str(j, "size", candidate_size_key(c->size));
	json_str(j, "standing", candidate_standing_key(c->standing));
	json_str(j, "reason", x->reason);
	json_str(j, "interviewer", x->interviewer ? member_login(l->s, x->interviewer) : NULL);
	json_str(j, "refusal", *x->refusal ? x->refusal : NULL);
	json_str(j, "approval", *x->approval ? x->approval : NULL);
	json_end(j);
}

static void text_row(struct listing *l, const struct candidate *c, const struct selection *x)
{
	cli_print(stdout, "%-9s D-%-6" PRId64 " %s (%s)  %s", candidate_standing_key(c->standing), c->deal, c->company,
		  x->interviewer ? member_login(l->s, x->interviewer) : "nobody named", x->reason);
	if (c->outside)
		cli_print(stdout, "  ! not of the scope any more: it counts nowhere");
	if (x->interviewer && x->interviewer == c->owner)
		cli_print(stdout, "  ! %s owns the deal", member_login(l->s, x->interviewer));
	if (*x->refusal)
		cli_print(stdout, "  — %s", x->refusal);
	if (x->approved_by)
		cli_print(stdout, "  approved by %s: %s", member_login(l->s, x->approved_by), x->approval);
	cli_print(stdout, "\n");
}

static int print_sample(struct listing *l, const struct programme *p, const struct candidates *c, struct err *err)
{
	for (size_t i = 0; i < c->n; i++) {
		struct selection x;

		if (!c->at[i].selection)
			continue;
		if (selection_of(l->s, p->id, c->at[i].deal, &x, err) != 1)
			return -1;
		l->rows++;
		(l->format == LIST_CSV ? csv_row : l->format == LIST_JSON ? json_row : text_row)(l, &c->at[i], &x);
		selection_done(&x);
	}
	return 0;
}

static void print_balance(struct store *s, const struct candidates *c)
{
	struct balance *b;
	size_t n;

	candidates_balance(s, c, &b, &n);
	cli_print(stdout, "%-24s %7s %8s %6s %8s %8s %5s\n", "", "closed", "left out", "drawn", "invited", "refused", "done");
	for (size_t i = 0; i < n; i++)
		cli_print(stdout, "%-24s %7" PRId64 " %8" PRId64 " %6" PRId64 " %8" PRId64 " %8" PRId64 " %5" PRId64 "\n", b[i].name,
			  b[i].closed, b[i].left_out, b[i].drawn, b[i].invited, b[i].refused, b[i].done);
	free(b);
}

static void print_head(struct store *s, const struct programme *p)
{
	struct buf scope = { 0 };

	put_scope(s, p, &scope);
	cli_print(stdout, "P-%" PRId64 " %s\n", p->id, p->title);
	cli_print(stdout, "Scope      %s\n", buf_str(&scope));
	if (*p->objective)
		cli_print(stdout, "Objective  %s\n", p->objective);
	if (*p->questions)
		cli_print(stdout, "Questions  %s\n", p->questions);
	cli_print(stdout, "Cadence    %s", cadence_key(p->cadence));
	if (p->wanted)
		cli_print(stdout, ", %" PRId64 " interviews wanted", p->wanted);
	cli_print(stdout, "\n\n");
	buf_done(&scope);
}

static int show(struct store *s, struct words *w)
{
	struct asked_for a = { .list = { .s = s } };
	const char *name = next_word(w);
	struct candidates c = { 0 };
	struct programme p = { 0 };
	struct err err = { 0 };
	int64_t id;
	int rc;

	if (!name)
		return cli_usage("programme show NAME [--format text|csv|json]");
	if (read_options(&a, w, " format ", &err) || programme_find(s, name, &id, &err) || programme_need(s, id, &p, &err))
		return cli_fail(&err);
	rc = candidates_load(s, &p, &c, &err);
	if (!rc) {
		if (a.list.format == LIST_TEXT)
			print_head(s, &p);
		list_begin(&a.list, sample_columns, sizeof sample_columns / sizeof *sample_columns);
		rc = print_sample(&a.list, &p, &c, &err);
		if (!rc && a.list.format == LIST_TEXT) {
			cli_print(stdout, "%s", a.list.rows ? "\n" : "");
			print_balance(s, &c);
		}
		rc = rc ? (list_end(&a.list, NULL), cli_fail(&err)) : list_end(&a.list, &err);
	} else {
		rc = cli_fail(&err);
	}
	candidates_done(&c);
	programme_done(&p);
	return rc;
}

/* ---- acts ---- */

static int add(struct store *s, struct words *w)
{
	struct asked_for a = { .list = { .s = s } };
	const char *title = next_word(w);
	struct err err = { 0 };
	int rc;

	if (!title)
		return cli_usage("programme add TITLE --window 2026-Q4 [--objective TEXT] …");
	programme_init(&a.p);
	take_words(&a.p.title, title);
	rc = read_options(&a, w, SCOPE, &err) || programme_add(s, &a.p, &err) ? cli_fail(&err) : 0;
	if (!rc)
		cli_print(stdout, "P-%" PRId64 "\n", a.p.id);
	programme_done(&a.p);
	return rc;
}

static int set(struct store *s, struct words *w)
{
	struct asked_for a = { .list = { .s = s } };
	const char *name = next_word(w);
	struct programme was = { 0 };
	struct err err = { 0 };
	int64_t id;
	int rc;

	if (!name)
		return cli_usage("programme set NAME --window 2026-Q4 …");
	rc = programme_find(s, name, &id, &err) || programme_need(s, id, &was, &err) || programme_need(s, id, &a.p, &err) ||
			     read_options(&a, w, SCOPE, &err) || programme_change(s, &was, &a.p, &err)
		     ? cli_fail(&err)
		     : 0;
	programme_done(&was);
	programme_done(&a.p);
	return rc;
}

static int draw(struct store *s, struct words *w)
{
	struct asked_for a = { .list = { .s = s } };
	const char *name = next_word(w), *number = next_word(w);
	struct programme p = { 0 };
	struct err err = { 0 };
	int64_t id, n, drawn;

	if (!name)
		return cli_usage("programme draw NAME [N] [--interviewer A,B]");
	if (programme_find(s, name, &id, &err) || programme_need(s, id, &p, &err))
		return cli_fail(&err);
	n = p.wanted ? p.wanted : 1;
	programme_done(&p);
	if ((number && read_number("N", number, &n, &err)) || read_options(&a, w, " interviewer ", &err) ||
	    selection_draw(s, id, n, &a.who, &drawn, &err))
		return cli_fail(&err);
	cli_print(stdout, "%" PRId64 " drawn\n", drawn);
	if (drawn < n)
		fprintf(stderr, "winloss: %" PRId64 " of %" PRId64 " drawn: no other closed deal of the programme is eligible\n", drawn, n);
	return 0;
}

/* The deal's in the sample. */
static int find_selection(struct store *s, int64_t programme, const char *word, int64_t *deal, int64_t *id, struct err *err)
{
	struct selection x;
	int rc;

	if (deal_find(s, word, deal, err))
		return -1;
	rc = selection_of(s, programme, *deal, &x, err);
	*id = x.id;
	selection_done(&x);
	return rc == 1 ? 0 : rc < 0 ? -1 : err_set(err, ERR_INPUT, "D-%" PRId64 " is not in this sample; programme take adds it", *deal);
}

static int warn_of_owner(struct store *s, int64_t id, struct err *err)
{
	struct selection x;
	int rc = selection_get(s, id, &x, err);

	if (rc == 1 && x.interviewer && x.interviewer == x.owner)
		cli_say(stderr, "winloss: %s owns the deal: a neutral interviewer is not its owner\n", member_login(s, x.interviewer));
	if (rc == 1)
		selection_done(&x);
	return rc < 0 ? -1 : 0;
}

static int take(struct store *s, int64_t programme, const struct asked_for *a, struct err *err)
{
	struct selecting how = { .programme = programme, .reason = a->reason, .approval = a->approval,
				 .interviewer = a->who.n ? a->who.member[0] : 0 };
	int64_t id;

	if (deal_find(s, a->deal, &how.deal, err) || selection_add(s, &how, &id, err))
		return -1;
	cli_print(stdout, "D-%" PRId64 " taken\n", how.deal);
	return warn_of_owner(s, id, err);
}

static int give(struct store *s, int64_t id, const struct asked_for *a, struct err *err)
{
	if (!a->who.n)
		return err_set(err, ERR_USAGE, "programme give wants --interviewer NAME");
	return selection_give(s, id, a->who.member[0], err) ? -1 : warn_of_owner(s, id, err);
}

static int invite(struct store *s, int64_t id, const struct asked_for *a, struct err *err)
{
	int64_t interviewer = a->who.n ? a->who.member[0] : 0, interview;

	if (selection_invite(s, id, interviewer, &interview, err))
		return -1;
	cli_print(stdout, "I-%" PRId64 "\n", interview);
	return warn_of_owner(s, id, err);
}

static int refuse(struct store *s, int64_t id, const struct asked_for *a, struct err *err)
{
	struct selection next;
	int64_t in_place;

	if (selection_refuse(s, id, a->reason, &in_place, err))
		return -1;
	if (!in_place) {
		cli_print(stdout, "refused; nobody else is eligible\n");
		return 0;
	}
	if (selection_get(s, in_place, &next, err) != 1)
		return -1;
	cli_print(stdout, "refused; in its place D-%" PRId64 ": ", next.deal);
	cli_data(stdout, next.reason);
	cli_print(stdout, "\n");
	selection_done(&next);
	return 0;
}

static int on_deal(struct store *s, struct words *w, const char *verb)
{
	struct asked_for a = { .list = { .s = s } };
	const char *name = next_word(w);
	struct err err = { 0 };
	int64_t programme, deal = 0, id = 0;
	bool takes = !strcmp(verb, "take");
	int rc;

	a.deal = next_word(w);
	if (!name || !a.deal)
		return cli_usage("programme %s NAME DEAL …", verb);
	rc = programme_find(s, name, &programme, &err) ||
	     read_options(&a, w, takes			     ? " reason approval interviewer "
				 : !strcmp(verb, "refuse")   ? " reason "
				 : !strcmp(verb, "drop")     ? " reason "
							     : " interviewer ",
			  &err);
	if (!rc && !takes)
		rc = find_selection(s, programme, a.deal, &deal, &id, &err);
	if (!rc)
		rc = takes			     ? take(s, programme, &a, &err)
		     : !strcmp(verb, "invite")	     ? invite(s, id, &a, &err)
		     : !strcmp(verb, "refuse")	     ? refuse(s, id, &a, &err)
		     : !strcmp(verb, "drop")	     ? selection_drop(s, id, a.reason, &err)
						     : give(s, id, &a, &err);
	return rc ? cli_fail(&err) : 0;
}

static int on_programme(struct store *s, struct words *w, bool repeats)
{
	const char *name = next_word(w);
	struct err err = { 0 };
	int64_t id, made;

	if (!name || w->at < w->argc)
		return cli_usage("programme %s NAME", repeats ? "repeat" : "delete");
	if (programme_find(s, name, &id, &err) ||
	    (repeats ? programme_repeat(s, id, &made, &err) : programme_remove(s, id, &err)))
		return cli_fail(&err);
	if (repeats)
		cli_print(stdout, "P-%" PRId64 "\n", made);
	return 0;
}

int cli_programme(struct store *s, int argc, char **argv)
{
	static const char *const of_deal[] = { "take", "invite", "refuse", "drop", "give" };
	struct words w = { argc, 2, argv };
	const char *verb = argc > 1 ? argv[1] : "list";

	if (!strcmp(verb, "list"))
		return list(s, &w);
	if (!strcmp(verb, "show"))
		return show(s, &w);
	if (!strcmp(verb, "add"))
		return add(s, &w);
	if (!strcmp(verb, "set"))
		return set(s, &w);
	if (!strcmp(verb, "draw"))
		return draw(s, &w);
	for (size_t i = 0; i < sizeof of_deal / sizeof *of_deal; i++)
		if (!strcmp(verb, of_deal[i]))
			return on_deal(s, &w, verb);
	if (!strcmp(verb, "repeat") || !strcmp(verb, "delete"))
		return on_programme(s, &w, *verb == 'r');
	return cli_usage("found “programme %s”, expected list, show, add, set, draw, take, invite, refuse, drop, give, repeat or delete",
			 verb);
}

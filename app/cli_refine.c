/* refine: changes of the qualification model, from a flag to a version. */
#include "app/cli.h"
#include "app/cli_io.h"
#include "app/cli_list.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/deal.h"
#include "model/evidence.h"
#include "model/file.h"
#include "model/io/csv_out.h"
#include "model/io/json.h"
#include "model/member.h"
#include "model/refinement.h"
#include "model/stage.h"
#include "model/suggestion.h"
#include "model/value.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define OF "a refinement; winloss refine list shows them"
enum { FILE_MAX = 1 << 20 };

/* ---- printed ---- */

static int add_number(void *arg, const struct refinement_deal *d)
{
	struct buf *out = arg;

	buf_printf(out, "%sD-%" PRId64, out->len ? " " : "", d->deal);
	return 0;
}

static int json_one_deal(void *arg, const struct refinement_deal *d)
{
	struct buf number = { 0 };

	buf_printf(&number, "D-%" PRId64, d->deal);
	json_str(arg, NULL, buf_str(&number));
	buf_done(&number);
	return 0;
}

static const char *login_of(struct store *s, int64_t member)
{
	return member ? member_login(s, member) : "";
}

static void csv_words(struct csv_out *csv, const char *words)
{
	csv_out_text(csv, words, strlen(words));
}

static void csv_day(struct listing *l, int64_t at_ms)
{
	struct buf day = { 0 };

	if (at_ms)
		day_format(calendar_day(l->s->calendar, at_ms), &day);
	csv_out_plain(l->csv, buf_str(&day), day.len);
	buf_done(&day);
}

static int csv_refinement(struct listing *l, const struct refinement *r)
{
	struct buf deals = { 0 };
	char id[24];
	int rc = refinement_deals(l->s, r->id, add_number, &deals, NULL);

	snprintf(id, sizeof id, "%" PRId64, r->id);
	csv_out_plain(l->csv, id, strlen(id));
	csv_words(l->csv, refinement_state_key(r->state));
	csv_words(l->csv, r->dimension);
	csv_words(l->csv, r->text);
	csv_words(l->csv, r->reason);
	csv_words(l->csv, buf_str(&deals));
	csv_words(l->csv, r->reclassifies ? "yes" : "no");
	csv_day(l, r->council_at);
	csv_words(l->csv, login_of(l->s, r->flagged_by));
	csv_day(l, r->flagged_at);
	csv_words(l->csv, login_of(l->s, r->proposed_by));
	csv_day(l, r->proposed_at);
	csv_words(l->csv, login_of(l->s, r->decided_by));
	csv_day(l, r->decided_at);
	csv_words(l->csv, r->comment);
	csv_out_end_row(l->csv);
	buf_done(&deals);
	return rc;
}

static void json_by(struct listing *l, const char *who, int64_t member, const char *when, int64_t at_ms)
{
	json_str(&l->json, who, member ? member_login(l->s, member) : NULL);
	json_moment(&l->json, when, at_ms ? at_ms : NO_MOMENT);
}

static int json_refinement(struct listing *l, const struct refinement *r)
{
	struct json *j = &l->json;
	int rc;

	json_object(j, NULL);
	json_int(j, "id", r->id);
	json_str(j, "state", refinement_state_key(r->state));
	json_str(j, "dimension", *r->dimension ? r->dimension : NULL);
	json_str(j, "text", r->text);
	json_str(j, "reason", *r->reason ? r->reason : NULL);
	json_array(j, "deals");
	rc = refinement_deals(l->s, r->id, json_one_deal, j, NULL);
	json_end(j);
	json_bool(j, "reclassifies", r->reclassifies);
	json_moment(j, "council_at", r->council_at ? r->council_at : NO_MOMENT);
	json_by(l, "flagged_by", r->flagged_by, "flagged_at", r->flagged_at);
	json_by(l, "proposed_by", r->proposed_by, "proposed_at", r->proposed_at);
	json_by(l, "decided_by", r->decided_by, "decided_at", r->decided_at);
	json_str(j, "comment", *r->comment ? r->comment : NULL);
	json_end(j);
	return rc;
}

static int print_refinement(void *arg, const struct refinement *r)
{
	struct listing *l = arg;

	l->rows++;
	if (l->format == LIST_CSV)
		return csv_refinement(l, r);
	if (l->format == LIST_JSON)
		return json_refinement(l, r);
	cli_print(stdout, "%-4" PRId64 " %-9s  %-14s  %" PRId64 " deal%s  ", r->id, refinement_state_key(r->state),
		  *r->dimension ? r->dimension : "-", r->deals, r->deals == 1 ? " " : "s");
	cli_data(stdout, r->text);
	if (r->reclassifies)
		cli_print(stdout, r->council_at ? "  (council: done)" : "  (council: recommended)");
	cli_print(stdout, "\n");
	return 0;
}

static int refine_list(struct store *s, struct words *w)
{
	static const char *const names[] = { "id", "state", "dimension", "text", "reason", "deals", "reclassifies", "council",
					     "flagged_by", "flagged", "proposed_by", "proposed", "decided_by", "decided",
					     "comment" };
	struct listing l = { .s = s };
	struct err err = { 0 };
	struct word word;
	const char *value;
	bool all = false;
	int rc;

	while ((rc = words_option(w, "all", &word, &value)) == 1) {
		if (!value)
			all = true;
		else if (strcmp(word.name, "format"))
			return cli_usage("no option --%s", word.name);
		else if (list_format_read(value, &l.format, &err))
			return cli_fail(&err);
	}
	if (rc < 0)
		return ERR_USAGE;
	list_begin(&l, names, sizeof names / sizeof *names);
	if (refinement_each(s, all, print_refinement, &l, &err)) {
		list_end(&l, NULL);
		return cli_fail(&err);
	}
	return list_end(&l, &err);
}

static int print_deal(void *arg, const struct refinement_deal *d)
{
	struct buf day = { 0 };

	(void)arg;
	day_format(d->closed_day, &day);
	cli_print(stdout, "  D-%-6" PRId64 " %s  %s %s%s\n", d->deal, d->company, outcome_key((enum outcome)d->outcome), buf_str(&day),
		  d->form ? "  (in its record after delivery)" : "");
	buf_done(&day);
	return 0;
}

static void print_by(struct store *s, const char *what, int64_t member, int64_t at_ms)
{
	struct buf at = { 0 };

	if (!at_ms)
		return;
	calendar_format_moment(s->calendar, at_ms, s->now(s), &at);
	cli_print(stdout, "%s: %s%s%s\n", what, member ? member_login(s, member) : "", member ? ", " : "", buf_str(&at));
	buf_done(&at);
}

static void print_words(const char *label, const char *words)
{
	if (!*words)
		return;
	cli_print(stdout, "%s: ", label);
	cli_data(stdout, words);
	cli_print(stdout, "\n");
}

static int show_one(struct store *s, int64_t id, struct err *err)
{
	struct buf warning = { 0 };
	struct refinement r;
	int rc = refinement_get(s, id, &r, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no refinement %" PRId64, id);
	cli_print(stdout, "refinement %" PRId64 "  %s  %s\n", r.id, refinement_state_key(r.state), r.dimension);
	print_words("what", r.text);
	print_words("why", r.reason);
	if (refinement_warn(&r, &warning))
		cli_print(stdout, "council: %s\n", buf_str(&warning));
	print_by(s, "flagged", r.flagged_by, r.flagged_at);
	print_by(s, "proposed", r.proposed_by, r.proposed_at);
	print_by(s, "council review", 0, r.council_at);
	print_by(s, r.state == REFINEMENT_REJECTED ? "rejected" : "approved", r.decided_by, r.decided_at);
	print_words("comment", r.comment);
	cli_print(stdout, "rests on %" PRId64 " deal%s:\n", r.deals, r.deals == 1 ? "" : "s");
	rc = refinement_deals(s, id, print_deal, NULL, err);
	buf_done(&warning);
	refinement_done(&r);
	return rc;
}

/* ---- what the records suggest ---- */

struct suggesting {
	struct listing l;
	char pattern[200]; /* of the row before */
};

static int print_suggestion(void *arg, const struct suggestion *x)
{
	struct suggesting *g = arg;
	struct listing *l = &g->l;
	char number[24];

	l->rows++;
	snprintf(number, sizeof number, "%" PRId64, x->deals);
	if (l->format == LIST_CSV) {
		csv_words(l->csv, suggestion_kind_key(x->kind));
		csv_words(l->csv, x->pattern);
		csv_out_plain(l->csv, number, strlen(number));
		list_csv_deal(l->csv, x->deal);
		csv_words(l->csv, x->company);
		csv_words(l->csv, x->what);
		csv_out_end_row(l->csv);
	} else if (l->format == LIST_JSON) {
		json_object(&l->json, NULL);
		json_str(&l->json, "kind", suggestion_kind_key(x->kind));
		json_str(&l->json, "pattern", x->pattern);
		json_int(&l->json, "deals", x->deals);
		list_json_deal(&l->json, x->deal);
		json_str(&l->json, "company", x->company);
		json_str(&l->json, "what", x->what);
		json_end(&l->json);
	} else {
		if (strcasecmp(g->pattern, x->pattern))
			cli_print(stdout, "%s: %" PRId64 " deal%s%s\n", x->pattern, x->deals, x->deals == 1 ? "" : "s",
				  x->kind == SUGGEST_FIT && x->deals >= REFINEMENT_DEALS_MIN ? ", enough for a proposal" : "");
		cli_print(stdout, "  D-%-6" PRId64 " %s: ", x->deal, x->company);
		cli_data(stdout, x->what);
		cli_print(stdout, "\n");
		snprintf(g->pattern, sizeof g->pattern, "%s", x->pattern);
	}
	return 0;
}

static int refine_suggest(struct store *s, struct words *w)
{
	static const char *const names[] = { "kind", "pattern", "deals", "deal", "company", "what" };
	struct suggesting g = { .l = { .s = s } };
	struct err err = { 0 };
	struct word word;

	while (words_next(w, &word)) {
		const char *value = word.name && !strcmp(word.name, "format") ? words_value(w, &word) : NULL;

		if (!value)
			return cli_usage("refine suggest [--format text|csv|json]");
		if (list_format_read(value, &g.l.format, &err))
			return cli_fail(&err);
	}
	list_begin(&g.l, names, sizeof names / sizeof *names);
	if (suggestions_each(s, print_suggestion, &g, &err)) {
		list_end(&g.l, NULL);
		return cli_fail(&err);
	}
	return list_end(&g.l, &err);
}

/* ---- words ---- */

struct refine_words {
	struct store *s;
	struct buf text;
	const char *dimension, *reason, *comment;
	int64_t *deals, form; /* form: the exchange record that was named among them */
	size_t n;
	bool reclassifies;
};

static void words_done(struct refine_words *a)
{
	buf_done(&a->text);
	free(a->deals);
}

static int add_deal(void *arg, const struct evidence *e)
{
	struct refine_words *a = arg;

	if (e->kind == SUBJECT_FORM)
		a->form = e->subject;
	if (!e->deal)
		return 0;
	a->deals = xrealloc(a->deals, (a->n + 1) * sizeof *a->deals);
	a->deals[a->n++] = e->deal;
	return 0;
}

/* "D-3,D-5, Kestrel"; D-3/post is the record after its delivery. */
static int read_deals(struct store *s, const char *value, struct refine_words *a, struct err *err)
{
	struct buf kept = { 0 };
	int rc = evidence_parse(s, value, &kept, err) || evidence_each(s, buf_str(&kept), add_deal, a, NULL, err) ? -1 : 0;

	buf_done(&kept);
	return rc;
}

static int read_option(void *arg, const char *name, const char *value, struct err *err)
{
	struct refine_words *a = arg;

	if (!strcmp(name, "deal"))
		return read_deals(a->s, value, a, err);
	if (!strcmp(name, "dimension"))
		a->dimension = value;
	else if (!strcmp(name, "reason"))
		a->reason = value;
	else if (!strcmp(name, "comment"))
		a->comment = value;
	else
		a->reclassifies = true;
	return 0;
}

/* ---- verbs ---- */

static int run_flag(struct store *s, struct refine_words *a, struct err *err)
{
	int64_t id = 0;

	if (!a->text.len || !a->n)
		return err_set(err, ERR_USAGE, "refine flag TEXT --deal DEAL[,DEAL…] (D-3/post: the record after its delivery)");
	if (refinement_flag(s, buf_str(&a->text), a->deals, a->n, a->form, &id, err))
		return -1;
	cli_print(stdout, "refinement %" PRId64 " flagged\n", id);
	return 0;
}

/* A number is a flag that is there, anything else the words of a new one. */
static int run_propose(struct store *s, struct refine_words *a, struct err *err)
{
	struct refinement r = { .reason = (char *)(uintptr_t)a->reason, .reclassifies = a->reclassifies };
	struct buf warning = { 0 };

	if (!a->text.len || !a->dimension || !a->reason)
		return err_set(err, ERR_USAGE, "refine propose N|TEXT --dimension KEY --deal D,D,D --reason TEXT [--reclassifies]");
	if (int_parse(buf_str(&a->text), &r.id, NULL))
		r.text = (char *)(uintptr_t)buf_str(&a->text);
	/* Only whole: half of a key might be another one. */
	if (strlen(a->dimension) >= sizeof r.dimension)
		return refinement_check_dimension(s, a->dimension, err);
	snprintf(r.dimension, sizeof r.dimension, "%s", a->dimension);
	if (refinement_propose(s, &r, a->deals, a->n, err))
		return -1;
	cli_print(stdout, "refinement %" PRId64 " proposed\n", r.id);
	if (refinement_warn(&r, &warning))
		cli_say(stderr, "winloss: %s\n", buf_str(&warning));
	buf_done(&warning);
	return 0;
}

static int run_decide(struct store *s, int64_t id, bool approve, const struct refine_words *a, struct err *err)
{
	struct buf warning = { 0 };
	struct refinement r;

	if (refinement_decide(s, id, approve, a->comment, err))
		return -1;
	cli_print(stdout, "refinement %" PRId64 " %s\n", id, approve ? "approved" : "rejected");
	if (approve && refinement_get(s, id, &r, NULL) == 1) {
		if (refinement_warn(&r, &warning))
			cli_say(stderr, "winloss: %s\n", buf_str(&warning));
		buf_done(&warning);
		refinement_done(&r);
	}
	return 0;
}

static int run_link(struct store *s, int64_t id, bool off, struct refine_words *a, struct err *err)
{
	int64_t deal;

	if (deal_find(s, buf_str(&a->text), &deal, err) || refinement_link(s, id, deal, off, err))
		return -1;
	cli_print(stdout, off ? "refinement %" PRId64 " no longer rests on D-%" PRId64 "\n" : "refinement %" PRId64 " rests on D-%" PRId64 "\n",
		  id, deal);
	return 0;
}

static int run_apply(struct store *s, int64_t id, const char *file, struct err *err)
{
	struct buf in = { 0 };
	int rc = file_read(file, FILE_MAX, &in) ? err_set(err, ERR_INPUT, "%s: %s", file, strerror(errno))
		 : in.len >= FILE_MAX		 ? err_set(err, ERR_INPUT, "%s is longer than %d bytes", file, FILE_MAX)
						 : refinement_apply(s, id, buf_str(&in), err);

	buf_done(&in);
	if (!rc)
		cli_print(stdout, "refinement %" PRId64 " applied: the qualification model has a new version\n", id);
	return rc;
}

enum verb { VERB_FLAG, VERB_PROPOSE, VERB_LINK, VERB_UNLINK, VERB_COUNCIL, VERB_APPROVE, VERB_REJECT, VERB_APPLY,
	    VERB_WITHDRAW, VERB_SHOW, VERBS };
static const struct {
	const char *name, *options, *words; /* words: what stands behind the number, NULL nothing */
	bool numbered;
} verbs[VERBS] = {
	[VERB_FLAG] = { "flag", " deal ", NULL, false },
	[VERB_PROPOSE] = { "propose", " dimension deal reason reclassifies ", NULL, false },
	[VERB_LINK] = { "link", "", "DEAL", true },
	[VERB_UNLINK] = { "unlink", "", "DEAL", true },
	[VERB_COUNCIL] = { "council", "", NULL, true },
	[VERB_APPROVE] = { "approve", " comment ", NULL, true },
	[VERB_REJECT] = { "reject", " comment ", NULL, true },
	[VERB_APPLY] = { "apply", "", "FILE", true },
	[VERB_WITHDRAW] = { "withdraw", "", NULL, true },
	[VERB_SHOW] = { "show", "", NULL, true },
};

static int say(int rc, int64_t id, const char *what)
{
	if (!rc)
		cli_print(stdout, "refinement %" PRId64 " %s\n", id, what);
	return rc;
}

static int run(struct store *s, enum verb verb, int64_t id, struct refine_words *a, struct err *err)
{
	switch (verb) {
	case VERB_FLAG:
		return run_flag(s, a, err);
	case VERB_PROPOSE:
		return run_propose(s, a, err);
	case VERB_LINK:
	case VERB_UNLINK:
		return run_link(s, id, verb == VERB_UNLINK, a, err);
	case VERB_COUNCIL:
		return say(refinement_council(s, id, err), id, "reviewed by the council");
	case VERB_APPROVE:
	case VERB_REJECT:
		return run_decide(s, id, verb == VERB_APPROVE, a, err);
	case VERB_APPLY:
		return run_apply(s, id, buf_str(&a->text), err);
	case VERB_WITHDRAW:
		return say(refinement_withdraw(s, id, err), id, "withdrawn");
	case VERB_SHOW:
	case VERBS:
		break;
	}
	return show_one(s, id, err);
}

static int refine_verb(struct store *s, struct words *w, enum verb verb)
{
	struct refine_words a = { .s = s };
	struct err err = { 0 };
	int64_t id = 0;
	int rc = verbs[verb].numbered ? list_number(w->at < w->argc ? w->argv[w->at++] : NULL, OF, &id, &err) : 0;

	if (!rc)
		rc = words_all(w, verbs[verb].options, "reclassifies", &a.text, read_option, &a, &err);
	if (!rc && verbs[verb].numbered && !!a.text.len != !!verbs[verb].words)
		rc = a.text.len ? err_set(&err, ERR_USAGE, "found “%s”, expected no more words", buf_str(&a.text))
				: err_set(&err, ERR_USAGE, "refine %s N %s", verbs[verb].name, verbs[verb].words);
	if (!rc)
		rc = run(s, verb, id, &a, &err);
	words_done(&a);
	return rc ? cli_fail(&err) : 0;
}

int cli_refine(struct store *s, int argc, char **argv)
{
	struct words w = { argc, 2, argv };

	if (argc < 2)
		return cli_usage("refine list, show, suggest, flag, propose, link, unlink, council, approve, reject, apply or withdraw");
	if (!strcmp(argv[1], "list"))
		return refine_list(s, &w);
	if (!strcmp(argv[1], "suggest"))
		return refine_suggest(s, &w);
	for (size_t i = 0; i < VERBS; i++)
		if (!strcmp(argv[1], verbs[i].name))
			return refine_verb(s, &w, (enum verb)i);
	return cli_usage("found “refine %s”, expected list, show, suggest, flag, propose, link, unlink, council, approve, reject, apply or"
			 " withdraw", argv[1]);
}

/* The sample of a programme: deals that were drawn or taken, and what became of them. */
#include "model/programme.h"

#include "model/buf.h"
#include "model/candidate.h"
#include "model/deal.h"
#include "model/event.h"
#include "model/interview.h"
#include "model/member.h"
#include "model/record.h"
#include "model/rowsum.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SELECTION_GET, SELECTION_OF, SELECTION_INTERVIEW, SELECTION_INSERT, SELECTION_UPDATE };
enum { WORDS_MAX = 1000 };


void selection_done(struct selection *x)
{
	free(x->reason);
	free(x->refusal);
	free(x->approval);
	x->reason = x->refusal = x->approval = NULL;
}

static void copy(struct selection *to, const struct selection *from)
{
	*to = *from;
	to->reason = xstrdup(from->reason);
	to->refusal = xstrdup(from->refusal);
	to->approval = xstrdup(from->approval);
}

/* ---- reading ---- */

static int read_one(struct stmt *st, struct selection *x, struct err *err)
{
	int rc = db_step(st, err);

	*x = (struct selection){ 0 };
	if (rc != 1)
		return rc;
	*x = (struct selection){ db_col(st, 0), db_col(st, 1), db_col(st, 2), xstrdup(db_col_text(st, 3)), db_col(st, 4),
				 xstrdup(db_col_text(st, 5)), db_col(st, 6), db_col(st, 7), xstrdup(db_col_text(st, 8)),
				 db_col(st, 9), db_col(st, 10), db_col(st, 11), db_col(st, 12) };
	db_reset(st);
	return 1;
}

static int find(struct store *s, int64_t id, struct selection *x, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &selection_sql[SELECTION_GET], err);

	*x = (struct selection){ 0 };
	if (!st)
		return -1;
	db_int(st, 1, id);
	return read_one(st, x, err);
}

static int seen(const struct store *s, struct selection *x, int rc)
{
	if (rc == 1 && (x->gone || !access_can_read(s, CLASS_INTERVIEW, x->owner))) {
		selection_done(x);
		return 0;
	}
	return rc;
}

int selection_get(struct store *s, int64_t id, struct selection *out, struct err *err)
{
	return seen(s, out, find(s, id, out, err));
}

int selection_of(struct store *s, int64_t programme, int64_t deal, struct selection *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &selection_sql[SELECTION_OF], err);

	*out = (struct selection){ 0 };
	if (!st)
		return -1;
	db_int(st, 1, programme);
	db_int(st, 2, deal);
	return seen(s, out, read_one(st, out, err));
}

static int need(struct store *s, int64_t id, struct selection *x, struct err *err)
{
	int rc = selection_get(s, id, x, err);

	return rc == 1 ? 0 : rc < 0 ? -1 : err_set(err, ERR_INPUT, "the deal is not in this sample any more");
}

/* ---- writing ---- */

static int64_t row_sum(const struct selection *x)
{
	return rowsum_of(ROW(NUMBER(x->id), NUMBER(x->programme), NUMBER(x->deal), WORDS(x->reason), NUMBER(x->state),
			     WORDS(x->refusal), NUMBER(x->interviewer), NUMBER(x->approved_by), WORDS(x->approval),
			     NUMBER(x->drawn_at)));
}

static int write_row(struct store *s, const struct selection *x, int64_t was_rev, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &selection_sql[was_rev ? SELECTION_UPDATE : SELECTION_INSERT], err);

	if (!st)
		return -1;
	db_ints(st, 1, (const int64_t[]){ x->id, x->state, x->interviewer, x->approved_by, x->rev, row_sum(x), x->gone }, 7);
	db_text(st, 8, x->refusal);
	db_text(st, 9, x->approval);
	if (was_rev) {
		db_int(st, 10, was_rev);
	} else {
		db_ints(st, 10, (const int64_t[]){ x->programme, x->deal, x->drawn_at }, 3);
		db_text(st, 13, x->reason);
	}
	return record_write(s, st, was_rev, selection_type.name, err);
}

static struct record_who who_of(const struct selection *x)
{
	return (struct record_who){ x->id, x->owner, CLASS_INTERVIEW };
}

static int insert(struct store *s, struct group *g, struct selection *x, struct err *err)
{
	struct selection nothing = { 0 };

	x->id = db_next_id(s->db, "selection", 1, err);
	x->drawn_at = x->drawn_at ? x->drawn_at : g->at_ms;
	x->rev = 1;
	return x->id < 0 || write_row(s, x, 0, err) || record_note_made(g, &selection_type, who_of(x), &nothing, x, err) ? -1 : 0;
}

static int update(struct store *s, struct group *g, const struct selection *was, struct selection *x, struct err *err)
{
	x->rev = was->rev + 1;
	return write_row(s, x, was->rev, err) || record_note_fields(g, &selection_type, who_of(x), was, x, err) ? -1 : 0;
}

static void name_group(struct group *g, const struct programme *p, const char *doing, const char *what)
{
	struct buf title = { 0 };

	buf_printf(&title, "programme %s: %s%s%s", p->title, what, *what ? " " : "", doing);
	group_title(g, buf_str(&title));
	group_scope(g, SUBJECT_PROGRAMME, p->id);
	buf_done(&title);
}

static int check_words(const char *words, const char *missing, struct err *err)
{
	size_t n = words ? strlen(words) : 0;

	if (!n || !text_says(words))
		return err_set(err, ERR_REFUSED, "%s", missing);
	if (n > WORDS_MAX || text_valid(words, n) < n)
		return err_set(err, ERR_INPUT, "the reason is %s; nothing was written",
			       n > WORDS_MAX ? "longer than 1,000 bytes" : "no UTF-8");
	return 0;
}

int selection_put(struct store *s, struct group *g, const struct selection *was, struct selection *x, struct err *err)
{
	size_t before = g->n;

	if (check_words(x->reason, "say why this deal is in the sample", err) ||
	    (*x->refusal && check_words(x->refusal, "", err)) || (*x->approval && check_words(x->approval, "", err)))
		return -1;
	if (!was)
		return insert(s, g, x, err);
	x->rev = was->rev + 1;
	if (record_note_fields(g, &selection_type, who_of(x), was, x, err))
		return -1;
	return g->n == before ? 0 : write_row(s, x, was->rev, err);
}

static void set(char **to, const char *words)
{
	free(*to);
	*to = xstrdup(words);
}

/* ---- drawing ---- */

/* In turn, but not the deal's owner where there is another. */
static int64_t next_interviewer(const struct interviewers *who, size_t turn, int64_t owner)
{
	for (size_t i = 0; who && i < who->n; i++) {
		int64_t member = who->member[(turn + i) % who->n];

		if (member != owner)
			return member;
	}
	return who && who->n ? who->member[turn % who->n] : 0;
}

static int take(struct store *s, struct group *g, const struct programme *p, struct candidate *c, const struct buf *why,
		int64_t interviewer, int64_t *id, struct err *err)
{
	struct selection x = { .programme = p->id, .deal = c->deal, .reason = xstrdup(buf_str(why)), .refusal = xstrdup(""),
			       .interviewer = interviewer, .approval = xstrdup(""), .owner = c->owner };
	int rc = insert(s, g, &x, err);

	c->standing = CANDIDATE_DRAWN;
	c->selection = x.id;
	if (id)
		*id = x.id;
	selection_done(&x);
	return rc;
}

struct drawing {
	int64_t programme, n, drawn;
	const struct interviewers *who;
};

static int draw(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct drawing *d = arg;
	struct candidates all;
	struct candidate *c;
	struct programme p;
	struct buf why = { 0 };
	int rc;

	d->drawn = 0;
	if (access_act(s, "interview", err) || programme_need(s, d->programme, &p, err))
		return -1;
	rc = candidates_load(s, &p, &all, err);
	while (!rc && d->drawn < d->n) {
		buf_clear(&why);
		c = candidates_pick(s, &all, NULL, &why);
		if (!c)
			break;
		rc = take(s, g, &p, c, &why, next_interviewer(d->who, (size_t)d->drawn, c->owner), NULL, err);
		d->drawn++;
	}
	buf_clear(&why);
	buf_printf(&why, "%" PRId64 " deal%s", d->drawn, d->drawn == 1 ? "" : "s");
	name_group(g, &p, "drawn", buf_str(&why));
	buf_done(&why);
	candidates_done(&all);
	programme_done(&p);
	return rc;
}

int selection_draw(struct store *s, int64_t programme, int64_t n, const struct interviewers *who, int64_t *drawn, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_PROGRAMME, .scope = programme };
	struct drawing d = { .programme = programme, .n = n, .who = who };
	int rc;

	if (n < 1 || n > 10000)
		return err_set(err, ERR_USAGE, "found %" PRId64 " deals to draw, expected 1 to 10000", n);
	rc = edit(s, &how, draw, &d, NULL, err);
	*drawn = rc ? 0 : d.drawn;
	return rc;
}

/* ---- by hand ---- */

static int refuse_standing(const struct candidate *c, const struct selecting *how, struct store *s, struct err *err)
{
	if (!c)
		return err_set(err, ERR_REFUSED, "D-%" PRId64 " is not in the programme: only deals that closed in its window, of its"
						 " types and its segment are asked about", how->deal);
	if (c->selection)
		return err_set(err, ERR_REFUSED, "D-%" PRId64 " is in the sample already: %s", how->deal,
			       candidate_standing_key(c->standing));
	if (c->standing != CANDIDATE_LEFT_OUT)
		return 0;
	if (check_words(how->approval, "", NULL))
		return err_set(err, ERR_REFUSED, "D-%" PRId64 " is left out: %s; with words of approval it is taken all the same",
			       how->deal, c->disputed ? "it is in dispute" : "an escalation is open");
	return access_act(s, "approve_sample", err);
}

static int add(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct selecting *how = *(struct selecting **)arg;
	int64_t *id = ((int64_t **)arg)[1];
	const struct candidate *c;
	struct candidates all;
	struct programme p;
	int rc;

	if (access_act(s, "interview", err) || check_words(how->reason, "say why this deal is in the sample", err) ||
	    programme_need(s, how->programme, &p, err))
		return -1;
	rc = candidates_load(s, &p, &all, err);
	c = rc ? NULL : candidates_find(&all, how->deal);
	rc = rc || refuse_standing(c, how, s, err) ? -1 : 0;
	if (!rc) {
		bool approved = c->standing == CANDIDATE_LEFT_OUT;
		struct selection x = { .programme = p.id, .deal = how->deal, .reason = xstrdup(how->reason),
				       .refusal = xstrdup(""), .interviewer = how->interviewer,
				       .approved_by = approved ? s->actor.member : 0,
				       .approval = xstrdup(approved ? how->approval : ""), .owner = c->owner };

		rc = insert(s, g, &x, err);
		*id = x.id;
		name_group(g, &p, "taken", c->company);
		selection_done(&x);
	}
	candidates_done(&all);
	programme_done(&p);
	return rc;
}

int selection_add(struct store *s, const struct selecting *how, int64_t *id, struct err *err)
{
	struct group_open open = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_PROGRAMME, .scope = how->programme };
	const void *arg[] = { how, id };

	*id = 0;
	return edit(s, &open, add, arg, NULL, err);
}

/* ---- what becomes of one ---- */

struct acting {
	int64_t id;
	const char *doing, *reason;
	int (*fn)(struct store *s, struct group *g, struct selection *x, const struct programme *p, struct acting *a,
		  struct err *err);
	int64_t interviewer, interview, next;
};

static int act(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct acting *a = arg;
	struct selection was, x;
	struct programme p = { 0 };
	struct buf company = { 0 };
	int rc;

	if (access_act(s, "interview", err) || need(s, a->id, &was, err))
		return -1;
	copy(&x, &was);
	rc = programme_need(s, x.programme, &p, err) || deal_name(s, x.deal, &company, err) || a->fn(s, g, &x, &p, a, err) ||
			     update(s, g, &was, &x, err)
		     ? -1
		     : 0;
	if (!rc && g->n)
		name_group(g, &p, a->doing, buf_str(&company));
	buf_done(&company);
	programme_done(&p);
	selection_done(&was);
	selection_done(&x);
	return rc;
}

static int run(struct store *s, struct acting *a, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_PROGRAMME };

	return edit(s, &how, act, a, NULL, err);
}

/* The interview that was planned for it; 0 none, -1. */
static int64_t interview_of(struct store *s, const struct selection *x, int64_t *state, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &selection_sql[SELECTION_INTERVIEW], err);
	int64_t id = 0;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, x->programme);
	db_int(st, 2, x->deal);
	rc = db_step(st, err);
	if (rc == 1) {
		id = db_col(st, 0);
		*state = db_col(st, 1);
		db_reset(st);
	}
	return rc < 0 ? -1 : id;
}

static int refuse_other(const struct selection *x, enum selection_state latest, const char *what, struct err *err)
{
	static const char *const words[] = { "drawn", "invited", "refused", "dropped" };

	if (x->state <= (int64_t)latest)
		return 0;
	return err_set(err, ERR_REFUSED, "not %s: it is %s already", what, words[x->state]);
}

/* An interview that was taken away again leaves the deal drawn. */
static int refuse_invited(struct store *s, const struct selection *x, const char *what, struct err *err)
{
	int64_t state, interview = x->state == SELECTION_INVITED ? interview_of(s, x, &state, err) : -1;

	if (x->state == SELECTION_INVITED && interview <= 0)
		return interview < 0 ? -1 : 0;
	return refuse_other(x, SELECTION_DRAWN, what, err);
}

static int invite(struct store *s, struct group *g, struct selection *x, const struct programme *p, struct acting *a,
		  struct err *err)
{
	struct interview i = { .programme = p->id, .deal = x->deal, .owner = x->owner };
	int rc;

	if (refuse_invited(s, x, "invited", err))
		return -1;
	if (a->interviewer)
		x->interviewer = a->interviewer;
	if (!x->interviewer)
		return err_set(err, ERR_REFUSED, "not invited: name who interviews first");
	i.interviewer = x->interviewer;
	x->state = SELECTION_INVITED;
	rc = interview_put(s, g, NULL, &i, err);
	a->interview = i.id;
	interview_done(&i);
	return rc;
}

int selection_invite(struct store *s, int64_t id, int64_t interviewer, int64_t *interview, struct err *err)
{
	struct acting a = { .id = id, .doing = "invited", .fn = invite, .interviewer = interviewer };
	int rc = run(s, &a, err);

	*interview = rc ? 0 : a.interview;
	return rc;
}

static int replace(struct store *s, struct group *g, const struct programme *p, const struct selection *x, struct acting *a,
		   struct err *err)
{
	const struct candidate *like;
	struct candidates all;
	struct candidate *c;
	struct buf why = { 0 };
	int rc = 0;

	if (candidates_load(s, p, &all, err))
		return -1;
	like = candidates_find(&all, x->deal);
	c = like ? candidates_pick(s, &all, like, &why) : NULL;
	if (c)
		rc = take(s, g, p, c, &why, x->interviewer == c->owner ? 0 : x->interviewer, &a->next, err);
	buf_done(&why);
	candidates_done(&all);
	return rc;
}

static int decline(struct store *s, struct group *g, struct selection *x, const struct programme *p, struct acting *a,
		   struct err *err)
{
	struct new_event told = { .deal = x->deal, .kind = EV_INTERVIEW_REFUSED, .at_ms = g->at_ms, .for_ms = NO_MOMENT,
				  .reason = a->reason };
	int64_t state = 0, interview;
	int rc;

	if (check_words(a->reason, "not marked as refused: say why they declined", err) ||
	    refuse_other(x, SELECTION_INVITED, "refused", err))
		return -1;
	interview = interview_of(s, x, &state, err);
	if (interview < 0)
		return -1;
	rc = !interview ? event_add(s, g, &told, err)
	     : state == INTERVIEW_REFUSED ? 0 : interview_decline(s, g, interview, a->reason, err);
	x->state = SELECTION_REFUSED;
	set(&x->refusal, a->reason);
	return rc || replace(s, g, p, x, a, err) ? -1 : 0;
}

int selection_refuse(struct store *s, int64_t id, const char *reason, int64_t *next, struct err *err)
{
	struct acting a = { .id = id, .doing = "declined", .fn = decline, .reason = reason };
	int rc = run(s, &a, err);

	*next = rc ? 0 : a.next;
	return rc;
}

/* Whether the interview is the one that the sample waits for. */
static int selection_waits(struct store *s, const struct interview *i, struct selection *x, struct err *err)
{
	int64_t state;
	int rc = i->programme && !access_act(s, "interview", NULL) ? selection_of(s, i->programme, i->deal, x, err) : 0;

	if (rc == 1 && (x->state > SELECTION_INVITED || interview_of(s, x, &state, err) != i->id)) {
		selection_done(x);
		return 0;
	}
	return rc;
}

int selection_refuse_interview(struct store *s, int64_t interview, const char *reason, int64_t *next, struct err *err)
{
	struct selection x = { 0 };
	struct interview i;
	int rc = interview_get(s, interview, &i, err);

	*next = 0;
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no interview I-%" PRId64, interview);
	rc = selection_waits(s, &i, &x, err);
	if (!rc)
		rc = interview_refuse(s, interview, reason, err);
	else if (rc == 1)
		rc = selection_refuse(s, x.id, reason, next, err);
	selection_done(&x);
	interview_done(&i);
	return rc;
}

static int drop(struct store *s, struct group *g, struct selection *x, const struct programme *p, struct acting *a,
		struct err *err)
{
	(void)g, (void)p;
	if (check_words(a->reason, "not dropped: say why it leaves the sample", err) || refuse_invited(s, x, "dropped", err))
		return -1;
	x->state = SELECTION_DROPPED;
	set(&x->refusal, a->reason);
	return 0;
}

int selection_drop(struct store *s, int64_t id, const char *reason, struct err *err)
{
	struct acting a = { .id = id, .doing = "dropped", .fn = drop, .reason = reason };

	return run(s, &a, err);
}

static int give(struct store *s, struct group *g, struct selection *x, const struct programme *p, struct acting *a,
		struct err *err)
{
	(void)g, (void)p;
	if (refuse_invited(s, x, "given to another interviewer here", err))
		return err_wrap(err, "the interview says who interviews");
	x->interviewer = a->interviewer;
	return 0;
}

int selection_give(struct store *s, int64_t id, int64_t interviewer, struct err *err)
{
	struct acting a = { .id = id, .doing = "given to an interviewer", .fn = give, .interviewer = interviewer };

	return run(s, &a, err);
}

/* ---- undo ---- */

static int apply(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c, size_t n,
		 struct err *err)
{
	struct selection was, x;
	int rc = find(s, subject, &was, err);

	(void)part;
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the sampled deal is no longer there");
	copy(&x, &was);
	x.rev++;
	rc = record_reverse_whole(g, &selection_type, who_of(&x), &x, &x.gone, c, n, err) || write_row(s, &x, was.rev, err) ||
	     record_note_fields(g, &selection_type, who_of(&x), &was, &x, err) ? -1 : 0;
	selection_done(&was);
	selection_done(&x);
	return rc;
}

const struct record_ops selection_ops = { SUBJECT_SELECTION, "sampled deal", apply };

#define AT(member) offsetof(struct selection, member)
static const struct record_field fields[] = {
	{ "reason", AT(reason), true, 0 }, { "state", AT(state), false, 0 }, { "refusal", AT(refusal), true, 0 },
	{ "interviewer", AT(interviewer), false, 0 }, { "approved_by", AT(approved_by), false, 0 },
	{ "approval", AT(approval), true, 0 }, { NULL, 0, false, 0 },
};
const struct record_type selection_type = { SUBJECT_SELECTION, "sampled deal", fields };

#define SELECTION_ROW                                                                                                  \
	"select x.id, x.programme, x.deal, x.reason, x.state, x.refusal, x.interviewer, x.approved_by, x.approval,"      \
	" x.drawn_at, x.rev, x.gone, d.owner from selection x join deal d on d.id = x.deal"

const struct sql selection_sql[] = {
	[SELECTION_GET] = { "selection_get", SELECTION_ROW " where x.id = $1" },
	[SELECTION_OF] = { "selection_of", SELECTION_ROW " where x.programme = $1 and x.deal = $2 and x.gone = 0"
							 " order by x.id desc limit 1" },
	[SELECTION_INTERVIEW] = { "selection_interview", "select id, state from interview where programme = $1 and deal = $2 and gone = 0"
							 " order by id desc limit 1" },
	[SELECTION_INSERT] = { "selection_insert", "insert into selection (id, state, interviewer, approved_by, rev, sum, gone, refusal,"
						   " approval, programme, deal, drawn_at, reason) values ($1, $2, $3, $4, $5, $6, $7, $8,"
						   " $9, $10, $11, $12, $13)" },
	[SELECTION_UPDATE] = { "selection_update", "update selection set state = $2, interviewer = $3, approved_by = $4, rev = $5,"
						   " sum = $6, gone = $7, refusal = $8, approval = $9 where id = $1 and rev = $10" },
	{ NULL, NULL },
};

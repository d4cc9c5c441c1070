#include "model/interview.h"

#include "model/buf.h"
#include "model/coding.h"
#include "model/company.h"
#include "model/config.h"
#include "model/deal.h"
#include "model/fact.h"
#include "model/form.h"
#include "model/guide.h"
#include "model/interview_private.h"
#include "model/member.h"
#include "model/record.h"
#include "model/rowsum.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { INTERVIEW_GET, INTERVIEW_BY_EXT, INTERVIEW_EXT_TAKEN, INTERVIEW_OF_DEAL, INTERVIEW_INSERT, INTERVIEW_UPDATE,
       INTERVIEW_NOTES };
#define RESPONDENT_MAX 512
#define REFUSAL_MAX 4000
#define MINUTES_MAX 1440


/* ---- one in memory ---- */

static const char *words(const char *s)
{
	return s ? s : "";
}

void interview_init(struct interview *i)
{
	*i = (struct interview){ .respondent = xstrdup(""), .guide = xstrdup(""), .refusal = xstrdup("") };
}

void interview_copy(struct interview *to, const struct interview *from)
{
	*to = *from;
	to->ext = from->ext && *from->ext ? xstrdup(from->ext) : NULL;
	to->respondent = xstrdup(words(from->respondent));
	to->guide = xstrdup(words(from->guide));
	to->refusal = xstrdup(words(from->refusal));
}

void interview_done(struct interview *i)
{
	free(i->ext);
	free(i->respondent);
	free(i->guide);
	free(i->refusal);
	i->ext = i->respondent = i->guide = i->refusal = NULL;
}

bool interview_may_quote(const struct interview *i)
{
	return i->consent_quote == CONSENT_GIVEN;
}

bool interview_may_record(const struct interview *i)
{
	return i->consent_record != CONSENT_REFUSED && i->consent_record != CONSENT_WITHDRAWN;
}

bool interview_may_note(const struct interview *i)
{
	return i->consent_notes != CONSENT_REFUSED && i->consent_notes != CONSENT_WITHDRAWN;
}

int64_t interview_permission(const struct interview *i, enum permission p)
{
	return p == PERMIT_NOTES ? i->consent_notes : p == PERMIT_RECORD ? i->consent_record : i->consent_quote;
}

/* ---- words ---- */

static const char *const consents[] = { "not asked", "given", "refused", "withdrawn" };
static const char *const states[] = { "planned", "scheduled", "held", "incomplete", "validated", "refused" };
static const char *const formats[] = { "", "phone", "video", "in person" };
static const char *const permissions[] = { "notes", "recording", "quoting" };

static const char *key_of(const char *const *keys, size_t n, int64_t i)
{
	return i >= 0 && (uint64_t)i < n ? keys[i] : "?";
}
#define KEY(keys, i) key_of(keys, sizeof(keys) / sizeof *(keys), i)

/* The one key that begins so, in any case; -1. */
static int find_key(const char *const *keys, size_t n, const char *word)
{
	size_t len = strlen(word);
	int found = -1;

	for (size_t i = 0; len && i < n; i++)
		if (*keys[i] && !strncasecmp(keys[i], word, len))
			found = found < 0 || !strcasecmp(keys[i], word) ? (int)i : found;
	return found;
}
#define FIND(keys, word) find_key(keys, sizeof(keys) / sizeof *(keys), word)

const char *consent_key(int64_t c)
{
	return KEY(consents, c);
}

const char *interview_state_key(int64_t state)
{
	return KEY(states, state);
}

const char *interview_format_key(int64_t format)
{
	return KEY(formats, format);
}

const char *permission_key(enum permission p)
{
	return KEY(permissions, p);
}

int permission_find(const char *word)
{
	return !strcasecmp(word, "quote") ? (int)PERMIT_QUOTE : FIND(permissions, word);
}

int consent_find(const char *word)
{
	return !strcasecmp(word, "yes")	      ? (int)CONSENT_GIVEN
	       : !strcasecmp(word, "no")      ? (int)CONSENT_REFUSED
	       : !strcasecmp(word, "revoked") ? (int)CONSENT_WITHDRAWN
					      : FIND(consents, word);
}

int interview_state_find(const char *word)
{
	return FIND(states, word);
}

int interview_format_find(const char *word)
{
	return !strcasecmp(word, "person") || !strcasecmp(word, "in_person") ? (int)FORMAT_IN_PERSON : FIND(formats, word);
}

/* ---- reading ---- */

static char *copy_or_null(const char *s)
{
	return s && *s ? xstrdup(s) : NULL;
}

void interview_read(struct stmt *st, struct interview *i)
{
	*i = (struct interview){
		.id = db_col(st, 0), .ext = copy_or_null(db_col_text(st, 1)), .programme = db_col(st, 2),
		.deal = db_col(st, 3), .form = db_col(st, 4), .person = db_col(st, 5),
		.respondent = xstrdup(words(db_col_text(st, 6))), .respondent_role = db_col(st, 7),
		.interviewer = db_col(st, 8), .scheduled_at = db_col(st, 9), .minutes = db_col(st, 10),
		.format = db_col(st, 11), .held_at = db_col(st, 12), .consent_notes = db_col(st, 13),
		.consent_record = db_col(st, 14), .consent_quote = db_col(st, 15), .guide = xstrdup(words(db_col_text(st, 16))),
		.guide_config = db_col(st, 17), .state = db_col(st, 18), .refusal = xstrdup(words(db_col_text(st, 19))),
		.validated_at = db_col(st, 20), .validated_by = db_col(st, 21), .row_hash = db_col(st, 22),
		.origin_import = db_col(st, 23), .made_at = db_col(st, 24), .rev = db_col(st, 25), .gone = db_col(st, 26),
		.owner = db_col(st, 27),
	};
}

/* What holds nothing to free: most who find none do not end it. */
static void say_nothing(struct interview *out)
{
	interview_init(out);
	interview_done(out);
}

/* One row, whoever may see it; `deal_gone` may be NULL. */
static int find(struct store *s, int64_t id, struct interview *out, bool *deal_gone, struct err *err)
{
	struct stmt *st;
	int rc = record_find(s, &interview_sql[INTERVIEW_GET], id, &st, err);

	if (rc != 1) {
		say_nothing(out);
		return rc;
	}
	interview_read(st, out);
	if (deal_gone)
		*deal_gone = db_col(st, INTERVIEW_COLUMNS_N);
	db_reset(st);
	return 1;
}

bool interview_is_seen(const struct store *s, const struct interview *i)
{
	return !i->gone && access_can_read(s, CLASS_DEAL, i->owner) && access_can_read(s, CLASS_INTERVIEW, i->owner);
}

int interview_get(struct store *s, int64_t id, struct interview *out, struct err *err)
{
	bool deal_gone = false;
	int rc = find(s, id, out, &deal_gone, err);

	if (rc == 1 && (deal_gone || !interview_is_seen(s, out))) {
		interview_done(out);
		say_nothing(out);
		rc = 0;
	}
	return rc;
}

int interview_need(struct store *s, int64_t id, struct interview *out, struct err *err)
{
	int rc = interview_get(s, id, out, err);

	return rc == 1 ? 0 : rc < 0 ? -1 : err_set(err, ERR_INPUT, "no interview I-%" PRId64, id);
}

void interview_respondent(struct store *s, const struct interview *i, struct buf *out)
{
	struct person p = { 0 };

	if (*words(i->respondent) || !i->person)
		buf_puts(out, words(i->respondent));
	else if (person_get(s, i->person, &p, NULL) == 1 && !p.gone)
		buf_puts(out, words(p.name));
	person_done(&p);
}

static int by_ext(struct store *s, const char *ext, int64_t *id, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &interview_sql[INTERVIEW_BY_EXT], err);

	if (!st)
		return -1;
	db_text(st, 1, ext);
	access_bind(st, s);
	return db_first(st, id, 1, err);
}

/* The interview of a deal, where it has one; several are listed. */
static int of_deal(struct store *s, int64_t deal, const char *word, int64_t *id, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &interview_sql[INTERVIEW_OF_DEAL], err);
	struct buf list = { 0 };
	size_t n = 0;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, deal);
	access_bind(st, s);
	while ((rc = db_step(st, err)) == 1) {
		if (!access_can_read(s, CLASS_INTERVIEW, db_col(st, 2)))
			continue;
		*id = db_col(st, 0);
		if (n++ < 6)
			buf_printf(&list, "%sI-%" PRId64 " (%s)", list.len ? ", " : "", *id, interview_state_key(db_col(st, 1)));
	}
	if (!rc && !n)
		rc = err_set(err, ERR_INPUT, "“%s” is deal D-%" PRId64 ", which has no interview", word, deal);
	else if (!rc && n > 1)
		rc = err_set(err, ERR_INPUT, "“%s” has %zu interviews: %s; say which by its number", word, n, buf_str(&list));
	buf_done(&list);
	return rc;
}

/* Whether one of that number is seen: 1, 0, -1. */
static int is_there(struct store *s, int64_t id, struct err *err)
{
	struct interview i;
	int rc = interview_get(s, id, &i, err);

	interview_done(&i);
	return rc;
}

int interview_find(struct store *s, const char *word, int64_t *id, struct err *err)
{
	int64_t deal = 0;
	char *end;
	int rc;

	if ((*word == 'I' || *word == 'i') && word[1] == '-') {
		*id = strtoll(word + 2, &end, 10);
		rc = *end || !word[2] ? 0 : is_there(s, *id, err);
		if (rc || (!*end && word[2]))
			return rc < 0 ? -1 : rc ? 0 : err_set(err, ERR_INPUT, "no interview %s", word);
	}
	rc = by_ext(s, word, id, err);
	if (rc == 1 && is_there(s, *id, err) == 1)
		return 0;
	if (rc < 0 || deal_find(s, word, &deal, err))
		return rc < 0 ? -1 : err_wrap(err, "no interview “%s” by number (I-12) or external id", word);
	return of_deal(s, deal, word, id, err);
}

int interview_may_write(struct store *s, const struct interview *i, struct err *err)
{
	if (s->actor.member && i->interviewer == s->actor.member)
		return 0;
	if (access_can_write(s, CLASS_INTERVIEW, i->owner))
		return access_act(s, "interview", err);
	if (!s->actor.member)
		return access_stranger(s, err);
	return err_set(err, ERR_ROLE, "its named interviewer writes it, or analyst, sales_ops, cro, admin; %s is none of them",
		       s->actor.login);
}

void interview_warn(struct store *s, const struct interview *i, struct buf *out)
{
	struct deal d;

	if (i->interviewer && i->interviewer == i->owner)
		buf_printf(out, "%s owns the deal: a neutral interviewer is not its owner\n", member_login(s, i->interviewer));
	if (deal_get(s, i->deal, &d, NULL) == 1) {
		if (!stage_is_closed((int)d.stage) && d.outcome != OUTCOME_STALLED)
			buf_puts(out, "the deal is still open: interviews are held after a deal closed\n");
		deal_done(&d);
	}
}

/* ---- writing ---- */

static int64_t row_sum(const struct interview *i)
{
	return rowsum_of(ROW(NUMBER(i->id), WORDS(i->ext && *i->ext ? i->ext : NULL), NUMBER(i->programme), NUMBER(i->deal),
			     NUMBER(i->form), NUMBER(i->person), WORDS(words(i->respondent)), NUMBER(i->respondent_role),
			     NUMBER(i->interviewer), NUMBER(i->scheduled_at), NUMBER(i->minutes), NUMBER(i->format),
			     NUMBER(i->held_at), NUMBER(i->consent_notes), NUMBER(i->consent_record), NUMBER(i->consent_quote),
			     WORDS(words(i->guide)), NUMBER(i->guide_config), NUMBER(i->state), WORDS(words(i->refusal)),
			     NUMBER(i->validated_at), NUMBER(i->validated_by), NUMBER(i->row_hash), NUMBER(i->origin_import),
			     NUMBER(i->made_at)));
}

static int write_row(struct store *s, const struct interview *i, int64_t was_rev, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &interview_sql[was_rev ? INTERVIEW_UPDATE : INTERVIEW_INSERT], err);
	const int64_t numbers[] = { i->id, i->programme, i->person, i->respondent_role, i->interviewer, i->scheduled_at,
				    i->minutes, i->format, i->held_at, i->consent_notes, i->consent_record, i->consent_quote,
				    i->guide_config, i->state, i->validated_at, i->validated_by, i->row_hash,
				    i->origin_import, i->rev, row_sum(i), i->gone };
	int n = 0;

	if (!st)
		return -1;
	fact_touch(s, i->deal);
	while (n < (int)(sizeof numbers / sizeof *numbers)) {
		db_int(st, n + 1, numbers[n]);
		n++;
	}
	db_text(st, ++n, i->ext && *i->ext ? i->ext : NULL);
	db_text(st, ++n, words(i->respondent));
	db_text(st, ++n, words(i->guide));
	db_text(st, ++n, words(i->refusal));
	if (was_rev) {
		db_int(st, ++n, was_rev);
	} else {
		db_int(st, ++n, i->deal);
		db_int(st, ++n, i->form);
		db_int(st, ++n, i->made_at);
	}
	return record_write(s, st, was_rev, interview_type.name, err);
}

static int check_words(const char *what, const char *text, size_t max, struct err *err)
{
	size_t n = strlen(words(text));

	if (n > max)
		return err_set(err, ERR_INPUT, "%s is %zu bytes long, at most %zu are kept; nothing was written", what, n, max);
	return text_valid(words(text), n) == n ? 0 : err_set(err, ERR_INPUT, "%s: byte %zu is no UTF-8; expected text, nothing"
							     " was written", what, text_valid(words(text), n) + 1);
}

static bool is_within(int64_t v, int64_t max)
{
	return v >= 0 && v <= max;
}

static int check_values(const struct interview *i, struct err *err)
{
	if (!is_within(i->respondent_role, PERSON_ROLE_COUNT - 1) || !is_within(i->format, FORMAT_IN_PERSON) ||
	    !is_within(i->state, INTERVIEW_REFUSED) || !is_within(i->consent_notes, CONSENT_WITHDRAWN) ||
	    !is_within(i->consent_record, CONSENT_WITHDRAWN) || !is_within(i->consent_quote, CONSENT_WITHDRAWN))
		return err_set(err, ERR_BUG, "an interview with a number outside its kind");
	if (!is_within(i->minutes, MINUTES_MAX))
		return err_set(err, ERR_INPUT, "found %" PRId64 " minutes, expected up to %d", i->minutes, MINUTES_MAX);
	return check_words("the respondent", i->respondent, RESPONDENT_MAX, err) ||
	       check_words("the external id", i->ext, RESPONDENT_MAX, err) ||
	       check_words("the reason", i->refusal, REFUSAL_MAX, err) || check_words("the guide", i->guide, 32, err) ? -1 : 0;
}

/* One name space of external ids; that of one that was taken away stays its own, for when it comes back. */
static int check_ext(struct store *s, const struct interview *i, struct err *err)
{
	struct stmt *st;
	int rc;

	if (!i->ext || !*i->ext)
		return 0;
	st = db_stmt(s->db, &interview_sql[INTERVIEW_EXT_TAKEN], err);
	if (!st)
		return -1;
	db_text(st, 1, i->ext);
	db_int(st, 2, i->id);
	rc = db_step(st, err);
	if (rc == 1)
		db_reset(st);
	return rc == 1 ? err_set(err, ERR_INPUT, "external id “%s” belongs to another interview; nothing was written", i->ext)
		       : rc;
}

static struct record_who who_of(const struct interview *i)
{
	return (struct record_who){ i->id, i->owner, CLASS_INTERVIEW };
}

static const struct interview nothing = { .state = -1 };

/* The named one, else that of the deal's outcome; with its version, where the team has one of its own. */
static int choose_guide(struct store *s, struct interview *i, bool won, struct err *err)
{
	struct guides *all;

	if (!*words(i->guide)) {
		if (guides_load(s, 0, &all, err))
			return -1;
		free(i->guide);
		i->guide = xstrdup(guides_for(all, won)->key);
		guides_free(all);
	}
	return i->guide_config || config_get(s, "guides", NULL, &i->guide_config, NULL, err) >= 0 ? 0 : -1;
}

static int insert(struct store *s, struct group *g, struct interview *i, struct err *err)
{
	struct form f = { .kind = FORM_INTERVIEW, .deal = i->deal, .config = i->guide_config };
	struct deal d;
	int rc;

	if (deal_need(s, i->deal, &d, err))
		return -1;
	i->owner = d.owner;
	rc = choose_guide(s, i, d.stage == STAGE_WON, err);
	deal_done(&d);
	if (rc)
		return -1;
	i->made_at = g->at_ms;
	i->rev = 1;
	if (form_insert(s, g, &f, err))
		return -1;
	i->form = f.id;
	i->id = db_next_id(s->db, "interview", 1, err);
	return i->id < 0 || check_ext(s, i, err) || write_row(s, i, 0, err) ||
			       record_note_made(g, &interview_type, who_of(i), &nothing, i, err)
		       ? -1
		       : 0;
}

int interview_put(struct store *s, struct group *g, const struct interview *was, struct interview *i, struct err *err)
{
	if (check_values(i, err))
		return -1;
	if (!was)
		return insert(s, g, i, err);
	i->rev = was->rev + 1;
	return check_ext(s, i, err) || write_row(s, i, was->rev, err) ||
			       record_note_fields(g, &interview_type, who_of(i), was, i, err) ||
			       (i->state != was->state && presence_write(s, i->id, err))
		       ? -1
		       : 0;
}

int interview_drop(struct store *s, struct group *g, struct interview *i, struct err *err)
{
	int64_t was_rev = i->rev++;

	i->gone = g->id;
	return write_row(s, i, was_rev, err) || record_note(g, &interview_type, who_of(i), OP_DELETE, err) ||
			       presence_write(s, i->id, err)
		       ? -1
		       : 0;
}

int interview_release(struct store *s, int64_t id, int64_t *deal, struct err *err)
{
	struct interview i;
	int rc = find(s, id, &i, NULL, err);
	int64_t was_rev = i.rev++;

	*deal = i.deal;
	if (rc == 1 && i.gone) {
		free(i.ext);
		i.ext = NULL;
		i.row_hash = 0;
		rc = write_row(s, &i, was_rev, err) ? -1 : 1;
	}
	interview_done(&i);
	return rc;
}

int interview_count_notes(struct store *s, int64_t id, struct interview_notes_n *out, struct err *err)
{
	struct stmt *st;
	int rc = record_find(s, &interview_sql[INTERVIEW_NOTES], id, &st, err);

	*out = (struct interview_notes_n){ 0 };
	if (rc != 1)
		return rc;
	*out = (struct interview_notes_n){ db_col(st, 0), db_col(st, 1) };
	db_reset(st);
	return 0;
}

/* ---- undo ---- */

/* Notes were built on it: it stays. */
static int refuse_built_on(struct store *s, const struct interview *i, const struct change *c, size_t n, struct err *err)
{
	struct interview_notes_n notes;

	for (size_t k = 0; k < n; k++) {
		if (c[k].op != OP_DELETE)
			continue;
		if (interview_count_notes(s, i->id, &notes, err))
			return -1;
		if (notes.notes)
			return err_set(err, ERR_REFUSED, "the interview has %" PRId64 " notes by now", notes.notes);
	}
	return 0;
}

static int apply(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c, size_t n,
		 struct err *err)
{
	struct interview was, i;
	int rc = find(s, subject, &was, NULL, err);

	(void)part;
	if (rc != 1) {
		interview_done(&was);
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the interview is no longer there");
	}
	interview_copy(&i, &was);
	i.rev++;
	rc = refuse_built_on(s, &was, c, n, err) || record_reverse_whole(g, &interview_type, who_of(&was), &i, &i.gone, c, n, err) ||
			     check_ext(s, &i, err) || write_row(s, &i, was.rev, err) ||
			     record_note_fields(g, &interview_type, who_of(&was), &was, &i, err) || presence_write(s, i.id, err)
		     ? -1
		     : 0;
	interview_done(&was);
	interview_done(&i);
	return rc;
}

const struct record_ops interview_ops = { SUBJECT_INTERVIEW, "interview", apply };

/* Deal, form and when it was made never change, and come and go with the row. */
#define N(field) offsetof(struct interview, field), false, 0
#define W(field) offsetof(struct interview, field), true, 0
static const struct record_field fields[] = {
	{ "ext", W(ext) },
	{ "programme", N(programme) },
	{ "person", N(person) },
	{ "respondent", W(respondent) },
	{ "role", N(respondent_role) },
	{ "interviewer", N(interviewer) },
	{ "scheduled_at", N(scheduled_at) },
	{ "minutes", N(minutes) },
	{ "format", N(format) },
	{ "held_at", N(held_at) },
	{ "consent_notes", N(consent_notes) },
	{ "consent_record", N(consent_record) },
	{ "consent_quote", N(consent_quote) },
	{ "guide", W(guide) },
	{ "guide_config", N(guide_config) },
	{ "state", offsetof(struct interview, state), false, -1 },
	{ "refusal", W(refusal) },
	{ "validated_at", N(validated_at) },
	{ "validated_by", N(validated_by) },
	{ NULL, 0, false, 0 },
};
const struct record_type interview_type = { SUBJECT_INTERVIEW, "interview", fields };

const struct sql interview_sql[] = {
	[INTERVIEW_GET] = { "interview_get", "select " INTERVIEW_COLUMNS ", d.gone from interview i"
					     " join deal d on d.id = i.deal where i.id = $1" },
	[INTERVIEW_BY_EXT] = { "interview_by_ext", "select i.id from interview i join deal d on d.id = i.deal"
						   " where i.ext = $1 and i.gone = 0 and d.gone = 0 and " ACCESS_DEAL("d") },
	[INTERVIEW_EXT_TAKEN] = { "interview_ext_taken", "select 1 from interview where ext = $1 and id <> $2" },
	[INTERVIEW_OF_DEAL] = { "interview_of_deal", "select i.id, i.state, d.owner from interview i join deal d on d.id = i.deal"
						     " where i.deal = $1 and i.gone = 0 and d.gone = 0 and " ACCESS_DEAL("d")
						     " order by i.id" },
	[INTERVIEW_INSERT] = { "interview_insert",
			       "insert into interview (id, programme, person, respondent_role, interviewer, scheduled_at, minutes,"
			       " format, held_at, consent_notes, consent_record, consent_quote, guide_config, state,"
			       " validated_at, validated_by, row_hash, origin_import, rev, sum, gone, ext, respondent, guide,"
			       " refusal, deal, form, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
			       " $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)" },
	[INTERVIEW_UPDATE] = { "interview_update",
			       "update interview set programme = $2, person = $3, respondent_role = $4, interviewer = $5,"
			       " scheduled_at = $6, minutes = $7, format = $8, held_at = $9, consent_notes = $10,"
			       " consent_record = $11, consent_quote = $12, guide_config = $13, state = $14,"
			       " validated_at = $15, validated_by = $16, row_hash = $17, origin_import = $18, rev = $19,"
			       " sum = $20, gone = $21, ext = $22, respondent = $23, guide = $24, refusal = $25"
			       " where id = $1 and rev = $26" },
	[INTERVIEW_NOTES] = { "interview_notes_n",
			      "select count(*), coalesce(sum(case when kind = 1 then 1 else 0 end), 0) from interview_note"
			      " where interview = $1 and gone = 0" },
	{ NULL, NULL },
};

/* Rows of interviews: of a deal, known by external id (or by our own global name), else by deal, respondent and moment.
 * Importing again is three-way, as with deals: what was edited here stays where the file has not moved. What a file calls
 * validated is held here until a reviewer validates it: four eyes cannot come from a file. */
#include "model/import_private.h"

#include "model/calendar.h"
#include "model/erase.h"
#include "model/event.h"
#include "model/interview_private.h"
#include "model/member.h"
#include "model/record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INTERVIEW_BY_EXT, INTERVIEW_BY_WORDS, PROGRAMME_BY_TITLE };
enum { IV_ID, IV_EXT, IV_DEAL, IV_PROGRAMME, IV_RESPONDENT, IV_ROLE, IV_INTERVIEWER, IV_DATE, IV_FORMAT, IV_NOTES, IV_RECORD,
       IV_QUOTE, IV_STATUS };

/* Fields of the record by the column that brings them; the day of the file is one of two. */
static const struct {
	const char *key;
	int column;
} fields[] = {
	{ "programme", IV_PROGRAMME }, { "respondent", IV_RESPONDENT }, { "role", IV_ROLE },	       { "interviewer", IV_INTERVIEWER },
	{ "format", IV_FORMAT },       { "consent_notes", IV_NOTES },	{ "consent_record", IV_RECORD }, { "consent_quote", IV_QUOTE },
	{ "scheduled_at", IV_DATE },   { "held_at", IV_DATE },		{ "state", IV_STATUS },
};

int import_interview_start(struct import *im, struct err *err)
{
	if (import_map_has(im->map, IV_DEAL))
		return 0;
	return err_set(err, ERR_INPUT, "%s:1: found no column for deal, expected one. Say which with --map deal=COLUMN;"
		       " nothing was imported", im->opt->path);
}

static const char *cell(const struct import *im, int f)
{
	return im->cells.text[f] ? im->cells.text[f] : "";
}

static bool refuse(struct import *im, int f, const char *expected)
{
	import_refuse(im, im->cells.column[f], "%s: found “%.100s”, expected %s", import_fields("interviews")[f], cell(im, f), expected);
	return false;
}

/* ---- the row as a record ---- */

/* Who was erased does not come back as a respondent. */
static bool is_erased(struct import *im, const char *company)
{
	int64_t at_ms;

	if (erase_find(im->s, "", cell(im, IV_RESPONDENT), company, &at_ms, NULL) != 1)
		return false;
	import_refuse(im, im->cells.column[IV_RESPONDENT], "this respondent was erased and does not come back by an import");
	return true;
}

static bool read_deal(struct import *im, struct interview *i)
{
	const char *word = cell(im, IV_DEAL);
	struct err e = { 0 };
	struct deal d;
	bool fine;

	i->deal = deal_from_global_name(im->s, word);
	if (!*word || (!i->deal && deal_find(im->s, word, &i->deal, &e)) || deal_get(im->s, i->deal, &d, &e) != 1) {
		import_refuse(im, im->cells.column[IV_DEAL], "deal: %s", *word ? e.text : "found nothing, expected a deal");
		return false;
	}
	i->owner = d.owner;
	fine = !is_erased(im, d.company_name ? d.company_name : "");
	deal_done(&d);
	return fine;
}

static bool read_programme(struct import *im, struct interview *i)
{
	struct stmt *st = *cell(im, IV_PROGRAMME) ? db_stmt(im->s->db, &import_interview_sql[PROGRAMME_BY_TITLE], NULL) : NULL;

	if (!*cell(im, IV_PROGRAMME))
		return true;
	if (st) {
		db_text(st, 1, cell(im, IV_PROGRAMME));
		if (db_step(st, NULL) == 1) {
			i->programme = db_col(st, 0);
			db_reset(st);
		}
	}
	return i->programme ? true : refuse(im, IV_PROGRAMME, "the title of a programme");
}

/* One of few words; an empty cell says nothing. */
static bool read_word(struct import *im, int f, int (*find)(const char *word), const char *expected, int64_t *out)
{
	int found = *cell(im, f) ? find(cell(im, f)) : 0;

	*out = found;
	return found >= 0 ? true : refuse(im, f, expected);
}

static int find_role(const char *word)
{
	int role = person_role_find(word);

	return role > 0 ? role : -1;
}

/* Its moment; a bare day is its noon. */
static bool read_date(struct import *im, int64_t *at)
{
	const struct calendar *c = im->s->calendar;
	bool day_only;

	*at = 0;
	if (!*cell(im, IV_DATE))
		return true;
	if (calendar_parse_moment(c, cell(im, IV_DATE), im->s->now(im->s), at, &day_only, NULL))
		return refuse(im, IV_DATE, "a day or a moment such as 2026-11-12T10:00:00Z");
	if (day_only)
		*at = calendar_moment(c, calendar_day(c, *at), 12 * 60);
	return true;
}

static bool read_status(struct import *im, struct interview *i, int64_t at)
{
	int64_t now = im->s->now(im->s);

	if (!read_word(im, IV_STATUS, interview_state_find, "planned, scheduled, held, incomplete, validated or refused", &i->state))
		return false;
	if (!*cell(im, IV_STATUS))
		i->state = !at ? INTERVIEW_PLANNED : at > now ? INTERVIEW_SCHEDULED : INTERVIEW_HELD;
	if (i->state == INTERVIEW_VALIDATED) {
		i->state = INTERVIEW_HELD;
		im->n_validated += !im->opt->within; /* there its own table says by whom */
	}
	if (i->state == INTERVIEW_HELD || i->state == INTERVIEW_INCOMPLETE) {
		if (!at)
			return refuse(im, IV_DATE, "the day on which it was held");
		if (at > now + MINUTE_MS)
			return refuse(im, IV_DATE, "a day that has come, as it was held");
		i->held_at = at;
	} else {
		i->scheduled_at = at;
	}
	if (i->state == INTERVIEW_SCHEDULED && !at)
		return refuse(im, IV_DATE, "the moment for which it is scheduled");
	if (i->state == INTERVIEW_REFUSED) {
		free(i->refusal);
		i->refusal = xstrdup("the reason is not in the imported file");
	}
	return true;
}

static bool read_texts(struct import *im, struct interview *i, struct err *err)
{
	if (im->cells.len[IV_EXT] > 512)
		return refuse(im, IV_EXT, "at most 512 bytes");
	if (im->cells.len[IV_RESPONDENT] > 512)
		return refuse(im, IV_RESPONDENT, "at most 512 bytes");
	free(i->respondent);
	i->respondent = xstrdup(cell(im, IV_RESPONDENT));
	if (*cell(im, IV_EXT) && !interview_from_global_name(im->s, cell(im, IV_EXT)))
		i->ext = xstrdup(cell(im, IV_EXT));
	if (*cell(im, IV_INTERVIEWER))
		i->interviewer = member_named(im->s, cell(im, IV_INTERVIEWER), err);
	return i->interviewer >= 0;
}

static bool read_row(struct import *im, struct interview *i, struct err *err)
{
	static const char consents[] = "given, refused, withdrawn or not asked";
	int64_t at;

	return read_deal(im, i) && read_programme(im, i) &&
	       read_word(im, IV_ROLE, find_role, "primary, champion, executive, technical, economic, evaluator or procurement",
			 &i->respondent_role) &&
	       read_word(im, IV_FORMAT, interview_format_find, "phone, video or in person", &i->format) &&
	       read_word(im, IV_NOTES, consent_find, consents, &i->consent_notes) &&
	       read_word(im, IV_RECORD, consent_find, consents, &i->consent_record) &&
	       read_word(im, IV_QUOTE, consent_find, consents, &i->consent_quote) && read_date(im, &at) &&
	       read_status(im, i, at) && read_texts(im, i, err);
}

/* ---- the three ways ---- */

static const struct record_field *field_of(const char *key)
{
	const struct record_field *f = interview_type.field;

	while (strcmp(f->key, key))
		f++;
	return f;
}

/* The file shows what stands here, though not as it is stored: a contact's name, a state that no file may give. */
static bool is_shown_so(struct import *im, const struct interview *ours, int column)
{
	struct buf who = { 0 };
	bool same = false;

	if (column == IV_STATUS)
		return interview_state_find(cell(im, IV_STATUS)) == ours->state;
	if (column == IV_RESPONDENT) {
		interview_respondent(im->s, ours, &who);
		same = !strcmp(buf_str(&who), cell(im, IV_RESPONDENT));
	}
	buf_done(&who);
	return same;
}

static int three_way(struct import *im, struct interview *ours, const struct interview *file, size_t n, int64_t line, size_t *taken,
		     struct err *err)
{
	const struct record_field *f = field_of(fields[n].key);
	char a[24], b[24], *base;
	const char *is = record_value(ours, f, a, sizeof a), *says = record_value(file, f, b, sizeof b);
	struct import_change c = { .line = line, .field = import_fields("interviews")[fields[n].column], .before = is ? is : "",
				   .after = cell(im, fields[n].column) };
	int rc;

	if (!*cell(im, fields[n].column) || !says || record_is_same(is, says) || is_shown_so(im, ours, fields[n].column))
		return 0;
	base = is ? xstrdup(is) : NULL;
	rc = import_base(im, SUBJECT_INTERVIEW, ours->id, fields[n].key, &base, err);
	if (!rc && !record_is_same(base, says) && (im->opt->theirs || record_is_same(base, is))) {
		if (im->opt->changed)
			im->opt->changed(im->opt->arg, &c);
		record_take(ours, file, f);
		++*taken;
	} else if (!rc && !record_is_same(base, says)) {
		buf_printf(&im->why, "%s%s: edited here, the file says \"%.100s\"", im->why.len ? "; " : "conflict in ", c.field, c.after);
		im->column = im->cells.column[fields[n].column];
	}
	free(base);
	return rc;
}

/* Held or refused is told of the deal once, whatever the file says later. */
static int tell(struct import *im, struct group *g, const struct interview *was, const struct interview *i, struct err *err)
{
	bool held = i->state == INTERVIEW_HELD || i->state == INTERVIEW_INCOMPLETE,
	     was_told = was && was->state >= INTERVIEW_HELD;
	struct new_event e = { .deal = i->deal, .kind = held ? EV_INTERVIEW_DONE : EV_INTERVIEW_REFUSED,
			       .at_ms = held ? i->held_at : im->s->now(im->s), .for_ms = NO_MOMENT };

	return was_told || i->state < INTERVIEW_HELD ? 0 : event_add(im->s, g, &e, err);
}

static enum took merge(struct import *im, struct group *g, int64_t id, const struct interview *file, int64_t line, struct err *err)
{
	struct interview was, ours;
	size_t taken = 0;
	int rc = interview_get(im->s, id, &was, err);

	if (rc != 1) {
		interview_done(&was);
		return rc < 0 ? TOOK_ERROR : import_refuse(im, im->cells.column[IV_EXT], "external_id: it belongs to an interview that was removed");
	}
	interview_copy(&ours, &was);
	rc = was.row_hash == im->cells.hash ? 1 : 0;
	if (!rc && was.deal != file->deal) {
		import_refuse(im, im->cells.column[IV_DEAL], "deal: I-%" PRId64 " is of D-%" PRId64 ", an interview does not move", id, was.deal);
		rc = 2;
	}
	for (size_t n = 0; !rc && n < sizeof fields / sizeof *fields; n++)
		rc = three_way(im, &ours, file, n, line, &taken, err);
	if (!rc && im->why.len) {
		im->out->conflicts++;
		rc = 2;
	}
	if (!rc) {
		ours.row_hash = im->cells.hash;
		if (ours.state == INTERVIEW_REFUSED && was.state != INTERVIEW_REFUSED)
			record_take(&ours, file, field_of("refusal"));
		rc = interview_put(im->s, g, &was, &ours, err) || tell(im, g, &was, &ours, err) ? -1 : 0;
	}
	interview_done(&was);
	interview_done(&ours);
	return rc < 0 ? TOOK_ERROR : rc == 1 ? TOOK_UNCHANGED : rc == 2 ? TOOK_REFUSED : taken ? TOOK_UPDATED : TOOK_UNCHANGED;
}

/* ---- which one it is ---- */

/* 0: a new one; -1. */
static int64_t find(struct import *im, const struct interview *file, struct err *err)
{
	int64_t id = interview_from_global_name(im->s, cell(im, IV_EXT));
	struct stmt *st = id ? NULL : db_stmt(im->s->db, &import_interview_sql[file->ext ? INTERVIEW_BY_EXT : INTERVIEW_BY_WORDS], err);
	int rc;

	if (id)
		return id;
	if (!st)
		return -1;
	if (file->ext) {
		db_text(st, 1, file->ext);
	} else {
		db_int(st, 1, file->deal);
		db_text(st, 2, file->respondent);
		db_int(st, 3, file->held_at ? file->held_at : file->scheduled_at);
	}
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	id = db_col(st, 0);
	db_reset(st);
	return id;
}

/* Two rows of one interview: equal ones are one row, others are refused with the other's line. */
static enum took met_before(struct import *im, int64_t line, bool *met)
{
	struct buf key = { 0 };
	uint32_t other;
	int same;

	if (*cell(im, IV_EXT))
		buf_puts(&key, cell(im, IV_EXT));
	else
		buf_printf(&key, "%s\x1f%s\x1f%s", cell(im, IV_DEAL), cell(im, IV_RESPONDENT), cell(im, IV_DATE));
	other = seen_add(&im->seen, key.data, key.len, (uint64_t)im->cells.hash, (uint32_t)line, &same);
	buf_done(&key);
	*met = other;
	return other && !same ? import_refuse(im, im->cells.column[IV_EXT], "the interview stands on line %u%s already, with other values",
					      other, other == SEEN_FAR ? " or later" : "")
			      : TOOK_UNCHANGED;
}

static enum took take(struct import *im, struct group *g, struct interview *file, int64_t line, struct err *err)
{
	int64_t id = find(im, file, err);

	if (id)
		return id < 0 ? TOOK_ERROR : merge(im, g, id, file, line, err);
	file->row_hash = im->cells.hash;
	file->origin_import = im->id;
	return interview_put(im->s, g, NULL, file, err) || tell(im, g, NULL, file, err) ? TOOK_ERROR : TOOK_ADDED;
}

enum took import_interview(struct import *im, struct group *g, int64_t line, struct err *err)
{
	struct interview file;
	struct err own = { 0 };
	enum took took;
	bool met;

	took = met_before(im, line, &met);
	if (met)
		return took;
	interview_init(&file);
	took = TOOK_REFUSED;
	if (read_row(im, &file, &own))
		took = take(im, g, &file, line, err);
	else if (own.kind)
		took = TOOK_ERROR;
	if (own.kind && err)
		*err = own;
	interview_done(&file);
	return took;
}

const struct sql import_interview_sql[] = {
	[INTERVIEW_BY_EXT] = { "import_interview_ext", "select id from interview where ext = $1" },
	[INTERVIEW_BY_WORDS] = { "import_interview_words",
				 "select min(id) from interview where deal = $1 and respondent = $2 and gone = 0"
				 " and (held_at = $3 or (held_at = 0 and scheduled_at = $3)) having count(*) = 1" },
	[PROGRAMME_BY_TITLE] = { "import_programme_title", "select id from programme where title = $1 and gone = 0 order by id limit 1" },
	{ NULL, NULL },
};

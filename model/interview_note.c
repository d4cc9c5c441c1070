#include "model/interview_note_private.h"

#include "model/access.h"
#include "model/record.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *words(const char *s)
{
	return s ? s : "";
}

/* ---- one note in memory ---- */

void interview_note_init(struct interview_note *n, int64_t interview, enum said_kind kind)
{
	*n = (struct interview_note){ .interview = interview, .kind = kind, .text = xstrdup(""), .speaker = xstrdup("") };
}

void interview_note_copy(struct interview_note *to, const struct interview_note *from)
{
	*to = *from;
	to->text = xstrdup(words(from->text));
	to->speaker = xstrdup(words(from->speaker));
}

void interview_note_done(struct interview_note *n)
{
	free(n->text);
	free(n->speaker);
	n->text = n->speaker = NULL;
}

void interview_notes_done(struct interview_note *notes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		interview_note_done(&notes[i]);
	free(notes);
}

static const char *const kinds[] = { "", "quote", "fact", "interpretation" };
#define KINDS ((int64_t)(sizeof kinds / sizeof *kinds))

const char *said_key(int64_t kind)
{
	return kind > 0 && kind < KINDS ? kinds[kind] : "";
}

int64_t said_find(const char *word)
{
	size_t n = strlen(word);

	for (int64_t i = 1; n && i < KINDS; i++)
		if (!strncasecmp(kinds[i], word, n))
			return i;
	return 0;
}

/* ---- reading ---- */

static void read_columns(struct stmt *st, struct note_row *out)
{
	*out = (struct note_row){
		.n = { .id = db_col(st, 0), .interview = db_col(st, 1), .seq = db_col(st, 2), .kind = db_col(st, 3),
		       .text_id = db_col(st, 4), .speaker = xstrdup(words(db_col_text(st, 5))), .member = db_col(st, 6),
		       .at_ms = db_col(st, 7), .rev = db_col(st, 8), .gone = db_col(st, 9),
		       .text = xstrdup(words(db_col_text(st, 10))) },
		.deal = db_col(st, 11), .owner = db_col(st, 12),
	};
}

static int read_notes(struct store *s, int64_t interview, size_t max, struct interview_note **out, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &interview_note_sql[NOTE_LIST], err);
	size_t room = 0;
	int rc;

	*out = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_int(st, 1, interview);
	access_bind(st, s);
	while ((rc = db_step(st, err)) == 1) {
		struct note_row row;

		if (!access_can_read(s, CLASS_INTERVIEW, db_col(st, 12)))
			continue;
		read_columns(st, &row);
		if (*n == room) {
			room = room ? room * 2 : 16;
			*out = xrealloc(*out, room * sizeof **out);
		}
		(*out)[(*n)++] = row.n;
		if (*n == max) {
			db_reset(st);
			return 0;
		}
	}
	return rc;
}

int interview_notes(struct store *s, int64_t interview, struct interview_note **out, size_t *n, struct err *err)
{
	return read_notes(s, interview, 0, out, n, err);
}

int interview_notes_first(struct store *s, int64_t interview, size_t max, struct interview_note **out, size_t *n, size_t *all,
			  struct err *err)
{
	int64_t count;

	if (read_notes(s, interview, max, out, n, err))
		return -1;
	*all = *n;
	if (!max || *n < max)
		return 0;
	count = note_ask(s, NOTE_COUNT, interview, 0, err);
	*all = count > 0 ? (size_t)count : 0;
	return count < 0 ? -1 : 0;
}

int interview_note_get(struct store *s, int64_t id, struct interview_note *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &interview_note_sql[NOTE_SEEN], err);
	struct note_row row;
	int rc;

	interview_note_init(out, 0, 0);
	if (!st)
		return -1;
	db_int(st, 1, id);
	access_bind(st, s);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	rc = access_can_read(s, CLASS_INTERVIEW, db_col(st, 12));
	if (rc) {
		read_columns(st, &row);
		interview_note_done(out);
		*out = row.n;
	}
	db_reset(st);
	return rc;
}

int note_row_read(struct store *s, int64_t id, struct note_row *out, struct err *err)
{
	struct stmt *st;
	int rc = record_find(s, &interview_note_sql[NOTE_RAW], id, &st, err);

	if (rc == 1) {
		read_columns(st, out);
		db_reset(st);
	}
	return rc;
}

int64_t note_ask(struct store *s, int sql, int64_t interview, int64_t seq, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &interview_note_sql[sql], err);

	if (!st)
		return -1;
	db_int(st, 1, interview);
	db_int(st, 2, seq);
	return db_first_id(st, err);
}

int64_t interview_note_find(struct store *s, int64_t interview, int64_t seq, struct err *err)
{
	struct interview_note n;
	int64_t id = note_ask(s, NOTE_FIND, interview, seq, err);
	int rc;

	if (id <= 0)
		return id;
	rc = interview_note_get(s, id, &n, err);
	interview_note_done(&n);
	return rc == 1 ? id : rc;
}

int64_t interview_note_new_id(struct store *s, struct err *err)
{
	return record_new_id(s, "interview_note", err);
}

#define NOTE_COLUMNS                                                                                                 \
	"select n.id, n.interview, n.seq, n.kind, n.text, n.speaker, n.member, n.at_ms, n.rev, n.gone, t.body, i.deal," \
	" d.owner from interview_note n join text t on t.id = n.text join interview i on i.id = n.interview"           \
	" join deal d on d.id = i.deal"
#define NOTE_THERE " n.gone = 0 and i.gone = 0 and d.gone = 0 and " ACCESS_DEAL("d")

const struct sql interview_note_sql[] = {
	[NOTE_LIST] = { "interview_note_list", NOTE_COLUMNS " where n.interview = $1 and" NOTE_THERE " order by n.seq, n.id" },
	[NOTE_SEEN] = { "interview_note_seen", NOTE_COLUMNS " where n.id = $1 and" NOTE_THERE },
	[NOTE_RAW] = { "interview_note_raw", NOTE_COLUMNS " where n.id = $1" },
	[NOTE_SEQ] = { "interview_note_seq", "select coalesce(max(seq), 0) + cast($2 as bigint) from interview_note"
					     " where interview = $1" },
	[NOTE_FIND] = { "interview_note_find", "select id from interview_note where interview = $1 and seq = $2 and gone = 0"
					       " order by id limit 1" },
	[NOTE_NEXT] = { "interview_note_next", "select id from interview_note where interview = $1 and seq > $2 and gone = 0"
					       " order by seq, id limit 1" },
	[NOTE_BEFORE] = { "interview_note_before", "select id from interview_note where interview = $1 and seq < $2"
						   " and gone = 0 order by seq desc, id limit 1" },
	[NOTE_COUNT] = { "interview_note_count", "select count(*) from interview_note where interview = $1 and seq >= $2 and gone = 0" },
	[NOTE_INSERT] = { "interview_note_insert", "insert into interview_note (id, interview, seq, kind, text, speaker,"
						   " member, at_ms, rev, sum, gone) values ($1, $2, $3, $4, $5, $6, $7, $8,"
						   " $9, $10, $11)" },
	[NOTE_UPDATE] = { "interview_note_update", "update interview_note set interview = $2, seq = $3, kind = $4, text = $5,"
						   " speaker = $6, member = $7, at_ms = $8, rev = $9, sum = $10, gone = $11"
						   " where id = $1 and rev = $12" },
	[NOTE_BODY] = { "interview_note_body", "select body from text where id = $1" },
	{ NULL, NULL },
};

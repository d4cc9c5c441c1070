#include "model/evidence.h"

#include "model/access.h"
#include "model/cut.h"
#include "model/deal.h"
#include "model/form.h"
#include "model/interview_note.h"
#include "model/rowsum.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EVIDENCE_ONE, EVIDENCE_FORM, EVIDENCE_OF, EVIDENCE_CLEAR, EVIDENCE_PUT };
enum { EVIDENCE_MAX = 200 };

struct link {
	enum subject_kind kind;
	int64_t subject;
};
struct links {
	struct link at[EVIDENCE_MAX];
	size_t n;
};

static const struct {
	char letter;
	enum subject_kind kind;
} letters[] = {
	{ 'D', SUBJECT_DEAL }, { 'X', SUBJECT_FORM }, { 'I', SUBJECT_INTERVIEW }, { 'N', SUBJECT_INTERVIEW_NOTE },
};
enum { LETTERS = sizeof letters / sizeof *letters };

/* ---- the kept line ---- */

static int by_kind(const void *a, const void *b)
{
	const struct link *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->subject < y->subject ? -1 : x->subject > y->subject;
}

static void read_line(const char *kept, struct links *out)
{
	out->n = 0;
	for (const char *p = kept ? kept : ""; *p && out->n < EVIDENCE_MAX;) {
		char *end;

		for (size_t i = 0; i < LETTERS; i++)
			if (letters[i].letter == *p)
				out->at[out->n++] = (struct link){ letters[i].kind, strtoll(p + 1, NULL, 10) };
		strtoll(p + 1, &end, 10);
		p = end + strspn(end, " ");
		if (end == p && *p)
			return;
	}
}

static void put_link(struct buf *out, struct link l, bool first)
{
	for (size_t i = 0; i < LETTERS; i++)
		if (letters[i].kind == l.kind)
			buf_printf(out, "%s%c%" PRId64, first ? "" : " ", letters[i].letter, l.subject);
}

/* In the order of the table's key, each once. */
static void write_line(struct links *links, struct buf *out)
{
	bool first = true;

	qsort(links->at, links->n, sizeof *links->at, by_kind);
	for (size_t i = 0; i < links->n; i++) {
		if (i && !by_kind(&links->at[i], &links->at[i - 1]))
			continue;
		put_link(out, links->at[i], first);
		first = false;
	}
}

void evidence_sort(struct buf *line)
{
	struct links links;

	read_line(buf_str(line), &links);
	buf_clear(line);
	write_line(&links, line);
}

/* ---- one of them ---- */

static bool is_seen(const struct store *s, enum subject_kind kind, int64_t owner)
{
	bool said = kind == SUBJECT_INTERVIEW || kind == SUBJECT_INTERVIEW_NOTE;

	return access_can_read(s, CLASS_DEAL, owner) && (!said || access_can_read(s, CLASS_INTERVIEW, owner));
}

static void name_it(struct evidence *e, int64_t seq)
{
	if (e->kind == SUBJECT_DEAL)
		snprintf(e->name, sizeof e->name, "D-%" PRId64, e->deal);
	else if (e->kind == SUBJECT_FORM)
		snprintf(e->name, sizeof e->name, "D-%" PRId64 "/%s", e->deal, e->period == 1 ? "pre" : "post");
	else if (e->kind == SUBJECT_INTERVIEW)
		snprintf(e->name, sizeof e->name, "I-%" PRId64, e->interview);
	else
		snprintf(e->name, sizeof e->name, "I-%" PRId64 "/%" PRId64, e->interview, seq);
}

/* 1 the actor sees it, 0 not, -1. Its interview is known either way. */
static int look_up(struct store *s, struct link l, struct evidence *e, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &evidence_sql[EVIDENCE_ONE], err);
	bool seen;

	*e = (struct evidence){ .kind = l.kind, .subject = l.subject };
	if (!st)
		return -1;
	db_int(st, 1, l.kind);
	db_int(st, 2, l.subject);
	if (db_step(st, err) != 1)
		return -1;
	e->interview = db_col(st, 0);
	e->period = db_col(st, 2);
	e->deal = db_col(st, 3);
	cut_printf(e->company, sizeof e->company, "%s", db_col_text(st, 5));
	seen = e->deal && !db_col(st, 6) && is_seen(s, l.kind, db_col(st, 4));
	name_it(e, db_col(st, 1));
	db_reset(st);
	return seen;
}

int evidence_each(struct store *s, const char *kept, int (*fn)(void *arg, const struct evidence *e), void *arg,
		  size_t *hidden, struct err *err)
{
	struct links links;
	size_t unseen = 0;

	read_line(kept, &links);
	for (size_t i = 0; i < links.n; i++) {
		struct evidence e;
		int rc = look_up(s, links.at[i], &e, err);

		unseen += !rc;
		if (rc == 1)
			rc = fn(arg, &e);
		if (rc)
			return rc;
	}
	if (hidden)
		*hidden = unseen;
	return 0;
}

static int put_name(void *arg, const struct evidence *e)
{
	struct buf *out = arg;

	buf_printf(out, "%s%s", out->len ? ", " : "", e->name);
	return 0;
}

void evidence_format(struct store *s, const char *kept, struct buf *out)
{
	struct buf words = { 0 };
	size_t hidden = 0;

	evidence_each(s, kept, put_name, &words, &hidden, NULL);
	buf_puts(out, buf_str(&words));
	if (hidden)
		buf_printf(out, words.len ? " and %zu more" : "%zu that your role does not read", hidden);
	buf_done(&words);
}

int64_t evidence_interviews(struct store *s, const char *kept, struct err *err)
{
	struct links links;
	int64_t seen[EVIDENCE_MAX], n = 0;

	read_line(kept, &links);
	for (size_t i = 0; i < links.n; i++) {
		struct evidence e;
		int64_t k = 0;

		if (look_up(s, links.at[i], &e, err) < 0)
			return -1;
		while (k < n && seen[k] != e.interview)
			k++;
		if (e.interview && k == n)
			seen[n++] = e.interview;
	}
	return n;
}

/* ---- what people write ---- */

/* "D-12/rest" with that letter: the number and the rest, "" none. False: it is not written like this. */
static bool read_number(const char *word, char letter, int64_t *number, const char **rest)
{
	char *end;

	if (toupper((unsigned char)word[0]) != letter || word[1] != '-' || !isdigit((unsigned char)word[2]))
		return false;
	*number = strtoll(word + 2, &end, 10);
	*rest = *end == '/' ? end + 1 : end;
	return !*end || *end == '/';
}

static int find_record(struct store *s, const char *word, const char *direction, int64_t deal, struct link *out,
		       struct err *err)
{
	int64_t period = !strcmp(direction, "pre") ? 1 : !strcmp(direction, "post") ? 2 : 0;
	struct stmt *st = period ? db_stmt(s->db, &evidence_sql[EVIDENCE_FORM], err) : NULL;
	int rc;

	if (!period)
		return err_set(err, ERR_INPUT, "evidence: found “%s”, expected D-N/pre or D-N/post for an exchange record", word);
	if (!st)
		return -1;
	db_int(st, 1, deal);
	db_int(st, 2, FORM_EXCHANGE);
	db_int(st, 3, period);
	rc = db_step(st, err);
	if (rc == 1) {
		*out = (struct link){ SUBJECT_FORM, db_col(st, 0) };
		db_reset(st);
	}
	return rc == 1 ? 0 : rc < 0 ? -1 : err_set(err, ERR_INPUT, "evidence: D-%" PRId64 " has no exchange record “%s”", deal, direction);
}

static int find_interview(struct store *s, const char *word, int64_t id, const char *note, struct link *out, struct err *err)
{
	struct interview i = { 0 };
	int64_t found = 0;
	int rc = interview_get(s, id, &i, err);

	interview_done(&i);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "evidence: there is no interview “%s”", word);
	*out = (struct link){ SUBJECT_INTERVIEW, id };
	if (!*note)
		return 0;
	found = interview_note_find(s, id, strtoll(note, NULL, 10), err);
	*out = (struct link){ SUBJECT_INTERVIEW_NOTE, found };
	return found > 0 ? 0 : found < 0 ? -1 : err_set(err, ERR_INPUT, "evidence: I-%" PRId64 " has no note %s", id, note);
}

static int find_one(struct store *s, const char *word, struct link *out, struct err *err)
{
	const char *rest = "";
	int64_t number = 0;
	char deal[32];

	if (read_number(word, 'I', &number, &rest))
		return find_interview(s, word, number, rest, out, err);
	out->kind = SUBJECT_DEAL;
	if (!read_number(word, 'D', &number, &rest) || !*rest)
		return deal_find(s, word, &out->subject, err);
	snprintf(deal, sizeof deal, "D-%" PRId64, number);
	return deal_find(s, deal, &number, err) ? -1 : find_record(s, word, rest, number, out, err);
}

int evidence_parse(struct store *s, const char *words, struct buf *out, struct err *err)
{
	struct links links = { .n = 0 };
	const char *p = words ? words : "";

	while (*p) {
		size_t len;
		char word[200];

		p += strspn(p, ", \t");
		len = strcspn(p, ",");
		snprintf(word, sizeof word, "%.*s", (int)(len < sizeof word ? len : sizeof word - 1), p);
		p += len;
		while (*word && strchr(" \t", word[strlen(word) - 1]))
			word[strlen(word) - 1] = '\0';
		if (!*word)
			continue;
		if (links.n == EVIDENCE_MAX)
			return err_set(err, ERR_INPUT, "evidence: found more than %d records", EVIDENCE_MAX);
		if (find_one(s, word, &links.at[links.n], err))
			return -1;
		links.n++;
	}
	write_line(&links, out);
	return 0;
}

/* ---- stored ---- */

int evidence_read(struct store *s, int64_t action, struct buf *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &evidence_sql[EVIDENCE_OF], err);
	bool first = true;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, action);
	while ((rc = db_step(st, err)) == 1) {
		put_link(out, (struct link){ (enum subject_kind)db_col(st, 0), db_col(st, 1) }, first);
		first = false;
	}
	return rc;
}

int evidence_write(struct store *s, int64_t action, const char *kept, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &evidence_sql[EVIDENCE_CLEAR], err);
	struct links links;

	if (!st)
		return -1;
	db_int(st, 1, action);
	if (db_run(st, err))
		return -1;
	read_line(kept, &links);
	for (size_t i = 0; i < links.n; i++) {
		const struct link *l = &links.at[i];

		st = db_stmt(s->db, &evidence_sql[EVIDENCE_PUT], err);
		if (!st)
			return -1;
		db_int(st, 1, action);
		db_int(st, 2, l->kind);
		db_int(st, 3, l->subject);
		db_int(st, 4, rowsum_of(ROW(NUMBER(action), NUMBER(l->kind), NUMBER(l->subject))));
		if (db_run(st, err))
			return -1;
	}
	return 0;
}

const struct sql evidence_sql[] = {
	/* 1 deal, 7 form, 22 interview, 23 note: enum subject_kind. */
	[EVIDENCE_ONE] = { "evidence_one",
			   "select coalesce(i.id, 0), coalesce(n.seq, 0), coalesce(f.period, 0), coalesce(d.id, 0), coalesce(d.owner, 0),"
			   " coalesce(nullif(c.name, ''), nullif(d.name, ''), d.ext, ''),"
			   " coalesce(d.gone, 0) + coalesce(i.gone, 0) + coalesce(n.gone, 0) + coalesce(f.gone, 0)"
			   " from (select cast($1 as bigint) as kind, cast($2 as bigint) as subject) k"
			   " left join interview_note n on k.kind = 23 and n.id = k.subject"
			   " left join interview i on i.id = case k.kind when 22 then k.subject when 23 then n.interview else 0 end"
			   " left join form f on k.kind = 7 and f.id = k.subject"
			   " left join deal d on d.id = case k.kind when 1 then k.subject when 7 then f.deal else i.deal end"
			   " left join company c on c.id = d.company" },
	[EVIDENCE_FORM] = { "evidence_form", "select id from form where deal = $1 and kind = $2 and period = $3 and gone = 0"
					     " order by id desc limit 1" },
	[EVIDENCE_OF] = { "evidence_of", "select subject_kind, subject from action_link where action = $1"
					 " order by subject_kind, subject" },
	[EVIDENCE_CLEAR] = { "evidence_clear", "delete from action_link where action = $1" },
	[EVIDENCE_PUT] = { "evidence_put", "insert into action_link (action, subject_kind, subject, sum) values ($1, $2, $3, $4)" },
	{ NULL, NULL },
};

/* A transcript that was read becomes notes of an interview, in one group. */
#include "model/transcript.h"

#include "model/deal.h"
#include "model/member.h"
#include "model/teeth.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What stands there already: a file that is taken twice adds nothing. */
struct standing {
	const char *text;
	bool used;
};
struct importing {
	int64_t interview;
	const struct transcript *t;
	const char *name;
	bool dry_run;
	struct transcript_counts *counts;
	struct interview i;
	char *login, *asker;         /* of the interviewer, folded */
	char *respondent;            /* folded */
	const char *only;            /* the one who spoke beside the interviewer; NULL: several did */
	struct standing *there;
	size_t n_there;
};

static char *folded(const char *s)
{
	struct buf out = { 0 };

	text_fold(&out, s, strlen(s));
	return buf_take(&out);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct standing *)a)->text, ((const struct standing *)b)->text);
}

/* The first of that text that no line of the file has taken yet. */
static bool stands(struct importing *m, const char *text)
{
	struct standing key = { text, false }, *found;
	size_t i;

	found = m->n_there ? bsearch(&key, m->there, m->n_there, sizeof key, by_text) : NULL;
	if (!found)
		return false;
	for (i = (size_t)(found - m->there); i > 0 && !strcmp(m->there[i - 1].text, text); i--)
		;
	for (; i < m->n_there && !strcmp(m->there[i].text, text); i++)
		if (!m->there[i].used)
			return m->there[i].used = true;
	return false;
}

/* Whether those words are the interviewer's own. */
static bool is_asker(const struct importing *m, const char *speaker)
{
	char *who = folded(speaker);
	size_t n = strlen(who);
	bool is = transcript_is_asker(speaker) || (n && *m->login && !strcmp(who, m->login)) ||
		  (n > 1 && *m->asker && !strncmp(m->asker, who, n) && (!m->asker[n] || m->asker[n] == ' '));

	free(who);
	return is;
}

/* Who alone spoke beside the interviewer is the respondent, whatever the transcript calls them. */
static const char *find_only(const struct importing *m)
{
	const char *only = NULL;

	for (size_t i = 0; i < m->t->n; i++) {
		const char *who = m->t->at[i].speaker;

		if (is_asker(m, who))
			continue;
		if (only && strcmp(only, who))
			return NULL;
		only = who;
	}
	return only;
}

/* Such a name needs not be kept beside each quote. */
static bool is_respondent(const struct importing *m, const char *speaker)
{
	char *who = folded(speaker);
	bool is = !*speaker || (m->only && !strcmp(m->only, speaker)) || transcript_is_answerer(speaker) || !strcmp(who, m->respondent);

	free(who);
	return is;
}

static int put_line(struct store *s, struct group *g, struct importing *m, const struct said_line *l, struct err *err)
{
	bool asks = is_asker(m, l->speaker);
	struct interview_note n;
	int rc;

	if (stands(m, l->text)) {
		m->counts->unchanged++;
		return 0;
	}
	interview_note_init(&n, m->interview, asks ? SAID_FACT : SAID_QUOTE);
	free(n.text);
	n.text = xstrdup(l->text);
	if (asks || !is_respondent(m, l->speaker)) {
		free(n.speaker);
		n.speaker = xstrdup(l->speaker);
	}
	rc = interview_note_put(s, g, &m->i, NULL, &n, err);
	interview_note_done(&n);
	m->counts->quotes += !asks;
	m->counts->facts += asks;
	return rc;
}

static int put_all(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct importing *m = arg;
	struct buf title = { 0 }, doing = { 0 };

	m->only = find_only(m);
	for (size_t i = 0; i < m->t->n; i++)
		if (put_line(s, g, m, &m->t->at[i], err))
			return -1;
	if (m->dry_run)
		return err_set(err, ERR_REFUSED, "dry run");
	buf_printf(&doing, "transcript %s", m->name);
	interview_note_title(s, &m->i, 0, buf_str(&doing), &title);
	group_title(g, buf_str(&title));
	buf_done(&doing);
	buf_done(&title);
	return 0;
}

static int look_at_people(struct store *s, struct importing *m, struct err *err)
{
	struct buf who = { 0 };
	struct member u = { 0 };
	int rc = m->i.interviewer ? member_get(s, m->i.interviewer, &u, err) : 0;

	interview_respondent(s, &m->i, &who);
	m->respondent = folded(buf_str(&who));
	m->login = folded(rc == 1 ? u.login : "");
	m->asker = folded(rc == 1 && u.name ? u.name : "");
	member_done(&u);
	buf_done(&who);
	return rc < 0 ? -1 : 0;
}

static int refuse_record(const struct interview *i, struct err *err)
{
	if (interview_may_record(i) || teeth_off("consent-record"))
		return 0;
	return err_set(err, ERR_REFUSED, "the respondent's permission to record is %s: no transcript is taken",
		       consent_key(i->consent_record));
}

static int run(struct store *s, struct importing *m, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "transcript", .scope_kind = SUBJECT_INTERVIEW,
				  .scope = m->interview };
	struct interview_note *notes;
	struct err e = { 0 };
	size_t n;
	int rc;

	if (interview_may_write(s, &m->i, err) || refuse_record(&m->i, err) || look_at_people(s, m, err) || interview_notes(s, m->interview, &notes, &n, err))
		return -1;
	m->there = xcalloc(n + 1, sizeof *m->there);
	m->n_there = n;
	for (size_t i = 0; i < n; i++)
		m->there[i].text = notes[i].text;
	if (n)
		qsort(m->there, n, sizeof *m->there, by_text);
	rc = edit(s, &how, put_all, m, NULL, &e);
	interview_notes_done(notes, n);
	if (rc && m->dry_run && e.kind == ERR_REFUSED && !strcmp(e.text, "dry run"))
		return 0;
	if (rc)
		*err = e;
	return rc;
}

int transcript_import(struct store *s, int64_t interview, const struct transcript *t, const char *name, bool dry_run,
		      struct transcript_counts *counts, struct err *err)
{
	struct importing m = { .interview = interview, .t = t, .name = name, .dry_run = dry_run, .counts = counts };
	int rc = interview_get(s, interview, &m.i, err);

	*counts = (struct transcript_counts){ 0 };
	if (rc == 0)
		rc = err_set(err, ERR_INPUT, "there is no interview I-%" PRId64, interview);
	if (rc == 1)
		rc = run(s, &m, err);
	free(m.there);
	free(m.login);
	free(m.asker);
	free(m.respondent);
	interview_done(&m.i);
	return rc;
}

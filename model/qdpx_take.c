#include "model/qdpx_take.h"

#include "model/buf.h"
#include "model/coding.h"
#include "model/member.h"
#include "model/names.h"
#include "model/qdpx_lay.h"
#include "model/taxonomy_file.h"
#include "model/text.h"
#include "model/word.h"

#include <stdlib.h>
#include <string.h>

struct take {
	struct store *s;
	struct group *g;
	const struct qdpx_project *p;
	const struct qdpx_options *opt;
	struct import_counts *out;
	long coder;	   /* position among the users; -1 whoever */
	long only;	   /* the only one who coded; -1 not said */
	size_t source;	   /* whose interview is at hand, + 1; 0 none */
	int64_t interview; /* 0: `why` says why there is none */
	struct err why;
	struct interview_note *note;
	const char **text;
	size_t n_notes;
	struct qdpx_lay lay;
	struct coding_pass pass; /* id 0: not begun yet */
	int64_t taxonomy;	 /* whose themes are at hand */
	int64_t *theme;		 /* of each code; 0 none */
	bool back;		 /* all of it is taken back */
};

/* reason NULL: it stands on `note`. */
static void tell(struct take *t, const struct qdpx_coding *c, int64_t note, const char *reason)
{
	struct qdpx_told told = { .line = c->line,
				  .code = t->p->codes.code[c->code].title,
				  .quote = c->quote,
				  .coder = c->user < 0 ? "" : t->p->user[c->user].name,
				  .interview = t->interview,
				  .note = note,
				  .reason = reason };

	if (t->opt->told)
		t->opt->told(t->opt->arg, &told);
}

static int refuse(struct take *t, const struct qdpx_coding *c, const char *why)
{
	t->out->refused++;
	tell(t, c, 0, why);
	return 0;
}

/* ---- whose codes ---- */

static int name_coder(struct take *t, struct err *err)
{
	for (size_t i = 0; i < t->p->n_users; i++)
		if (word_is_alike(t->p->user[i].name, t->opt->coder)) {
			t->coder = (long)i;
			return 0;
		}
	return err_set(err, ERR_INPUT, "no user “%s” in the project", t->opt->coder);
}

/* The one who coded, where there is one. */
static int find_coder(struct take *t, struct err *err)
{
	long only = -1;

	t->coder = -1;
	if (t->opt->coder)
		return name_coder(t, err);
	for (size_t i = 0; i < t->p->n_codings; i++) {
		long user = t->p->coding[i].user;

		if (only >= 0 && user >= 0 && user != only)
			return err_set(
				err, ERR_USAGE,
				"“%.80s” and “%.80s” coded in this project: say with --coder whose codes they are",
				t->p->user[only].name, t->p->user[user].name);
		only = user >= 0 ? user : only;
	}
	t->only = only;
	return 0;
}

/* Who is a member here brings his own codes. */
static int check_coder(struct take *t, const char *name, struct err *err)
{
	int64_t member = member_find(t->s, name, err);

	if (member < 0 || !member || member == t->s->actor.member)
		return member < 0 ? -1 : 0;
	return err_set(
		err, ERR_ROLE,
		"“%s” is a member here and brings these codes in; they are not written into the pass of another",
		name);
}

/* ---- the interview of a text ---- */

static void drop_interview(struct take *t)
{
	qdpx_lay_done(&t->lay);
	interview_notes_done(t->note, t->n_notes);
	free(t->text);
	t->note = NULL;
	t->text = NULL;
	t->n_notes = 0;
	t->interview = 0;
	t->pass.id = 0;
}

/* The name without what follows its last point. */
static char *stem(const char *name)
{
	const char *point = strrchr(name, '.');

	return point && point > name ? xstrndup(name, (size_t)(point - name)) : xstrdup(name);
}

static int find_interview(struct take *t, const char *name)
{
	char *word;
	int rc;

	if (t->opt->interview)
		return interview_find(t->s, t->opt->interview, &t->interview, &t->why);
	word = stem(name);
	rc = interview_find(t->s, word, &t->interview, &t->why);
	if (rc && strcmp(word, name) != 0)
		rc = interview_find(t->s, name, &t->interview, &t->why);
	free(word);
	return rc;
}

/* 0 also where there is none. */
static int open_interview(struct take *t, size_t source, struct err *err)
{
	const struct qdpx_source *s = &t->p->source[source];

	drop_interview(t);
	t->source = source + 1;
	if (find_interview(t, s->name)) {
		if (!t->opt->interview)
			err_set(&t->why, ERR_INPUT,
				"no interview here is called “%.80s” (I-12, an external id, a company with one "
				"interview); --interview names the one",
				s->name);
		t->interview = 0;
		return 0;
	}
	if (interview_notes(t->s, t->interview, &t->note, &t->n_notes, err))
		return -1;
	t->text = xcalloc(t->n_notes + 1, sizeof *t->text);
	for (size_t i = 0; i < t->n_notes; i++)
		t->text[i] = t->note[i].text;
	qdpx_lay(&t->lay, s, t->text, t->n_notes);
	return 0;
}

/* ---- themes ---- */

/* Themes by what a code may be known by. The first of a name has it. */
static void note_theme(struct names *in, const char *text, int64_t theme)
{
	struct buf fold = { 0 };

	text_fold(&fold, text, strlen(text));
	if (*text && !names_find(in, buf_str(&fold), fold.len))
		names_add(in, buf_str(&fold), fold.len, theme);
	buf_done(&fold);
}

static int64_t find_theme(const struct names *in, const char *text)
{
	struct buf fold = { 0 };
	int64_t *at;

	text_fold(&fold, text, strlen(text));
	at = names_find(in, buf_str(&fold), fold.len);
	buf_done(&fold);
	return at ? *at : 0;
}

static int read_themes(struct take *t, int64_t taxonomy, struct err *err)
{
	struct names guid = { 0 }, key = { 0 }, title = { 0 };
	struct buf origin = { 0 };
	struct taxonomy tax;
	char ours[37];

	if (taxonomy_get(t->s, taxonomy, &tax, err) != 1)
		return -1;
	taxonomy_origin(t->s, &origin);
	for (size_t i = 0; i < tax.n; i++) {
		codebook_guid(buf_str(&origin), tax.theme[i].key, ours);
		note_theme(&guid, *tax.theme[i].guid ? tax.theme[i].guid : ours, tax.theme[i].id);
		note_theme(&key, tax.theme[i].key, tax.theme[i].id);
		if (!tax.theme[i].retired)
			note_theme(&title, tax.theme[i].title, tax.theme[i].id);
	}
	free(t->theme);
	t->theme = xcalloc(t->p->codes.n + 1, sizeof *t->theme);
	for (size_t i = 0; i < t->p->codes.n; i++) {
		const struct codebook_code *c = &t->p->codes.code[i];

		t->theme[i] = find_theme(&guid, c->guid);
		t->theme[i] = t->theme[i] ? t->theme[i] : find_theme(&key, c->key);
		t->theme[i] = t->theme[i] ? t->theme[i] : find_theme(&title, c->title);
	}
	t->taxonomy = taxonomy;
	names_done(&guid);
	names_done(&key);
	names_done(&title);
	buf_done(&origin);
	taxonomy_done(&tax);
	return 0;
}

static int need_pass(struct take *t, struct err *err)
{
	if (t->pass.id)
		return 0;
	if (coding_pass_need_in(t->s, t->g, t->interview, &t->pass, err))
		return -1;
	return t->pass.taxonomy == t->taxonomy ? 0 : read_themes(t, t->pass.taxonomy, err);
}

/* ---- one coding ---- */

/* A rule refuses the row; anything else ends the import. */
static bool is_of_row(const struct err *err)
{
	return err->kind == ERR_REFUSED || err->kind == ERR_INPUT;
}

static int put_places(struct take *t, const struct qdpx_coding *c, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < t->lay.n_places && !rc; i++) {
		const struct qdpx_place *at = &t->lay.place[i];
		struct code code = { .pass = t->pass.id,
				     .note = t->note[at->note].id,
				     .start_cp = at->span.start,
				     .end_cp = at->span.end,
				     .theme = t->theme[c->code],
				     .driver = DRIVER_BY_OUTCOME,
				     .memo = xstrdup(c->memo) };

		rc = code_put_in(t->s, t->g, &code, err);
		code_done(&code);
	}
	return rc;
}

static int take_coding(struct take *t, const struct qdpx_coding *c, struct err *err)
{
	size_t before = t->g->n;
	struct err why = { 0 };
	int rc = 0;

	if (t->source != c->source + 1)
		rc = open_interview(t, c->source, err);
	if (rc)
		return -1;
	if (!t->interview)
		return refuse(t, c, t->why.text);
	rc = qdpx_find(&t->lay, c, &why);
	if (!rc)
		rc = need_pass(t, &why);
	if (!rc && !t->theme[c->code])
		rc = err_set(&why, ERR_INPUT, "the code “%.80s” is no theme of the taxonomy",
			     t->p->codes.code[c->code].title);
	before = t->g->n;
	if (!rc)
		rc = put_places(t, c, &why);
	if (rc && !is_of_row(&why)) {
		*err = why;
		return -1;
	}
	if (rc)
		return refuse(t, c, why.text);
	++*(t->g->n > before ? &t->out->added : &t->out->unchanged);
	tell(t, c, t->note[t->lay.place[0].note].seq, NULL);
	return 0;
}

static int take_all(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct take *t = arg;
	int64_t only = 0;

	t->g = g;
	for (size_t i = 0; i < t->p->n_codings; i++) {
		const struct qdpx_coding *c = &t->p->coding[i];

		if (t->coder >= 0 && c->user != t->coder)
			continue;
		t->out->read++;
		if (take_coding(t, c, err))
			return -1;
		only = !only || only == t->interview ? t->interview : -1;
	}
	(void)s;
	if (only > 0)
		group_scope(g, SUBJECT_INTERVIEW, only);
	/* A pass is not begun for nothing. */
	t->back = !t->out->added || t->opt->dry_run;
	return t->back ? -1 : 0;
}

int qdpx_take(struct store *s, const struct qdpx_project *p, const struct qdpx_options *opt,
	      struct import_counts *out, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "codes of another program brought in" };
	struct take t = { .s = s, .p = p, .opt = opt, .out = out };
	struct err why = { 0 };
	int rc;

	*out = (struct import_counts){ 0 };
	if (access_act(s, "code", err) || find_coder(&t, err))
		return -1;
	t.only = t.coder >= 0 ? t.coder : t.only;
	if (t.only >= 0 && check_coder(&t, p->user[t.only].name, err))
		return -1;
	rc = edit(s, &how, take_all, &t, NULL, &why);
	drop_interview(&t);
	free(t.theme);
	if (t.back)
		return 0;
	if (rc && err)
		*err = why;
	return rc;
}

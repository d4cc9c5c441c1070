#include "model/import_all.h"

#include "model/access.h"
#include "model/codebook.h"
#include "model/dict.h"
#include "model/fact.h"
#include "model/import_action.h"
#include "model/import_kinds.h"
#include "model/import_member.h"
#include "model/import_note.h"
#include "model/import_spool.h"
#include "model/member.h"
#include "model/private.h"
#include "model/taxonomy_edit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct all {
	struct store *s;
	const struct import_options *opt;
	struct import_result *out;
	void (*told)(void *arg, const struct import_all_table *table);
	struct spools spools;
	const struct spool *now; /* whose rows are taken */
	struct import_within within;
	char *rejects[SPOOL_TABLES_MAX];
	size_t n_rejects;
	int64_t grp;
};

static const struct taking {
	const char *name;
	/* NULL: by import_run() */
	int (*take)(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
} takings[];
static const struct leaving {
	const char *name, *why;
} leavings[];

/* ---- themes ---- */

static int take_book(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct taxonomy_taking *t = arg;

	return taxonomy_take_in(s, g, t, err);
}

static int take_themes(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	struct codebook_options how = { .encoding = ENCODING_UTF8, .delimiter = ',', .raw = true };
	struct group_open group = { .kind = GROUP_IMPORT, .title = "themes imported", .import = opt->within->id };
	struct taxonomy_taken n = { 0 };
	struct codebook b = { 0 };
	struct taxonomy_taking t = { &b, &n };
	int rc = codebook_read(opt->path, &how, &b, NULL, err) || taxonomy_take(s, &b, true, &n, err) ? -1 : 0;

	if (!rc && n.added + n.changed + n.retired)
		rc = edit(s, &group, take_book, &t, NULL, err);
	codebook_done(&b);
	*counts = (struct import_counts){ .read = (int64_t)(n.added + n.changed + n.same), .added = (int64_t)n.added,
					  .updated = (int64_t)n.changed, .unchanged = (int64_t)n.same };
	if (!rc && n.added + n.changed + n.retired && opt->note)
		opt->note(opt->arg, "the themes are the draft of the next version; `winloss taxonomy publish` makes it the one that passes"
				    " begin with");
	return rc;
}

/* ---- a table ---- */

static int64_t line_of(void *arg, int64_t line)
{
	const struct all *a = arg;

	return spool_line(a->now, line);
}

static void refused(void *arg, const struct import_refusal *r)
{
	struct all *a = arg;
	struct import_refusal own = *r;
	struct buf reason = { 0 };

	buf_printf(&reason, "%s: %s", a->now->name, r->reason);
	own.reason = buf_str(&reason);
	if (a->opt->refused)
		a->opt->refused(a->opt->arg, &own);
	buf_done(&reason);
}

/* What is said of the spool's own form is of no interest. */
static void note(void *arg, const char *sentence)
{
	struct all *a = arg;

	if (a->opt->note && strncmp(sentence, "/dev/fd/", 8))
		a->opt->note(a->opt->arg, sentence);
}

static void keep_rejects(struct all *a, char *path)
{
	struct buf said = { 0 };

	if (!path)
		return;
	a->rejects[a->n_rejects++] = path;
	buf_printf(&said, "the refused rows of %s are in %s", a->now->name, path);
	if (a->opt->note)
		a->opt->note(a->opt->arg, buf_str(&said));
	buf_done(&said);
}

static int take_one(struct all *a, const struct taking *t, struct import_counts *counts, struct err *err)
{
	struct import_result r = { 0 };
	struct import_options o = { .kind = t->name, .encoding = ENCODING_UTF8, .delimiter = ',', .raw = true, .decimal = '.',
				    .dry_run = a->opt->dry_run, .theirs = a->opt->theirs, .within = &a->within, .note = note,
				    .refused = refused, .arg = a };
	struct buf path = { 0 }, beside = { 0 }, as = { 0 };
	const char *slash = strrchr(a->opt->path, '/');
	int rc;

	buf_printf(&path, "/dev/fd/%d", a->now->fd);
	buf_printf(&beside, "%s.%s", strcmp(a->opt->path, "-") ? a->opt->path : "stdin", t->name);
	buf_printf(&as, "%s (%s)", slash ? slash + 1 : a->opt->path, t->name);
	o.path = buf_str(&path);
	a->within.beside = buf_str(&beside);
	o.as = buf_str(&as);
	a->within.rejects = NULL;
	rc = t->take ? t->take(a->s, &o, counts, err) : import_run(a->s, &o, &r, err);
	if (!t->take) {
		*counts = r.counts;
		a->within.rejects = r.rejects;
		r.rejects = NULL;
	}
	keep_rejects(a, a->within.rejects);
	import_result_done(&r);
	buf_done(&path);
	buf_done(&beside);
	buf_done(&as);
	return rc;
}

static void add_up(struct import_counts *sum, const struct import_counts *c)
{
	sum->read += c->read;
	sum->added += c->added;
	sum->updated += c->updated;
	sum->unchanged += c->unchanged;
	sum->refused += c->refused;
}

static const struct taking *taking_of(const char *name)
{
	for (const struct taking *t = takings; t->name; t++)
		if (!strcmp(t->name, name))
			return t;
	return NULL;
}

static const char *why_left(const char *name)
{
	for (const struct leaving *l = leavings; l->name; l++)
		if (!strcmp(l->name, name))
			return l->why;
	return NULL;
}

/* ---- the file ---- */

static void refuse_line(struct all *a, int64_t line, const char *reason)
{
	a->out->counts.read++;
	a->out->counts.refused++;
	if (a->opt->refused)
		a->opt->refused(a->opt->arg, &(struct import_refusal){ line, 0, "", reason });
}

static void refuse_unknown(struct all *a, const struct spool *sp)
{
	struct buf why = { 0 };

	buf_printf(&why, "found “%s” as the name of a table, expected one of export all", sp->name);
	for (int64_t i = 0; i < sp->rows; i++)
		refuse_line(a, sp->lines[2 * i + 1], buf_str(&why));
	buf_done(&why);
}

/* What no rule takes: told with the reason, or refused. */
static void leave_others(struct all *a)
{
	for (size_t i = 0; i < a->spools.n; i++) {
		const struct spool *sp = &a->spools.at[i];
		struct import_all_table table = { .name = sp->name, .rows = sp->rows, .why = why_left(sp->name) };

		if (taking_of(sp->name))
			continue;
		if (table.why)
			a->told(a->opt->arg, &table);
		else
			refuse_unknown(a, sp);
	}
}

static int take_tables(struct all *a, struct err *err)
{
	for (size_t i = 0; i < a->spools.n_bad; i++)
		refuse_line(a, a->spools.bad[i].line, a->spools.bad[i].reason);
	for (const struct taking *t = takings; t->name; t++) {
		struct import_all_table table = { .name = t->name };

		a->now = spools_find(&a->spools, t->name);
		if (!a->now)
			continue;
		table.rows = a->now->rows;
		if (take_one(a, t, &table.counts, err))
			return err_wrap(err, "%s", t->name);
		add_up(&a->out->counts, &table.counts);
		a->told(a->opt->arg, &table);
	}
	leave_others(a);
	return 0;
}

/* The first group stands for the import itself, also where it only added rows that have no changes. */
static int stand_for_it(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct all *a = arg;
	struct change c = { .op = OP_INSERT, .kind = SUBJECT_IMPORT, .subject = a->within.id, .class = CLASS_DEAL };

	(void)s;
	return group_change(g, &c, err);
}

static int begin(struct all *a, struct err *err)
{
	struct group_open how = { .kind = GROUP_IMPORT, .scope_kind = SUBJECT_IMPORT };
	const char *slash = strrchr(a->opt->path, '/');
	struct buf title = { 0 };
	int rc;

	a->within = (struct import_within){ .id = db_next_id(a->s->db, "import", 1, err), .line = line_of, .arg = a };
	if (a->within.id < 0)
		return -1;
	buf_printf(&title, "import of %s", slash ? slash + 1 : a->opt->path);
	how.title = buf_str(&title);
	how.scope = how.import = a->within.id;
	rc = edit(a->s, &how, stand_for_it, a, &a->grp, err);
	buf_done(&title);
	return rc;
}

/* Everything in one transaction. What shall not be kept returns -1 without an error. */
static int run(void *arg, struct err *err)
{
	struct all *a = arg;
	const struct import_counts *c = &a->out->counts;
	struct import_record r = { .kind = "all", .path = a->opt->path };

	if (begin(a, err) || take_tables(a, err))
		return -1;
	if (a->opt->dry_run || (a->opt->strict && c->refused) || !(c->added + c->updated)) {
		a->out->rolled_back = true;
		return -1;
	}
	r.id = a->out->id = a->within.id;
	r.grp = a->grp;
	r.counts = *c;
	return import_record_put(a->s, &r, err);
}

/* --strict: what would have gone in was refused with the row that did not fit. */
static void count_strict(struct import_counts *c)
{
	c->refused += c->added + c->updated;
	c->added = c->updated = 0;
}

static int take(struct all *a, struct err *err)
{
	int64_t newest = dict_newest(a->s);
	size_t known = member_known(a->s);
	struct err own = { 0 };

	if (!db_tx(a->s->db, run, a, &own))
		return 0;
	facts_forget(a->s);
	dict_take_back(a->s, newest);
	member_take_back(a->s, known);
	a->out->id = 0;
	if (a->out->rolled_back) {
		if (a->opt->strict && !a->opt->dry_run && a->out->counts.refused)
			count_strict(&a->out->counts);
		return 0;
	}
	/* An import that failed took no row, so none was refused. */
	for (size_t i = 0; i < a->n_rejects; i++)
		unlink(a->rejects[i]);
	if (err)
		*err = own;
	return -1;
}

int import_all(struct store *s, const struct import_options *opt, void (*told)(void *arg, const struct import_all_table *table),
	       struct import_result *out, struct err *err)
{
	struct all a = { .s = s, .opt = opt, .out = out, .told = told };
	int rc;

	*out = (struct import_result){ 0 };
	if (access_act(s, "import", err))
		return -1;
	rc = spools_read(&a.spools, opt->path, err) || take(&a, err) ? -1 : 0;
	for (size_t i = 0; i < a.n_rejects; i++)
		free(a.rejects[i]);
	spools_done(&a.spools);
	return rc;
}

/* In the order in which one needs the other. */
static const struct taking takings[] = {
	{ "members", import_members }, { "taxonomy", take_themes }, { "deals", NULL }, { "stages", NULL },
	{ "contacts", NULL },	       { "programmes", import_programmes }, { "interviews", NULL }, { "notes", import_notes },
	{ "captured", import_captured }, { "validations", import_validations }, { "passes", import_passes }, { "codes", import_coded },
	{ "sample", import_samples },  { "debriefs", import_debriefs },   { "answers", import_answers }, { "promises", import_promises },
	{ "risks", import_risks }, { "rows", import_rows }, { "exchange", import_exchanges }, { "exchange_fields", import_exchange_fields },
	{ "refinements", import_refinements }, { "actions", import_actions },
	{ NULL, NULL },
};

static const struct leaving leavings[] = {
	{ "approvals", "which were decided in the other file: what a number needs here is asked for here" },
	{ "steps", "which are ticked by what happens in the other file" },
	{ "clocks", "which are counted from what happens here" },
	{ "history", "which tell what members did in the other file; that file keeps them" },
	{ NULL, NULL },
};

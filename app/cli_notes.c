/* Files taken in one step: a transcript into one interview, rows of notes, members. */
#include "app/cli.h"
#include "app/cli_files.h"
#include "app/cli_io.h"

#include "model/import_all.h"
#include "model/import_action.h"
#include "model/import_member.h"
#include "model/import_note.h"
#include "model/interview.h"
#include "model/transcript.h"

#include <inttypes.h>
#include <string.h>

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* What of the file is not as it looks. */
static void tell_read(const struct transcript *t, const char *path)
{
	cli_say(stderr, "winloss: %s is %s\n", path, t->says);
	if (t->odd)
		cli_say(stderr, "winloss: %zu byte%s no UTF-8 and stand%s as \xef\xbf\xbd\n", t->odd, t->odd == 1 ? " was" : "s were",
			t->odd == 1 ? "s" : "");
	if (t->controls)
		cli_say(stderr, "winloss: %zu control character%s in it; they are kept, and shown as escapes\n", t->controls,
			plural(t->controls));
	if (t->turned)
		cli_say(stderr, "winloss: %zu character%s in it that turn%s text round; they are kept, and shown as escapes\n", t->turned,
			plural(t->turned), t->turned == 1 ? "s" : "");
	if (t->headings)
		cli_say(stderr, "winloss: %zu heading%s left out: nobody said them\n", t->headings, t->headings == 1 ? " is" : "s are");
	if (t->refused)
		cli_say(stderr, "winloss: %" PRId64 " row%s refused; %s\n", t->refused, t->refused == 1 ? " is" : "s are", t->first);
}

static void warn(const struct interview *i)
{
	if (i->consent_record != CONSENT_GIVEN)
		cli_say(stderr, "winloss: the permission to record is %s: take a transcript of a recording only where it was given\n",
			consent_key(i->consent_record));
	if (i->state == INTERVIEW_PLANNED || i->state == INTERVIEW_SCHEDULED)
		cli_say(stderr, "winloss: I-%" PRId64 " is %s; say when it was held: winloss interview held I-%" PRId64 " --at MOMENT\n",
			i->id, interview_state_key(i->state), i->id);
}

static int take(struct store *s, const struct import_options *opt, int64_t id, const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	struct transcript_counts counts;
	struct transcript t;
	struct interview i;
	int rc = interview_get(s, id, &i, err);

	if (rc == 1)
		rc = transcript_read(&t, path, opt->encoding, opt->delimiter, err);
	else if (!rc)
		rc = err_set(err, ERR_INPUT, "there is no interview I-%" PRId64, id);
	if (rc) {
		interview_done(&i);
		return -1;
	}
	tell_read(&t, path);
	rc = transcript_import(s, id, &t, slash ? slash + 1 : path, opt->dry_run, &counts, err);
	if (!rc) {
		warn(&i);
		cli_say(stdout, "quotes %" PRId64 ", facts %" PRId64 ", unchanged %" PRId64 ", refused %" PRId64 "\n", counts.quotes,
			counts.facts, counts.unchanged, t.refused);
		if (opt->dry_run)
			cli_say(stderr, "winloss: dry run, nothing was written\n");
	}
	rc = rc ? -1 : t.refused ? 1 : 0;
	transcript_done(&t);
	interview_done(&i);
	return rc;
}

int cli_import_transcript(struct store *s, const struct import_options *opt, const char *interview, const char *path)
{
	struct err err = { 0 };
	int64_t id = 0;
	int rc;

	if (!interview)
		return cli_usage("import: say whose transcript it is: --interview I-3");
	rc = interview_find(s, interview, &id, &err) ? -1 : take(s, opt, id, path, &err);
	return rc < 0 ? cli_fail(&err) : rc;
}

static void tell_refused(void *arg, const struct import_refusal *r)
{
	struct buf words = { 0 };

	(void)arg;
	import_refusal_format(r, &words);
	cli_say(stderr, "%s\n", buf_str(&words));
	buf_done(&words);
}

static void tell_counts(const struct import_options *o, const struct import_counts *c)
{
	if (o->dry_run)
		cli_say(stderr, "winloss: dry run, nothing was written\n");
	else if (o->strict && c->refused)
		cli_say(stderr, "winloss: --strict and a row was refused: nothing was written\n");
	cli_say(stdout, "read %" PRId64 ", added %" PRId64 ", updated %" PRId64 ", unchanged %" PRId64 ", refused %" PRId64 "\n", c->read,
		c->added, c->updated, c->unchanged, c->refused);
}

/* A file of rows that are taken in one step. */
static int import_rows(struct store *s, const struct import_options *opt, const char *path,
		       int (*rows)(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err))
{
	struct import_options o = *opt;
	struct import_counts c;
	struct err err = { 0 };

	o.path = path;
	o.refused = tell_refused;
	if (rows(s, &o, &c, &err))
		return cli_fail(&err);
	tell_counts(&o, &c);
	return c.refused ? 1 : 0;
}

int cli_import_notes(struct store *s, const struct import_options *opt, const char *path)
{
	return import_rows(s, opt, path, import_notes);
}

int cli_import_members(struct store *s, const struct import_options *opt, const char *path)
{
	return import_rows(s, opt, path, import_members);
}

int cli_import_actions(struct store *s, const struct import_options *opt, const char *path)
{
	return import_rows(s, opt, path, import_actions);
}

/* ---- everything ---- */

static void tell_note(void *arg, const char *sentence)
{
	(void)arg;
	cli_say(stderr, "winloss: %s\n", sentence);
}

static void tell_table(void *arg, const struct import_all_table *t)
{
	const struct import_counts *c = &t->counts;

	(void)arg;
	if (t->why)
		cli_say(stderr, "%s: %" PRId64 " row%s, %s\n", t->name, t->rows, plural((size_t)t->rows), t->why);
	else
		cli_say(stderr, "%s: read %" PRId64 ", added %" PRId64 ", updated %" PRId64 ", unchanged %" PRId64 ", refused %" PRId64 "\n",
			t->name, c->read, c->added, c->updated, c->unchanged, c->refused);
}

int cli_import_all(struct store *s, const struct import_options *opt, const char *path)
{
	struct import_options o = *opt;
	struct import_result r;
	struct err err = { 0 };

	o.path = path;
	o.refused = tell_refused;
	o.note = tell_note;
	o.arg = &o;
	if (import_all(s, &o, tell_table, &r, &err))
		return cli_fail(&err);
	if (r.id)
		cli_say(stderr, "winloss: this is import %" PRId64 "; winloss import --revert %" PRId64 " takes it back\n", r.id, r.id);
	tell_counts(&o, &r.counts);
	return r.counts.refused ? 1 : 0;
}

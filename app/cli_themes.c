/* winloss import taxonomy and import codes: files of themes and coded projects of other programs. */
#include "app/cli_files.h"
#include "app/cli_io.h"

#include "model/buf.h"
#include "model/codebook.h"
#include "model/import.h"
#include "model/import_code.h"
#include "model/qdpx_take.h"
#include "model/taxonomy_edit.h"
#include "model/taxonomy_file.h"
#include "model/text.h"

#include <string.h>
#include <strings.h>

#define LISTED_MAX 20
#define QUOTE_COLS 50

static void say_lines(const struct buf *notes)
{
	for (const char *s = buf_str(notes); *s;) {
		size_t len = strcspn(s, "\n");

		cli_say(stderr, "winloss: %.*s\n", (int)len, s);
		s += len + (s[len] == '\n');
	}
}

static bool is_project(const char *path)
{
	size_t len = strlen(path);

	return (len > 5 && !strcasecmp(path + len - 5, ".qdpx")) || (len > 4 && !strcasecmp(path + len - 4, ".qde"));
}

/* A project is no taxonomy: what it brings stands beside the themes that there are. */
static int read_project(struct store *s, const char *path, struct codebook *out, struct err *err)
{
	struct qdpx_project p;
	struct taxonomy t;
	int rc;

	if (qdpx_read(path, &p, NULL, err))
		return -1;
	rc = taxonomy_newest(s, &t, err);
	if (rc == 1) {
		taxonomy_codebook(&t, out);
		out->name = xstrdup(path);
		codebook_join(out, &p.codes);
		taxonomy_done(&t);
	}
	qdpx_done(&p);
	return rc == 1 ? 0 : rc < 0 ? -1 : err_set(err, ERR_DB, "this file has no taxonomy");
}

int cli_import_taxonomy(struct store *s, const struct import_options *opt, const char *path)
{
	struct codebook_options how = { .encoding = opt->encoding, .delimiter = opt->delimiter, .raw = opt->raw };
	struct taxonomy_taken n = { 0 };
	struct codebook b = { 0 };
	struct buf notes = { 0 };
	struct err err = { 0 };
	int rc;

	rc = is_project(path) ? read_project(s, path, &b, &err) : codebook_read(path, &how, &b, &notes, &err);
	say_lines(&notes);
	buf_done(&notes);
	rc = rc ? rc : taxonomy_take(s, &b, opt->dry_run, &n, &err);
	codebook_done(&b);
	if (rc)
		return cli_fail(&err);
	if (n.retired)
		cli_say(stderr, "winloss: %zu theme%s that the file has no more %s retired\n", n.retired,
			n.retired == 1 ? "" : "s",
			opt->dry_run	 ? "would be"
			: n.retired == 1 ? "was"
					 : "were");
	if (opt->dry_run)
		cli_say(stderr, "winloss: dry run, nothing was written\n");
	else if (n.added + n.changed + n.retired)
		cli_say(stderr, "winloss: this is the draft of the next version; `winloss taxonomy publish` makes it "
				"the one that new "
				"passes begin with\n");
	printf("read %zu, added %zu, updated %zu, unchanged %zu, refused 0\n", n.added + n.changed + n.same, n.added,
	       n.changed, n.same);
	return 0;
}

struct telling {
	size_t refused;
	bool dry_run;
};

/* The beginning of the words; line breaks in them are shown as signs. */
static void tell_coding(void *arg, const struct qdpx_told *c)
{
	struct telling *t = arg;
	struct buf words = { 0 };

	text_cut(&words, c->quote, strlen(c->quote), QUOTE_COLS, "…");
	if (c->reason && ++t->refused <= LISTED_MAX)
		cli_say(stderr, "project.qde:%ld: %s “%s”: %s\n", c->line, c->code, buf_str(&words), c->reason);
	else if (!c->reason && t->dry_run)
		cli_say(stdout, "I-%lld note %lld: %s “%s” %s\n", (long long)c->interview, (long long)c->note,
			c->code, buf_str(&words), c->coder);
	buf_done(&words);
}

static void tell_refused(void *arg, const struct import_refusal *r)
{
	struct telling *t = arg;
	struct buf words = { 0 };

	if (++t->refused > LISTED_MAX)
		return;
	import_refusal_format(r, &words);
	cli_say(stderr, "%s\n", buf_str(&words));
	buf_done(&words);
}

static void tell_note(void *arg, const char *sentence)
{
	(void)arg;
	cli_say(stderr, "winloss: %s\n", sentence);
}

/* Rows of a table, as `export codes` writes them. */
static int import_rows(struct store *s, const struct import_options *opt, const char *path)
{
	struct import_options how = *opt;
	struct telling t = { 0 };
	struct import_counts n;
	struct err err = { 0 };

	how.path = path;
	how.refused = tell_refused;
	how.note = tell_note;
	how.arg = &t;
	if (import_codes(s, &how, &n, &err))
		return cli_fail(&err);
	if (t.refused > LISTED_MAX)
		cli_say(stderr, "… and %zu more\n", t.refused - LISTED_MAX);
	if (opt->dry_run || (opt->strict && n.refused))
		cli_say(stderr, "winloss: %s, nothing was written\n", opt->dry_run ? "dry run" : "a row was refused");
	printf("read %lld, added %lld, updated %lld, unchanged %lld, refused %lld\n", (long long)n.read, (long long)n.added,
	       (long long)n.updated, (long long)n.unchanged, (long long)n.refused);
	return n.refused ? 1 : 0;
}

int cli_import_codes(struct store *s, const struct import_options *opt, const struct cli_coded *coded,
		     const char *path)
{
	struct telling t = { .dry_run = opt->dry_run };
	struct qdpx_options how = { .interview = coded->interview,
				    .coder = coded->coder,
				    .dry_run = opt->dry_run,
				    .told = tell_coding,
				    .arg = &t };
	struct qdpx_project p;
	struct import_counts n;
	struct buf notes = { 0 };
	struct err err = { 0 };
	int rc;

	if (!is_project(path))
		return import_rows(s, opt, path);
	rc = qdpx_read(path, &p, &notes, &err);
	say_lines(&notes);
	buf_done(&notes);
	if (!rc) {
		rc = qdpx_take(s, &p, &how, &n, &err);
		qdpx_done(&p);
	}
	if (rc)
		return cli_fail(&err);
	if (t.refused > LISTED_MAX)
		cli_say(stderr, "… and %zu more\n", t.refused - LISTED_MAX);
	if (opt->dry_run)
		cli_say(stderr, "winloss: dry run, nothing was written\n");
	printf("read %lld, added %lld, updated 0, unchanged %lld, refused %lld\n", (long long)n.read,
	       (long long)n.added, (long long)n.unchanged, (long long)n.refused);
	return n.refused ? 1 : 0;
}

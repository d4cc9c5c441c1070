/* One import from the file to the last line: opening, mapping, the loop over rows in one transaction, its record. */
#include "model/import_private.h"

#include "model/cut.h"
#include "model/deal_private.h"
#include "model/dict.h"
#include "model/member.h"
#include "model/private.h"
#include "model/rowsum.h"

#include <nettle/sha2.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Changes of one group of history; a file with many changed rows makes several groups, so that memory stays small. */
#define GROUP_CHANGES 4000
#define PROGRESS_ROWS 256
#define PROGRESS_MS 100
/* When indexes are built after the rows: from so many bytes on into an empty table, else decided after so many rows.
 */
#define LATE_BYTES 262144
#define LATE_ROWS 8192

enum { IMPORT_INSERT, IMPORT_ROWS };

void import_result_done(struct import_result *r)
{
	free(r->rejects);
	*r = (struct import_result){ 0 };
}

void global_name(const struct store *s, char letter, int64_t id, struct buf *out)
{
	buf_printf(out, "wl-%016" PRIx64 "-%c%" PRId64, s->uid, letter, id);
}

int64_t global_name_id(const struct store *s, char letter, const char *name)
{
	char head[32], *end;
	int n = snprintf(head, sizeof head, "wl-%016" PRIx64 "-%c", s->uid, letter);
	long long id;

	if (strncmp(name, head, (size_t)n))
		return 0;
	id = strtoll(name + n, &end, 10);
	return *end || id < 1 ? 0 : id;
}

void deal_global_name(const struct store *s, int64_t deal, struct buf *out)
{
	global_name(s, 'D', deal, out);
}

int64_t deal_from_global_name(const struct store *s, const char *name)
{
	return global_name_id(s, 'D', name);
}

enum took import_refuse(struct import *im, int column, const char *fmt, ...)
{
	char text[900];
	va_list ap;

	va_start(ap, fmt);
	cut_print(text, sizeof text, fmt, ap);
	va_end(ap);
	buf_puts(&im->why, text);
	im->column = column;
	return TOOK_REFUSED;
}

static void say(struct import *im, const char *sentence)
{
	if (im->opt->note)
		im->opt->note(im->opt->arg, sentence);
}

static void say_notes(struct import *im)
{
	for (const char *p = buf_str(&im->notes); *p;) {
		size_t n = strcspn(p, "\n");
		char *line = xstrndup(p, n);

		say(im, line);
		free(line);
		p += n + (p[n] == '\n');
	}
	buf_clear(&im->notes);
}

static int propose(struct import *im, const struct csv_row *header, struct err *err)
{
	const char **names = xcalloc((size_t)header->count + 1, sizeof *names);
	struct buf found = { 0 };
	size_t n = 0;
	int rc;

	for (int i = 0; i < header->count; i++)
		names[i] = header->fields[i].text;
	rc = preset_propose(im->s, im->opt->kind, names, (size_t)header->count, &found, &n, err);
	free(names);
	if (!rc && n == 1) {
		im->preset_name = xstrdup(buf_str(&found));
		rc = preset_get(im->s, im->preset_name, im->opt->kind, &im->preset, err);
		buf_printf(&im->notes, "the columns fit the preset %s: taken\n", im->preset_name);
	} else if (!rc && n > 1) {
		buf_printf(&im->notes, "these presets fit: %s; none was taken, choose with --preset\n",
			   buf_str(&found));
	}
	buf_done(&found);
	return rc;
}

static int choose_preset(struct import *im, const struct csv_row *header, struct err *err)
{
	int rc;

	if (im->opt->preset) {
		im->preset_name = xstrdup(im->opt->preset);
		rc = preset_get(im->s, im->opt->preset, im->opt->kind, &im->preset, err);
	} else {
		rc = propose(im, header, err);
	}
	if (!rc && !im->preset)
		im->preset = preset_new();
	for (size_t i = 0; !rc && i < im->opt->n_joins; i++) {
		rc = preset_add_join(im->preset, NULL, im->opt->joins[i], err);
		if (rc && err)
			err->kind = ERR_USAGE;
	}
	return rc;
}

static int open_file(struct import *im, struct err *err)
{
	struct csv_options how = { .encoding = im->opt->encoding, .delimiter = im->opt->delimiter };
	struct import_map_options map = { .kind = im->opt->kind,
					  .map = im->opt->map,
					  .path = im->opt->path,
					  .raw = im->opt->raw,
					  .keep_deleted = im->opt->keep_deleted };
	struct csv_row header;
	int rc;

	if (!im->contacts)
		map.known = import_sheet_known(im);
	im->in = csv_in_open(im->opt->path, &how, err);
	if (!im->in)
		return -1;
	rc = csv_in_header(im->in, &header, err);
	if (rc == 0)
		return err_set(err, ERR_INPUT, "%s is empty, expected a first line with the names of columns",
			       im->opt->path);
	if (rc < 0)
		return -1;
	buf_printf(&im->notes, "%s: %s\n", im->opt->path, csv_in_says(im->in));
	im->reject = im->opt->within ? reject_new(im->opt->within->beside, NULL, ',')
				     : reject_new(im->opt->path, im->opt->rejects, csv_in_delimiter(im->in));
	reject_header(im->reject, &header);
	rc = choose_preset(im, &header, err);
	map.preset = im->preset;
	if (!rc)
		rc = import_map_new(&im->map, &map, &header, &im->notes, err);
	if (!rc)
		rc = im->stages	      ? import_stage_start(im, err)
		     : im->interviews ? import_interview_start(im, err)
		     : im->contacts ? import_contact_start(im, err)
				    : import_deal_start(im, err);
	return rc;
}

static int tell_progress(struct import *im, bool last, struct err *err)
{
	struct import_progress p = { .rows = im->out->counts.read };

	if (!im->opt->progress)
		return 0;
	p.elapsed_ms = im->s->real_now(im->s) - im->now;
	if (!last && p.elapsed_ms < im->told_ms + PROGRESS_MS)
		return 0;
	im->told_ms = p.elapsed_ms;
	csv_in_progress(im->in, &p.done_bytes, &p.size_bytes);
	return im->opt->progress(im->opt->arg, &p) || last ? 0 : err_set(err, ERR_REFUSED, "stopped; nothing was written");
}

void import_refusal_format(const struct import_refusal *r, struct buf *out)
{
	buf_printf(out, "line %lld", (long long)r->line);
	if (r->column)
		buf_printf(out, ", column %d", r->column);
	if (r->column && *r->name)
		buf_printf(out, " (%s)", r->name);
	buf_printf(out, ": %s", r->reason);
}

static int count_refused(struct import *im, const struct csv_row *row, struct err *err)
{
	struct import_refusal r = { row->line, im->column, reject_column(im->reject, im->column), buf_str(&im->why) };

	im->out->counts.refused++;
	if (im->opt->refused)
		im->opt->refused(im->opt->arg, &r);
	return im->opt->dry_run ? 0 : reject_row(im->reject, row, im->column, r.reason, err);
}

static enum took take_row(struct import *im, struct group *g, const struct csv_row *row, struct err *err)
{
	enum took took;

	if (!import_map_row(im->map, row, &im->cells, &im->why, &im->column))
		return TOOK_REFUSED;
	if (im->stages)
		return import_stage(im, row, err);
	if (im->interviews)
		return import_interview(im, g, row->line, err);
	if (im->contacts)
		return import_contact(im, g, row->line, err);
	im->row = row;
	im->matched = 0;
	took = import_deal(im, g, row->line, err);
	return im->matched && took != TOOK_ERROR && import_sheet_answers(im, im->matched, err) ? TOOK_ERROR : took;
}

/* A file that outweighs what is there, by its first rows and its length, and whose rows are new. */
static int drop_late(struct import *im, struct err *err)
{
	const struct import_counts *c = &im->out->counts;
	int64_t done, size;

	csv_in_progress(im->in, &done, &size);
	if (im->contacts || c->added * 2 < c->read || done <= 0 ||
	    size / done * c->read < db_scalar(im->s->db, &import_sql[IMPORT_ROWS], INT64_MAX))
		return 0;
	return load_drop_indexes(im->load, err);
}

int import_count(struct import *im, enum took took, const struct csv_row *row, struct err *err)
{
	switch (took) {
	case TOOK_ERROR:
		return err_wrap(err, "%s:%lld", im->opt->path, (long long)row->line);
	case TOOK_LATER:
		return 0;
	case TOOK_ADDED:
		im->out->counts.added++;
		break;
	case TOOK_UPDATED:
		im->out->counts.updated++;
		break;
	case TOOK_UNCHANGED:
		im->out->counts.unchanged++;
		break;
	case TOOK_REFUSED:
		return count_refused(im, row, err);
	}
	return 0;
}

static int one_row(struct import *im, struct group *g, struct err *err)
{
	struct csv_row row;
	enum took took = TOOK_REFUSED;
	int got = im->read_out ? 0 : csv_in_next(im->in, &row, err);

	if (got <= 0) {
		im->read_out = im->ended = true;
		return got == 0 && im->stages ? import_stage_next(im, g, &im->ended, err) : got;
	}
	if (im->opt->within)
		row.line = im->opt->within->line(im->opt->within->arg, row.line);
	buf_clear(&im->why);
	im->column = 0;
	im->out->counts.read++;
	if (got == CSV_IN_REFUSED)
		import_refuse(im, row.column, "found %s, expected %s", row.found, row.expected);
	else
		took = take_row(im, g, &row, err);
	if (import_count(im, took, &row, err))
		return -1;
	if (im->out->counts.read == LATE_ROWS && drop_late(im, err))
		return -1;
	return im->out->counts.read % PROGRESS_ROWS == 0 ? tell_progress(im, false, err) : 0;
}
/* Rows until the file ends or the group of history is large enough. */
static int take_rows(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct import *im = arg;
	struct change c = { .op = OP_INSERT, .kind = SUBJECT_IMPORT, .subject = im->id, .class = CLASS_DEAL };
	bool first = !im->out->id;

	(void)s;
	im->out->id = im->id;
	while (!im->ended && g->n < GROUP_CHANGES)
		if (one_row(im, g, err))
			return -1;
	/* The first group stands for the import itself, also where it only added rows, which have no changes. */
	if (first && !im->opt->within && (im->out->counts.added || g->n || !im->ended))
		return group_change(g, &c, err);
	return 0;
}

static int hash_file(const char *path, unsigned char *sha, int64_t *bytes)
{
	FILE *f = strcmp(path, "-") ? fopen(path, "re") : NULL;
	struct sha256_ctx ctx;
	unsigned char *part;
	size_t n;

	sha256_init(&ctx);
	*bytes = 0;
	part = xmalloc(65536);
	while (f && (n = fread(part, 1, 65536, f)) > 0) {
		sha256_update(&ctx, n, part);
		*bytes += (int64_t)n;
	}
	free(part);
	if (f)
		fclose(f);
	sha256_digest(&ctx, SHA256_DIGEST_SIZE, sha);
	return 0;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static const char *name_of(const struct import *im)
{
	return im->opt->as ? im->opt->as : base_name(im->opt->path);
}

int import_record_put(struct store *s, const struct import_record *r, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &import_sql[IMPORT_INSERT], err);
	const struct import_counts *c = &r->counts;
	const char *name = r->name ? r->name : base_name(r->path), *preset = r->preset ? r->preset : "";
	unsigned char sha[SHA256_DIGEST_SIZE];
	int64_t bytes, at_ms = s->now(s);

	if (!st)
		return -1;
	hash_file(r->path, sha, &bytes);
	db_int(st, 1, r->id);
	db_text(st, 2, r->kind);
	db_text(st, 3, name);
	db_blob(st, 4, sha, sizeof sha);
	db_int(st, 5, bytes);
	db_text(st, 6, preset);
	db_int(st, 7, s->config_version);
	db_int(st, 8, c->read);
	db_int(st, 9, c->added);
	db_int(st, 10, c->updated);
	db_int(st, 11, c->unchanged);
	db_int(st, 12, c->refused);
	db_int(st, 13, at_ms);
	db_int(st, 14, s->actor.member);
	db_int(st, 15, r->grp);
	db_int(st, 16, rowsum_of(ROW(NUMBER(r->id), WORDS(r->kind), WORDS(name), BYTES(sha, sizeof sha),
				     NUMBER(bytes), WORDS(preset), NUMBER(s->config_version), NUMBER(c->read),
				     NUMBER(c->added), NUMBER(c->updated), NUMBER(c->unchanged), NUMBER(c->refused),
				     NUMBER(at_ms), NUMBER(s->actor.member), NUMBER(r->grp))));
	return db_run(st, err);
}

static int write_record(struct import *im, int64_t grp, struct err *err)
{
	struct import_record r = { .id = im->id, .grp = grp, .kind = im->opt->kind, .path = im->opt->path, .name = im->opt->as,
				   .preset = im->preset_name, .counts = im->out->counts };

	return import_record_put(im->s, &r, err);
}

static int take_groups(struct import *im, int64_t *grp, struct err *err)
{
	struct buf title = { 0 };
	struct group_open how = {
		.kind = GROUP_IMPORT, .scope_kind = SUBJECT_IMPORT, .scope = im->id, .import = im->id
	};
	int rc = 0;

	buf_printf(&title, "import of %s", name_of(im));
	how.title = buf_str(&title);
	while (!rc && !im->ended) {
		int64_t id = 0;

		rc = edit(im->s, &how, take_rows, im, &id, err);
		if (!*grp)
			*grp = id;
	}
	buf_done(&title);
	return rc;
}

/* Everything in one transaction. What shall not be kept returns -1 without an error: the caller knows why. */
static int run(void *arg, struct err *err)
{
	struct import *im = arg;
	struct import_counts *c = &im->out->counts;
	int64_t grp = 0, done, size;

	im->id = im->opt->within ? im->opt->within->id : db_next_id(im->s->db, "import", 1, err);
	csv_in_progress(im->in, &done, &size);
	if (im->id < 0 || load_new(&im->load, im->s, !im->contacts && size > LATE_BYTES, err) ||
	    take_groups(im, &grp, err))
		return -1;
	/* Refused rows that are nowhere would be lost: they are on the disk before the others are. */
	if (reject_finish(im->reject, err))
		return -1;
	if (im->opt->within)
		return load_finish(im->load, err);
	if (im->opt->dry_run || (im->opt->strict && c->refused)) {
		im->out->rolled_back = true;
		return -1;
	}
	seen_done(&im->seen); /* its memory serves the sorting of the indexes */
	if (load_finish(im->load, err))
		return -1;
	if (!c->added && !c->updated && !grp) {
		im->out->id = 0; /* a file that brought nothing leaves nothing */
		im->out->rolled_back = true;
		return -1;
	}
	return write_record(im, grp, err);
}

static void done(struct import *im, struct err *err)
{
	char *path = NULL;

	if (reject_close(im->reject, &path, err) < 0)
		say(im, "the file of refused rows could not be written to its end");
	im->out->rejects = path;
	if (im->contacts == false)
		import_deal_end(im);
	import_stage_end(im);
	load_free(im->load);
	seen_done(&im->seen);
	import_map_free(im->map);
	preset_free(im->preset);
	csv_in_close(im->in);
	free(im->preset_name);
	buf_done(&im->notes);
	buf_done(&im->why);
}

int import_run(struct store *s, const struct import_options *opt, struct import_result *out, struct err *err)
{
	struct import im = { .s = s, .opt = opt, .out = out, .now = s->real_now(s) };
	int64_t newest = dict_newest(s);
	size_t known = member_known(s);
	struct err own = { 0 };
	int rc;

	*out = (struct import_result){ 0 };
	if (access_act(s, "import", err))
		return -1;
	if (!import_fields(opt->kind))
		return err_set(err, ERR_USAGE, "found “%s”, expected a kind of records: deals, contacts, interviews or stages",
			       opt->kind);
	im.interviews = !strcmp(opt->kind, "interviews");
	im.stages = !strcmp(opt->kind, "stages");
	im.contacts = strcmp(opt->kind, "deals") != 0;
	rc = open_file(&im, &own);
	say_notes(&im);
	if (!rc && !opt->within)
		rc = load_begin(s, &own);
	if (!rc) {
		rc = db_tx(s->db, run, &im, &own);
		if (!opt->within)
			load_end(s);
		if (rc && !opt->within) {
			dict_take_back(s, newest);
			member_take_back(s, known);
		}
		if (rc && out->rolled_back)
			rc = 0;
		else if (rc)
			out->id = 0;
		if (!rc)
			tell_progress(&im, true, NULL);
		if (im.n_validated)
			buf_printf(&im.notes, "%zu interview%s validated in the file: held here, until a reviewer validates\n",
				   im.n_validated, im.n_validated == 1 ? " is" : "s are");
		import_sheet_sum(&im);
		if (im.map)
			import_map_missed(im.map, &im.notes);
		say_notes(&im);
	}
	if (out->rolled_back)
		out->id = 0;
	/* --strict: what would have gone in was refused with the row that did not fit. */
	if (out->rolled_back && opt->strict && !opt->dry_run) {
		out->counts.refused += out->counts.added + out->counts.updated;
		out->counts.added = out->counts.updated = 0;
	}
	done(&im, NULL);
	/* An import that failed took no row, so none was refused. */
	if (rc && out->rejects && !opt->within) {
		unlink(out->rejects);
		import_result_done(out);
	}
	if (rc && err)
		*err = own;
	return rc ? -1 : 0;
}

const struct sql import_sql[] = {
	[IMPORT_INSERT] = { "import_insert", "insert into import (id, kind, name, sha, bytes, preset, config, read, "
					     "added, updated, unchanged, refused,"
					     " at_ms, member, grp, sum) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
					     "$11, $12, $13, $14, $15, $16)" },
	[IMPORT_ROWS] = { "import_rows", "select coalesce(max(id), 0) from deal" },
	{ NULL, NULL },
};

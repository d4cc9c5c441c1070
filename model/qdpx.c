#include "model/qdpx.h"

#include "model/cut.h"
#include "model/file.h"
#include "model/io/zip_in.h"
#include "model/names.h"
#include "model/qdpx_private.h"
#include "model/text.h"
#include "model/value.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PROJECT "project.qde"
#define INTERNAL "internal://"
#define SAID_MAX 10

struct qdpx {
	struct qdpx_project *p;
	struct qdpx_raw raw;
	struct zip_in *zip; /* NULL: a project.qde by itself */
	char *file;	    /* what messages call the project.qde */
	size_t total;	    /* bytes of texts so far */
	size_t **place;	    /* of each source, once it is asked for: find_places() */
	struct err *err;
};

void qdpx_done(struct qdpx_project *p)
{
	for (size_t i = 0; i < p->n_users; i++) {
		free(p->user[i].guid);
		free(p->user[i].name);
	}
	for (size_t i = 0; i < p->n_sources; i++) {
		free(p->source[i].guid);
		free(p->source[i].name);
		free(p->source[i].text);
		free(p->source[i].path);
	}
	for (size_t i = 0; i < p->n_codings; i++) {
		free(p->coding[i].quote);
		free(p->coding[i].memo);
	}
	free(p->user);
	free(p->source);
	free(p->coding);
	free(p->name);
	codebook_done(&p->codes);
	*p = (struct qdpx_project){ 0 };
}

static int refuse(const struct qdpx *q, long line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static int refuse(const struct qdpx *q, long line, const char *fmt, ...)
{
	struct buf why = { 0 };
	char one[400];
	va_list args;

	va_start(args, fmt);
	cut_print(one, sizeof one, fmt, args);
	va_end(args);
	text_repair(&why, one, strlen(one));
	err_set(q->err, ERR_INPUT, "%s:%ld: %s; nothing of the file was taken", q->file, line, buf_str(&why));
	buf_done(&why);
	return -1;
}

/* The part that a path of the project names. 1 read into `out`; 0 it is not in the file. */
static int read_part(struct qdpx *q, const char *path, long line, struct buf *out)
{
	struct buf name = { 0 };
	long part = -1;
	int rc = 0;

	if (strncasecmp(path, INTERNAL, strlen(INTERNAL)) || !q->zip)
		return 0;
	path += strlen(INTERNAL);
	if (!zip_name_is_safe(path))
		return refuse(q, line, "found the path \"%.120s\", which leads out of the file", path);
	buf_printf(&name, "sources/%s", path);
	if ((part = zip_in_find(q->zip, buf_str(&name))) < 0)
		part = zip_in_find(q->zip, path);
	buf_done(&name);
	if (part >= 0)
		rc = zip_in_read(q->zip, part, QDPX_TEXT_MAX, out, q->err);
	return rc ? -1 : part >= 0;
}

/* The text of a part as UTF-8; *text stays NULL where the part is not there. */
static int read_text(struct qdpx *q, const char *path, long line, char **text)
{
	struct buf bytes = { 0 }, utf8 = { 0 };
	enum encoding e;
	size_t mark = 0;
	int got = read_part(q, path, line, &bytes);

	if (got > 0) {
		e = encoding_detect(buf_str(&bytes), bytes.len, true, &mark);
		encoding_decode(e, buf_str(&bytes) + mark, bytes.len - mark, true, &utf8);
		q->total += utf8.len;
		if (text_valid(buf_str(&utf8), utf8.len) != utf8.len)
			got = refuse(q, line, "the part \"%.120s\" is no text", path);
		else if (q->total > QDPX_TOTAL_MAX)
			got = refuse(q, line, "the texts are larger than %d MiB together", QDPX_TOTAL_MAX >> 20);
		else
			*text = xstrdup(buf_str(&utf8));
	}
	buf_done(&bytes);
	buf_done(&utf8);
	return got < 0 ? -1 : 0;
}

static int read_texts(struct qdpx *q)
{
	for (size_t i = 0; i < q->p->n_sources; i++) {
		struct qdpx_source *s = &q->p->source[i];

		if (!s->text && read_text(q, s->path, s->line, &s->text))
			return -1;
		q->p->n_missing += !s->text;
		s->points = s->text ? text_points(s->text, strlen(s->text)) : 0;
	}
	for (size_t i = 0; i < q->raw.n_notes; i++)
		if (!q->raw.note[i].text && read_text(q, q->raw.note[i].path, 1, &q->raw.note[i].text))
			return -1;
	return 0;
}

/* Where every PLACE_STEP-th code point of a text begins: a stretch at the end of a long text is found as fast as
 * others. */
enum { PLACE_STEP = 256 };

static size_t next_point(const char *text, size_t at)
{
	for (at++; ((unsigned char)text[at] & 0xc0) == 0x80;)
		at++;
	return at;
}

static size_t *find_places(const struct qdpx_source *s)
{
	size_t *place = xcalloc(s->points / PLACE_STEP + 1, sizeof *place), at = 0;

	for (size_t i = 0; i < s->points; i++, at = next_point(s->text, at))
		if (i % PLACE_STEP == 0)
			place[i / PLACE_STEP] = at;
	if (s->points % PLACE_STEP == 0)
		place[s->points / PLACE_STEP] = at;
	return place;
}

/* Byte of a code point of a text, the one behind its last included. */
static size_t byte_of(struct qdpx *q, size_t source, size_t point)
{
	const struct qdpx_source *s = &q->p->source[source];
	size_t at;

	if (!q->place[source])
		q->place[source] = find_places(s);
	at = q->place[source][point / PLACE_STEP];
	for (size_t i = point % PLACE_STEP; i; i--)
		at = next_point(s->text, at);
	return at;
}

static int take_words(struct qdpx *q, struct qdpx_coding *c)
{
	const struct qdpx_source *s = &q->p->source[c->source];
	struct err why = { 0 };
	size_t from, to;

	if (!s->text || c->start_cp < 0)
		return 0;
	if ((size_t)c->end_cp > s->points)
		return refuse(q, c->line, "found a stretch from %ld to %ld of \"%.60s\", which has %zu characters",
			      c->start_cp, c->end_cp, s->name, s->points);
	from = byte_of(q, c->source, (size_t)c->start_cp);
	to = byte_of(q, c->source, (size_t)c->end_cp);
	if (qdpx_take_words(&q->raw, to - from, &why))
		return refuse(q, c->line, "%s", why.text);
	c->from = from;
	c->to = to;
	codebook_set(&c->quote, s->text + from, to - from);
	return 0;
}

static void add_memo(struct qdpx_coding *c, const char *text)
{
	struct buf both = { 0 };

	if (!text || !*text)
		return;
	buf_printf(&both, "%s%s%s", c->memo, *c->memo ? "\n\n" : "", text);
	free(c->memo);
	c->memo = buf_take(&both);
}

/* Positions by guid. */
struct guids {
	struct names code, user, note;
};

static void add_guid(struct names *in, const char *guid, size_t i)
{
	if (*guid && !names_find(in, guid, strlen(guid)))
		names_add(in, guid, strlen(guid), (int64_t)i);
}

static int link_coding(struct qdpx *q, const struct guids *g, size_t i)
{
	struct qdpx_coding *c = &q->p->coding[i];
	const struct qdpx_ref *ref = &q->raw.ref[i];
	struct err why = { 0 };
	int64_t *at = names_find(&g->code, ref->code, strlen(ref->code));

	if (!at)
		return refuse(q, c->line, "found the code \"%s\", and the project has none of that guid", ref->code);
	c->code = (size_t)*at;
	if (*ref->user && !(at = names_find(&g->user, ref->user, strlen(ref->user))))
		return refuse(q, c->line, "found the user \"%s\", and the project has none of that guid", ref->user);
	c->user = *ref->user ? (long)*at : -1;
	c->memo = c->memo ? c->memo : xstrdup("");
	if ((at = names_find(&g->note, ref->note, strlen(ref->note)))) {
		const char *memo = q->raw.note[*at].text;

		if (qdpx_take_words(&q->raw, memo ? strlen(memo) : 0, &why))
			return refuse(q, c->line, "%s", why.text);
		add_memo(c, memo);
	}
	return take_words(q, c);
}

static int link_all(struct qdpx *q)
{
	struct guids g = { 0 };
	int rc = 0;

	for (size_t i = 0; i < q->p->codes.n; i++)
		add_guid(&g.code, q->p->codes.code[i].guid, i);
	for (size_t i = 0; i < q->p->n_users; i++)
		add_guid(&g.user, q->p->user[i].guid, i);
	for (size_t i = 0; i < q->raw.n_notes; i++)
		add_guid(&g.note, q->raw.note[i].guid, i);
	for (size_t i = 0; i < q->p->n_codings && !rc; i++)
		rc = link_coding(q, &g, i);
	names_done(&g.code);
	names_done(&g.user);
	names_done(&g.note);
	return rc;
}

static void say(const struct qdpx *q, const char *path, struct buf *notes)
{
	size_t n = 0;

	for (size_t i = 0; i < q->p->n_sources; i++)
		if (!q->p->source[i].text && n++ < SAID_MAX)
			buf_printf(notes, "%s: the text of \"%.120s\" is not in the file (%.160s)\n", path,
				   q->p->source[i].name, *q->p->source[i].path ? q->p->source[i].path : "no path");
	if (n > SAID_MAX)
		buf_printf(notes, "%s: and so %zu more texts\n", path, n - SAID_MAX);
	if (q->p->n_left_out)
		buf_printf(notes,
			   "%s: %zu codings of pictures, sound, film and places on pages are no text and were left "
			   "out\n",
			   path, q->p->n_left_out);
}

static int read_all(struct qdpx *q, const struct buf *bytes)
{
	if (qdpx_parse(q->file, buf_str(bytes), bytes->len, &q->raw, q->err) ||
	    codebook_check(&q->p->codes, q->file, q->err))
		return -1;
	if (read_texts(q))
		return -1;
	q->place = xcalloc(q->p->n_sources, sizeof *q->place);
	return link_all(q);
}

static int read_zip(struct qdpx *q, const char *path, struct buf *bytes)
{
	long part;

	if (zip_in_open(&q->zip, path, q->err))
		return -1;
	if ((part = zip_in_find(q->zip, PROJECT)) < 0)
		return err_set(q->err, ERR_INPUT,
			       "%s: found no %s in it, expected a project of the REFI-QDA exchange", path, PROJECT);
	return zip_in_read(q->zip, part, CODEBOOK_FILE_MAX, bytes, q->err);
}

int qdpx_read(const char *path, struct qdpx_project *out, struct buf *notes, struct err *err)
{
	struct qdpx q = { .p = out, .raw.p = out, .err = err };
	struct buf bytes = { 0 }, file = { 0 };
	int rc;

	*out = (struct qdpx_project){ 0 };
	if (file_read(path, 8192, &bytes))
		return err_set(err, errno == ENOENT || errno == EACCES || errno == EISDIR ? ERR_NO_INPUT : ERR_IO,
			       "cannot read %s: %s", path, strerror(errno));
	if (bytes.len >= 2 && !memcmp(bytes.data, "PK", 2)) {
		buf_printf(&file, "%s: " PROJECT, path);
		buf_clear(&bytes);
		rc = read_zip(&q, path, &bytes);
	} else {
		buf_puts(&file, path);
		buf_clear(&bytes);
		rc = file_read(path, CODEBOOK_FILE_MAX, &bytes) ? err_set(err, ERR_IO, "cannot read %s", path) : 0;
	}
	q.file = buf_take(&file);
	rc = rc ? rc : read_all(&q, &bytes);
	if (!rc && notes)
		say(&q, path, notes);
	for (size_t i = 0; q.place && i < out->n_sources; i++)
		free(q.place[i]);
	free(q.place);
	if (rc)
		qdpx_done(out);
	zip_in_close(q.zip);
	qdpx_raw_done(&q.raw);
	buf_done(&bytes);
	free(q.file);
	return rc ? -1 : 0;
}

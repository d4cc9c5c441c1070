/* The elements of a project.qde. */
#include "model/qdpx_private.h"

#include "model/value.h"

#include <stdlib.h>
#include <string.h>

enum kind { OTHER, PROJECT, USERS, CODEBOOK, SOURCES, NOTES, PDF, TEXT, NOTE, SELECTION, CODING };

/* A stretch of text, or of a code on it: who and when are those of the nearest that say so. */
struct stretch {
	long start, end, line;
	char user[37], note[37], *quote;
	int64_t at_ms;
};

struct parse {
	struct qdpx_raw *raw;
	struct codebook_xml x;
	enum kind kind[XML_DEPTH_MAX + 1];
	int codes;	  /* depth of Codes while it is open */
	struct buf words; /* of the element whose text is wanted */
	int wanted;	  /* its depth, 0 none */
	char *pdf;	  /* the name of the PDF that is open */
	struct stretch selection, coding;
	struct buf memo;
	size_t first, coded; /* codings: the first of the selection, the one of the coding that is open + 1 */
	size_t sources, codings, refs, notes, users; /* room */
};

static void *room(void *array, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return array;
	*cap = *cap ? *cap * 2 : 16;
	return xrealloc(array, *cap * size);
}

static char *copy(const char *s)
{
	return xstrdup(s ? s : "");
}

/* A guid of an attribute; "" where it is none or not there. */
static void take_guid(const struct xml_element *e, const char *name, char out[37])
{
	const char *s = xml_get(e, name);

	if (!s || !codebook_guid_parse(s, out))
		*out = 0;
}

static int64_t moment_of(const struct xml_element *e, int64_t otherwise)
{
	const char *s = xml_get(e, "creationDateTime");
	struct buf utc = { 0 };
	int64_t ms;
	bool ok;

	if (!s)
		return otherwise;
	/* A moment without a zone is taken as UTC. */
	buf_printf(&utc, "%sZ", s);
	ok = !moment_parse_utc(s, &ms, NULL) || !moment_parse_utc(buf_str(&utc), &ms, NULL);
	buf_done(&utc);
	return ok ? ms : otherwise;
}

static int add_user(struct parse *p, const struct xml_element *e, struct err *err)
{
	struct qdpx_project *out = p->raw->p;
	struct qdpx_user *u;
	char guid[37];

	take_guid(e, "guid", guid);
	if (!*guid)
		return err_set(err, ERR_INPUT, "found a user without a guid");
	out->user = room(out->user, out->n_users, &p->users, sizeof *out->user);
	u = &out->user[out->n_users++];
	*u = (struct qdpx_user){ .guid = xstrdup(guid), .name = copy(xml_get(e, "name")) };
	return 0;
}

static int add_source(struct parse *p, const struct xml_element *e, const char *name, struct err *err)
{
	struct qdpx_project *out = p->raw->p;
	struct qdpx_source *s;
	char guid[37];

	if (out->n_sources == QDPX_SOURCES_MAX)
		return err_set(err, ERR_INPUT, "found more than %d texts", QDPX_SOURCES_MAX);
	take_guid(e, "guid", guid);
	out->source = room(out->source, out->n_sources, &p->sources, sizeof *out->source);
	s = &out->source[out->n_sources++];
	*s = (struct qdpx_source){
		.guid = xstrdup(guid), .name = copy(name), .path = copy(xml_get(e, "plainTextPath")), .line = e->line
	};
	p->kind[e->depth] = TEXT;
	return 0;
}

static int add_note(struct parse *p, const struct xml_element *e)
{
	struct qdpx_raw *raw = p->raw;
	struct qdpx_note *n;

	raw->note = room(raw->note, raw->n_notes, &p->notes, sizeof *raw->note);
	n = &raw->note[raw->n_notes++];
	*n = (struct qdpx_note){ .path = copy(xml_get(e, "plainTextPath")) };
	take_guid(e, "guid", n->guid);
	p->kind[e->depth] = NOTE;
	return 0;
}

static int position(const struct xml_element *e, const char *name, long *out, struct err *err)
{
	const char *s = xml_get(e, name);
	int64_t n;

	if (!s || int_parse(s, &n, NULL) || n < 0 || n > QDPX_TEXT_MAX)
		return err_set(err, ERR_INPUT, "found the %s \"%.40s\", expected a number from 0", name, s ? s : "");
	*out = (long)n;
	return 0;
}

static int open_selection(struct parse *p, const struct xml_element *e, struct err *err)
{
	struct stretch *s = &p->selection;

	if (position(e, "startPosition", &s->start, err) || position(e, "endPosition", &s->end, err))
		return -1;
	if (s->end < s->start)
		return err_set(err, ERR_INPUT, "found a stretch from %ld to %ld, expected its end behind its start",
			       s->start, s->end);
	s->line = e->line;
	take_guid(e, "creatingUser", s->user);
	s->at_ms = moment_of(e, NO_MOMENT);
	*s->note = 0;
	free(s->quote);
	s->quote = copy(xml_get(e, "name"));
	buf_clear(&p->memo);
	p->first = p->raw->p->n_codings;
	p->kind[e->depth] = SELECTION;
	return 0;
}

static void open_coding(struct parse *p, const struct xml_element *e, bool whole)
{
	struct stretch *c = &p->coding;

	free(c->quote);
	*c = whole ? (struct stretch){ .start = -1, .end = -1, .at_ms = NO_MOMENT } : p->selection;
	c->quote = whole ? xstrdup("") : xstrdup(p->selection.quote);
	c->line = e->line;
	*c->note = 0;
	if (xml_get(e, "creatingUser"))
		take_guid(e, "creatingUser", c->user);
	c->at_ms = moment_of(e, c->at_ms);
	p->coded = 0;
	p->kind[e->depth] = CODING;
}

int qdpx_take_words(struct qdpx_raw *r, size_t bytes, struct err *err)
{
	r->words += bytes;
	return r->words <= QDPX_WORDS_MAX ? 0 : err_set(err, ERR_INPUT, "the quotes and memos of its codings are larger than"
							" %d MiB together", QDPX_WORDS_MAX >> 20);
}

static int add_coding(struct parse *p, const struct xml_element *e, struct err *err)
{
	struct qdpx_project *out = p->raw->p;
	struct qdpx_ref ref = { 0 };

	if (out->n_codings == QDPX_CODINGS_MAX)
		return err_set(err, ERR_INPUT, "found more than %d codings", QDPX_CODINGS_MAX);
	if (qdpx_take_words(p->raw, strlen(p->coding.quote), err))
		return -1;
	take_guid(e, "targetGUID", ref.code);
	memcpy(ref.user, p->coding.user, sizeof ref.user);
	out->coding = room(out->coding, out->n_codings, &p->codings, sizeof *out->coding);
	p->raw->ref = room(p->raw->ref, out->n_codings, &p->refs, sizeof *p->raw->ref);
	p->raw->ref[out->n_codings] = ref;
	out->coding[out->n_codings++] = (struct qdpx_coding){ .source = out->n_sources - 1,
							      .user = -1,
							      .start_cp = p->coding.start,
							      .end_cp = p->coding.end,
							      .at_ms = p->coding.at_ms,
							      .quote = xstrdup(p->coding.quote),
							      .line = p->coding.line };
	p->coded = out->n_codings;
	return 0;
}

static int want(struct parse *p, const struct xml_element *e)
{
	buf_clear(&p->words);
	p->wanted = e->depth;
	return 0;
}

static int open_in_project(struct parse *p, const struct xml_element *e)
{
	static const struct {
		const char *name;
		enum kind kind;
	} parts[] = { { "Users", USERS }, { "CodeBook", CODEBOOK }, { "Sources", SOURCES }, { "Notes", NOTES } };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (!strcmp(e->name, parts[i].name))
			p->kind[e->depth] = parts[i].kind;
	return 0;
}

static int open_in_sources(struct parse *p, const struct xml_element *e, struct err *err)
{
	if (!strcmp(e->name, "TextSource"))
		return add_source(p, e, xml_get(e, "name"), err);
	if (strcmp(e->name, "PDFSource"))
		return 0;
	p->kind[e->depth] = PDF;
	free(p->pdf);
	p->pdf = copy(xml_get(e, "name"));
	return 0;
}

static int open_in_text(struct parse *p, const struct xml_element *e, struct err *err)
{
	if (!strcmp(e->name, "PlainTextContent"))
		return want(p, e);
	if (!strcmp(e->name, "PlainTextSelection"))
		return open_selection(p, e, err);
	if (!strcmp(e->name, "Coding"))
		open_coding(p, e, true);
	return 0;
}

static int open_in_selection(struct parse *p, const struct xml_element *e)
{
	if (!strcmp(e->name, "Description"))
		return want(p, e);
	if (!strcmp(e->name, "NoteRef"))
		take_guid(e, "targetGUID", p->selection.note);
	else if (!strcmp(e->name, "Coding"))
		open_coding(p, e, false);
	return 0;
}

static int open_in_coding(struct parse *p, const struct xml_element *e, struct err *err)
{
	if (!strcmp(e->name, "CodeRef"))
		return add_coding(p, e, err);
	if (!strcmp(e->name, "NoteRef") && p->coded)
		take_guid(e, "targetGUID", p->raw->ref[p->coded - 1].note);
	return 0;
}

static int open_below(struct parse *p, const struct xml_element *e, struct err *err)
{
	switch (p->kind[e->depth - 1]) {
	case PROJECT:
		return open_in_project(p, e);
	case USERS:
		return strcmp(e->name, "User") ? 0 : add_user(p, e, err);
	case CODEBOOK:
		p->codes = strcmp(e->name, "Codes") ? 0 : e->depth;
		return 0;
	case SOURCES:
		return open_in_sources(p, e, err);
	case NOTES:
		return strcmp(e->name, "Note") ? 0 : add_note(p, e);
	case TEXT:
		return open_in_text(p, e, err);
	case NOTE:
		return strcmp(e->name, "PlainTextContent") ? 0 : want(p, e);
	case SELECTION:
		return open_in_selection(p, e);
	case CODING:
		return open_in_coding(p, e, err);
	case PDF:
		if (!strcmp(e->name, "Representation"))
			return add_source(p, e, p->pdf, err);
		break;
	case OTHER:
		break;
	}
	p->raw->p->n_left_out += !strcmp(e->name, "Coding");
	return 0;
}

static int on_open(void *arg, const struct xml_element *e, struct err *err)
{
	struct parse *p = arg;

	p->kind[e->depth] = OTHER;
	if (p->codes)
		return codebook_xml_open(&p->x, e, err);
	if (e->depth > 1)
		return open_below(p, e, err);
	if (strcmp(e->name, "Project") || strncmp(e->ns, "urn:QDA-XML:project:1", 21))
		return err_set(err, ERR_INPUT,
			       "found the root %.60s of \"%.80s\", expected Project of \"urn:QDA-XML:project:1.0\"",
			       e->name, e->ns);
	p->kind[1] = PROJECT;
	p->raw->p->name = copy(xml_get(e, "name"));
	return 0;
}

static int on_text(void *arg, const char *s, size_t n, struct err *err)
{
	struct parse *p = arg;

	if (p->codes)
		return codebook_xml_text(&p->x, s, n, err);
	if (!p->wanted)
		return 0;
	if (p->words.len + n > QDPX_TEXT_MAX)
		return err_set(err, ERR_INPUT, "found a text larger than %d MiB", QDPX_TEXT_MAX >> 20);
	buf_add(&p->words, s, n);
	return 0;
}

/* The words of an element go to what it stands in. */
static void close_wanted(struct parse *p, int depth)
{
	struct qdpx_project *out = p->raw->p;

	p->wanted = 0;
	if (p->kind[depth - 1] == SELECTION) {
		buf_add(&p->memo, buf_str(&p->words), p->words.len);
	} else if (p->kind[depth - 1] == NOTE) {
		free(p->raw->note[p->raw->n_notes - 1].text);
		p->raw->note[p->raw->n_notes - 1].text = xstrdup(buf_str(&p->words));
	} else {
		free(out->source[out->n_sources - 1].text);
		out->source[out->n_sources - 1].text = xstrdup(buf_str(&p->words));
	}
}

/* What was noted at a selection was noted at each of its codes. */
static int close_selection(struct parse *p, struct err *err)
{
	struct qdpx_project *out = p->raw->p;

	for (size_t i = p->first; i < out->n_codings; i++) {
		if (qdpx_take_words(p->raw, p->memo.len, err))
			return -1;
		free(out->coding[i].memo);
		out->coding[i].memo = xstrdup(buf_str(&p->memo));
		if (!*p->raw->ref[i].note)
			memcpy(p->raw->ref[i].note, p->selection.note, sizeof p->selection.note);
	}
	return 0;
}

static int on_close(void *arg, int depth, long line, struct err *err)
{
	struct parse *p = arg;
	int rc = 0;

	(void)line;
	if (depth == p->codes)
		p->codes = 0;
	if (p->codes)
		return codebook_xml_close(&p->x, depth, err);
	if (depth == p->wanted)
		close_wanted(p, depth);
	if (p->kind[depth] == SELECTION)
		rc = close_selection(p, err);
	p->kind[depth] = OTHER;
	return rc;
}

int qdpx_parse(const char *file, const void *bytes, size_t n, struct qdpx_raw *out, struct err *err)
{
	struct parse p = { .raw = out, .x.b = &out->p->codes };
	struct xml_sink sink = { on_open, on_text, on_close, &p };
	int rc = xml_in_read(file, bytes, n, &sink, err);

	if (!rc)
		codebook_finish(&out->p->codes, p.x.parent);
	codebook_xml_done(&p.x);
	buf_done(&p.words);
	buf_done(&p.memo);
	free(p.pdf);
	free(p.selection.quote);
	free(p.coding.quote);
	return rc;
}

void qdpx_raw_done(struct qdpx_raw *r)
{
	for (size_t i = 0; i < r->n_notes; i++) {
		free(r->note[i].text);
		free(r->note[i].path);
	}
	free(r->note);
	free(r->ref);
}

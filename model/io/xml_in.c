#include "model/io/xml_in.h"

#include "model/buf.h"
#include "model/teeth.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct xml_in {
	const struct xml_sink *sink;
	const char *file;
	xmlParserCtxtPtr parser;
	struct err err;
	long line; /* of the first thing wrong */
	bool stopped, malformed;
	int depth;
	struct buf values;
	struct xml_attribute *attributes;
	size_t cap;
};

const char *xml_get(const struct xml_element *e, const char *name)
{
	for (size_t i = 0; i < e->n; i++)
		if (!strcmp(e->attributes[i].name, name))
			return e->attributes[i].value;
	return NULL;
}

static void stop(struct xml_in *in)
{
	in->stopped = true;
	in->line = xmlSAX2GetLineNumber(in->parser);
	xmlStopParser(in->parser);
}

/* Where entities are not replaced the parser hands an & of a value on as &#38;, always. */
static void take_value(struct buf *out, const char *s, const char *end)
{
	while (s < end) {
		buf_putc(out, *s);
		s += end - s >= 5 && !strncmp(s, "&#38;", 5) ? 5 : 1;
	}
	buf_add(out, "", 1);
}

/* Values stand in one buffer, whose place is known only when all of them are in it. */
static void take_attributes(struct xml_in *in, int n, const xmlChar **five)
{
	size_t at = 0;

	if ((size_t)n > in->cap) {
		in->cap = (size_t)n;
		in->attributes = xrealloc(in->attributes, in->cap * sizeof *in->attributes);
	}
	buf_clear(&in->values);
	for (int i = 0; i < n; i++)
		take_value(&in->values, (const char *)five[i * 5 + 3], (const char *)five[i * 5 + 4]);
	for (int i = 0; i < n; i++) {
		in->attributes[i].name = (const char *)five[i * 5];
		in->attributes[i].value = in->values.data + at;
		at += strlen(in->values.data + at) + 1;
	}
}

static void on_open(void *arg, const xmlChar *name, const xmlChar *prefix, const xmlChar *ns, int n_ns,
		    const xmlChar **all_ns, int n, int defaulted, const xmlChar **attributes)
{
	struct xml_in *in = arg;
	struct xml_element e = { .ns = ns ? (const char *)ns : "", .name = (const char *)name, .n = (size_t)n };

	(void)prefix;
	(void)n_ns;
	(void)all_ns;
	(void)defaulted;
	if (in->stopped)
		return;
	take_attributes(in, n, attributes);
	e.attributes = in->attributes;
	e.depth = ++in->depth;
	e.line = xmlSAX2GetLineNumber(in->parser);
	if (e.depth > XML_DEPTH_MAX) {
		err_set(&in->err, ERR_INPUT, "found elements more than %d levels deep", XML_DEPTH_MAX);
		stop(in);
	} else if (in->sink->open(in->sink->arg, &e, &in->err)) {
		stop(in);
	}
}

static void on_close(void *arg, const xmlChar *name, const xmlChar *prefix, const xmlChar *ns)
{
	struct xml_in *in = arg;

	(void)name;
	(void)prefix;
	(void)ns;
	if (!in->stopped && in->sink->close(in->sink->arg, in->depth, xmlSAX2GetLineNumber(in->parser), &in->err))
		stop(in);
	in->depth--;
}

static void on_text(void *arg, const xmlChar *s, int n)
{
	struct xml_in *in = arg;

	if (!in->stopped && in->sink->text(in->sink->arg, (const char *)s, (size_t)n, &in->err))
		stop(in);
}

static void on_doctype(void *arg, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	struct xml_in *in = arg;

	(void)name;
	(void)external;
	(void)system;
	if (in->stopped || teeth_off("xml-doctype"))
		return;
	err_set(&in->err, ERR_INPUT,
		"found a DOCTYPE, expected none: a file with entities of its own or references to "
		"other files is not read");
	stop(in);
}

/* Later versions of the library hand on what must not be written. */
#if LIBXML_VERSION >= 21200
#define XML_ERROR const xmlError
#else
#define XML_ERROR xmlError
#endif

static void on_error(void *arg, XML_ERROR *e)
{
	struct xml_in *in = arg;
	size_t n = e->message ? strcspn(e->message, "\r\n") : 0;

	if (in->stopped || in->malformed || e->level < XML_ERR_ERROR)
		return;
	in->malformed = true;
	in->line = e->line;
	err_set(&in->err, ERR_INPUT, "this is no XML, or not whole: %.*s", n < 300 ? (int)n : 300, e->message);
}

static xmlSAXHandler handler(void)
{
	xmlSAXHandler h = { 0 };

	h.initialized = XML_SAX2_MAGIC;
	h.startElementNs = on_open;
	h.endElementNs = on_close;
	h.characters = on_text;
	h.ignorableWhitespace = on_text;
	h.cdataBlock = on_text;
	h.internalSubset = on_doctype;
	h.serror = on_error;
	return h;
}

static int parse(struct xml_in *in, const void *bytes, size_t n)
{
	if (!n)
		return err_set(&in->err, ERR_INPUT, "the file is empty");
	if (n > INT_MAX || !(in->parser = xmlCreateMemoryParserCtxt(bytes, (int)n)))
		return err_set(&in->err, ERR_INPUT, "the file is too large");
	*in->parser->sax = handler();
	in->parser->userData = in;
	xmlCtxtUseOptions(in->parser, XML_PARSE_NONET);
	xmlParseDocument(in->parser);
	if (in->stopped || in->malformed)
		return -1;
	if (!in->parser->wellFormed)
		return err_set(&in->err, ERR_INPUT, "this is no XML");
	return 0;
}

int xml_in_read(const char *file, const void *bytes, size_t n, const struct xml_sink *sink, struct err *err)
{
	struct xml_in in = { .sink = sink, .file = file };
	int rc;

	xmlInitParser();
	rc = parse(&in, bytes, n);
	if (rc && in.line > 0)
		err_set(err, in.err.kind, "%s:%ld: %s", file, in.line, in.err.text);
	else if (rc)
		err_set(err, in.err.kind, "%s: %s", file, in.err.text);
	xmlFreeParserCtxt(in.parser);
	buf_done(&in.values);
	free(in.attributes);
	return rc ? -1 : 0;
}

/* A codebook as the file that other coding programs read. */
#include "model/codebook_private.h"

#include "model/names.h"
#include "model/text.h"

#include <libxml/xmlwriter.h>
#include <stdlib.h>
#include <string.h>

struct write {
	const struct codebook *b;
	const char *origin;
	xmlTextWriterPtr to;
	long *first, *next; /* the codes below each, behind the last the roots; -1 none */
	struct buf words;
	bool failed;
};

#define X(s) ((const xmlChar *)(s))

/* What XML cannot hold becomes the sign for an unknown character. */
static const xmlChar *clean(struct buf *b, const char *s)
{
	buf_clear(b);
	for (; *s; s++) {
		if ((unsigned char)*s < 0x20 && !strchr("\t\n\r", *s))
			buf_puts(b, "\xef\xbf\xbd");
		else if (!strncmp(s, "\xef\xbf\xbe", 3) || !strncmp(s, "\xef\xbf\xbf", 3))
			buf_puts(b, "\xef\xbf\xbd"), s += 2;
		else
			buf_putc(b, *s);
	}
	return X(buf_str(b));
}

static void put_attribute(struct write *w, const char *name, const char *value)
{
	w->failed |= xmlTextWriterWriteAttribute(w->to, X(name), clean(&w->words, value)) < 0;
}

static void put_code(struct write *w, long at)
{
	const struct codebook_code *c = &w->b->code[at];
	struct buf text = { 0 };
	char guid[37];

	codebook_guid(w->origin, c->key, guid);
	w->failed |= xmlTextWriterStartElement(w->to, X("Code")) < 0;
	put_attribute(w, "guid", *c->guid ? c->guid : guid);
	put_attribute(w, "name", c->title);
	put_attribute(w, "isCodable", c->retired ? "false" : "true");
	codebook_describe(c, &text);
	w->failed |= xmlTextWriterWriteElement(w->to, X("Description"), clean(&w->words, buf_str(&text))) < 0;
	buf_done(&text);
	for (long i = w->first[at]; i >= 0; i = w->next[i])
		put_code(w, i);
	w->failed |= xmlTextWriterEndElement(w->to) < 0;
}

/* From the last to the first, so that each list is in the order of the codes. */
static void lay_out(struct write *w)
{
	struct names keys = { 0 };
	struct buf fold = { 0 };

	w->first = xcalloc(w->b->n + 1, sizeof *w->first);
	w->next = xcalloc(w->b->n + 1, sizeof *w->next);
	for (size_t i = 0; i <= w->b->n; i++)
		w->first[i] = -1;
	for (size_t i = 0; i < w->b->n; i++) {
		buf_clear(&fold);
		text_fold(&fold, w->b->code[i].key, strlen(w->b->code[i].key));
		names_add(&keys, buf_str(&fold), fold.len, (int64_t)i);
	}
	for (size_t i = w->b->n; i-- > 0;) {
		const char *parent = w->b->code[i].parent;
		size_t above = w->b->n;

		buf_clear(&fold);
		text_fold(&fold, parent, strlen(parent));
		if (*parent)
			above = (size_t)*names_find(&keys, buf_str(&fold), fold.len);
		w->next[i] = w->first[above];
		w->first[above] = (long)i;
	}
	names_done(&keys);
	buf_done(&fold);
}

static void put_all(struct write *w)
{
	w->failed |= xmlTextWriterSetIndent(w->to, 1) < 0 || xmlTextWriterSetIndentString(w->to, X("\t")) < 0 ||
		     xmlTextWriterStartDocument(w->to, NULL, "UTF-8", NULL) < 0 ||
		     xmlTextWriterStartElement(w->to, X("CodeBook")) < 0;
	put_attribute(w, "xmlns", "urn:QDA-XML:codebook:1.0");
	put_attribute(w, "origin", "winloss");
	w->failed |= xmlTextWriterStartElement(w->to, X("Codes")) < 0;
	for (long i = w->first[w->b->n]; i >= 0; i = w->next[i])
		put_code(w, i);
	w->failed |= xmlTextWriterEndDocument(w->to) < 0;
}

int codebook_write_qdc(const struct codebook *b, const char *origin, struct buf *out, struct err *err)
{
	struct write w = { .b = b, .origin = origin };
	xmlBufferPtr bytes;

	if (codebook_check(b, b->name ? b->name : "taxonomy", err))
		return -1;
	xmlInitParser();
	bytes = xmlBufferCreate();
	w.to = bytes ? xmlNewTextWriterMemory(bytes, 0) : NULL;
	if (w.to) {
		lay_out(&w);
		put_all(&w);
		xmlFreeTextWriter(w.to);
		buf_add(out, xmlBufferContent(bytes), (size_t)xmlBufferLength(bytes));
	}
	if (!w.to || w.failed)
		err_set(err, ERR_BUG, "the codebook could not be written as XML");
	xmlBufferFree(bytes);
	buf_done(&w.words);
	free(w.first);
	free(w.next);
	return !w.to || w.failed ? -1 : 0;
}

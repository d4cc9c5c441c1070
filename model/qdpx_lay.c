#include "model/qdpx_lay.h"

#include "model/buf.h"
#include "model/text.h"

#include <stdlib.h>
#include <string.h>

#define BLANKS " \t\r\n"

/* The end in the text of a note that begins at byte `at`, whatever carriage returns the text has; 0: it does not. */
static size_t ends(const char *text, size_t at, const char *note)
{
	for (; *note; note++) {
		while (text[at] == '\r' && *note != '\r')
			at++;
		if (text[at] != *note)
			return 0;
		at++;
	}
	return at;
}

/* Notes follow one another, so each is looked for behind the one before. */
static size_t find_note(const char *text, size_t from, const char *note, size_t *to)
{
	char first[2] = { *note, 0 };

	for (size_t at = from; *note && (at += strcspn(text + at, first), text[at]); at++)
		if ((*to = ends(text, at, note)))
			return at;
	*to = 0;
	return 0;
}

void qdpx_lay(struct qdpx_lay *l, const struct qdpx_source *s, const char *const *notes, size_t n)
{
	size_t at = 0;

	*l = (struct qdpx_lay){ .text = s->text, .note = notes, .n = n, .laid = xcalloc(n + 1, sizeof *l->laid) };
	for (size_t i = 0; s->text && i < n; i++) {
		l->laid[i].from = find_note(s->text, at, notes[i], &l->laid[i].to);
		at = l->laid[i].to ? l->laid[i].to : at;
	}
}

void qdpx_lay_done(struct qdpx_lay *l)
{
	free(l->laid);
	free(l->place);
	*l = (struct qdpx_lay){ 0 };
}

/* Bytes of a note without the blanks at their ends; false: nothing is left. */
static bool add(struct qdpx_lay *l, size_t i, size_t from, size_t to)
{
	const char *note = l->note[i];

	while (from < to && strchr(BLANKS, note[from]))
		from++;
	while (from < to && strchr(BLANKS, note[to - 1]))
		to--;
	if (from == to)
		return false;
	if (l->n_places == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 8;
		l->place = xrealloc(l->place, l->cap * sizeof *l->place);
	}
	l->place[l->n_places++] = (struct qdpx_place){ i, { span_point(note, from), span_point(note, to) } };
	return true;
}

/* The byte of the note that stands at byte x of the text. */
static size_t in_note(const struct qdpx_lay *l, size_t i, size_t x)
{
	size_t at = 0;

	for (size_t k = l->laid[i].from; k < x; k++)
		at += l->text[k] != '\r' || l->note[i][at] == '\r';
	return at;
}

/* By place: what of the stretch lies on notes. False where that is less than half of it. */
static bool find_laid(struct qdpx_lay *l, const struct qdpx_coding *c)
{
	size_t on = 0;

	if (!l->text)
		return false;
	for (size_t i = 0; i < l->n; i++) {
		size_t from = l->laid[i].from > c->from ? l->laid[i].from : c->from;
		size_t to = l->laid[i].to < c->to ? l->laid[i].to : c->to;

		if (from < to && add(l, i, in_note(l, i, from), in_note(l, i, to)))
			on += to - from;
	}
	return on * 2 >= c->to - c->from && l->n_places;
}

/* The quoted words in one line ending only: what is looked for. Where the project kept a beginning of them, that. */
static void put_words(const struct qdpx_lay *l, const struct qdpx_coding *c, struct buf *out, bool *cut)
{
	const char *dots = "…", *s = c->quote;
	size_t len = strlen(s), n = strlen(dots);

	*cut = !l->text && (long)text_points(s, len) != c->end_cp - c->start_cp;
	if (*cut && len >= n && !strcmp(s + len - n, dots))
		len -= n;
	for (size_t i = 0; i < len; i++)
		if (s[i] != '\r')
			buf_putc(out, s[i]);
	while (out->len && strchr(BLANKS, out->data[out->len - 1]))
		out->data[--out->len] = 0;
}

/* By words: where they stand in one place of all notes. */
static int find_words(struct qdpx_lay *l, const struct qdpx_coding *c, const char *words, bool cut, struct err *err)
{
	size_t found = 0, in = 0, at = 0, to;

	for (size_t i = 0; i < l->n; i++)
		for (const char *s = l->note[i]; *words && (s = strstr(s, words)); s++) {
			found++;
			in = i;
			at = (size_t)(s - l->note[i]);
		}
	if (!found)
		return err_set(err, ERR_INPUT, "the words “%.60s” stand in none of its notes", words);
	if (found > 1)
		return err_set(err, ERR_INPUT, "the words “%.60s” stand %zu times in its notes", words, found);
	to = at + strlen(words);
	if (cut)
		to = span_byte(l->note[in], span_point(l->note[in], at) + c->end_cp - c->start_cp);
	add(l, in, at, to);
	return 0;
}

int qdpx_find(struct qdpx_lay *l, const struct qdpx_coding *c, struct err *err)
{
	struct buf words = { 0 };
	bool cut;
	int rc;

	l->n_places = 0;
	if (c->start_cp < 0)
		return err_set(err, ERR_INPUT,
			       "a whole text is coded, expected words of it: here codes stand on notes");
	if (find_laid(l, c))
		return 0;
	l->n_places = 0;
	put_words(l, c, &words, &cut);
	rc = find_words(l, c, buf_str(&words) + strspn(buf_str(&words), BLANKS), cut, err);
	buf_done(&words);
	return rc;
}

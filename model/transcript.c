#include "model/transcript.h"

#include "model/cut.h"
#include "model/file.h"
#include "model/io/csv_dialect.h"
#include "model/io/csv_in.h"
#include "model/io/csv_out.h"
#include "model/text.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NAME_BYTES = 48, NAME_WORDS = 5 };

/* ---- collecting ---- */

void transcript_done(struct transcript *t)
{
	for (size_t i = 0; i < t->n; i++) {
		free(t->at[i].speaker);
		free(t->at[i].text);
	}
	free(t->at);
	*t = (struct transcript){ 0 };
}

static size_t trim(const char **s, size_t len)
{
	while (len && strchr(" \t\n", **s)) {
		(*s)++;
		len--;
	}
	while (len && strchr(" \t\n", (*s)[len - 1]))
		len--;
	return len;
}

static void add(struct transcript *t, const char *speaker, size_t speaker_len, const char *text, size_t len)
{
	len = trim(&text, len);
	if (!len)
		return;
	if (!(t->n & (t->n - 1)))
		t->at = xrealloc(t->at, (t->n ? t->n * 2 : 1) * sizeof *t->at);
	t->at[t->n++] = (struct said_line){ xstrndup(speaker, speaker_len), xstrndup(text, len) };
}

/* Where a long paragraph is cut: behind the last sentence that fits, else behind a word, never inside a character. */
static size_t cut_at(const char *s, size_t len)
{
	size_t at = TRANSCRIPT_NOTE_BYTES, blank = 0;

	if (len <= TRANSCRIPT_NOTE_BYTES)
		return len;
	for (; at > TRANSCRIPT_NOTE_BYTES / 2; at--) {
		if (s[at] != ' ' && s[at] != '\n')
			continue;
		if (strchr(".!?", s[at - 1]))
			return at;
		blank = blank ? blank : at;
	}
	if (blank)
		return blank;
	for (at = TRANSCRIPT_NOTE_BYTES; ((unsigned char)s[at] & 0xc0) == 0x80; at--)
		;
	return at;
}

static void add_long(struct transcript *t, const char *speaker, size_t speaker_len, const char *text, size_t len)
{
	while (len) {
		size_t n = cut_at(text, len);

		add(t, speaker, speaker_len, text, n);
		text += n;
		len -= n;
	}
}

/* ---- speakers ---- */

static bool is_letter(char c)
{
	return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* "[00:12:04]", "(12:04)", "12:04": its length with the blanks behind it, 0 none. */
static size_t time_length(const char *s, size_t len)
{
	size_t i = 0, colons = 0, digits = 0;
	bool opened = len && (s[0] == '[' || s[0] == '(');

	for (i = opened; i < len && (isdigit((unsigned char)s[i]) || strchr(":.,", s[i])); i++) {
		colons += s[i] == ':';
		digits += isdigit((unsigned char)s[i]) != 0;
	}
	if (!colons || digits < 3 || !isdigit((unsigned char)s[i - 1]))
		return 0;
	if (opened && (i == len || (s[i] != ']' && s[i] != ')')))
		return 0;
	i += opened;
	while (i < len && s[i] == ' ')
		i++;
	return i;
}

/* "Ana:", "**CFO** (12:04):", "[00:01] Interviewer:" at the beginning of a line: the name, and where its words begin. */
static bool find_label(const char *s, size_t len, const char **name, size_t *name_len, size_t *words)
{
	size_t i = time_length(s, len), from, end;
	size_t blanks = 0;

	while (i < len && (s[i] == '*' || s[i] == '_'))
		i++;
	from = i;
	if (i == len || !is_letter(s[i]))
		return false;
	while (i < len && i - from < NAME_BYTES && (is_letter(s[i]) || isdigit((unsigned char)s[i]) || strchr(" .-'&/#", s[i])))
		blanks += s[i++] == ' ';
	end = i;
	while (end > from && s[end - 1] == ' ')
		end--;
	while (i < len && (s[i] == '*' || s[i] == '_' || s[i] == ' '))
		i++;
	i += time_length(s + i, len - i);
	if (end == from || blanks > NAME_WORDS || i == len || s[i] != ':')
		return false;
	i++;
	while (i < len && (s[i] == '*' || s[i] == '_'))
		i++;
	if (i < len && s[i] != ' ' && s[i] != '\t')
		return false;
	*name = s + from;
	*name_len = end - from;
	*words = i;
	return true;
}

static bool is_word(const char *s, size_t len, const char *const *words)
{
	for (; *words; words++)
		if (strlen(*words) == len && !strncasecmp(s, *words, len))
			return true;
	return false;
}

static const char *const askers[] = { "interviewer", "i", "q", "moderator", "question", NULL };
static const char *const answerers[] = { "respondent", "r", "a", "interviewee", "buyer", "customer", "answer", NULL };

/* ---- paragraphs ---- */

struct line {
	const char *s;
	size_t len;
	const char *name; /* NULL: no label */
	size_t name_len, words;
};
struct page {
	struct line *at;
	size_t n;
	bool is_markdown, by_line; /* by_line: no blank lines, and lines as long as paragraphs */
};

static size_t heading_length(const char *s, size_t len)
{
	size_t i = 0;

	while (i < len && s[i] == '#')
		i++;
	return i && i <= 6 && (i == len || s[i] == ' ') ? i : 0;
}

/* Rules of Markdown (---, ***) and headings say nothing of what was said. */
static bool is_decoration(const char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		if (s[i] != ' ') {
			if (!strchr("-*_=", s[i]))
				return false;
			n++;
		}
	return n >= 3;
}

/* Names in an order in which the same ones stand together, whatever their letters. */
static int by_name(const void *a, const void *b)
{
	const struct line *x = *(const struct line *const *)a, *y = *(const struct line *const *)b;

	if (x->name_len != y->name_len)
		return (x->name_len > y->name_len) - (x->name_len < y->name_len);
	return strncasecmp(x->name, y->name, x->name_len);
}

/* Takes the labels away that stand once and are no word for a speaker. */
static void drop_single(struct page *p, size_t labels)
{
	struct line **at = xmalloc((labels + 1) * sizeof *at);
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++)
		if (p->at[i].name)
			at[n++] = &p->at[i];
	qsort(at, n, sizeof *at, by_name);
	for (size_t i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && !by_name(&at[i], &at[k]); k++)
			;
		if (k == i + 1 && !is_word(at[i]->name, at[i]->name_len, askers) &&
		    !is_word(at[i]->name, at[i]->name_len, answerers))
			at[i]->name = NULL;
	}
	free(at);
}

/* "Note: this is not a speaker" once in a text without turns is text; what recurs, or two of three paragraphs have, is a name. */
static void judge_labels(struct page *p)
{
	size_t labels = 0, begins = 0;

	for (size_t i = 0; i < p->n; i++) {
		labels += p->at[i].name != NULL;
		begins += p->at[i].len && (!i || !p->at[i - 1].len || p->at[i].name);
	}
	if (labels * 3 < begins * 2)
		drop_single(p, labels);
}

static void split_lines(struct transcript *t, struct page *p, const char *s, size_t len)
{
	size_t longest = 0, blanks = 0, room = 0;

	for (const char *end = s + len; s < end;) {
		const char *lf = memchr(s, '\n', (size_t)(end - s));
		size_t n = lf ? (size_t)(lf - s) : (size_t)(end - s);
		struct line l = { s, n, NULL, 0, 0 };

		s += n + (lf != NULL);
		l.len = trim(&l.s, l.len);
		if (p->is_markdown && l.len && *l.s == '>') {
			l.s++;
			l.len = trim(&l.s, l.len - 1);
		}
		if (p->is_markdown && (heading_length(l.s, l.len) || is_decoration(l.s, l.len))) {
			t->headings += heading_length(l.s, l.len) > 0;
			l.len = 0;
		}
		if (l.len && !find_label(l.s, l.len, &l.name, &l.name_len, &l.words))
			l.name = NULL;
		blanks += !l.len;
		longest = l.len > longest ? l.len : longest;
		if (p->n == room) {
			room = room ? room * 2 : 256;
			p->at = xrealloc(p->at, room * sizeof *p->at);
		}
		p->at[p->n++] = l;
	}
	p->by_line = blanks <= 1 && longest > 100;
}

/* Lines that belong together are one text with the line ends they have. */
static void gather(struct transcript *t, const struct page *p)
{
	struct buf text = { 0 };
	const char *name = "";
	size_t name_len = 0;

	for (size_t i = 0; i < p->n && t->n <= TRANSCRIPT_NOTES; i++) {
		const struct line *l = &p->at[i];

		if (!l->len || l->name || p->by_line) {
			add_long(t, name, name_len, buf_str(&text), text.len);
			buf_clear(&text);
		}
		if (l->name) {
			name = l->name;
			name_len = l->name_len;
		}
		if (text.len)
			buf_puts(&text, "\n");
		buf_add(&text, l->s + (l->name ? l->words : 0), l->len - (l->name ? l->words : 0));
	}
	add_long(t, name, name_len, buf_str(&text), text.len);
	buf_done(&text);
}

/* Behind the front matter of Markdown (--- … ---), where there is some. */
static size_t front_matter(const char *s, size_t len)
{
	const char *end;

	if (len < 4 || strncmp(s, "---\n", 4) != 0)
		return 0;
	end = strstr(s + 3, "\n---\n");
	return end ? (size_t)(end - s) + 5 : 0;
}

static void read_text(struct transcript *t, const char *s, size_t len, bool is_markdown)
{
	struct page p = { .is_markdown = is_markdown };
	size_t skip = is_markdown ? front_matter(s, len) : 0;

	split_lines(t, &p, s + skip, len - skip);
	judge_labels(&p);
	gather(t, &p);
	free(p.at);
}

/* ---- bytes to text ---- */

/* The line ends of every system become one; what came that nobody types is counted. */
static void plain_lines(struct transcript *t, const char *s, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == '\r') {
			i += i + 1 < len && s[i + 1] == '\n';
			buf_puts(out, "\n");
			continue;
		}
		t->controls += (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
		/* U+202A … 202E, U+2066 … 2069 */
		t->turned += c == 0xe2 && i + 2 < len &&
			     (((unsigned char)s[i + 1] == 0x80 && (unsigned char)s[i + 2] >= 0xaa && (unsigned char)s[i + 2] <= 0xae) ||
			      ((unsigned char)s[i + 1] == 0x81 && (unsigned char)s[i + 2] >= 0xa6 && (unsigned char)s[i + 2] <= 0xa9));
		buf_add(out, s + i, 1);
	}
}

static int refuse_empty(const char *name, struct err *err)
{
	return err_set(err, ERR_INPUT, "%s: found no text, expected what was said; nothing was taken", name);
}

static int decode(struct transcript *t, const char *name, const char *bytes, size_t len, enum encoding e, struct buf *text,
		  struct err *err)
{
	struct buf utf8 = { 0 }, whole = { 0 };
	size_t mark = 0;
	enum encoding found = encoding_detect(bytes, len < (1 << 20) ? len : 1 << 20, len < (1 << 20), &mark);

	if (e == ENCODING_AUTO)
		e = found;
	encoding_decode(e, bytes + mark, len - mark, true, &utf8);
	snprintf(t->says, sizeof t->says, "%s, %s", encoding_name(e), csv_line_ends(buf_str(&utf8), utf8.len));
	t->odd = text_repair(&whole, buf_str(&utf8), utf8.len);
	plain_lines(t, buf_str(&whole), whole.len, text);
	buf_done(&utf8);
	buf_done(&whole);
	if ((t->odd + t->controls) * 10 > len)
		return err_set(err, ERR_INPUT, "%s: %zu of %zu bytes are no text, expected plain text, Markdown or CSV; nothing"
			       " was taken", name, t->odd + t->controls, len);
	return 0;
}

/* ---- CSV ---- */

static int find_column(const struct csv_row *head, const char *const *names)
{
	for (; *names; names++)
		for (int i = 0; i < head->count; i++)
			if (head->fields[i].text && !strcasecmp(head->fields[i].text, *names))
				return i;
	return -1;
}

static int refuse_header(const char *name, const struct csv_row *head, struct err *err)
{
	struct buf found = { 0 };

	for (int i = 0; i < head->count; i++)
		buf_printf(&found, "%s%s", i ? ", " : "", head->fields[i].text ? head->fields[i].text : "");
	err_set(err, ERR_INPUT, "%s, line 1: found the columns “%.120s”, expected one for the words (text) and, if it is known,"
		" who spoke (speaker); nothing was taken", name, buf_str(&found));
	buf_done(&found);
	return -1;
}

static void take_row(struct transcript *t, const struct csv_row *row, int speaker, int text)
{
	struct csv_field none = { "", 0 }, who = speaker >= 0 ? row->fields[speaker] : none, what = row->fields[text];
	struct transcript counted = { 0 };
	struct buf words = { 0 };

	if (what.text)
		csv_unguard(&what.text, &what.len);
	plain_lines(&counted, what.text ? what.text : "", what.len, &words);
	t->controls += counted.controls;
	t->turned += counted.turned;
	add_long(t, who.text ? who.text : "", who.text ? who.len : 0, buf_str(&words), words.len);
	buf_done(&words);
}

static int read_csv(struct transcript *t, const char *name, const char *bytes, size_t len, enum encoding e, char delimiter,
		    struct err *err)
{
	static const char *const speakers[] = { "speaker", "name", "who", "person", "participant", NULL };
	static const char *const texts[] = { "text", "words", "said", "utterance", "content", "transcript", "sentence", NULL };
	struct csv_in *in = csv_in_open_bytes(bytes, len, &(struct csv_options){ .encoding = e, .delimiter = delimiter });
	struct csv_row row;
	int rc = csv_in_header(in, &row, err), speaker, text, got;

	if (rc != 1) {
		csv_in_close(in);
		return rc < 0 ? -1 : refuse_empty(name, err);
	}
	speaker = find_column(&row, speakers);
	text = find_column(&row, texts);
	rc = text < 0 ? refuse_header(name, &row, err) : 0;
	while (!rc && t->n <= TRANSCRIPT_NOTES && (got = csv_in_next(in, &row, err)) != CSV_IN_END) {
		if (got < 0)
			rc = -1;
		else if (got == CSV_IN_ROW)
			take_row(t, &row, speaker, text);
		else if (!t->refused++)
			cut_printf(t->first, sizeof t->first, "line %" PRId64 ": found %.80s, expected %.80s", row.line, row.found,
				 row.expected);
	}
	snprintf(t->says, sizeof t->says, "%s", csv_in_says(in));
	csv_in_close(in);
	return rc;
}

/* ---- whole files ---- */

static bool ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n >= m && !strcasecmp(name + n - m, end);
}

int transcript_parse(struct transcript *t, const char *name, const char *bytes, size_t len, enum encoding encoding,
		     char delimiter, struct err *err)
{
	struct buf text = { 0 };
	int rc;

	*t = (struct transcript){ 0 };
	if (len > TRANSCRIPT_BYTES)
		return err_set(err, ERR_INPUT, "%s: found more than %d MB, expected a transcript of one interview; nothing was"
			       " taken", name, TRANSCRIPT_BYTES >> 20);
	if (ends_with(name, ".csv") || ends_with(name, ".tsv")) {
		rc = read_csv(t, name, bytes, len, encoding, delimiter, err);
	} else {
		rc = decode(t, name, bytes, len, encoding, &text, err);
		if (!rc)
			read_text(t, buf_str(&text), text.len, ends_with(name, ".md") || ends_with(name, ".markdown"));
		buf_done(&text);
	}
	if (!rc && t->n > TRANSCRIPT_NOTES)
		rc = err_set(err, ERR_INPUT, "%s: found more than %d paragraphs, expected a transcript of one interview; nothing was"
			     " taken", name, TRANSCRIPT_NOTES);
	if (!rc && !t->n)
		rc = refuse_empty(name, err);
	if (rc)
		transcript_done(t);
	return rc;
}

int transcript_read(struct transcript *t, const char *path, enum encoding encoding, char delimiter, struct err *err)
{
	const char *slash = strrchr(path, '/');
	struct buf bytes = { 0 };
	int rc;

	*t = (struct transcript){ 0 };
	errno = 0;
	if (file_read(strcmp(path, "-") ? path : "/dev/stdin", TRANSCRIPT_BYTES + 1, &bytes)) {
		buf_done(&bytes);
		return err_set(err, ERR_NO_INPUT, "cannot read %s: %s", path, strerror(errno));
	}
	rc = transcript_parse(t, slash ? slash + 1 : path, buf_str(&bytes), bytes.len, encoding, delimiter, err);
	buf_done(&bytes);
	return rc;
}

bool transcript_is_asker(const char *speaker)
{
	return is_word(speaker, strlen(speaker), askers);
}

bool transcript_is_answerer(const char *speaker)
{
	return is_word(speaker, strlen(speaker), answerers);
}

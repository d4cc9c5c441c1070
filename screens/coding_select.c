/* Words of a note selected by keys alone: by word, by sentence, or by typing what they begin with. */
#include "screens/coding.h"

#include "model/text.h"

#include <string.h>

static const struct spans *units(const struct coding_page *p)
{
	return p->unit == SPAN_WORD ? &p->words : &p->sentences;
}

struct span coding_selected(const struct coding_page *p)
{
	const struct spans *u = units(p);

	return (struct span){ u->at[p->from].start, u->at[p->to].end };
}

void coding_select_end(struct screen *s)
{
	struct coding_page *p = coding_page_of(s);

	spans_done(&p->words);
	spans_done(&p->sentences);
	p->selecting = p->finding = false;
	line_clear(&p->find);
	if (s->level == LEVEL_TEXT && !narrow_is_on(s))
		s->level = LEVEL_LIST;
}

static size_t unit_at(const struct spans *u, int64_t point)
{
	size_t i = 0;

	while (i + 1 < u->n && u->at[i].end <= point)
		i++;
	return i;
}

static void take_unit(struct coding_page *p, enum span_unit unit)
{
	int64_t point = units(p)->at[p->from].start;

	p->unit = unit;
	p->from = p->to = unit_at(units(p), point);
}

static bool begin(struct screen *s)
{
	struct coding_page *p = coding_page_of(s);
	const struct interview_note *here = coding_here(s);

	if (!here)
		return false;
	coding_rest(s);
	spans_done(&p->words);
	spans_done(&p->sentences);
	spans_of(SPAN_WORD, here->text, &p->words);
	spans_of(SPAN_SENTENCE, here->text, &p->sentences);
	p->unit = SPAN_WORD;
	p->from = p->to = 0;
	p->selecting = p->words.n && p->sentences.n;
	return p->selecting;
}

struct act coding_select(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);

	(void)key;
	if (!p->selecting)
		return begin(s) ? ACT(HANDLED) : act_refuse("this note has no words to select; a letter codes it whole");
	take_unit(p, p->unit == SPAN_WORD ? SPAN_SENTENCE : SPAN_WORD);
	return ACT(HANDLED);
}

static void go(struct coding_page *p, size_t at)
{
	size_t n = units(p)->n;

	p->from = p->to = at < n ? at : n - 1;
}

struct act coding_step(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);

	if (!p->selecting)
		return coding_select(s, key);
	if (key == 'h' || key == K_LEFT)
		go(p, p->from ? p->from - 1 : 0);
	else
		go(p, p->to + 1);
	return ACT(HANDLED);
}

/* One more behind; one less, or where only one is left one more before it. */
struct act coding_stretch(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);

	if (!p->selecting)
		return coding_select(s, key);
	if (key == 'L')
		p->to += p->to + 1 < units(p)->n;
	else if (p->to > p->from)
		p->to--;
	else
		p->from -= p->from > 0;
	return ACT(HANDLED);
}

struct act coding_digit(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);

	if (!p->selecting || key < '1' || key > '9')
		return ACT(IGNORED);
	p->unit = SPAN_SENTENCE;
	go(p, (size_t)(key - '1'));
	return ACT(HANDLED);
}

/* To the sentence before or behind; from there to its first word. */
static void to_sentence(struct coding_page *p, bool on)
{
	size_t at = unit_at(&p->sentences, units(p)->at[p->from].start);

	at = on ? at + (at + 1 < p->sentences.n) : at - (at > 0);
	if (p->unit == SPAN_SENTENCE)
		go(p, at);
	else
		go(p, unit_at(&p->words, p->sentences.at[at].start));
}

bool coding_select_move(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);

	if (!p->selecting)
		return false;
	switch (key) {
	case 'j':
	case K_DOWN:
	case 'k':
	case K_UP:
		to_sentence(p, key == 'j' || key == K_DOWN);
		return true;
	case 'g':
	case K_HOME:
		go(p, 0);
		return true;
	case 'G':
	case K_END:
		go(p, units(p)->n - 1);
		return true;
	default:
		coding_select_end(s);
		return false;
	}
}

/* ---- by what they begin with ---- */

static void fold_words(const struct coding_page *p, const char *text, size_t from, size_t to, struct buf *out)
{
	size_t len;
	const char *words = span_words(text, (struct span){ p->words.at[from].start, p->words.at[to].end }, &len);

	buf_clear(out);
	text_fold(out, words, len);
}

/* The words from `from` on that begin with what is wanted: the last of them, SIZE_MAX where they do not. */
static size_t match(const struct coding_page *p, const char *text, size_t from, const struct buf *want)
{
	struct buf have = { 0 };
	size_t to = from, found = SIZE_MAX;

	for (; to < p->words.n; to++) {
		fold_words(p, text, from, to, &have);
		if (strncmp(buf_str(&have), buf_str(want), have.len < want->len ? have.len : want->len) != 0)
			break;
		if (have.len >= want->len) {
			found = to;
			break;
		}
	}
	buf_done(&have);
	return found;
}

static bool find_words(struct screen *s)
{
	struct coding_page *p = coding_page_of(s);
	const char *typed = line_text(&p->find), *text = coding_here(s)->text;
	struct buf want = { 0 };
	bool found = false;

	text_fold(&want, typed, strlen(typed));
	for (size_t i = 0; want.len && !found && i < p->words.n; i++) {
		size_t to = match(p, text, i, &want);

		found = to != SIZE_MAX;
		if (found) {
			p->unit = SPAN_WORD;
			p->from = i;
			p->to = to;
		}
	}
	buf_done(&want);
	return found;
}

static struct act typed(struct screen *s)
{
	if (find_words(s) || !*line_text(&coding_page_of(s)->find))
		return ACT(HANDLED);
	return act_say(ACT_HANDLED, TONE_SAY, "no words here begin so");
}

struct act coding_find_paste(struct screen *s, const char *text, size_t len)
{
	edit_paste(&coding_page_of(s)->find.edit, text, len, s->view->mono_ms);
	return typed(s);
}

struct act coding_find_key(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);
	bool moved = false;

	if (line_key(&p->find, key, &moved))
		return typed(s);
	return moved ? ACT(HANDLED) : ACT(IGNORED);
}

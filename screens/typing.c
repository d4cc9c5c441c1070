/* The keys of a text being typed (screens/ui/edit.h), as the help and the manual name them. They reach the text through
 * the screen's own key(); a test asks the editor whether it knows each of them. */
#include "screens/typing.h"

#include "screens/ui/fields.h"

#include <string.h>

struct act typing_copy(struct edit *e, const char *whole)
{
	size_t len;
	const char *words = edit_copy(e, &len);

	if (words)
		return act_copy(words, len, "what is selected");
	return e->len ? act_copy(e->text, e->len, whole) : act_refuse("there are no words here to copy");
}

struct act typing_copy_field(struct fields *f)
{
	return typing_copy(&f->values[f->at].edit, f->fields[f->at].label);
}

struct act typing_on(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return ACT(HANDLED);
}

struct act typing_kept(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_say(ACT_HANDLED, TONE_DONE, "kept; Enter stores it");
}

struct act typing_act(enum edit_result r)
{
	switch (r) {
	case EDIT_IGNORED:
		return ACT(IGNORED);
	case EDIT_MOVED:
	case EDIT_CHANGED:
		return ACT(HANDLED);
	case EDIT_REFUSED:
		break;
	}
	return act_refuse("this field is full");
}

static size_t count_controls(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		n += (c < 0x20 && c && !strchr("\t\n\r", c)) || c == 0x7f;
	}
	return n;
}

/* What came that nobody types is said. Bytes that are no UTF-8 can be stored nowhere: each has become the sign for an
 * unknown character. */
struct act typing_taken(const struct edit *e, struct act done, const char *what, const char *text, size_t len)
{
	enum { MUCH = 64 << 10 };
	size_t controls = count_controls(text, len), odd = e->odd_bytes;

	if (odd && controls)
		return act_say(done.kind, TONE_SAY, "%s; as \xef\xbf\xbd show %zu that were no UTF-8, as escapes %zu control characters",
			       what, odd, controls);
	if (odd)
		return act_say(done.kind, TONE_SAY, "%s; %zu byte%s no UTF-8 and show%s as \xef\xbf\xbd", what, odd,
			       odd == 1 ? " was" : "s were", odd == 1 ? "s" : "");
	if (controls)
		return act_say(done.kind, TONE_SAY, "%s; %zu control character%s in it as %s", what, controls,
			       controls == 1 ? " stands" : "s stand", controls == 1 ? "an escape" : "escapes");
	if (len >= MUCH)
		return act_say(done.kind, TONE_SAY, "%s: %zu kB", what, len >> 10);
	return done;
}

static struct act type_key(struct screen *s, int key)
{
	return s->type->key ? s->type->key(s, key) : ACT(IGNORED);
}

#define TYPING(k, name, words)                                                                                       \
	{                                                                                                            \
		.levels = AT_TEXT, .key = (k), .command = "typing-" name, .label = (words), .group = "Text", .run = type_key \
	}
const struct binding typing_bindings[] = {
	TYPING(K_CTRL_LEFT, "word-before", "a word back"),
	TYPING(K_CTRL_RIGHT, "word-after", "a word on"),
	TYPING(K_CTRL('A'), "line-start", "the line's start"),
	TYPING(K_CTRL('E'), "line-end", "the line's end"),
	TYPING(K_LEFT | K_SHIFT, "select", "select: Shift and a move"),
	TYPING(K_CTRL_SPACE, "mark", "mark: moves select then"),
	TYPING(K_CTRL('G'), "unmark", "select nothing"),
	TYPING(K_CTRL('W'), "cut", "cut it, or a word"),
	TYPING(K_CTRL('K'), "cut-to-end", "cut to the line's end"),
	TYPING(K_CTRL('U'), "cut-to-start", "cut to the line's start"),
	TYPING(K_CTRL('Y'), "paste", "paste what was cut"),
	TYPING(K_CTRL('T'), "swap", "swap two letters"),
	TYPING(K_CTRL('_'), "undo", "typing back"),
	{ .command = NULL },
};

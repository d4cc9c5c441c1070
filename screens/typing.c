/* The keys of a text being typed (screens/ui/edit.h), as the help and the manual name them. They reach the text through
 * the screen's own key(); a test asks the editor whether it knows each of them. */
#include "screens/typing.h"

#include "screens/ui/fields.h"

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

struct act typing_kept(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_say(ACT_HANDLED, TONE_DONE, "kept; Enter stores it");
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

#ifndef APP_INPUT_H
#define APP_INPUT_H
/* From the terminal's bytes to keys, mouse and pasted text. Pure: no terminal, no curses, so that a test feeds it
 * bytes. What it cannot name becomes K_UNKNOWN and is never taken for typed text; what stands between the marks of a
 * bracketed paste is text, whatever it holds (P29). */
#include "screens/ui/key.h"

#include <stddef.h>
#include <stdint.h>

enum input_kind { INPUT_NONE, INPUT_KEY, INPUT_MOUSE, INPUT_PASTE, INPUT_FOCUS };
struct input_event {
	enum input_kind kind;
	int key;
	struct mouse mouse;
	const char *text; /* PASTE: borrowed until the next call */
	size_t len;
};
struct input_sequence {
	const char *bytes;
	int key;
};
struct input {
	struct buf bytes;      /* received, not yet taken; from `at` on */
	size_t at;
	bool pasting;
	struct buf paste;
	size_t paste_max;      /* a longer paste is cut there and `cut` says so */
	bool cut;
	int64_t held_ms;       /* of quiet since the end mark that the paste stands at */
	bool quiet;            /* no byte has come for the time of input_wait_ms: an Esc alone is Esc */
	struct input_sequence extra[64]; /* what this terminal's description calls its keys */
	size_t extra_count;
};
void input_init(struct input *in);
void input_done(struct input *in);
/* A key string of the terminal's description; borrowed. */
void input_learn(struct input *in, const char *bytes, int key);
void input_feed(struct input *in, const char *bytes, size_t n);
/* The next event, or INPUT_NONE when the bytes so far make none. */
struct input_event input_next(struct input *in);
/* How long to wait for more bytes before input_flush(); -1: nothing is begun. */
int input_wait_ms(const struct input *in);
/* So many milliseconds of that time went by, also when bytes came at the end of them. Behind the end mark of a paste keys
 * are held until it was quiet; whoever types on without a pause would hold them for ever (P1), so what counts there is
 * the quiet in all since the mark. True when that was enough: flushed. */
bool input_waited(struct input *in, int64_t ms);
/* Nothing came within that time: what is begun is taken as it stands. */
void input_flush(struct input *in);
#endif

#ifndef MODEL_TEXT_H
#define MODEL_TEXT_H
/* Text: what may be shown, how wide it is, how it is compared. Bytes are kept exactly as entered everywhere; only
 * output is cleaned, and text_visible() is the one function between data and a screen, pager, stderr or title. */
#include "model/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Appends `s` made safe for a terminal: C0 and C1 controls (both forms), DEL, bidi controls, zero-width, tags,
 * BOM, private use, non-characters, unassigned and invalid UTF-8 appear as visible escapes (`\x1b`, `\u{202e}`,
 * `\xff`); a line break becomes `⏎` where `lines` is false and stays where it is true; a tab one blank. No byte
 * under 0x20 other than a kept '\n' is ever appended. Combining marks stay, at most 8 a base; more, and marks
 * without a base, are shown as escapes. What only asks a terminal to join or restyle a pictograph (ZWJ between
 * two, selectors and skin tones behind one) is left out, because terminals disagree about the width of the result.
 * CRLF is one line break. At grapheme boundaries the result of a part is a part of the result. */
void text_visible(struct buf *out, const char *s, size_t len, bool lines);

/* Columns that visible text takes (wcwidth of its grapheme clusters; never negative). */
int text_width(const char *s, size_t len);
/* Columns of what text_visible() makes of any text: what drawing it takes. */
int text_visible_width(const char *s, size_t len);
/* The longest prefix of `s` that ends at a grapheme boundary and is at most `cols` wide: its length in bytes; its
 * width in *width (may be NULL). */
size_t text_fit(const char *s, size_t len, int cols, int *width);
/* `s` in at most `cols` columns, cut at the end with `ellipsis` ("…" or ">"); appended. Returns the width. */
int text_cut(struct buf *out, const char *s, size_t len, int cols, const char *ellipsis);
/* Next and previous grapheme boundary from byte `at`. */
size_t text_next(const char *s, size_t len, size_t at);
size_t text_prev(const char *s, size_t len, size_t at);
size_t text_graphemes(const char *s, size_t len);
/* Where the line that starts at `at` ends when wrapped to `cols` (words kept whole where they fit, a break never
 * inside a grapheme); *next is where the following line starts. */
size_t text_wrap(const char *s, size_t len, size_t at, int cols, size_t *next);

/* Valid UTF-8 without NUL, as both database engines can store it. Returns the byte where it stops being so, or
 * len. */
size_t text_valid(const char *s, size_t len);

/* Appends `s` as it can be stored: the sign for an unknown character stands for each byte that is no UTF-8, a NUL is left
 * out. Returns how many bytes that were. For pastes: the person is told. */
size_t text_repair(struct buf *out, const char *s, size_t len);

/* Comparison key: NFKD, marks stripped, case folded, runs of blanks to one and none at the ends, at most 512 bytes
 * cut at a code point; plain byte order sorts it. Bytes that are no UTF-8 become U+FFFD. Appended. ASCII takes a
 * fast path (a million names are folded during an import). */
void text_fold(struct buf *out, const char *s, size_t len);

/* Whether it holds anything but blanks and line ends; NULL does not. */
bool text_says(const char *s);

/* Its code points, counted by their first bytes. */
size_t text_points(const char *s, size_t len);

/* Bytes before the first line end, LF or CR LF. A carriage return elsewhere is a sign of the text like any other. */
size_t text_first_line(const char *s);

/* File-name slug: folded to ASCII, lower case, runs of anything else to one '-', none at the ends, never empty
 * ("x"), never a path, at most 80 characters (domain.md, "The handoff packet"). Caller frees. */
char *text_slug(const char *s);

/* A CSV text cell that a spreadsheet would run (commands.md, "Export"): after any number of ' and blanks it begins
 * with = + - @ (or their full-width forms), tab or CR, also after a line break inside; not where it is only a
 * number or a phone number. With s also `'`+s is one, so that taking one ' off where the rest is one undoes the
 * guard. */
bool text_is_formula(const char *s, size_t len);
#endif

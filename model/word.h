#ifndef MODEL_WORD_H
#define MODEL_WORD_H
/* Words in a text: where a cursor that goes by words stops, and where a line may break. A small part of UAX 14 and
 * UAX 29: blanks part words; between ideographs and kana a line may break anywhere but before what closes and behind
 * what opens; a word also breaks behind its hyphens; Hangul, and all other letters, keep their words whole. */
#include <stdbool.h>
#include <stddef.h>

/* A cursor that goes by words passes blanks and signs, and stops where the kind changes: 東京タワー are two words. */
enum word_kind { WORD_BLANK, WORD_SIGN, WORD_LETTERS, WORD_HAN, WORD_HIRAGANA, WORD_KATAKANA };
enum word_kind word_kind(const char *s, size_t len, size_t at);
/* Two graphemes beside each other, the first from `before` to `at`, neither of them a blank: may a line end between
 * them? (A line may always end behind a blank, never before the first of some.) */
bool word_may_break(const char *s, size_t len, size_t before, size_t at);
/* Whether each word of `words` begins a word of `text`, whatever their case and accents: how a list is narrowed. */
bool word_found(const char *text, const char *words);
/* Whether two texts are the same but for case, accents and blanks. */
bool word_is_alike(const char *a, const char *b);
#endif

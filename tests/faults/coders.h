#ifndef TESTS_FAULTS_CODERS_H
#define TESTS_FAULTS_CODERS_H
/* A file with one validated interview of four notes, for two analysts, ana and ben; dana is its admin. What goes wrong in
 * making it ends the process with the sentence. */
#include "model/coding.h"

#define CODERS_NOW "2026-11-24T09:00:00Z"
enum { CODERS_NOTES = 4 };
struct coders {
	struct store *s;
	int64_t interview, note[CODERS_NOTES], theme[7]; /* the shipped roots */
	int64_t pass; /* of whoever coded last */
};
void coders_open(struct coders *c, const char *path);
/* The same file as another program has it. */
struct store *coders_open_again(const char *path, const char *login);
void coders_as(struct coders *c, const char *login);
/* A code of the actor's own pass; end_cp -1: the whole note. Its id. */
int64_t coders_code(struct coders *c, int note, int theme, int64_t end_cp, int64_t driver, const char *memo);
/* The pass of the last code: closed, or released. */
void coders_end(struct coders *c, bool releases);
void coders_stop(const char *what, const struct err *err) __attribute__((noreturn));
#endif

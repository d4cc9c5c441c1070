#ifndef TESTS_SUPPORT_STORY_H
#define TESTS_SUPPORT_STORY_H
/* A story: a whole task of one person, kept as keys and expected texts in a file that reads from top to bottom.
 *
 * One step a line; blank lines and lines that begin with # are skipped.
 *
 *   title TEXT            what the person does (first line)
 *   needs shared          skip the story, loudly, where the shared data folder is absent
 *   size COLSxROWS        of the terminal (80x24)
 *   test build            use the program with the switches of the test build
 *   file NAME             a small file in the story's folder: the following lines that begin with "| "
 *   start ARG…            the program, full screen
 *   keys KEYS             as pty_keys: jj<Enter><C-s>
 *   type TEXT             the characters as they stand
 *   paste TEXT            pasted at once; \n stands for a line break
 *   click TEXT            where the text stands on the screen
 *   resize COLSxROWS
 *   see TEXT              the text comes to stand on the screen
 *   gone TEXT             the text goes from the screen
 *   ends [STATUS]         the program ends with that status (0) and leaves the terminal as it was
 *   rest                  the program waits for a key, and keeps what was typed before
 *   kill                  the program is killed at once, as a crash of the machine would
 *   run ARG…              the program without a terminal
 *   status N              what the last run ended with (0 is expected where no line says otherwise)
 *   out TEXT, err TEXT    the last run's output, or its errors, hold the text
 *   not TEXT              neither holds the text
 *   holds NAME TEXT       a file in the story's folder holds the text
 *
 * In all texts {dir} stands for the story's own folder, {db} for its database, {shared} for the shared data folder,
 * {src} for the source folder. Arguments are split at blanks; double quotes keep blanks together. The program gets
 * WINLOSS_DB={db} and WINLOSS_USER=dana. */
#include "model/buf.h"

enum story_end {
	STORY_TOLD,
	STORY_FAILED,
	STORY_SKIPPED,
};

/* Tells the story of that file. Why it failed or was skipped, with file, line and the screen, goes into why. */
enum story_end story_tell(const char *path, struct buf *why);
#endif

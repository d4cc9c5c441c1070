#ifndef APP_CLI_H
#define APP_CLI_H
/* The command line (commands.md): one table of commands over the same model as the screens. A command gets the open
 * store and its own words (argv[0] is its name), writes results to standard output and everything else to standard
 * error, and returns the exit status. */
#include "app/cli_files.h"
#include "app/cli_io.h"
#include "model/store.h"

#include <stdio.h>

int cli_main(int argc, char **argv);

/* Wrong usage: the sentence, and where help is. Returns 64. */
int cli_usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Prints data, made safe for a terminal when `to` is one; the raw bytes else. A line break is shown as a sign there. */
void cli_data(FILE *to, const char *text);
/* The same for a text of many lines, such as a document: its line breaks stay. */
void cli_text(FILE *to, const char *text);
/* 0, or 73 with a sentence when standard output could not be written; a closed pipe is 0. */
int cli_flush(void);
/* A moment as people type it, in team time. */
int cli_moment(struct store *s, const char *text, int64_t *out, bool *day_only, struct err *err);

/* Words of a command, taken one by one: "--name VALUE", "--name=VALUE", "--flag" or a plain word. */
struct words {
	int argc, at;
	char **argv;
};
/* The next word; *value is what follows "=" or NULL. NULL at the end. `name` without dashes, NULL for a plain word. */
struct word {
	const char *name;  /* of an option, '_' for '-' as typed; NULL for a plain word */
	const char *value; /* behind "=", or the plain word itself */
};
int words_next(struct words *w, struct word *out); /* 1, 0 at the end */
/* The option's value: behind "=" or the next word. NULL when there is none. */
const char *words_value(struct words *w, const struct word *word);
/* The same where it must have one: NULL says that it wants a value. */
const char *words_need(struct words *w, const struct word *word, struct err *err);
/* The next option of a command that knows no other words: 1 with its value, or with NULL for the flag of that name; 0 at
 * the end; -1 when it does not fit, which was told (the status is ERR_USAGE). */
int words_option(struct words *w, const char *flag, struct word *out, const char **value);
/* All words of a verb: those that are no option go into *text, parted by blanks; each of `allowed` (" deal owner ") is heard with
 * its value, the one that is `flag` with NULL. ERR_USAGE. */
struct buf;
int words_all(struct words *w, const char *allowed, const char *flag, struct buf *text,
	      int (*fn)(void *arg, const char *name, const char *value, struct err *err), void *arg, struct err *err);

/* The next option where `-o FILE` is one too (`output`): 1, 0 at the end, -1 with ERR_USAGE for a plain word. */
int words_named(struct words *w, struct word *out, struct err *err);

typedef int cli_fn(struct store *s, int argc, char **argv);
cli_fn cli_deal, cli_mark, cli_due, cli_undo, cli_redo, cli_member, cli_config, cli_check, cli_backup;
cli_fn cli_handoff, cli_debrief, cli_debrief_rate, cli_search, cli_account, cli_checkin, cli_action, cli_outbox,
	cli_playbook, cli_refine, cli_agreement, cli_assignment, cli_taxonomy;
cli_fn cli_programme;
cli_fn cli_exchange;
cli_fn cli_merge;
cli_fn cli_interview;
cli_fn cli_report;
cli_fn cli_approval, cli_member_away, cli_snooze, cli_load;
/* `interview assign`. */
int cli_assign(struct store *s, struct words *w);
int cli_interview_notes(struct store *s, struct words *w);
int cli_interview_note(struct store *s, struct words *w);
int cli_interview_validate(struct store *s, struct words *w);
int cli_interview_escalate(struct store *s, struct words *w);
#endif

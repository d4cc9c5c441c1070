#ifndef APP_CLI_NOTE_H
#define APP_CLI_NOTE_H
/* What becomes of a message's text on the command line: printed, copied, into a file. */
#include "app/cli.h"

struct note_asked {
	int kind;          /* enum note_kind; -1: no note was asked for */
	bool copy;
	bool send;         /* by the team's command */
	const char *file;  /* NULL none */
};
/* Takes --note, --copy, --output and --send: 1 it was one of them, 0 it was not, -1. */
int cli_note_option(struct note_asked *a, struct words *w, const struct word *word, struct err *err);
/* handoff DEAL --note KIND: puts the message into the outbox, and its text where it was asked for. 0 or -1. */
int cli_note(struct store *s, int64_t deal, const struct note_asked *a, struct err *err);
/* To the clipboard of a terminal, as text to anything else. */
int cli_message_copy(struct store *s, int64_t id, struct err *err);
/* By the team's command for its channel; says so. */
int cli_message_send(struct store *s, int64_t id, struct err *err);
#endif

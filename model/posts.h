#ifndef MODEL_POSTS_H
#define MODEL_POSTS_H
/* Whom a message goes to and how it leaves (assets/messages.ini, kept versioned in the database): a recipient and a
 * channel for each template, and for a channel the team's command. The words of a command stand in the configuration
 * alone: no text of a record is ever one of them. */
#include "model/store.h"

#include <stddef.h>

enum { POST_WORDS_MAX = 16, POST_CHANNEL_MAX = 15 };
struct posts;

/* messages.ini: 0, or -1 with ERR_CONFIG naming the line: an unknown template, a channel that is no small word, a
 * command that is no whole path or of too many words, seconds out of 1 … 600. */
int posts_parse(struct posts **out, const char *ini, size_t len, struct err *err);
/* The team's, else the shipped ones. */
int posts_load(struct store *s, struct posts **out, struct err *err);
void posts_free(struct posts *p);
const char *posts_to(const struct posts *p, const char *template); /* "#exec-checkins", "contact"; "" nobody is named */
const char *posts_by(const struct posts *p, const char *template); /* "chat"; "hand": carried by people */
/* The words of the command of a channel, ended by NULL and borrowed, and how long it may take; 0: there is none. */
size_t posts_command(const struct posts *p, const char *channel, const char *const **words, int *seconds);
/* Calls fn for each channel that has a command; fn returns non-zero to stop, which is returned. */
int posts_commands(const struct posts *p, int (*fn)(void *arg, const char *channel, const char *const *words), void *arg);
#endif

#ifndef SCREENS_PADS_H
#define SCREENS_PADS_H
/* The texts of a small form, each a pad (screens/pad.h): drafts while one types, stored when a field is left. The state of
 * the screen begins with its struct pads; keep, wait_ms, tick and leave of its screen_type are those below. */
#include "screens/pad.h"
#include "screens/typing.h"

struct pads {
	struct pad *pad;
	size_t n;         /* those that are written; 0: a reader's */
	const struct pad_ops *ops;
	int64_t retry_ms; /* no draft is tried before that; 0 none failed */
	bool asks;        /* the screen asks whose words stay, where both wrote one */
	struct pad *met;  /* then: which one, until pads_settle() */
};
/* One more field of that form, as it stands, or the actor's draft of it. It lies in the array that `pad` points to. */
int pads_open(struct screen *s, struct pad *p, int64_t form, const char *field, struct err *err);
int pads_load(struct screen *s, struct pad *p, struct err *err); /* its value, unless something is typed */
int pads_keep(struct screen *s, struct err *err);
int64_t pads_wait(const struct screen *s);
struct act pads_tick(struct screen *s);
/* On the way out: drafts at least. */
struct act pads_leave(struct screen *s);
/* Stores each that differs. Both wrote one (*both): what stands comes first, the own words behind it, and neither is lost; or
 * it is `met`, and nothing of it stored until it is asked. What cannot be stored stays as it is, with its draft: -1. */
int pads_store(struct screen *s, bool *both, struct err *err);
/* As the member chose of the one that was met: enum conflict_end of screens/conflict.h. */
int pads_settle(struct screen *s, int how, struct err *err);
/* The same before another act; the act instead where it cannot. */
struct act pads_store_and(struct screen *s, struct act then);
/* For the table of keys: from field to field (`go` sees the key), and into the text. */
#define PADS_ROWS(go, refuse_)                                                                                        \
	{ .levels = AT_TEXT, .key = K_TAB, .key2 = K_BACKTAB, .command = "field-next", .label = "next field", .group = "Move", \
	  .footer = 2, .run = go },                                                                                       \
	{ .levels = AT_FORM, .key = 'j', .key2 = K_DOWN, .command = "down", .label = "next field", .group = "Move",       \
	  .run = go, .stays = true },                                                                                     \
	{ .levels = AT_FORM, .key = 'k', .key2 = K_UP, .command = "up", .label = "field before", .group = "Move",         \
	  .run = go, .stays = true },                                                                                     \
	{ .levels = AT_FORM, .key = ' ', .key2 = K_TAB, .command = "type", .label = "type", .group = "Move",              \
	  .run = typing_on, .refuse = refuse_ }
struct act pads_paste(struct screen *s, struct pad *p, const char *text, size_t len);
#endif

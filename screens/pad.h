#ifndef SCREENS_PAD_H
#define SCREENS_PAD_H
/* A field being typed and how it is kept: a draft at the latest after 16 characters or 250 ms, the database when the
 * field is left, the draft gone only after the COMMIT that carried its request (architecture.md, "typed text"; P1, P8).
 * Every form uses it: the debrief, its rows and lines, check-ins, later the packet. */
#include "model/draft.h"
#include "screens/screen.h"
#include "screens/ui/edit.h"

/* What has been typed for one field. `edit.version` other than `stored` means: not in the database yet. */
struct pad {
	struct edit edit;
	/* the key of its draft */
	enum subject_kind kind;
	int64_t subject, item, layer;
	char field[32];
	uint64_t stored, drafted; /* versions of the text in the database, in the draft */
	int64_t base_rev;
	unsigned char request[16];
	unsigned char draft_request[16]; /* with which its draft was written last */
	bool has_request;         /* the request belongs to what is typed now */
	bool told_failed;         /* a save with this request failed; it may stand all the same */
	uint64_t failed;          /* version it failed with */
	bool has_draft, conflict;
	/* What was handed to the writer of drafts and is not known to be written: its version and length, the characters in
	 * it that no draft holds yet, when the first of them came. */
	struct flight *flight; /* NULL: nothing */
	uint64_t flight_version;
	size_t flight_len, flight_chars;
	int64_t flight_from_ms;
	unsigned char flight_request[16];
	struct flight *saving;    /* on its way into the database; NULL: nothing */
	uint64_t saving_version;
	bool failing;             /* the last one failed: written where the next error can be said, until that is done */
	bool retry;               /* the file was in use or full: the save is tried again from tick() */
	int64_t spent_ms;         /* on this field, not yet stored: the screen's to count */
};
/* How a pad's text gets into the database: in one transaction that carries d->request. *rev: the rev that stands then
 * (0: read it). `rev_now`: the rev that stands there now, 0 none; NULL: that of the form's value. */
struct pad_ops {
	int (*save)(struct store *s, const struct draft *d, void *arg, int64_t *rev, struct err *err);
	int64_t (*rev_now)(struct store *s, const struct pad *p, void *arg);
};
enum { PAD_RETRY_MS = 100 }; /* after a draft could not be written: not again before that */
void pad_init(struct pad *p, bool single, enum subject_kind kind, int64_t subject, const char *field, int64_t item,
	      int64_t layer);
void pad_done(struct pad *p);
bool pad_is_unsaved(const struct pad *p);
/* The text was loaded, not typed: it stands in the database at `rev`. What is typed already stays: ask before. */
void pad_loaded(struct pad *p, const char *text, int64_t rev);
/* Text that is not in the draft yet goes there. 0, or -1: it is still only on the screen. live_ms: of the call. With a
 * writer of drafts that is not paused (model/draft_writer.h) 0 also says that it is on its way: it waits for that only
 * where more than the few characters or the time of P1 would be; a failure is what a later call says. */
int pad_keep(struct store *s, struct pad *p, int64_t live_ms, struct err *err);
/* Milliseconds until the draft must be written (not before retry_ms); -1: nothing unkept. */
int64_t pad_wait(const struct store *s, const struct pad *p, int64_t mono_ms, int64_t retry_ms);
/* Stores it where it differs; 0, or -1 (it stays in its draft; p->conflict, p->retry say what next). */
int pad_store(struct store *s, struct pad *p, const struct pad_ops *ops, void *arg, int64_t live_ms, struct err *err);
struct behind; /* model/draft_writer.h */
/* The same behind the keys, by how->save: true when it is on its way; false: pad_store() is to be used. Nothing is to be
 * typed into it before pad_came() says what came of it. */
bool pad_store_behind(struct store *s, struct pad *p, const struct behind *how, int64_t live_ms);
/* The same for a field that is stored together with others: true when all of it is in a draft with the request of its
 * save, or on its way into one. */
bool pad_is_ready(struct store *s, struct pad *p, int64_t live_ms);
/* 1: still on its way; 0 or -1 as pad_store(). Asked while p->saving. */
int pad_came(struct store *s, struct pad *p, const struct pad_ops *ops, void *arg, struct err *err);
/* Which draft the save of this text has in hand: that of its field and its request, without the words. */
struct draft pad_draft(const struct pad *p);
/* Before a save: a draft with an earlier request would stay behind it, so it is written with the one that is saved. */
void pad_claim(struct store *s, struct pad *p, int64_t live_ms);
/* What stands there is still what the words began from, under another rev: the draft says so too. */
void pad_rebase(struct pad *p, int64_t rev);
/* It stands in the database at `rev` by another save than pad_store(); its draft is the caller's to drop. */
void pad_stored(struct pad *p, int64_t rev);
/* The words are not wanted any more: their draft goes. */
void pad_forget(struct store *s, struct pad *p);
/* The draft becomes what is typed, cursor included; `conflict` when the database moved on since. */
void pad_take(struct pad *p, const struct draft *d);
/* Takes the actor's draft of that field, if one is there and its text is not in the database: 1, 0, -1. live_ms may be
 * NULL. */
int pad_restore(struct store *s, struct pad *p, int64_t *live_ms, struct err *err);
#endif

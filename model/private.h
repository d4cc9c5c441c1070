#ifndef MODEL_PRIVATE_H
#define MODEL_PRIVATE_H
/* What the files of model/ share and nobody above sees. */
#include "model/store.h"

struct dict_cache;
struct draft_long;
struct due_counted;
struct fact_touched;
struct handoff_counted;
struct handoff_lines;
struct member_cache;
struct playbook_kept;
struct unsure;

/* A configuration that a newer one replaced: what was borrowed from it (a title of a question, a stage) stays readable. */
struct config_old {
	struct calendar *calendar;
	struct stages *stages;
	struct clock_rules *clocks;
	struct access *access;
	struct questions *questions;
	struct packet_fields *packet;
	struct approval_rules *approvals;
	struct config_old *next;
};

struct store_private {
	uint64_t seed; /* of the replayable random source */
	struct dict_cache *dict;
	struct member_cache *members;
	struct draft_long *draft_long;
	struct handoff_lines *handoff_lines; /* model/handoff_private.h */
	struct handoff_counted *handoff_counted;
	struct due_counted *due_counted; /* model/due_count.c */
	struct fact_touched *touched; /* model/fact_write.c; NULL nothing */
	struct config_old *config_old;
	struct playbook_kept *playbooks; /* versions that were read (model/playbook_private.h) */
	struct unsure *unsure; /* a change of which nobody knows whether it is stored; NULL none yet */
};

extern const struct sql store_sql[];

/* In the transaction that makes the store: the first member, who is its admin. */
int member_make_first(struct store *s, const char *login, struct err *err);
void member_forget(struct store *s);
/* How many logins are in memory; after a transaction that was rolled back, those it made go, and names with them. Logins
 * that were borrowed stay readable. */
size_t member_known(const struct store *s);
void member_take_back(struct store *s, size_t known);
void handoff_forget(struct store *s);
#endif

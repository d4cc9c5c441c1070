#ifndef MODEL_STORE_H
#define MODEL_STORE_H
/* The open store: the one value that is passed down through model and screens. Who acts, the present moment and the
 * random source enter here at the top; nothing below asks the system for them, so everything can be replayed. */
#include "model/db/db.h"
#include "model/err.h"

struct access;   /* model/access.h */
struct approval_rules; /* model/approval_rule.h */
struct calendar; /* model/calendar.h */
struct clock_rules;
struct draft_writer;
struct stages;   /* model/stage.h */
struct packet_fields; /* model/packet_field.h */
struct questions;
struct store_private;

struct actor {
	int64_t member;   /* 0: a login that is no member; reads as readonly and may not write */
	char login[64];
	unsigned roles;   /* bits 1u << enum role (model/member.h) */
	unsigned duties;  /* bits 1u << enum duty */
	int64_t rev;      /* of the member's row when it was read */
	bool gone;        /* taken off the list of members since; what was typed stays a draft of this member */
};

struct store {
	struct db *db;      /* the file */
	struct db *drafts;  /* FILE-drafts; opened by the first form, NULL before */
	struct draft_writer *writer; /* of drafts, behind the keys (model/draft_writer.h); NULL: written where they are made */
	char *path;         /* of the file */
	char *out_dir;      /* where packets and rollups are filed (--out) */
	uint64_t uid;       /* store_uid: part of the global names of our records */
	struct actor actor;

	/* Milliseconds UTC. `now` is the told clock (--now starts it), `real_now` the machine's. */
	int64_t (*now)(const struct store *s);
	int64_t (*real_now)(const struct store *s);
	int64_t now_offset_ms;
	void (*random)(const struct store *s, void *bytes, size_t n);

	/* Team configuration, parsed from the newest versions in `config`; store_reload_config() renews them. */
	int64_t config_version;      /* highest config.id these were read from */
	struct calendar *calendar;
	struct stages *stages;
	struct clock_rules *clocks;
	struct access *access;
	struct questions *questions;
	struct packet_fields *packet;
	struct approval_rules *approvals;

	struct store_private *priv; /* caches of model/ */
};

struct store_options {
	const char *path;    /* NULL: in memory */
	const char *login;   /* who acts */
	const char *out_dir; /* NULL: files/ beside the database */
	const char *zone;    /* time zone of a store that is made now; NULL: the system's */
	int64_t now_ms;      /* 0: the machine's clock; else the told clock starts here and ticks */
	bool now_frozen;     /* tests: the told clock stands still */
	unsigned db_flags;   /* DB_CREATE, DB_READONLY, DB_SCREEN, DB_MEMORY */
	uint64_t seed;       /* tests: a replayable random source; 0: the system's */
};

/* Opens or makes the store. A store that is made gets the shipped configuration as version 1 and the login as its
 * admin. `made` (may be NULL) says whether it was made. */
int store_open(struct store **out, const struct store_options *opt, bool *made, struct err *err);
void store_close(struct store *s);
/* Reads the team configuration again when a newer version is in the file. 1: it changed, 0 (also when the file is in
 * use and cannot say), -1. What was borrowed from the one before stays readable until store_close(). */
int store_reload_config(struct store *s, struct err *err);
/* Reads the actor's roles and duties anew where another program changed them. 1 they are others now, 0, -1. Every
 * edit() asks it, so that what somebody may no longer do ends at once and not with the next start. */
int store_reload_actor(struct store *s, struct err *err);
/* The team's time zone, for saying it. Borrowed. */
const char *store_zone(const struct store *s);
/* Becomes another member (tests, `demo`). */
int store_act_as(struct store *s, const char *login, struct err *err);
#endif

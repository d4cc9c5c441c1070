#ifndef MODEL_ACTION_H
#define MODEL_ACTION_H
/* Actions: work with an owner and a due date that follows from something learned (a promise, a flag, a rate that fell
 * below its target), to closure. Source: won-deal-review, "operationalising"; domain.md; schema.md, "action".
 *
 * Who may read one: its words have the class of the row it came from (crm when made by hand; interview of a finding, and by who
 * writes interviews and not crm) and follow its deal; one
 * of the team, of no deal, is read by who reads that class of all deals, and by its owner. */
#include "model/history.h"

/* Stored. A finding is an action that rests on what at least two interviews said. */
enum action_kind { ACTION_ACTION = 1, ACTION_ESCALATION, ACTION_TASK, ACTION_REFINEMENT, ACTION_FINDING };
/* Stored: what the expected change is a change of (S3-33). */
enum change_kind { CHANGE_NONE, CHANGE_MESSAGING, CHANGE_PROCESS, CHANGE_PRICING, CHANGE_PRODUCT, CHANGE_KINDS };
enum action_state { ACTION_OPEN, ACTION_CLOSED, ACTION_DROPPED };
struct action {
	int64_t id;
	enum action_kind kind;
	enum subject_kind subject_kind; /* SUBJECT_ITEM, SUBJECT_FORM, SUBJECT_DEAL, SUBJECT_NONE (of the team) */
	int64_t subject;
	int64_t deal;            /* 0 of none; action_put() takes it from the subject */
	char *text;              /* owned */
	int64_t text_id;
	int64_t owner, due_day;  /* member, 0 none; NO_DAY none */
	char *expected;          /* owned: what shall change */
	int64_t change_kind;     /* enum change_kind */
	char *evidence;          /* owned: the line of model/evidence.h; NULL in action_each() */
	char *reason;            /* owned: why it was closed */
	char trigger_key[64];    /* what opened it: one open action a key; "" by hand */
	int64_t blocks;
	int64_t state;           /* enum action_state */
	int64_t closed_at;
	enum field_class class;  /* action_put() takes it from the row; crm else */
	int64_t rev, gone;
};
void action_done(struct action *a);
/* What it shall change and what it rests on; each NULL or negative: stays. */
struct action_aim {
	int64_t change_kind;
	const char *expected;
	const char *evidence;    /* a line of evidence_parse() */
};
/* Inside edit(), asking nobody's role: who may is the caller's rule. An open action with the same trigger_key is not
 * made twice: *a is then that one. */
int action_put(struct store *s, struct group *g, struct action *a, struct err *err);
/* The same for one that exists and follows what it was made from: a promise whose owner, day or words change, that was
 * kept or that is no promise any more. One that is closed stays as it is, unless the news open it again. */
struct action_news {
	int64_t id;
	int64_t owner, due_day;  /* 0, NO_DAY: stay */
	const char *text;        /* NULL: stays */
	int64_t state;           /* ACTION_OPEN: stays */
	const char *reason;
	bool reopens;            /* a closed one is open again; one that is open stays as it is */
	const struct action_aim *aim; /* NULL: stays */
};
int action_follow(struct store *s, struct group *g, const struct action_news *news, struct err *err);
/* One edit(). A finding that rests on fewer than FINDING_INTERVIEWS_MIN different interviews: ERR_REFUSED, here and where its
 * evidence is changed. */
int action_add(struct store *s, struct action *a, struct err *err);
/* action_add(), and what the acts below do, as a part of a running edit(): with the same rules. */
int action_make(struct store *s, struct group *g, struct action *a, struct err *err);
int action_take(struct store *s, struct group *g, const struct action_news *news, struct err *err);
/* The reason may be NULL, but not of one that was to change something, and not of a finding: ERR_INPUT. ERR_REFUSED, saying
 * by whom, when it is closed already. The promise it came from is kept then, the flag answered (item.h). */
int action_close(struct store *s, int64_t id, const char *reason, struct err *err);
/* Open again, and with it the promise or flag. ERR_REFUSED when it is open. */
int action_reopen(struct store *s, int64_t id, struct err *err);
/* 0, NO_DAY: stay. The promise it came from goes along. */
int action_set(struct store *s, int64_t id, int64_t owner, int64_t due_day, struct err *err);
/* The same of one that was read as `base`: ERR_REFUSED, naming who and both values, where somebody else changed the
 * same field since. `nobody` and `no_day` take owner and day away. */
struct action_edit {
	const struct action *base;
	int64_t owner, due_day; /* 0, NO_DAY: stay */
	bool nobody, no_day;
	const struct action_aim *aim; /* NULL: stays */
};
int action_change(struct store *s, const struct action_edit *e, struct err *err);
/* One that the actor may see: 1, 0, -1. */
int action_get(struct store *s, int64_t id, struct action *out, struct err *err);
/* The open ones of a deal that are of that owner, whoever may see them: how the deal passes to another csm. -1 on error,
 * 0 and the ids, which the caller frees. */
int action_ids_of(struct store *s, int64_t deal, int64_t owner, int64_t **ids, size_t *n, struct err *err);
/* Whether a trigger ever opened one, whatever became of it, and whoever may see it. 1, 0, -1. */
int action_was_opened(struct store *s, const char *trigger_key, struct err *err);
/* What the keys of actions begin with that a metric of a playbook opened. */
#define ACTION_METRIC "metric:"
/* The same of a metric of the regular reports. */
#define ACTION_REPORT ACTION_METRIC "report:"
/* Where it came from. */
enum action_source { SOURCE_HAND, SOURCE_PROMISE, SOURCE_FLAG, SOURCE_ROW, SOURCE_DEBRIEF, SOURCE_CHECKIN, SOURCE_RATE,
		     SOURCE_INTERVIEW };
const char *action_source_key(enum action_source source); /* "promise", "by hand" … */
struct action_row {
	struct action a;      /* texts borrowed for the call */
	int64_t deal;         /* 0 of none */
	const char *company;  /* "" of none */
	enum action_source source;
	int64_t form;         /* the debrief or check-in it came from, 0 none */
	int64_t period;       /* of a check-in: 30, 60, 90 */
	bool late;            /* open after the close of its day */
	int64_t evidence;     /* how many records it rests on */
};
/* Those the actor may see, soonest due first; owner 0: anybody's. A text made from a row of a class the actor may not
 * read is absent. */
int action_each(struct store *s, bool open_only, int64_t owner, int (*fn)(void *arg, const struct action_row *row),
		void *arg, struct err *err);
/* The same of every deal and class, asking nobody's role: for counts, never for words. */
int action_each_any(struct store *s, bool open_only, int64_t owner, int (*fn)(void *arg, const struct action_row *row),
		    void *arg, struct err *err);
const char *action_kind_key(enum action_kind kind);     /* "action", "escalation" … */
const char *action_state_key(int64_t state);            /* "open", "closed", "dropped" */
int64_t action_state_find(const char *word);            /* -1 none */
/* "messaging"; "" for none. By the beginning of the word, any case; ERR_INPUT lists them; "" and "none": none. */
const char *change_kind_key(int64_t kind);
int change_kind_parse(const char *word, int64_t *out, struct err *err);
extern const struct record_ops action_ops;
extern const struct sql action_sql[];
#endif

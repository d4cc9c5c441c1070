#ifndef MODEL_CLOCK_H
#define MODEL_CLOCK_H
/* The clock engine (M2): from the events of one subject, the rules and the calendar to start, warn, due and met.
 * Pure: the table `clock` caches what clock_compute() says, written in the transaction that writes the event.
 * Neither a countdown nor a state is stored: clock_state() derives it from the moments and now.
 * Rules are data (assets/clocks.ini): start events, combination (later of), stop events, unit, length, owner ladder,
 * enabled since. Source: domain.md, "Clocks". */
#include "model/err.h"
#include "model/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct calendar;
struct buf;

/* Kinds of events (dictionary `event_kind` in the schema; the numbers are stored and never change). */
enum event_kind {
	EV_CREATED = 1,
	EV_MOVED,
	EV_WON,
	EV_LOST,
	EV_REOPENED,
	EV_STALLED,
	EV_DELAYED,
	EV_RESUMED,
	EV_COMMITTED,
	EV_SOW_SENT,
	EV_SOW_SIGNED,
	EV_FILED,
	EV_ACKED,
	EV_RETURNED,
	EV_ANNOUNCED,
	EV_INTRODUCED,
	EV_KICKOFF_SET,
	EV_KICKOFF_HELD,
	EV_DELIVERY_STARTED,
	EV_DELIVERED,
	EV_CHECKIN,
	EV_DEBRIEF_DONE,
	EV_EXCHANGE_FILED,
	EV_INTERVIEW_DONE,
	EV_INTERVIEW_REFUSED,
	EV_NOTED,
	EV_FIRST_VALUE,
	EV_SOW_TAKEN_BACK, /* what was told of a signed SOW before does not hold */
	EV_COUNT,
};
/* "sow_signed"; and back (0: unknown). Any case, `-` and `_` alike. */
const char *event_key(enum event_kind kind);
enum event_kind event_find(const char *key);

struct event {
	int64_t id;
	enum event_kind kind;
	int64_t value;	/* EV_COMMITTED: 1 written, 2 verbal; EV_CHECKIN: 30, 60, 90; else 0 */
	int64_t at_ms;	/* when it happened (told); for day-only ones the close of that day, with day_only set */
	int64_t for_ms; /* EV_KICKOFF_SET: when it will be; else NO_MOMENT */
	bool day_only;
	bool overridden; /* went through a gate with a reason */
	bool history;	 /* arrived already closed by import: starts no clocks */
};

enum clock_unit { UNIT_HOURS, UNIT_DAYS, UNIT_BUSINESS_DAYS };

/* "hours", "days", "business days". */
const char *clock_unit_name(enum clock_unit unit);

/* An event that starts or meets a clock; value 0: whatever its value is. */
struct clock_on {
	enum event_kind kind;
	int64_t value;
};
#define CLOCK_ON_MAX 4
/* "kickoff_held", "committed:verbal", "checkin:30". ERR_CONFIG names `key` and what was found. */
int clock_on_parse(const char *key, const char *word, struct clock_on *out, struct err *err);

/* Clocks are known by their key in clocks.ini; the stored number is the rule's `id` there, never reused. */
struct clock_rule {
	int id;		   /* stored in clock.kind */
	const char *key;   /* "packet" */
	const char *label; /* "packet" as the board shows it: "pkt" */
	const char *title; /* "Handoff packet filed" */
	enum clock_unit unit;
	int length;
	const char *ladder; /* "cro ceo": owner roles or duties, first one owns */
	bool enabled;	    /* switched on; a clock whose event comes later ships switched off */
	int64_t since; /* enabled from this moment on: clocks that start before do not exist; NO_MOMENT: always */

	struct clock_on start[CLOCK_ON_MAX], stop[CLOCK_ON_MAX]; /* the later of the starts, the first of the stops */
	int n_start, n_stop;
	enum event_kind after; /* waits for its start from this event on; 0: not */
	bool before_kickoff;   /* due no later than the close of the last business day before the kickoff's day */
	bool provisional;      /* while waiting, late from its length after the first start event */
	bool stays;	       /* met also by an event from before the deal was reopened */
	int metric;	       /* a shorter length, measured beside the limit (kickoff within 3 days); 0 none */
	int target_bp;	       /* how much of all is to reach the metric */
};
struct clock_rules;

int clock_rules_parse(struct clock_rules **out, const char *ini, size_t len, struct err *err);
void clock_rules_free(struct clock_rules *r);
size_t clock_rules_count(const struct clock_rules *r);
const struct clock_rule *clock_rule_at(const struct clock_rules *r, size_t i);
const struct clock_rule *clock_rule_find(const struct clock_rules *r, const char *key);
const struct clock_rule *clock_rule_id(const struct clock_rules *r, int id);

/* One row of the derived table. Moments in ms UTC; NO_MOMENT where not known. */
struct clock {
	int kind;	  /* clock_rule.id */
	int64_t start_at; /* NO_MOMENT: still waiting */
	int64_t warn_at;  /* soon from here: three quarters of the wall time between start and due */
	int64_t due_at;
	int64_t met_at;	 /* may lie before start_at: done already when the clock started */
	int void_reason; /* 0 live; 1 reopened; 2 outcome changed; 3 switched off (set by the table's rebuild) */
	int waiting_for; /* event_kind that is missing, 0 none */
	bool overridden;
	bool leads; /* of the open clocks of its deal's handoff the first to be breached (set by the table, not here) */
	/* The packet clock alone is late against the cro from won + 2 h while commitment is unknown (domain.md). */
	int64_t provisional_due_at;
};

/* All clocks that these events (any order; undone ones left out by the caller) start or wait for, in rule order.
 * Their order is that of their ids (the telling); how long things took is counted by at_ms (the happening). After
 * `reopened` the earlier clocks are void and only later events start new ones.
 * Writes at most `max`, returns how many. `arr_minor` etc. are not needed: rules speak of events only. */
size_t clock_compute(const struct clock_rules *r, const struct calendar *cal, const struct event *ev, size_t n,
		     struct clock *out, size_t max);

/* When that rule's length is over, counted from `start`. */
int64_t clock_due_after(const struct clock_rule *r, const struct calendar *cal, int64_t start);

enum clock_state {
	CLOCK_WAITING,
	CLOCK_RUNNING,
	CLOCK_SOON,
	CLOCK_LATE,
	CLOCK_MET,
	CLOCK_MET_LATE,
	CLOCK_VOID,
	CLOCK_OVERRIDDEN
};
enum clock_state clock_state(const struct clock *c, int64_t now);
/* Late is after the due moment, soon from the warning on, the provisional packet late from its moment on. */
const char *clock_state_key(enum clock_state st); /* "met_late" */
/* The next moment after `now` at which the state or the shown words of this clock change (the loop's only timer). */
int64_t clock_next_change(const struct clock *c, const struct calendar *cal, int64_t now);
/* Short words for a card or a cell, without sign and without "left" or "late", which the caller knows from the state:
 * to go or over "0:41", "26h", "5d", business days to go "5 bd"; met: time taken "1h12", for day clocks the day
 * "11-23"; else "waiting: commitment", "void", "overridden". Appended. */
void clock_words(const struct clock *c, const struct clock_rule *rule, const struct calendar *cal, int64_t now,
		 struct buf *out);
/* What is waited for, as a noun: "commitment". */
const char *clock_event_noun(enum event_kind kind);
/* The whole story for `due --explain`: start, unit, the hours or days that were counted and those that were not, where
 * it ends outside working time, by how much late in wall and in working time. Appended, several lines. */
void clock_explain(const struct clock *c, const struct clock_rule *rule, const struct calendar *cal, int64_t now,
		   struct buf *out);
#endif

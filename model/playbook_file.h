#ifndef MODEL_PLAYBOOK_FILE_H
#define MODEL_PLAYBOOK_FILE_H
/* Playbooks as data (M3; assets/playbooks/NAME.ini, kept versioned in the database): steps with a time counted from what
 * happened, an owner, an agenda, items to tick and what must be before; and what is measured over all runs. Nothing here
 * knows what a playbook is about. Pure. */
#include "model/clock.h"
#include "model/err.h"
#include "model/target.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* form_value.field is 16 bytes with its end: keys of steps and items are stored there. */
#define PLAYBOOK_KEY_MAX 15
/* With the key of a metric and the month it stands in action.trigger_key. */
#define PLAYBOOK_NAME_MAX 32

enum when_anchor { WHEN_START, WHEN_DAY, WHEN_EVENT, WHEN_STEP };
struct playbook_when {
	enum when_anchor anchor;
	struct clock_on on;   /* WHEN_EVENT */
	size_t step;          /* WHEN_STEP: an earlier one */
	int from, to;         /* in units, negative before the anchor */
	enum clock_unit unit; /* days or business days */
};
enum item_by { BY_HAND, BY_EVENT, BY_PACKET, BY_NUMBER };
struct playbook_item {
	const char *key, *text;
	bool deliverable;
	enum item_by by;
	struct clock_on on;   /* BY_EVENT */
	const char *packet;   /* BY_PACKET: a field */
	int low, high;        /* BY_NUMBER */
	size_t step;
};
struct playbook_agenda {
	int minutes;
	const char *text;
};
struct playbook_need {
	bool is_step;
	size_t step;
	struct clock_on on;
};
struct playbook_step {
	const char *key, *title, *owner; /* owner: a role */
	struct playbook_when when;
	int minutes;                     /* 0: no meeting */
	const struct playbook_agenda *agenda;
	size_t n_agenda;
	size_t first, n;                 /* its items among those of the playbook */
	const struct playbook_need *need;
	size_t needs;
	struct clock_on tells;           /* kind 0: nothing */
	bool milestone;
};
enum metric_measure { MEASURE_FILLED, MEASURE_CLOCK, MEASURE_MEAN, MEASURE_NPS, MEASURE_DAYS };
struct playbook_metric {
	const char *key, *title, *action;
	enum metric_measure measure;
	const char *of;              /* key of a clock or an item; "" else */
	struct clock_on from, to;    /* MEASURE_DAYS */
	struct target target;
	int window_days;
};
struct playbook {
	const char *name;            /* "onboarding" */
	const char *title;
	struct clock_on start;       /* kind 0: by hand only */
	const struct playbook_step *step;
	size_t n;
	const struct playbook_item *item;
	size_t items;
	const struct playbook_metric *metric;
	size_t metrics;
};

/* 0, or -1 with ERR_CONFIG: 1 to 32 small letters, digits, - and _. */
int playbook_check_name(const char *name, struct err *err);
/* ERR_CONFIG names file, line and reason: a key twice or longer than can be stored, an unknown event, role, step or unit,
 * an agenda that does not come to its minutes, a number without its limits … Freed by playbook_free(). */
int playbook_parse(struct playbook **out, const char *name, const char *ini, size_t len, struct err *err);
void playbook_free(struct playbook *p);
/* "kickoff", any case, `-` and `_` alike. -1: no such. */
int playbook_step_find(const struct playbook *p, const char *key);
int playbook_item_find(const struct playbook *p, const char *key);
#endif

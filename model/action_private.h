#ifndef MODEL_ACTION_PRIVATE_H
#define MODEL_ACTION_PRIVATE_H
/* Shared by the files of actions only. */
#include "model/action.h"

enum { ACTION_GET, ACTION_OPENED, ACTION_LIST, ACTION_INSERT, ACTION_UPDATE, ACTION_OF_ITEM, ACTION_DEAL_OWNER,
       ACTION_TRIGGERED, ACTION_OF_OWNER };
/* In news: the owner, or the day, is taken away. */
#define NEWS_NONE (INT64_MIN + 1)

/* A row with what it needs of its deal. */
struct action_found {
	struct action a;
	int64_t owner; /* whose it is for the rules of access: the deal's owner, of the team its own */
	bool deal_gone;
	const char *company; /* borrowed until the statement goes on */
	int64_t item_kind, form, form_kind, period; /* of what it came from, 0 none */
	int64_t evidence; /* records it rests on */
};
/* One row, whoever may see it; its words are the caller's. 1, 0, -1. */
int action_row_find(struct store *s, int64_t id, struct action_found *f, struct err *err);
bool action_is_seen(const struct store *s, const struct action_found *f);
/* Deal and class follow from the subject. */
int action_follow_subject(struct store *s, struct action *a, struct err *err);
/* The owner of its deal; of one of the team its own. -1 on error. */
int64_t action_deal_owner(struct store *s, const struct action *a, struct err *err);
/* Whether the news say something that does not stand there. */
bool action_is_news(const struct action *a, const struct action_news *c);
/* Inside edit(): writes what the news say. */
int action_row_change(struct store *s, struct group *g, struct action_found *f, const struct action_news *c, struct err *err);
#endif

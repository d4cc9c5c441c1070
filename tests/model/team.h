#ifndef TESTS_MODEL_TEAM_H
#define TESTS_MODEL_TEAM_H
/* A store with one member of every role, for tests of rules: mira and jo (ae), priya (csm), max (csm_manager), cora
 * (cro), olga (sales_ops), ana (analyst), carl (cmo), rex (readonly), dana (admin), and the login nobody, who is no
 * member. The clock stands at 2026-11-24 09:00 UTC, a Tuesday; bytes of chance come from a seed. */
#include "model/deal.h"
#include "model/store.h"

#define TEAM_NOW INT64_C(1795510800000)

/* path NULL: in memory. dana acts. */
struct store *team_open(const char *path);
/* The same file once more, as another program would; `login` acts. */
struct store *team_open_again(const char *path, const char *login);
void team_as(struct store *s, const char *login);
/* Moves the clock on. */
void team_later(struct store *s, int64_t ms);
/* A deal of that company and owner; amount as typed or NULL. Made by dana, who then gives the store back. */
int64_t team_deal(struct store *s, const char *company, const char *owner, const char *amount);
/* Sets one field as the acting member, which must go well. */
void team_set(struct store *s, int64_t deal, const char *field, const char *text);
/* The value of a field as files hold it; the string lives until the next call. As dana. */
const char *team_get(struct store *s, int64_t deal, const char *field);
/* For edit(): arg is two int64_t, a deal and its new amount in minor units. */
int team_put_amount(struct store *s, struct group *g, void *arg, struct err *err);
/* As the acting member: 0 or -1, the sentence in err. */
int team_undo(struct store *s, struct err *err);
int team_redo(struct store *s, struct err *err);
#endif

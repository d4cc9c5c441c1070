#ifndef MODEL_MEMBER_H
#define MODEL_MEMBER_H
/* Members, roles and duties (domain.md, "People"). A person only named in data (an owner in an import) is a member
 * who cannot act: active = 0, no role. */
#include "model/buf.h"
#include "model/store.h"

enum role { ROLE_AE, ROLE_CSM, ROLE_CSM_MANAGER, ROLE_CRO, ROLE_SALES_OPS, ROLE_ANALYST, ROLE_CMO, ROLE_ADMIN,
	    ROLE_READONLY, ROLE_COUNT };
enum duty { DUTY_SALES_MANAGER, DUTY_VP_SALES, DUTY_CEO, DUTY_CHIEF_OF_STAFF, DUTY_COORDINATOR, DUTY_INTERVIEWER,
	    DUTY_REVIEWER, DUTY_COUNT };
const char *role_key(enum role r);
int role_find(const char *key);  /* -1 unknown */
/* "ae cro": adds 1 << role of each. ERR_CONFIG names the word that is no role. */
int roles_parse(const char *words, unsigned *roles, struct err *err);
const char *duty_key(enum duty d);
/* "ae,csm" as the command line takes them; appended. */
void roles_format(unsigned roles, struct buf *out);
void duties_format(unsigned duties, struct buf *out);
int duty_find(const char *key);

struct member {
	int64_t id;
	char *login, *name, *email; /* owned; member_done() frees */
	unsigned roles, duties;
	bool active;
	int64_t rev;
};
void member_done(struct member *m);

int member_get(struct store *s, int64_t id, struct member *out, struct err *err);            /* 1, 0, -1 */
int member_by_login(struct store *s, const char *login, struct member *out, struct err *err);
/* The member of that login or full name in any case; made as one who cannot act when there is none. The id, or -1.
 * For owners named in data. Inside a transaction. */
int64_t member_named(struct store *s, const char *name, struct err *err);
/* The same without making one: 0 when there is none. */
int64_t member_find(struct store *s, const char *name, struct err *err);
/* The version of a member's row, or -1: no such, or it cannot be read now. */
int64_t member_rev(struct store *s, int64_t id);
/* The name a person goes by, else the login; *email (may be NULL) gets the address where there is one. Owned. */
char *member_name(struct store *s, int64_t id, char **email);
/* The login for showing, from a cache of this store; "" for 0. Borrowed until the store closes. */
const char *member_login(struct store *s, int64_t id);
int member_add(struct store *s, const char *login, unsigned roles, unsigned duties, struct err *err);
/* Whether a word can be a login: 1 to 63 bytes of one line of UTF-8. 0, or -1 with ERR_INPUT. */
int member_check_login(const char *login, struct err *err);
struct new_member {
	const char *login, *name, *email; /* name and email may be NULL */
	unsigned roles, duties;
};
int member_add_whole(struct store *s, const struct new_member *n, struct err *err);
int member_set(struct store *s, const char *login, const unsigned *roles, const unsigned *duties, const char *name,
	       const char *email, const bool *active, struct err *err);
/* The same of one that is there or not, inside edit(): what is NULL stays; a new one is active. */
struct group;
struct member_change {
	const char *login;
	const unsigned *roles, *duties;
	const char *name, *email;
	const bool *active;
	bool fresh; /* it must be none yet that is active */
};
int member_put(struct store *s, struct group *g, const struct member_change *c, struct err *err);
int member_each(struct store *s, int (*fn)(void *arg, const struct member *m), void *arg, struct err *err);
/* Roles of the actor as words: "cro", "admin csm". */
void actor_roles(const struct actor *a, struct buf *out);
extern const struct sql member_sql[];
#endif

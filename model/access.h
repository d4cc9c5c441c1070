#ifndef MODEL_ACCESS_H
#define MODEL_ACCESS_H
/* Who may see and do what: the shipped matrix role × class × own/all (assets/access.ini). Every query of the model
 * takes its predicate from here and every field its class; what may not be seen is absent from lists, counts, sums,
 * sort orders, exports, history and messages (P38). A working agreement inside one shared file, not a lock. */
#include "model/err.h"
#include "model/store.h"

#include <stdbool.h>
#include <stddef.h>

enum field_class {
	CLASS_NONE,      /* no class given: hidden from everybody but admin, so that a new column leaks nothing */
	CLASS_DEAL,      /* names, stages, amounts */
	CLASS_CRM,
	CLASS_HEALTH,
	CLASS_INTERNAL,  /* never customer-facing; closed to readonly, cmo and other AEs */
	CLASS_PERSONAL,  /* e-mail, phone */
	CLASS_INTERVIEW, /* what a buyer said in an interview, and how it was coded */
	CLASS_COUNT,
};
const char *class_key(enum field_class c);

enum access_scope { ACCESS_NO, ACCESS_OWN, ACCESS_ALL };

int access_parse(struct access **out, const char *ini, size_t len, struct err *err);
void access_free(struct access *a);

/* How far the actor may read or write fields of that class: of no deals, of own deals, of all. */
enum access_scope access_read(const struct store *s, enum field_class c);
enum access_scope access_write(const struct store *s, enum field_class c);
/* For one deal with that owner. */
bool access_can_read(const struct store *s, enum field_class c, int64_t owner);
bool access_can_write(const struct store *s, enum field_class c, int64_t owner);
/* Refuses who is no member, naming who can change that. Always -1, ERR_ROLE. */
int access_stranger(const struct store *s, struct err *err);
/* Named acts: "import", "export", "config", "members", "ack", "file", "debrief", "gate", "reopen", "backup" … with
 * the sentence of the refusal (who may), ERR_ROLE. 0 or -1. */
int access_act(const struct store *s, const char *act, struct err *err);
/* Of another member, by his roles: whether they may; and the same sentence about him. -1. */
bool access_roles_may(const struct store *s, unsigned roles, const char *act);
int access_refuse(const struct store *s, const char *act, const char *login, enum err_kind kind, struct err *err);

/* The predicate: in SQL write ACCESS_DEAL(d) and bind with access_bind(st, s). It uses $98 (1: all deals) and
 * $99 (the acting member). Statements that must walk the owner's index have a second text instead (…_own). */
#define ACCESS_DEAL(d) "($98 = 1 or " d ".owner = $99)"
void access_bind(struct stmt *st, const struct store *s);
#endif

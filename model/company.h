#ifndef MODEL_COMPANY_H
#define MODEL_COMPANY_H
/* Companies and people. A company is known by the exact bytes of its name; folded words find it. */
#include "model/history.h"

/* The company of that name, made (with its search words) when there is none: inside edit() or an import. -1. */
int64_t company_need(struct store *s, const char *name, struct err *err);
/* The pieces of it, for loads that keep their own table of names: one row, and the search words of a folded name. */
int company_insert_row(struct store *s, int64_t id, const char *name, const char *key, struct err *err);
int company_add_words(struct store *s, int64_t id, const char *key, struct err *err);
/* 0 when there is none; -1. */
int64_t company_by_name(struct store *s, const char *name, struct err *err);
/* Companies with a word that begins with each word of `text`, best `max`; *n how many. */
int company_search(struct store *s, const char *text, int64_t *ids, size_t max, size_t *n, struct err *err);
/* Every word of `want` begins a word of `key`; both folded. */
bool company_has_words(const char *key, const char *want);
/* Caller frees; NULL when absent. */
char *company_name(struct store *s, int64_t id);

struct person {
	int64_t id, company;
	char *name, *title, *email, *phone; /* owned */
	int64_t origin_import, row_hash, rev, gone, erased; /* erased: model/erase.h; nothing is written into it again */
};
void person_done(struct person *p);
int person_get(struct store *s, int64_t id, struct person *out, struct err *err);
/* By folded e-mail where given, else by name at the company: the id, 0 none, -1. */
int64_t person_find(struct store *s, int64_t company, const char *name, const char *email, struct err *err);
int person_save(struct store *s, struct group *g, struct person *p, struct err *err); /* id 0: inserted */
extern const struct sql company_sql[];
#endif

#include "model/access.h"

#include "model/buf.h"
#include "model/ini.h"
#include "model/member.h"
#include "model/teeth.h"

#include <stdlib.h>
#include <string.h>

#define ACTS_MAX 64

struct access {
	unsigned char read[ROLE_COUNT][CLASS_COUNT], write[ROLE_COUNT][CLASS_COUNT]; /* enum access_scope */
	struct {
		char *name;
		unsigned roles;
	} act[ACTS_MAX];
	size_t acts;
};

static const char *const class_keys[CLASS_COUNT] = { "none", "deal", "crm", "health", "internal", "personal",
						      "interview" };

const char *class_key(enum field_class c)
{
	return c < CLASS_COUNT ? class_keys[c] : "none";
}

static int class_find(const char *key, size_t n)
{
	for (int c = CLASS_DEAL; c < CLASS_COUNT; c++)
		if (strlen(class_keys[c]) == n && !strncmp(class_keys[c], key, n))
			return c;
	return -1;
}

/* "deal:own crm:all": one row of the matrix. */
static int read_row(unsigned char *row, const char *value, struct err *err)
{
	for (const char *p = value + strspn(value, " \t"); *p; p += strspn(p, " \t")) {
		size_t n = strcspn(p, " \t"), k = strcspn(p, ":");
		int c = k < n ? class_find(p, k) : -1;
		const char *scope = p + k + 1;

		if (c < 0)
			return err_set(err, ERR_CONFIG, "found “%.*s”, expected CLASS:own or CLASS:all with a class of"
				       " deal crm health internal personal interview", (int)n, p);
		if (n - k - 1 != 3 || (strncmp(scope, "own", 3) && strncmp(scope, "all", 3)))
			return err_set(err, ERR_CONFIG, "found “%.*s”, expected own or all behind the colon", (int)n, p);
		row[c] = *scope == 'a' ? ACCESS_ALL : ACCESS_OWN;
		p += n;
	}
	return 0;
}

static int read_act(struct access *a, const char *key, const char *value, struct err *err)
{
	unsigned roles = 0;

	if (a->acts == ACTS_MAX)
		return err_set(err, ERR_CONFIG, "more than %d acts", ACTS_MAX);
	if (roles_parse(value, &roles, err))
		return -1;
	a->act[a->acts].name = xstrdup(key);
	a->act[a->acts++].roles = roles;
	return 0;
}

static int read_line(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	struct access *a = arg;
	int role;

	(void)line;
	if (!strcmp(section, "act"))
		return read_act(a, key, value, err);
	if (strcmp(section, "read") && strcmp(section, "write"))
		return err_set(err, ERR_CONFIG, "found section “%s”, expected read, write or act", section);
	role = role_find(key);
	if (role < 0)
		return err_set(err, ERR_CONFIG, "found “%s”, expected a role", key);
	return read_row(*section == 'r' ? a->read[role] : a->write[role], value, err);
}

int access_parse(struct access **out, const char *ini, size_t len, struct err *err)
{
	struct access *a = xcalloc(1, sizeof *a);

	*out = NULL;
	if (ini_each("access", ini, len, read_line, a, err)) {
		access_free(a);
		return -1;
	}
	*out = a;
	return 0;
}

void access_free(struct access *a)
{
	for (size_t i = 0; a && i < a->acts; i++)
		free(a->act[i].name);
	free(a);
}

static enum access_scope widest(const unsigned char row[][CLASS_COUNT], unsigned roles, enum field_class c)
{
	unsigned char best = ACCESS_NO;

	if (teeth_off("P38"))
		return ACCESS_ALL;
	if (c == CLASS_NONE) /* a field without a class: admin alone, so that a new column leaks nothing */
		return roles & 1u << ROLE_ADMIN ? ACCESS_ALL : ACCESS_NO;
	for (int r = 0; r < ROLE_COUNT; r++)
		if (roles & 1u << r && row[r][c] > best)
			best = row[r][c];
	return best;
}

enum access_scope access_read(const struct store *s, enum field_class c)
{
	return widest(s->access->read, s->actor.roles, c);
}

enum access_scope access_write(const struct store *s, enum field_class c)
{
	return s->actor.member ? widest(s->access->write, s->actor.roles, c) : ACCESS_NO;
}

static bool reaches(const struct store *s, enum access_scope scope, int64_t owner)
{
	return scope == ACCESS_ALL || (scope == ACCESS_OWN && owner == s->actor.member && owner);
}

bool access_can_read(const struct store *s, enum field_class c, int64_t owner)
{
	return teeth_off("P38-class") || reaches(s, access_read(s, c), owner);
}

bool access_can_write(const struct store *s, enum field_class c, int64_t owner)
{
	return reaches(s, access_write(s, c), owner);
}

#define ADMINS_NAMED 3

struct admins {
	struct buf names;
	int n;
};

static int name_admin(void *arg, const struct member *m)
{
	struct admins *a = arg;

	if (m->active && m->roles & 1u << ROLE_ADMIN && a->n++ < ADMINS_NAMED)
		buf_printf(&a->names, "%s%s", a->names.len ? ", " : "", m->login);
	return 0;
}

int access_stranger(const struct store *s, struct err *err)
{
	struct admins a = { 0 };

	member_each((struct store *)(uintptr_t)s, name_admin, &a, NULL);
	err_set(err, ERR_ROLE, "%s is no member of this file and may only read. An admin (%s%s) adds you: winloss member add"
		" %s --role ROLE", s->actor.login, a.names.len ? a.names.data : "none is left",
		a.n > ADMINS_NAMED ? ", …" : "", s->actor.login);
	buf_done(&a.names);
	return -1;
}

static unsigned roles_for(const struct store *s, const char *act)
{
	for (size_t i = 0; i < s->access->acts; i++)
		if (!strcmp(s->access->act[i].name, act))
			return s->access->act[i].roles;
	return 1u << ROLE_ADMIN;
}

bool access_roles_may(const struct store *s, unsigned roles, const char *act)
{
	return (roles & roles_for(s, act)) != 0;
}

int access_refuse(const struct store *s, const char *act, const char *login, enum err_kind kind, struct err *err)
{
	struct buf who = { 0 }, words = { 0 };
	unsigned roles = roles_for(s, act);

	for (int r = 0; r < ROLE_COUNT; r++)
		if (roles & 1u << r)
			buf_printf(&who, "%s%s", who.len ? ", " : "", role_key((enum role)r));
	buf_puts(&words, act);
	for (char *p = words.data; p && *p; p++)
		*p = *p == '_' ? ' ' : *p;
	err_set(err, kind, "“%s” is for %s; %s is not one of them", buf_str(&words), buf_str(&who), login);
	buf_done(&words);
	buf_done(&who);
	return -1;
}

int access_act(const struct store *s, const char *act, struct err *err)
{
	if (!s->actor.member)
		return access_stranger(s, err);
	return access_roles_may(s, s->actor.roles, act) ? 0 : access_refuse(s, act, s->actor.login, ERR_ROLE, err);
}

void access_bind(struct stmt *st, const struct store *s)
{
	enum access_scope scope = teeth_off("P38-row") ? ACCESS_ALL : access_read(s, CLASS_DEAL);

	db_int(st, 98, scope == ACCESS_ALL);
	/* An owner of -1 exists nowhere: who may read no deal gets none. */
	db_int(st, 99, scope == ACCESS_NO || !s->actor.member ? -1 : s->actor.member);
}

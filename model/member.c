#include "model/member.h"

#include "model/access.h"
#include "model/history.h"
#include "model/private.h"
#include "model/rowsum.h"
#include "model/teeth.h"
#include "model/text.h"

#include <stdlib.h>
#include <string.h>

static const char *const role_keys[ROLE_COUNT] = {
	"ae", "csm", "csm_manager", "cro", "sales_ops", "analyst", "cmo", "admin", "readonly",
};
static const char *const duty_keys[DUTY_COUNT] = {
	"sales_manager", "vp_sales", "ceo", "chief_of_staff", "coordinator", "interviewer", "reviewer",
};

static int key_find(const char *const *keys, int n, const char *key)
{
	for (int i = 0; i < n; i++)
		if (!strcasecmp(keys[i], key))
			return i;
	return -1;
}

const char *role_key(enum role r)
{
	return r < ROLE_COUNT ? role_keys[r] : "";
}

int role_find(const char *key)
{
	return key_find(role_keys, ROLE_COUNT, key);
}

int roles_parse(const char *words, unsigned *roles, struct err *err)
{
	for (const char *p = words + strspn(words, " \t"); *p; p += strspn(p, " \t")) {
		size_t n = strcspn(p, " \t");
		char *word = xstrndup(p, n);
		int r = role_find(word);

		free(word);
		if (r < 0)
			return err_set(err, ERR_CONFIG, "found “%.*s”, expected a role", (int)n, p);
		*roles |= 1u << r;
		p += n;
	}
	return 0;
}

const char *duty_key(enum duty d)
{
	return d < DUTY_COUNT ? duty_keys[d] : "";
}

int duty_find(const char *key)
{
	return key_find(duty_keys, DUTY_COUNT, key);
}

void actor_roles(const struct actor *a, struct buf *out)
{
	size_t from = out->len;

	for (int r = 0; r < ROLE_COUNT; r++)
		if (a->roles & 1u << r)
			buf_printf(out, "%s%s", out->len > from ? " " : "", role_keys[r]);
}

void member_done(struct member *m)
{
	free(m->login);
	free(m->name);
	free(m->email);
	*m = (struct member){ 0 };
}

enum { MEMBER_GET, MEMBER_LOGIN, MEMBER_NAME, MEMBER_ROLES, MEMBER_DUTIES, MEMBER_INSERT, MEMBER_ALL, ROLE_INSERT,
       ROLE_CLEAR, DUTY_INSERT, DUTY_CLEAR, MEMBER_UPDATE, MEMBER_ADMINS, MEMBER_REV };

/* What is remembered to show and to match names: logins by id, and the ids of folded names seen in a load. */
struct member_cache {
	struct { int64_t id; char *login; } *known;
	size_t n;
	struct { char *key; int64_t id; } *names;
	size_t n_names;
	char **gone; /* logins of who was never stored, readable for who borrowed them */
	size_t n_gone;
};

static struct member_cache *cache(struct store *s)
{
	if (!s->priv->members)
		s->priv->members = xcalloc(1, sizeof *s->priv->members);
	return s->priv->members;
}

size_t member_known(const struct store *s)
{
	return s->priv->members ? s->priv->members->n : 0;
}

void member_take_back(struct store *s, size_t known)
{
	struct member_cache *c = s->priv->members;

	if (!c || teeth_off("member-back"))
		return;
	for (size_t i = 0; i < c->n_names; i++)
		free(c->names[i].key);
	c->n_names = 0;
	for (; c->n > known; c->n--) {
		c->gone = xrealloc(c->gone, (c->n_gone + 1) * sizeof *c->gone);
		c->gone[c->n_gone++] = c->known[c->n - 1].login;
	}
}

void member_forget(struct store *s)
{
	struct member_cache *c = s->priv->members;

	for (size_t i = 0; c && i < c->n; i++)
		free(c->known[i].login);
	for (size_t i = 0; c && i < c->n_names; i++)
		free(c->names[i].key);
	for (size_t i = 0; c && i < c->n_gone; i++)
		free(c->gone[i]);
	if (c) {
		free(c->known);
		free(c->names);
		free(c->gone);
	}
	free(c);
	s->priv->members = NULL;
}

static int bits(struct store *s, int sql, int64_t member, unsigned *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &member_sql[sql], err);
	int rc;

	*out = 0;
	if (!st)
		return -1;
	db_int(st, 1, member);
	while ((rc = db_step(st, err)) == 1)
		*out |= 1u << db_col(st, 0);
	return rc;
}

/* Reads the row of a started statement: 1 with *out filled, 0, -1. */
static int read_row(struct store *s, struct stmt *st, struct member *out, struct err *err)
{
	int rc = db_step(st, err);

	*out = (struct member){ 0 };
	if (rc != 1)
		return rc;
	*out = (struct member){
		.id = db_col(st, 0),
		.login = xstrdup(db_col_text(st, 1)),
		.name = xstrdup(db_col_text(st, 2)),
		.email = xstrdup(db_col_text(st, 3)),
		.active = db_col(st, 4),
		.rev = db_col(st, 5),
	};
	db_reset(st);
	if (bits(s, MEMBER_ROLES, out->id, &out->roles, err) || bits(s, MEMBER_DUTIES, out->id, &out->duties, err)) {
		member_done(out);
		return -1;
	}
	return 1;
}

int member_get(struct store *s, int64_t id, struct member *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &member_sql[MEMBER_GET], err);

	*out = (struct member){ 0 };
	if (!st)
		return -1;
	db_int(st, 1, id);
	return read_row(s, st, out, err);
}

char *member_name(struct store *s, int64_t member, char **email)
{
	struct member m = { 0 };
	char *name = xstrdup(member_login(s, member));

	if (member_get(s, member, &m, NULL) == 1) {
		if (m.name && *m.name) {
			free(name);
			name = xstrdup(m.name);
		}
		if (email && m.email && *m.email)
			*email = xstrdup(m.email);
		member_done(&m);
	}
	return name;
}

int member_by_login(struct store *s, const char *login, struct member *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &member_sql[MEMBER_LOGIN], err);

	if (!st)
		return -1;
	db_text(st, 1, login);
	return read_row(s, st, out, err);
}

int64_t member_rev(struct store *s, int64_t id)
{
	struct stmt *st = db_stmt(s->db, &member_sql[MEMBER_REV], NULL);
	int64_t rev = -1;

	if (!st)
		return -1;
	db_int(st, 1, id);
	if (db_step(st, NULL) == 1)
		rev = db_col(st, 0);
	db_reset(st);
	return rev;
}

const char *member_login(struct store *s, int64_t id)
{
	struct member_cache *c = cache(s);
	struct member m = { 0 };

	if (id <= 0)
		return "";
	for (size_t i = 0; i < c->n; i++)
		if (c->known[i].id == id)
			return c->known[i].login;
	if (member_get(s, id, &m, NULL) != 1)
		return "";
	c->known = xrealloc(c->known, (c->n + 1) * sizeof *c->known);
	c->known[c->n].id = id;
	c->known[c->n].login = xstrdup(m.login);
	member_done(&m);
	return c->known[c->n++].login;
}

static int64_t row_sum(int64_t id, const char *login, const char *name, const char *key, const char *email, bool active)
{
	return rowsum_of(ROW(NUMBER(id), WORDS(login), WORDS(name), WORDS(key), WORDS(email), NUMBER(active)));
}

static int64_t insert(struct store *s, const char *login, const char *name, bool active, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &member_sql[MEMBER_INSERT], err);
	int64_t id = db_next_id(s->db, "member", 1, err);
	struct buf key = { 0 };
	int rc;

	if (!st || id < 0)
		return -1;
	text_fold(&key, name, strlen(name));
	db_int(st, 1, id);
	db_text(st, 2, login);
	db_text(st, 3, name);
	db_text(st, 4, buf_str(&key));
	db_int(st, 5, active);
	db_int(st, 6, row_sum(id, login, name, buf_str(&key), "", active));
	rc = db_run(st, err);
	buf_done(&key);
	return rc ? -1 : id;
}

static int set_bits(struct store *s, int clear, int add, int64_t member, unsigned set, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &member_sql[clear], err);

	if (!st)
		return -1;
	db_int(st, 1, member);
	if (db_run(st, err))
		return -1;
	for (int i = 0; i < 32; i++) {
		if (!(set & 1u << i))
			continue;
		st = db_stmt(s->db, &member_sql[add], err);
		if (!st)
			return -1;
		db_int(st, 1, member);
		db_int(st, 2, i);
		db_int(st, 3, rowsum_of(ROW(NUMBER(member), NUMBER(i))));
		if (db_run(st, err))
			return -1;
	}
	return 0;
}

int member_make_first(struct store *s, const char *login, struct err *err)
{
	int64_t id = insert(s, login, login, true, err);

	return id < 0 ? -1 : set_bits(s, ROLE_CLEAR, ROLE_INSERT, id, 1u << ROLE_ADMIN, err);
}

static int64_t by_name(struct store *s, const char *name, const char *key, struct err *err)
{
	struct member m = { 0 };
	struct stmt *st;
	int64_t id = 0;
	int rc = member_by_login(s, name, &m, err);

	if (rc == 1)
		id = m.id;
	member_done(&m);
	if (rc)
		return rc < 0 ? -1 : id;
	st = db_stmt(s->db, &member_sql[MEMBER_NAME], err);
	if (!st)
		return -1;
	db_text(st, 1, key);
	rc = db_first(st, &id, 1, err);
	return rc < 0 ? -1 : id;
}

int64_t member_named(struct store *s, const char *name, struct err *err)
{
	struct member_cache *c = cache(s);
	struct buf key = { 0 };
	int64_t id;

	if (!name || !*name)
		return 0;
	for (size_t i = 0; i < c->n_names; i++)
		if (!strcmp(c->names[i].key, name))
			return c->names[i].id;
	text_fold(&key, name, strlen(name));
	id = by_name(s, name, buf_str(&key), err);
	if (!id)
		id = insert(s, name, name, false, err);
	buf_done(&key);
	if (id > 0) {
		c->names = xrealloc(c->names, (c->n_names + 1) * sizeof *c->names);
		c->names[c->n_names].key = xstrdup(name);
		c->names[c->n_names++].id = id;
	}
	return id;
}

int64_t member_find(struct store *s, const char *name, struct err *err)
{
	struct buf key = { 0 };
	int64_t id;

	text_fold(&key, name, strlen(name));
	id = by_name(s, name, buf_str(&key), err);
	buf_done(&key);
	return id;
}

int member_each(struct store *s, int (*fn)(void *arg, const struct member *m), void *arg, struct err *err)
{
	struct member *all = NULL;
	struct stmt *st = db_stmt(s->db, &member_sql[MEMBER_ALL], err);
	size_t n = 0;
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		all = xrealloc(all, (n + 1) * sizeof *all);
		all[n++] = (struct member){ .id = db_col(st, 0) };
	}
	for (size_t i = 0; !rc && i < n; i++) {
		struct member m = { 0 };

		rc = member_get(s, all[i].id, &m, err) == 1 ? fn(arg, &m) : -1;
		member_done(&m);
	}
	free(all);
	return rc;
}

static void put_words(unsigned set, const char *const *keys, int n, const char *between, struct buf *out)
{
	const char *first = "";

	for (int i = 0; i < n; i++)
		if (set & 1u << i) {
			buf_printf(out, "%s%s", first, keys[i]);
			first = between;
		}
}

void roles_format(unsigned roles, struct buf *out)
{
	put_words(roles, role_keys, ROLE_COUNT, ",", out);
}

void duties_format(unsigned duties, struct buf *out)
{
	put_words(duties, duty_keys, DUTY_COUNT, ",", out);
}

/* Roles and duties of one member as history keeps them: "ae csm". */
static void words(unsigned set, const char *const *keys, int n, struct buf *out)
{
	put_words(set, keys, n, " ", out);
}

static int note(struct store *s, struct group *g, int64_t id, const char *field, const char *before,
		const char *after, struct err *err)
{
	struct change c = { .op = OP_UPDATE, .kind = SUBJECT_MEMBER, .subject = id, .part = "", .field = field,
			    .class = strcmp(field, "email") ? CLASS_DEAL : CLASS_PERSONAL, .before = before,
			    .after = after };

	(void)s;
	return before && after && !strcmp(before, after) ? 0 : group_change(g, &c, err);
}

static int note_bits(struct store *s, struct group *g, int64_t id, const char *field, unsigned was, unsigned now,
		     const char *const *keys, int n, struct err *err)
{
	struct buf a = { 0 }, b = { 0 };
	int rc;

	words(was, keys, n, &a);
	words(now, keys, n, &b);
	rc = note(s, g, id, field, buf_str(&a), buf_str(&b), err);
	buf_done(&a);
	buf_done(&b);
	return rc;
}

static int update(struct store *s, const struct member *m, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &member_sql[MEMBER_UPDATE], err);
	struct buf key = { 0 };
	int rc;

	if (!st)
		return -1;
	text_fold(&key, m->name, strlen(m->name));
	db_int(st, 1, m->id);
	db_text(st, 2, m->name);
	db_text(st, 3, buf_str(&key));
	db_text(st, 4, m->email);
	db_int(st, 5, m->active);
	db_int(st, 6, m->rev);
	db_int(st, 7, row_sum(m->id, m->login, m->name, buf_str(&key), m->email, m->active));
	rc = db_run(st, err);
	buf_done(&key);
	if (!rc && db_changes(s->db) != 1)
		rc = err_set(err, ERR_REFUSED, "somebody else changed %s at the same time; nothing was written", m->login);
	if (!rc && m->id == s->actor.member) /* what one changes about oneself counts at once and is no surprise */
		rc = store_reload_actor(s, err) < 0 ? -1 : 0;
	return rc;
}

static bool is_admin(const struct member *m)
{
	return m->active && m->roles & 1u << ROLE_ADMIN;
}

/* A file without an admin is one that nobody can add a member to. */
static int keeps_admin(struct store *s, const struct member *was, const struct member *now, struct err *err)
{
	if (!is_admin(was) || is_admin(now) || db_scalar(s->db, &member_sql[MEMBER_ADMINS], 0) > 1)
		return 0;
	return err_set(err, ERR_REFUSED, "%s is the only admin: make somebody else admin first", was->login);
}

static int apply(struct store *s, struct group *g, struct member *m, const struct member_change *a, struct err *err)
{
	struct member now = *m;
	size_t before = g->n;

	now.name = a->name ? (char *)(uintptr_t)a->name : m->name;
	now.email = a->email ? (char *)(uintptr_t)a->email : m->email;
	now.active = a->active ? *a->active : m->active;
	now.roles = a->roles ? *a->roles : m->roles;
	now.duties = a->duties ? *a->duties : m->duties;
	if (keeps_admin(s, m, &now, err))
		return -1;
	if (note(s, g, m->id, "name", m->name, now.name, err) || note(s, g, m->id, "email", m->email, now.email, err) ||
	    note(s, g, m->id, "active", m->active ? "1" : "0", now.active ? "1" : "0", err) ||
	    note_bits(s, g, m->id, "roles", m->roles, now.roles, role_keys, ROLE_COUNT, err) ||
	    note_bits(s, g, m->id, "duties", m->duties, now.duties, duty_keys, DUTY_COUNT, err))
		return -1;
	if (g->n == before)
		return 0; /* nothing that differs */
	if (set_bits(s, ROLE_CLEAR, ROLE_INSERT, m->id, now.roles, err) ||
	    set_bits(s, DUTY_CLEAR, DUTY_INSERT, m->id, now.duties, err))
		return -1;
	return update(s, &now, err);
}

int member_put(struct store *s, struct group *g, const struct member_change *a, struct err *err)
{
	struct member m = { 0 };
	int rc = member_by_login(s, a->login, &m, err);

	if (rc == 1 && a->fresh && m.active)
		rc = err_set(err, ERR_INPUT, "%s is a member already; winloss member set %s changes roles and duties", a->login,
			     a->login);
	if (rc == 0) {
		int64_t id = insert(s, a->login, a->login, true, err);

		rc = id < 0 ? -1 : member_get(s, id, &m, err);
		if (rc == 1 && note(s, g, id, "login", NULL, a->login, err))
			rc = -1;
	}
	if (rc == 1)
		rc = apply(s, g, &m, a, err);
	member_done(&m);
	member_forget(s);
	return rc;
}

static int write_member(struct store *s, struct group *g, void *arg, struct err *err)
{
	return member_put(s, g, arg, err);
}

/* Logins stand in messages, in files and behind --as. */
int member_check_login(const char *login, struct err *err)
{
	size_t len = strlen(login), ok = text_valid(login, len);

	if (!len || ok < len || len > 63 || login[strcspn(login, "\r\n\t")] || *login == '-')
		return err_set(err, ERR_USAGE, "found “%s” as a login, expected 1 to 63 bytes of one line of UTF-8 that do not"
			       " begin with -", ok < len ? "?" : login);
	return 0;
}

int member_add(struct store *s, const char *login, unsigned roles, unsigned duties, struct err *err)
{
	return member_add_whole(s, &(struct new_member){ .login = login, .roles = roles, .duties = duties }, err);
}

int member_add_whole(struct store *s, const struct new_member *n, struct err *err)
{
	bool active = true;
	struct member_change a = { .login = n->login, .roles = &n->roles, .duties = &n->duties, .name = n->name,
			     .email = n->email, .active = &active, .fresh = true };
	struct group_open how = { .kind = GROUP_EDIT, .title = "add a member", .scope_kind = SUBJECT_MEMBER };

	if (access_act(s, "members", err) || member_check_login(n->login, err))
		return -1;
	return edit(s, &how, write_member, &a, NULL, err);
}

int member_set(struct store *s, const char *login, const unsigned *roles, const unsigned *duties, const char *name,
	       const char *email, const bool *active, struct err *err)
{
	struct member_change a = { login, roles, duties, name, email, active, false };
	struct group_open how = { .kind = GROUP_EDIT, .title = "change a member", .scope_kind = SUBJECT_MEMBER };
	struct member m = { 0 };
	int rc;

	if (access_act(s, "members", err))
		return -1;
	rc = member_by_login(s, login, &m, err);
	member_done(&m);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no member “%s”; winloss member list shows them", login);
	return edit(s, &how, write_member, &a, NULL, err);
}

static unsigned read_words(const char *text, int (*find)(const char *))
{
	unsigned set = 0;

	for (const char *p = text ? text : ""; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");
		char *word = xstrndup(p, n);
		int bit = find(word);

		set |= bit >= 0 ? 1u << bit : 0;
		free(word);
		p += n;
	}
	return set;
}

/* What a field holds now, as history writes it. */
static void member_text(const struct member *m, const char *field, struct buf *out)
{
	if (!strcmp(field, "name") || !strcmp(field, "email"))
		buf_puts(out, *field == 'n' ? m->name : m->email);
	else if (!strcmp(field, "active"))
		buf_puts(out, m->active ? "1" : "0");
	else if (!strcmp(field, "roles"))
		words(m->roles, role_keys, ROLE_COUNT, out);
	else if (!strcmp(field, "duties"))
		words(m->duties, duty_keys, DUTY_COUNT, out);
	else
		buf_puts(out, m->login);
}

/* One reversing change. A member who was added stays in the list, as what they wrote does, and may no longer act. */
static int put_back(const struct member *m, const struct change *c, struct member_change *a, unsigned *bits_at, struct err *err)
{
	static const bool off = false, on = true;
	struct buf now = { 0 };
	bool same;

	member_text(m, c->field, &now);
	same = !strcmp(c->field, "login") || !strcmp(buf_str(&now), c->before ? c->before : "");
	buf_done(&now);
	if (!same)
		return err_set(err, ERR_REFUSED, "the %s of %s was changed since", c->field, m->login);
	if (!strcmp(c->field, "name"))
		a->name = c->after;
	else if (!strcmp(c->field, "email"))
		a->email = c->after;
	else if (!strcmp(c->field, "active"))
		a->active = c->after && *c->after == '1' ? &on : &off;
	else if (!strcmp(c->field, "roles")) {
		bits_at[0] = read_words(c->after, role_find);
		a->roles = &bits_at[0];
	} else if (!strcmp(c->field, "duties")) {
		bits_at[1] = read_words(c->after, duty_find);
		a->duties = &bits_at[1];
	} else {
		a->active = c->after ? &on : &off;
	}
	return 0;
}

static int apply_member(struct store *s, struct group *g, int64_t id, const char *part, const struct change *c, size_t n,
			struct err *err)
{
	struct member_change a = { 0 };
	struct member m = { 0 };
	unsigned set[2] = { 0, 0 };
	int rc = access_act(s, "members", err) ? -1 : member_get(s, id, &m, err);

	(void)part;
	for (size_t i = 0; rc == 1 && i < n; i++)
		if (put_back(&m, &c[i], &a, set, err))
			rc = -1;
	if (rc == 1)
		rc = apply(s, g, &m, &a, err);
	member_done(&m);
	member_forget(s);
	return rc;
}

const struct record_ops member_ops = { SUBJECT_MEMBER, "member", apply_member };

const struct sql member_sql[] = {
	[MEMBER_GET] = { "member_get", "select id, login, name, email, active, rev from member where id = $1" },
	[MEMBER_LOGIN] = { "member_login", "select id, login, name, email, active, rev from member where login = $1" },
	[MEMBER_NAME] = { "member_name", "select id from member where name_key = $1 order by active desc, id limit 1" },
	[MEMBER_ROLES] = { "member_roles", "select role from member_role where member = $1" },
	[MEMBER_DUTIES] = { "member_duties", "select duty from duty where member = $1" },
	[MEMBER_INSERT] = { "member_insert", "insert into member (id, login, name, name_key, active, sum)"
					     " values ($1, $2, $3, $4, $5, $6)" },
	[MEMBER_ALL] = { "member_all", "select id from member order by active desc, login" },
	[ROLE_INSERT] = { "role_insert", "insert into member_role (member, role, sum) values ($1, $2, $3)" },
	[ROLE_CLEAR] = { "role_clear", "delete from member_role where member = $1" },
	[DUTY_INSERT] = { "duty_insert", "insert into duty (member, duty, sum) values ($1, $2, $3)" },
	[DUTY_CLEAR] = { "duty_clear", "delete from duty where member = $1" },
	[MEMBER_UPDATE] = { "member_update", "update member set name = $2, name_key = $3, email = $4, active = $5,"
					     " rev = rev + 1, sum = $7 where id = $1 and rev = $6" },
	[MEMBER_ADMINS] = { "member_admins", "select count(*) from member m join member_role r on r.member = m.id"
					     " where m.active = 1 and r.role = 7" },
	[MEMBER_REV] = { "member_rev", "select rev from member where id = $1" },
	{ NULL, NULL },
};

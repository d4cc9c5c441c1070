#include "model/preset.h"

#include "model/buf.h"
#include "model/config.h"
#include "model/import_map.h"
#include "model/ini.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = { "deals", "contacts", "stages" };

struct reading {
	struct preset *p;
	const char *kind; /* NULL: only checked */
};

struct preset *preset_new(void)
{
	struct preset *p = xcalloc(1, sizeof *p);

	p->decimal = '.';
	return p;
}

static void free_pairs(struct preset_pair *pair, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(pair[i].name);
		free(pair[i].value);
	}
	free(pair);
}

static void free_joins(struct preset_join *j, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(j[i].name);
		free(j[i].column);
		free(j[i].file);
		free(j[i].key);
		free(j[i].value);
	}
	free(j);
}

void preset_free(struct preset *p)
{
	if (!p)
		return;
	free_pairs(p->columns, p->n_columns);
	free_pairs(p->defaults, p->n_defaults);
	free_pairs(p->constants, p->n_constants);
	free_pairs(p->skip, p->n_skip);
	for (size_t i = 0; i < p->n_values; i++) {
		free(p->values[i].field);
		free(p->values[i].from);
		free(p->values[i].to);
	}
	for (size_t i = 0; i < p->n_rules; i++) {
		free(p->rules[i].field);
		free(p->rules[i].column);
		free(p->rules[i].is);
		free(p->rules[i].to);
	}
	for (size_t i = 0; i < p->n_header; i++)
		free(p->header[i]);
	free(p->values);
	free(p->rules);
	free(p->header);
	free_joins(p->joins, p->n_joins);
	free_joins(p->names, p->n_names);
	free(p->name);
	free(p->title);
	free(p->id_prefix);
	free(p);
}

static void add_pair(struct preset_pair **list, size_t *n, const char *name, const char *value)
{
	*list = xrealloc(*list, (*n + 1) * sizeof **list);
	(*list)[(*n)++] = (struct preset_pair){ xstrdup(name), xstrdup(value) };
}

static int need_field(const char *kind, const char *field, struct err *err)
{
	if (import_field(kind, field) >= 0)
		return 0;
	return err_set(err, ERR_CONFIG, "found “%s”, expected a field of %s such as %s", field, kind,
		       !strcmp(kind, "deals") ? "external_id, company, stage" : "company, name, email");
}

/* "FROM -> TO" cut in two: the words before and behind the arrow, without the blanks around it. */
static int cut(const char *text, const char *mark, char **before, char **after, struct err *err)
{
	const char *at = strstr(text, mark), *more;

	while (at && (more = strstr(at + 1, mark)))
		at = more;
	if (!at || at == text)
		return err_set(err, ERR_CONFIG, "found “%s”, expected two texts with “%s” between them", text, mark);
	*before = xstrndup(text, (size_t)(at - text));
	*after = xstrdup(at + strlen(mark));
	return 0;
}

static int read_value(struct preset *p, const char *field, const char *text, struct err *err)
{
	struct preset_value v = { 0 };

	if (cut(text, " -> ", &v.from, &v.to, err))
		return -1;
	v.field = xstrdup(field);
	p->values = xrealloc(p->values, (p->n_values + 1) * sizeof *p->values);
	p->values[p->n_values++] = v;
	return 0;
}

static int read_rule(struct preset *p, const char *field, const char *text, struct err *err)
{
	struct preset_rule r = { 0 };
	char *when;

	if (cut(text, " -> ", &when, &r.to, err))
		return -1;
	if (cut(when, " is ", &r.column, &r.is, err)) {
		free(when);
		free(r.to);
		return -1;
	}
	free(when);
	r.field = xstrdup(field);
	p->rules = xrealloc(p->rules, (p->n_rules + 1) * sizeof *p->rules);
	p->rules[p->n_rules++] = r;
	return 0;
}

/* FILE:KEY:VALUE, cut at the last two colons so that a file may have one. */
static int read_lookup(struct preset_join **list, size_t *n, const char *name, const char *column, const char *text,
		       struct err *err)
{
	const char *b = strrchr(text, ':'), *a = b;

	while (a && a > text && a[-1] != ':')
		a--;
	if (!b || a == text || a - 1 == text || a == b || !b[1])
		return err_set(err, ERR_CONFIG, "found “%s”, expected FILE:KEY:VALUE", text);
	*list = xrealloc(*list, (*n + 1) * sizeof **list);
	(*list)[(*n)++] =
		(struct preset_join){ xstrdup(name), xstrdup(column), xstrndup(text, (size_t)(a - 1 - text)),
				      xstrndup(a, (size_t)(b - a)), xstrdup(b + 1) };
	return 0;
}

int preset_add_join(struct preset *p, const char *name, const char *text, struct err *err)
{
	const char *eq = strchr(text, '=');
	char *column;
	int rc;

	if (!eq || eq == text)
		return err_set(err, ERR_CONFIG, "found “%s”, expected COLUMN=FILE:KEY:VALUE", text);
	column = xstrndup(text, (size_t)(eq - text));
	rc = read_lookup(&p->joins, &p->n_joins, name ? name : column, column, eq + 1, err);
	free(column);
	return rc;
}

static int read_head(struct preset *p, const char *key, const char *value, struct err *err)
{
	if (!strcmp(key, "header")) {
		p->header = xrealloc(p->header, (p->n_header + 1) * sizeof *p->header);
		p->header[p->n_header++] = xstrdup(value);
		return 0;
	}
	if (!strcmp(key, "id_prefix")) {
		free(p->id_prefix);
		p->id_prefix = xstrdup(value);
		return 0;
	}
	if (!strcmp(key, "dates")) {
		if (strcmp(value, "iso") && strcmp(value, "us"))
			return err_set(err, ERR_CONFIG, "found “%s”, expected iso or us", value);
		p->us_dates = *value == 'u';
		return 0;
	}
	if (!strcmp(key, "decimal")) {
		if (strcmp(value, ".") && strcmp(value, ","))
			return err_set(err, ERR_CONFIG, "found “%s”, expected . or ,", value);
		p->decimal = *value;
		return 0;
	}
	return err_set(err, ERR_CONFIG, "found “%s”, expected header, id_prefix, dates or decimal", key);
}

static int read_section(struct preset *p, const char *kind, const char *section, const char *key, const char *value,
			struct err *err)
{
	if (!*section)
		return read_head(p, key, value, err);
	if (!strcmp(section, "skip")) {
		add_pair(&p->skip, &p->n_skip, key, value);
		return 0;
	}
	if (!strcmp(section, "join"))
		return preset_add_join(p, key, value, err);
	if (!strcmp(section, "names"))
		return read_lookup(&p->names, &p->n_names, key, key, value, err);
	if (need_field(kind, key, err))
		return -1;
	if (!strcmp(section, "columns"))
		add_pair(&p->columns, &p->n_columns, key, value);
	else if (!strcmp(section, "default"))
		add_pair(&p->defaults, &p->n_defaults, key, value);
	else if (!strcmp(section, "constant"))
		add_pair(&p->constants, &p->n_constants, key, value);
	else if (!strcmp(section, "values"))
		return read_value(p, key, value, err);
	else if (!strcmp(section, "rules"))
		return read_rule(p, key, value, err);
	else
		return err_set(err, ERR_CONFIG,
			       "found section “%s %s”, expected columns, default, constant, values,"
			       " rules, skip, join or names behind %s",
			       kind, section, kind);
	return 0;
}

static int read_line(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	struct reading *r = arg;

	(void)line;
	if (!strcmp(section, "preset")) {
		if (strcmp(key, "title"))
			return err_set(err, ERR_CONFIG, "found “%s”, expected title", key);
		free(r->p->title);
		r->p->title = xstrdup(value);
		return 0;
	}
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		size_t n = strlen(kinds[i]);
		struct preset *other;
		int rc;

		if (strncmp(section, kinds[i], n) || (section[n] && section[n] != ' '))
			continue;
		other = r->kind && !strcmp(r->kind, kinds[i]) ? NULL : preset_new();
		rc = read_section(other ? other : r->p, kinds[i], section[n] ? section + n + 1 : "", key, value, err);
		preset_free(other);
		return rc;
	}
	return err_set(err, ERR_CONFIG, "found section “%s”, expected preset, deals …, contacts … or stages …", section);
}

int preset_parse(struct preset **out, const char *name, const char *kind, const char *body, size_t len,
		 struct err *err)
{
	struct reading r = { preset_new(), kind };

	*out = NULL;
	r.p->name = xstrdup(name);
	if (ini_each(name, body, len, read_line, &r, err)) {
		preset_free(r.p);
		return -1;
	}
	*out = r.p;
	return 0;
}

static bool has_column(const char *const *header, size_t n, const char *column)
{
	for (size_t i = 0; i < n; i++)
		if (header[i] && !strcasecmp(header[i], column))
			return true;
	return false;
}

bool preset_fits(const struct preset *p, const char *const *header, size_t n)
{
	for (size_t i = 0; i < p->n_header; i++)
		if (!has_column(header, n, p->header[i]))
			return false;
	return p->n_header > 0;
}

static int from_file(const char *path, const char *kind, struct preset **out, struct err *err)
{
	FILE *f = fopen(path, "re");
	struct buf body = { 0 };
	char part[4096];
	size_t n;
	int rc;

	if (!f)
		return err_set(err, ERR_NO_INPUT, "the preset %s cannot be read: %s", path, strerror(errno));
	while ((n = fread(part, 1, sizeof part, f)) > 0)
		buf_add(&body, part, n);
	rc = ferror(f) ? err_set(err, ERR_IO, "the preset %s cannot be read: %s", path, strerror(errno)) : 0;
	fclose(f);
	if (!rc)
		rc = preset_parse(out, path, kind, buf_str(&body), body.len, err);
	buf_done(&body);
	return rc;
}

enum { PRESET_NAMES };

/* Calls fn with the name of every preset of the team. */
static int each_name(struct store *s, int (*fn)(void *arg, const char *name, struct err *err), void *arg,
		     struct err *err)
{
	struct stmt *st = db_stmt(s->db, &preset_sql[PRESET_NAMES], err);
	char **names = NULL;
	size_t n = 0;
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		names = xrealloc(names, (n + 1) * sizeof *names);
		names[n++] = xstrdup(db_col_text(st, 0) + strlen("presets/"));
	}
	for (size_t i = 0; i < n; i++) {
		if (!rc)
			rc = fn(arg, names[i], err);
		free(names[i]);
	}
	free(names);
	return rc;
}

static int list_name(void *arg, const char *name, struct err *err)
{
	struct buf *out = arg;

	(void)err;
	buf_printf(out, "%s%s", out->len ? ", " : "", name);
	return 0;
}

int preset_get(struct store *s, const char *name, const char *kind, struct preset **out, struct err *err)
{
	struct buf key = { 0 }, all = { 0 };
	char *body = NULL;
	size_t n = strlen(name);
	int rc;

	*out = NULL;
	if (strchr(name, '/') || (n > 4 && !strcmp(name + n - 4, ".ini")))
		return from_file(name, kind, out, err);
	buf_printf(&key, "presets/%s", name);
	rc = config_get(s, buf_str(&key), &body, NULL, NULL, err);
	if (rc == 1)
		rc = preset_parse(out, buf_str(&key), kind, body, strlen(body), err);
	else if (rc == 0 && !(rc = each_name(s, list_name, &all, err)))
		rc = err_set(err, ERR_INPUT, "no preset “%s”; there are: %s. A file of your own: --preset ./NAME.ini",
			     name, buf_str(&all));
	free(body);
	buf_done(&key);
	buf_done(&all);
	return rc;
}

struct proposing {
	struct store *s;
	const char *kind;
	const char *const *header;
	size_t n_header, n;
	struct buf *out;
};

static int propose(void *arg, const char *name, struct err *err)
{
	struct proposing *pr = arg;
	struct preset *p;

	if (preset_get(pr->s, name, pr->kind, &p, err))
		return -1;
	if (preset_fits(p, pr->header, pr->n_header)) {
		buf_printf(pr->out, "%s%s", pr->n ? " " : "", name);
		pr->n++;
	}
	preset_free(p);
	return 0;
}

int preset_propose(struct store *s, const char *kind, const char *const *header, size_t n_header, struct buf *out,
		   size_t *n, struct err *err)
{
	struct proposing pr = { s, kind, header, n_header, 0, out };
	int rc = each_name(s, propose, &pr, err);

	*n = pr.n;
	return rc;
}

const struct sql preset_sql[] = {
	[PRESET_NAMES] = { "preset_names", "select distinct name from config where name >= 'presets/'"
					   " and name < 'presets0' order by name" },
	{ NULL, NULL },
};

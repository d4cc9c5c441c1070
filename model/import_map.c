#include "model/import_map.h"

#include "model/buf.h"
#include "model/io/csv_out.h"
#include "model/join.h"
#include "model/text.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define PARTS_MAX 4

enum source_kind { FROM_NOTHING, FROM_COLUMN, FROM_COLUMNS, FROM_CONSTANT };

struct source {
	enum source_kind kind;
	int part[PARTS_MAX], parts; /* columns, from 0; joins come behind the header's */
	const char *constant, *fallback;
	size_t values, n_values; /* of the preset, those of this field stand together in `value` */
	bool rules;
	struct buf joined; /* of several columns, or of a rule */
};

struct lookup {
	int column;
	struct join *join; /* NULL: its file was not found */
	const char *name, *file;
	int64_t missed;
};

struct rule {
	int field, column;
	const char *is, *to;
	int take; /* column whose cell is the result ("{column}"), -1: `to` is */
};

struct skip {
	int column;
	const char *is;
};

struct import_map {
	const char *kind, *const *fields;
	struct import_map_options opt;
	int n_fields, n_header;
	char **header;
	bool *used;
	struct source source[IMPORT_FIELDS_MAX];
	struct preset_value *value;
	size_t n_value;
	struct lookup *lookup;
	size_t n_lookup;
	struct rule *rule;
	size_t n_rule;
	struct skip *skip;
	size_t n_skip;
	struct join *names;
	int id_field;
	struct buf id;	  /* with its prefix */
	struct buf bytes; /* what is hashed */
};

static const char *const deal_keys[] = {
	"id",	      "external_id", "company",	 "name",     "product",	    "stage",	   "outcome",
	"amount",     "arr",	     "currency", "discount", "term_months", "probability", "expected_close",
	"follow_up",  "next_step",   "owner",	 "csm",	     "segment",	    "region",	   "industry",
	"tier",	      "competitor",  "source",	 "reason",   "created",	    "closed",	   "stage_since",
	"commitment", "sow_status",  "sow_date", "icp_1",    "icp_2",	    "icp_3",	   "icp_4",
	"icp_5",      "dispute",     NULL
};
static const char *const contact_keys[] = {
	"id", "company", "deal", "name", "title", "email", "phone", "role", NULL
};

static const char *const code_keys[] = {
	"interview", "seq", "start", "end", "theme", "driver", "coder", "memo", "taxonomy", NULL
};
static const char *const stage_keys[] = { "deal", "stage", "entered", "left", NULL };

/* What other programs call a column, where none bears our name. */
struct alias {
	const char *kind, *field, *header;
};
static const struct alias aliases[];

static const char *const interview_keys[] = {
	"id",	"external_id", "deal",		"programme",	  "respondent",	   "role",   "interviewer",
	"date", "format",      "consent_notes", "consent_record", "consent_quote", "status", NULL
};

const char *const *import_fields(const char *kind)
{
	return !strcmp(kind, "codes")	     ? code_keys
	       : !strcmp(kind, "deals")	     ? deal_keys
	       : !strcmp(kind, "contacts")   ? contact_keys
	       : !strcmp(kind, "interviews") ? interview_keys
	       : !strcmp(kind, "stages")     ? stage_keys
					     : NULL;
}

/* Column and field names are the same whatever their case and whatever parts their words. */
static bool alike(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		char x = *a == '-' || *a == ' ' ? '_' : *a, y = *b == '-' || *b == ' ' ? '_' : *b;

		if (x != y && ((x | 32) != (y | 32) || (x | 32) < 'a' || (x | 32) > 'z'))
			return false;
	}
	return !*a && !*b;
}

int import_field(const char *kind, const char *key)
{
	const char *const *keys = import_fields(kind);

	for (int i = 0; keys && keys[i]; i++)
		if (alike(keys[i], key))
			return i;
	return -1;
}

static int find_column(const struct import_map *m, const char *name, size_t len)
{
	for (int i = 0; i < m->n_header; i++)
		if (strlen(m->header[i]) == len && !strncasecmp(m->header[i], name, len))
			return i;
	for (size_t i = 0; i < m->n_lookup; i++)
		if (strlen(m->lookup[i].name) == len && !strncasecmp(m->lookup[i].name, name, len))
			return m->n_header + (int)i;
	return -1;
}

static int need_column(struct import_map *m, const char *name)
{
	int c = find_column(m, name, strlen(name));

	if (c >= 0)
		m->used[c] = true;
	return c;
}

/* "A" or "A+B": false where one is not there. A name that holds a plus itself is tried whole first. */
static bool set_columns(struct import_map *m, struct source *src, const char *spec)
{
	int whole = find_column(m, spec, strlen(spec)), part[PARTS_MAX], n = 0;

	if (whole >= 0) {
		m->used[whole] = true;
		src->kind = FROM_COLUMN;
		src->part[0] = whole;
		src->parts = 1;
		return true;
	}
	for (const char *p = spec; *p && n < PARTS_MAX; p += *p == '+') {
		size_t len = strcspn(p, "+");

		part[n] = find_column(m, p, len);
		if (part[n++] < 0)
			return false;
		p += len;
	}
	for (int i = 0; i < n; i++)
		m->used[part[i]] = true;
	src->kind = FROM_COLUMNS;
	src->parts = n;
	memcpy(src->part, part, sizeof part);
	return n > 0;
}

static int read_header(struct import_map *m, const struct csv_row *header, struct err *err)
{
	m->n_header = header->count;
	m->header = xcalloc((size_t)header->count + 1, sizeof *m->header);
	for (int i = 0; i < header->count; i++) {
		const struct csv_field *f = &header->fields[i];
		size_t from = 0, to = f->len;

		while (from < to && (f->text[from] == ' ' || f->text[from] == '\t'))
			from++;
		while (to > from && (f->text[to - 1] == ' ' || f->text[to - 1] == '\t'))
			to--;
		m->header[i] = f->text ? xstrndup(f->text + from, to - from) : xstrdup("");
	}
	(void)err;
	return 0;
}

static char *beside(const char *path, const char *file)
{
	const char *slash = strrchr(path, '/');
	struct buf b = { 0 };

	if (*file != '/' && slash)
		buf_add(&b, path, (size_t)(slash - path) + 1);
	buf_puts(&b, file);
	return buf_take(&b);
}

/* The file of a join; one named on the command line may also stand where the command was called. */
static int read_join(struct import_map *m, const struct preset_join *j, struct join **out, struct buf *notes,
		     struct err *err)
{
	char *path = beside(m->opt.path, j->file);
	int rc = 0;

	*out = NULL;
	if (access(path, F_OK) && !access(j->file, F_OK)) {
		free(path);
		path = xstrdup(j->file);
	}
	if (access(path, F_OK))
		buf_printf(notes, "%s is not beside the file: nothing is taken from it for %s\n", j->file, j->name);
	else
		rc = join_read(out, path, j->key, j->value, err);
	free(path);
	return rc;
}

static int add_lookups(struct import_map *m, struct buf *notes, struct err *err)
{
	const struct preset *p = m->opt.preset;

	m->lookup = xcalloc(p->n_joins + 1, sizeof *m->lookup);
	m->used = xcalloc((size_t)m->n_header + p->n_joins + 1, sizeof *m->used);
	for (size_t i = 0; i < p->n_joins; i++) {
		const struct preset_join *j = &p->joins[i];
		int column = need_column(m, j->column);

		if (column < 0)
			continue;
		m->lookup[m->n_lookup] = (struct lookup){ .column = column, .name = j->name, .file = j->file };
		if (read_join(m, j, &m->lookup[m->n_lookup].join, notes, err))
			return -1;
		m->n_lookup++;
	}
	for (size_t i = 0; i < p->n_names; i++)
		if (!m->names && need_column(m, p->names[i].column) >= 0 &&
		    read_join(m, &p->names[i], &m->names, notes, err))
			return -1;
	return 0;
}

/* A join given as --join replaces the column of its name: what asks for that column gets the looked-up text. */
static int redirect(const struct import_map *m, int column)
{
	for (size_t i = 0; column < m->n_header && i < m->n_lookup; i++)
		if (!strcasecmp(m->lookup[i].name, m->header[column]))
			return m->n_header + (int)i;
	return column;
}

static int map_given(struct import_map *m, const char *map, struct err *err)
{
	for (const char *p = map; p && *p; p += *p == ',') {
		size_t n = strcspn(p, ","), k = strcspn(p, "=");
		char *field, *column;
		int f;
		bool ok;

		if (k >= n)
			return err_set(err, ERR_USAGE, "--map: found “%.*s”, expected FIELD=COLUMN", (int)n, p);
		field = xstrndup(p, k);
		column = xstrndup(p + k + 1, n - k - 1);
		f = import_field(m->kind, field);
		ok = f >= 0 && set_columns(m, &m->source[f], column);
		if (f < 0)
			err_set(err, ERR_USAGE, "--map: “%s” is no field of %s", field, m->kind);
		else if (!ok)
			err_set(err, ERR_INPUT, "--map: %s:1 holds no column “%s”", m->opt.path, column);
		free(field);
		free(column);
		if (!ok)
			return -1;
		p += n;
	}
	return 0;
}

static void map_preset(struct import_map *m)
{
	const struct preset *p = m->opt.preset;

	for (size_t i = 0; i < p->n_columns; i++) {
		struct source *src = &m->source[import_field(m->kind, p->columns[i].name)];

		if (src->kind == FROM_NOTHING)
			set_columns(m, src, p->columns[i].value);
	}
	for (size_t i = 0; i < p->n_constants; i++) {
		struct source *src = &m->source[import_field(m->kind, p->constants[i].name)];

		if (src->kind == FROM_NOTHING) {
			src->kind = FROM_CONSTANT;
			src->constant = p->constants[i].value;
		}
	}
	for (size_t i = 0; i < p->n_defaults; i++)
		m->source[import_field(m->kind, p->defaults[i].name)].fallback = p->defaults[i].value;
	for (int f = 0; f < m->n_fields; f++) {
		m->source[f].values = m->n_value;
		for (size_t i = 0; i < p->n_values; i++)
			if (import_field(m->kind, p->values[i].field) == f)
				m->value[m->n_value++] = p->values[i];
		m->source[f].n_values = m->n_value - m->source[f].values;
	}
}

static void add_rules(struct import_map *m)
{
	const struct preset *p = m->opt.preset;

	m->rule = xcalloc(p->n_rules + 1, sizeof *m->rule);
	m->skip = xcalloc(p->n_skip + 1, sizeof *m->skip);
	for (size_t i = 0; i < p->n_rules; i++) {
		const char *to = p->rules[i].to;
		struct rule r = { .field = import_field(m->kind, p->rules[i].field),
				  .column = need_column(m, p->rules[i].column),
				  .is = p->rules[i].is,
				  .to = to,
				  .take = -1 };
		size_t n = strlen(to);

		if (n > 2 && to[0] == '{' && to[n - 1] == '}') {
			r.take = find_column(m, to + 1, n - 2);
			if (r.take < 0)
				continue;
			m->used[r.take] = true;
		}
		if (r.column < 0)
			continue;
		m->source[r.field].rules = true;
		m->rule[m->n_rule++] = r;
	}
	for (size_t i = 0; !m->opt.keep_deleted && i < p->n_skip; i++) {
		int column = need_column(m, p->skip[i].name);

		if (column >= 0)
			m->skip[m->n_skip++] = (struct skip){ column, p->skip[i].value };
	}
}

static void use_column(struct import_map *m, int f, const char *name)
{
	struct source *src = &m->source[f];

	for (int c = 0; src->kind == FROM_NOTHING && c < m->n_header; c++)
		if (!m->used[c] && alike(name, m->header[c])) {
			src->kind = FROM_COLUMN;
			src->parts = 1;
			src->part[0] = c;
			m->used[c] = true;
		}
}

/* Columns that bear our own names, where nothing else was said. A file's own `id` is its external id. */
static void map_own(struct import_map *m)
{
	for (int f = 0; f < m->n_fields; f++)
		use_column(m, f, m->fields[f]);
	for (const struct alias *a = aliases; a->kind; a++)
		if (!strcmp(a->kind, m->kind))
			use_column(m, import_field(m->kind, a->field), a->header);
	if (m->id_field >= 0 && m->source[m->id_field].kind == FROM_NOTHING && m->source[0].kind == FROM_COLUMN) {
		m->source[m->id_field] = m->source[0];
		m->source[0].kind = FROM_NOTHING;
	}
}

/* What `rejects` writes in front of a row that comes back mended. */
static bool is_rejects(const char *name)
{
	return !strncmp(name, "rejected_", 9);
}

static bool is_known(const struct import_map *m, const char *name)
{
	for (size_t i = 0; m->opt.known && m->opt.known[i]; i++)
		if (!strcasecmp(m->opt.known[i], name))
			return true;
	return is_rejects(name);
}

static void note_unknown(struct import_map *m, struct buf *notes)
{
	struct buf names = { 0 };
	int n = 0;

	for (int c = 0; c < m->n_header; c++)
		if (!m->used[c] && !is_known(m, m->header[c])) {
			buf_printf(&names, "%s%s", n ? ", " : "", *m->header[c] ? m->header[c] : "(no name)");
			n++;
		}
	if (n == 1)
		buf_printf(notes, "1 column is not taken: %s\n", buf_str(&names));
	else if (n)
		buf_printf(notes, "%d columns are not taken: %s\n", n, buf_str(&names));
	buf_done(&names);
}

static int check_doubled(const struct import_map *m, struct err *err)
{
	for (int a = 0; a < m->n_header; a++)
		for (int b = a + 1; m->used[a] && b < m->n_header; b++)
			if (!strcasecmp(m->header[a], m->header[b]))
				return err_set(err, ERR_INPUT,
					       "%s:1: columns %d and %d are both called “%s”, expected"
					       " each name once; nothing was taken",
					       m->opt.path, a + 1, b + 1, m->header[a]);
	return 0;
}

int import_map_new(struct import_map **out, const struct import_map_options *opt, const struct csv_row *header,
		   struct buf *notes, struct err *err)
{
	struct import_map *m = xcalloc(1, sizeof *m);
	int rc;

	*out = NULL;
	m->opt = *opt;
	m->kind = opt->kind;
	m->fields = import_fields(opt->kind);
	m->id_field = import_field(opt->kind, "external_id");
	while (m->fields[m->n_fields])
		m->n_fields++;
	m->value = xcalloc(opt->preset->n_values + 1, sizeof *m->value);
	rc = read_header(m, header, err);
	if (!rc)
		rc = add_lookups(m, notes, err);
	if (!rc)
		rc = map_given(m, opt->map, err);
	if (!rc) {
		map_preset(m);
		add_rules(m);
		map_own(m);
		for (int f = 0; f < m->n_fields; f++)
			for (int i = 0; i < m->source[f].parts; i++)
				m->source[f].part[i] = redirect(m, m->source[f].part[i]);
		note_unknown(m, notes);
		rc = check_doubled(m, err);
	}
	if (rc) {
		import_map_free(m);
		return -1;
	}
	*out = m;
	return 0;
}

void import_map_free(struct import_map *m)
{
	if (!m)
		return;
	for (int i = 0; i < m->n_header; i++)
		free(m->header[i]);
	for (size_t i = 0; i < m->n_lookup; i++)
		join_free(m->lookup[i].join);
	for (int f = 0; f < m->n_fields; f++)
		buf_done(&m->source[f].joined);
	join_free(m->names);
	buf_done(&m->bytes);
	buf_done(&m->id);
	free(m->header);
	free(m->used);
	free(m->value);
	free(m->lookup);
	free(m->rule);
	free(m->skip);
	free(m);
}

int import_map_column(const struct import_map *m, const char *name)
{
	for (int c = 0; c < m->n_header; c++)
		if (!m->used[c] && !strcasecmp(m->header[c], name))
			return c;
	return -1;
}

bool import_map_has(const struct import_map *m, int field)
{
	const struct source *src = &m->source[field];

	return src->kind != FROM_NOTHING || src->fallback || src->rules;
}

/* The text of a column of the row, looked up where it is a join's. */
static struct csv_field cell(struct import_map *m, const struct csv_row *row, int column)
{
	struct csv_field key, none = { NULL, 0 };
	struct lookup *l;
	const char *value;

	if (column < m->n_header)
		return column < row->count ? row->fields[column] : none;
	l = &m->lookup[column - m->n_header];
	key = cell(m, row, l->column);
	if (!key.len || !l->join)
		return none;
	value = join_get(l->join, key.text, key.len);
	l->missed += !value;
	return value ? (struct csv_field){ value, strlen(value) } : none;
}

static struct csv_field join_columns(struct import_map *m, const struct csv_row *row, struct source *src)
{
	buf_clear(&src->joined);
	for (int i = 0; i < src->parts; i++) {
		struct csv_field f = cell(m, row, src->part[i]);

		if (f.len) {
			if (src->joined.len)
				buf_putc(&src->joined, ' ');
			buf_add(&src->joined, f.text, f.len);
		}
	}
	return (struct csv_field){ src->joined.len ? src->joined.data : NULL, src->joined.len };
}

static bool apply_rules(struct import_map *m, const struct csv_row *row, int field, struct csv_field *out)
{
	for (size_t i = 0; i < m->n_rule; i++) {
		const struct rule *r = &m->rule[i];
		struct csv_field is;

		if (r->field != field)
			continue;
		is = cell(m, row, r->column);
		if (strcasecmp(is.text ? is.text : "", r->is))
			continue;
		*out = r->take >= 0 ? cell(m, row, r->take) : (struct csv_field){ r->to, strlen(r->to) };
		return true;
	}
	return false;
}

static struct csv_field translate(const struct import_map *m, const struct source *src, struct csv_field f)
{
	for (size_t i = 0; i < src->n_values; i++) {
		const struct preset_value *v = &m->value[src->values + i];

		if (!strcasecmp(v->from, f.text))
			return (struct csv_field){ v->to, strlen(v->to) };
	}
	return f;
}

static struct csv_field take(struct import_map *m, const struct csv_row *row, int field, int *column)
{
	struct source *src = &m->source[field];
	struct csv_field f = { NULL, 0 };

	*column = src->kind == FROM_COLUMN && src->part[0] < m->n_header ? src->part[0] + 1 : 0;
	if (src->rules && apply_rules(m, row, field, &f))
		return f;
	if (src->kind == FROM_COLUMN)
		f = cell(m, row, src->part[0]);
	else if (src->kind == FROM_COLUMNS)
		f = join_columns(m, row, src);
	else if (src->kind == FROM_CONSTANT)
		return (struct csv_field){ src->constant, strlen(src->constant) };
	/* One guarding ' comes off where the rest would be run by a spreadsheet (commands.md, "Export"). */
	if (!m->opt.raw)
		csv_unguard(&f.text, &f.len);
	if (f.len && src->n_values)
		f = translate(m, src, f);
	if (!f.len && src->fallback)
		f = (struct csv_field){ src->fallback, strlen(src->fallback) };
	return f;
}

static void hash_field(struct import_map *m, int field, struct csv_field f)
{
	uint32_t head[2] = { (uint32_t)field, (uint32_t)f.len };

	buf_add(&m->bytes, head, sizeof head);
	buf_add(&m->bytes, f.text, f.len);
}

static void add_prefix(struct import_map *m, struct csv_field *f)
{
	buf_clear(&m->id);
	buf_puts(&m->id, m->opt.preset->id_prefix);
	buf_add(&m->id, f->text, f->len);
	*f = (struct csv_field){ m->id.data, m->id.len };
}

static bool is_skipped(struct import_map *m, const struct csv_row *row, struct buf *why, int *column)
{
	for (size_t i = 0; i < m->n_skip; i++) {
		struct csv_field f = cell(m, row, m->skip[i].column);

		if (f.text && !strcasecmp(f.text, m->skip[i].is)) {
			*column = m->skip[i].column + 1;
			buf_printf(why, "left out: %s is %s", m->header[m->skip[i].column], f.text);
			return true;
		}
	}
	return false;
}

int import_map_row(struct import_map *m, const struct csv_row *row, struct import_cells *out, struct buf *why,
		   int *column)
{
	if (m->n_skip && is_skipped(m, row, why, column))
		return 0;
	buf_clear(&m->bytes);
	for (int f = 0; f < m->n_fields; f++) {
		struct csv_field got = take(m, row, f, &out->column[f]);

		if (got.len && f == m->id_field && m->opt.preset->id_prefix)
			add_prefix(m, &got);
		out->text[f] = got.len ? got.text : NULL;
		out->len[f] = got.len;
		if (got.len && f) /* our own id is no part of what the row says */
			hash_field(m, f, got);
	}
	out->hash = (int64_t)XXH3_64bits(m->bytes.data ? m->bytes.data : "", m->bytes.len);
	if (!out->hash)
		out->hash = 1;
	return 1;
}

const char *import_map_name(const struct import_map *m, const char *id, size_t len, size_t *at)
{
	return m->names ? join_next(m->names, id, len, at) : NULL;
}

void import_map_missed(const struct import_map *m, struct buf *notes)
{
	for (size_t i = 0; i < m->n_lookup; i++)
		if (m->lookup[i].missed)
			buf_printf(notes, "%lld rows: %s is not in %s, left empty\n", (long long)m->lookup[i].missed,
				   m->lookup[i].column < m->n_header
					   ? m->header[m->lookup[i].column]
					   : m->lookup[m->lookup[i].column - m->n_header].name,
				   m->lookup[i].file);
}

static const struct alias aliases[] = {
	{ "stages", "deal", "external id" },	  { "stages", "deal", "opportunity id" },
	{ "stages", "deal", "opportunityid" },	  { "stages", "deal", "deal id" },
	{ "stages", "deal", "record id" },	  { "stages", "deal", "id" },
	{ "stages", "stage", "stage name" },	  { "stages", "stage", "stagename" },
	{ "stages", "stage", "to stage" },	  { "stages", "stage", "deal stage" },
	{ "stages", "stage", "new value" },	  { "stages", "entered", "entered date" },
	{ "stages", "entered", "entered at" },	  { "stages", "entered", "entered on" },
	{ "stages", "entered", "date entered" },  { "stages", "entered", "start date" },
	{ "stages", "entered", "valid from" },
	{ "stages", "entered", "_fivetran_start" }, { "stages", "entered", "created date" },  { "stages", "entered", "createddate" },
	{ "stages", "entered", "changed at" },	  { "stages", "entered", "last modified" },
	{ "stages", "left", "left date" },	  { "stages", "left", "left at" },
	{ "stages", "left", "exited" },		  { "stages", "left", "exited date" },
	{ "stages", "left", "date exited" },	  { "stages", "left", "end date" },
	{ NULL, NULL, NULL },
};

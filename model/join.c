#include "model/join.h"

#include "model/buf.h"
#include "model/io/csv_in.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct entry {
	size_t key, value; /* offsets into words, both NUL-terminated */
	size_t next;	   /* in its bucket, in the order of the file; 0 none, else index + 1 */
};

struct join {
	struct buf words;
	struct entry *entry;
	size_t n, cap;
	size_t *head, *tail, buckets; /* index + 1 */
};

static size_t hash(const char *key, size_t len)
{
	size_t h = 14695981039346656037u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)key[i]) * 1099511628211u;
	return h;
}

static void link_entry(struct join *j, size_t i)
{
	const char *key = j->words.data + j->entry[i].key;
	size_t b = hash(key, strlen(key)) & (j->buckets - 1);

	j->entry[i].next = 0;
	if (j->tail[b])
		j->entry[j->tail[b] - 1].next = i + 1;
	else
		j->head[b] = i + 1;
	j->tail[b] = i + 1;
}

static void grow(struct join *j)
{
	free(j->head);
	free(j->tail);
	j->buckets = j->buckets ? j->buckets * 4 : 256;
	j->head = xcalloc(j->buckets, sizeof *j->head);
	j->tail = xcalloc(j->buckets, sizeof *j->tail);
	for (size_t i = 0; i < j->n; i++)
		link_entry(j, i);
}

static void add(struct join *j, const struct csv_field *key, const char *value)
{
	if (j->n == j->cap) {
		j->cap = j->cap ? j->cap * 2 : 64;
		j->entry = xrealloc(j->entry, j->cap * sizeof *j->entry);
	}
	j->entry[j->n].key = j->words.len;
	buf_add(&j->words, key->text, key->len + 1);
	j->entry[j->n].value = j->words.len;
	buf_add(&j->words, value, strlen(value) + 1);
	j->n++;
	if (j->n > j->buckets / 2)
		grow(j);
	else
		link_entry(j, j->n - 1);
}

static int find_column(const struct csv_row *header, const char *name, size_t len)
{
	for (int i = 0; i < header->count; i++)
		if (header->fields[i].text && header->fields[i].len == len &&
		    !strncasecmp(header->fields[i].text, name, len))
			return i;
	return -1;
}

static int no_column(const char *path, const char *name, size_t len, const struct csv_row *header, struct err *err)
{
	struct buf all = { 0 };

	for (int i = 0; i < header->count && i < 12; i++)
		buf_printf(&all, "%s%s", i ? ", " : "", header->fields[i].text ? header->fields[i].text : "");
	err_set(err, ERR_INPUT, "%s:1: found no column “%.*s”, expected one of: %s%s", path, (int)len, name,
		buf_str(&all), header->count > 12 ? " …" : "");
	buf_done(&all);
	return -1;
}

static void read_value(const struct csv_row *row, const int *columns, int n, struct buf *out)
{
	buf_clear(out);
	for (int i = 0; i < n; i++)
		if (row->fields[columns[i]].len)
			buf_printf(out, "%s%s", out->len ? " " : "", row->fields[columns[i]].text);
}

static int read_rows(struct join *j, struct csv_in *in, int key, const int *values, int n, struct err *err)
{
	struct csv_row row;
	struct buf value = { 0 };
	int got;

	while ((got = csv_in_next(in, &row, err)) > CSV_IN_END) {
		if (got == CSV_IN_REFUSED || !row.fields[key].len)
			continue;
		read_value(&row, values, n, &value);
		if (value.len)
			add(j, &row.fields[key], buf_str(&value));
	}
	buf_done(&value);
	return got;
}

int join_read(struct join **out, const char *path, const char *key, const char *value, struct err *err)
{
	struct csv_in *in = csv_in_open(path, NULL, err);
	struct csv_row header;
	int columns[8], n = 0, k = -1, rc;

	*out = NULL;
	if (!in)
		return -1;
	rc = csv_in_header(in, &header, err);
	if (rc == 0)
		rc = err_set(err, ERR_INPUT, "%s is empty, expected a header with %s and %s", path, key, value);
	if (rc == 1) {
		rc = 0;
		k = find_column(&header, key, strlen(key));
		if (k < 0)
			rc = no_column(path, key, strlen(key), &header, err);
	}
	for (const char *p = value; !rc && *p && n < 8; p += *p == '+') {
		size_t len = strcspn(p, "+");

		columns[n] = find_column(&header, p, len);
		if (columns[n++] < 0)
			rc = no_column(path, p, len, &header, err);
		p += len;
	}
	if (!rc) {
		*out = xcalloc(1, sizeof **out);
		grow(*out);
		rc = read_rows(*out, in, k, columns, n, err);
	}
	csv_in_close(in);
	if (rc) {
		join_free(*out);
		*out = NULL;
	}
	return rc;
}

void join_free(struct join *j)
{
	if (!j)
		return;
	buf_done(&j->words);
	free(j->entry);
	free(j->head);
	free(j->tail);
	free(j);
}

const char *join_next(const struct join *j, const char *key, size_t len, size_t *at)
{
	size_t i = *at ? j->entry[*at - 1].next : j->head[hash(key, len) & (j->buckets - 1)];

	for (; i; i = j->entry[i - 1].next) {
		const char *k = j->words.data + j->entry[i - 1].key;

		if (!strncmp(k, key, len) && !k[len]) {
			*at = i;
			return j->words.data + j->entry[i - 1].value;
		}
	}
	return NULL;
}

const char *join_get(const struct join *j, const char *key, size_t len)
{
	size_t at = 0;

	return join_next(j, key, len, &at);
}

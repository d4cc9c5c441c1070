#ifndef APP_CLI_LIST_H
#define APP_CLI_LIST_H
/* A list of records on standard output as lines of text, CSV or JSON, and the words that commands of lists share. */
#include "model/buf.h"
#include "model/io/csv_out.h"
#include "model/io/json.h"
#include "model/store.h"

enum list_format { LIST_TEXT, LIST_CSV, LIST_JSON };

struct listing {
	struct store *s;
	enum list_format format;
	struct csv_out *csv;
	struct buf out;
	struct json json;
	size_t rows;
};
int list_format_read(const char *value, enum list_format *out, struct err *err);
/* The columns of CSV; of JSON the array. */
void list_begin(struct listing *l, const char *const *names, size_t n);
/* 0, or the exit status. Where the list failed, `err` is NULL: JSON is not printed then, which would look whole. */
int list_end(struct listing *l, struct err *err);
/* "D-12", nothing for 0. */
void list_csv_deal(struct csv_out *csv, int64_t deal);
void list_json_deal(struct json *j, int64_t deal);
/* The number behind a verb: 0, or -1; `of`: "an action; winloss action list shows them". */
int list_number(const char *word, const char *of, int64_t *out, struct err *err);
/* A member by login or name. */
int list_member(struct store *s, const char *name, int64_t *out, struct err *err);
#endif

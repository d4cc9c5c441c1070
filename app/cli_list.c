#include "app/cli.h"
#include "app/cli_list.h"

#include "model/member.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int list_format_read(const char *value, enum list_format *out, struct err *err)
{
	static const char *const names[] = { "text", "csv", "json" };

	for (int i = 0; i < 3; i++)
		if (!strcmp(value, names[i])) {
			*out = (enum list_format)i;
			return 0;
		}
	return err_set(err, ERR_USAGE, "--format: found “%s”, expected text, csv or json", value);
}

static void csv_head(struct listing *l, const char *const *names, size_t n)
{
	l->csv = csv_out_open(STDOUT_FILENO, &(struct csv_out_options){ .visible = isatty(STDOUT_FILENO) });
	for (size_t i = 0; i < n; i++)
		csv_out_plain(l->csv, names[i], strlen(names[i]));
	csv_out_end_row(l->csv);
}

void list_begin(struct listing *l, const char *const *names, size_t n)
{
	l->json = (struct json){ .out = &l->out };
	if (l->format == LIST_CSV)
		csv_head(l, names, n);
	if (l->format == LIST_JSON)
		json_array(&l->json, NULL);
}

/* 0, or the exit status. */
int list_end(struct listing *l, struct err *err)
{
	int rc = 0;

	if (l->format == LIST_CSV)
		rc = csv_out_close(l->csv, NULL, err) && err ? cli_fail(err) : 0;
	if (l->format == LIST_JSON && err) {
		json_end(&l->json);
		json_line(&l->json);
		cli_text(stdout, buf_str(&l->out));
	}
	buf_done(&l->out);
	return rc;
}

void list_csv_deal(struct csv_out *csv, int64_t deal)
{
	char number[32] = "";

	if (deal)
		snprintf(number, sizeof number, "D-%" PRId64, deal);
	csv_out_plain(csv, number, strlen(number));
}

void list_json_deal(struct json *j, int64_t deal)
{
	char number[32];

	snprintf(number, sizeof number, "D-%" PRId64, deal);
	json_str(j, "deal", deal ? number : NULL);
}

/* The number behind the verb: 0, or -1. */
int list_number(const char *word, const char *of, int64_t *out, struct err *err)
{
	if (word && !int_parse(word, out, NULL) && *out > 0)
		return 0;
	return err_set(err, ERR_USAGE, "found “%s”, expected the number of %s", word ? word : "nothing", of);
}

int list_member(struct store *s, const char *name, int64_t *out, struct err *err)
{
	*out = member_find(s, name, err);
	if (*out < 0)
		return -1;
	return *out ? 0 : err_set(err, ERR_INPUT, "no member “%s”; winloss member list shows them", name);
}

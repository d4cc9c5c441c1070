/* merge: two spellings of a company or competitor become one, and which may be two of one. */
#include "app/cli.h"
#include "app/cli_list.h"

#include "model/merge.h"

#include <inttypes.h>
#include <string.h>

static const char *const names[] = { "spelling", "deals", "kept", "kept_deals" };

struct asked {
	struct listing list;
	enum merge_kind kind;
	const char *kind_word, *name[2];
	size_t n;
	bool suggest;
};

static int wrong(struct err *err, const char *what)
{
	return err_set(err, ERR_USAGE, "%s. usage: winloss merge company|competitor SPELLING KEPT: what SPELLING has goes to KEPT, which"
		       " stays; or winloss merge company|competitor --suggest [--format text|csv|json]", what);
}

static int read_option(struct asked *a, const struct word *word, struct words *w, struct err *err)
{
	const char *value;

	if (!strcmp(word->name, "suggest") && !word->value) {
		a->suggest = true;
		return 0;
	}
	value = strcmp(word->name, "format") ? NULL : words_value(w, word);
	return value ? list_format_read(value, &a->list.format, err) : wrong(err, "no such option, or its value is missing");
}

static int read_words(struct asked *a, struct words *w, struct err *err)
{
	struct word word;

	while (words_next(w, &word)) {
		if (word.name) {
			if (read_option(a, &word, w, err))
				return -1;
		} else if (!a->kind_word) {
			a->kind_word = word.value;
			if (!merge_kind_parse(word.value, &a->kind))
				return wrong(err, "expected company or competitor first");
		} else if (a->n < 2) {
			a->name[a->n++] = word.value;
		} else {
			return wrong(err, "found more than two names; quote one that has blanks");
		}
	}
	if (!a->kind_word)
		return wrong(err, "expected company or competitor first");
	return a->n == (a->suggest ? 0 : 2) ? 0 : wrong(err, a->suggest ? "--suggest takes no names" : "expected two names");
}

static int print_pair(void *arg, const struct merge_pair *p)
{
	struct asked *a = arg;
	struct listing *l = &a->list;
	char text[24];

	l->rows++;
	switch (l->format) {
	case LIST_CSV:
		csv_out_text(l->csv, p->gone_name, strlen(p->gone_name));
		csv_out_plain(l->csv, text, (size_t)snprintf(text, sizeof text, "%" PRId64, p->gone_deals));
		csv_out_text(l->csv, p->kept_name, strlen(p->kept_name));
		csv_out_plain(l->csv, text, (size_t)snprintf(text, sizeof text, "%" PRId64, p->kept_deals));
		csv_out_end_row(l->csv);
		break;
	case LIST_JSON:
		json_object(&l->json, NULL);
		json_str(&l->json, names[0], p->gone_name);
		json_int(&l->json, names[1], p->gone_deals);
		json_str(&l->json, names[2], p->kept_name);
		json_int(&l->json, names[3], p->kept_deals);
		json_end(&l->json);
		break;
	case LIST_TEXT:
		cli_print(stdout, "merge %s \"%s\" \"%s\"   (%" PRId64 " and %" PRId64 " deals)\n", a->kind_word, p->gone_name,
			  p->kept_name, p->gone_deals, p->kept_deals);
		break;
	}
	return 0;
}

static int suggest(struct asked *a)
{
	struct err err = { 0 };

	list_begin(&a->list, names, sizeof names / sizeof *names);
	if (merge_suggest(a->list.s, a->kind, print_pair, a, &err)) {
		list_end(&a->list, NULL);
		return cli_fail(&err);
	}
	if (!a->list.rows && a->list.format == LIST_TEXT)
		cli_say(stderr, "winloss: no two look like one\n");
	return list_end(&a->list, &err);
}

int cli_merge(struct store *s, int argc, char **argv)
{
	struct asked a = { .list = { .s = s } };
	struct words w = { argc, 1, argv };
	struct merged m = { 0 };
	struct buf told = { 0 };
	struct err err = { 0 };
	int64_t gone, kept;

	if (read_words(&a, &w, &err))
		return cli_fail(&err);
	if (a.suggest)
		return suggest(&a);
	if (merge_find(s, a.kind, a.name[0], &gone, &err) || merge_find(s, a.kind, a.name[1], &kept, &err) ||
	    merge_run(s, a.kind, gone, kept, 0, &m, &err)) {
		merged_done(&m);
		return cli_fail(&err);
	}
	merged_format(&m, a.kind, &told);
	cli_print(stdout, "%s\n", buf_str(&told));
	cli_print(stderr, "winloss: who types or imports “%s” means %s from here on; winloss undo takes it back\n", m.gone_name,
		  m.kept_name);
	buf_done(&told);
	merged_done(&m);
	return 0;
}

/* The text filter of the queue: compared in memory, so that a letter does not walk over every deal and company again. */
#include "model/handoff_private.h"

#include "model/access.h"
#include "model/private.h"
#include "model/text.h"

#include <stdlib.h>
#include <string.h>

void handoff_forget(struct store *s)
{
	struct handoff_lines *all = s->priv->handoff_lines;

	free(s->priv->handoff_counted);
	s->priv->handoff_counted = NULL;
	if (!all)
		return;
	free(all->match);
	free(all->typed);
	free(all->at);
	buf_done(&all->words);
	free(all);
	s->priv->handoff_lines = NULL;
}

static void forget_matches(struct handoff_lines *all)
{
	free(all->match);
	free(all->typed);
	all->match = NULL;
	all->typed = NULL;
	all->matches = 0;
}

static void add_words(struct handoff_lines *all, const char *text)
{
	if (text)
		text_fold(&all->words, text, strlen(text));
	buf_putc(&all->words, '\0');
}

static void add_line(struct handoff_lines *all, struct stmt *st)
{
	int64_t due = db_col(st, 1);

	if (all->n == all->cap) {
		all->cap = all->cap ? all->cap * 2 : 256;
		all->at = xrealloc(all->at, all->cap * sizeof *all->at);
	}
	all->at[all->n++] = (struct handoff_line){ { due ? due : INT64_MAX, db_col(st, 0) }, db_col(st, 6), db_col(st, 7),
						   all->words.len };
	buf_puts(&all->words, db_col_text(st, 3));
	buf_putc(&all->words, '\0');
	add_words(all, db_col_text(st, 4));
	add_words(all, db_col_text(st, 5));
}

static int read_part(struct store *s, struct handoff_lines *all, int sql, int64_t due, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &handoff_sql[sql], err);
	int rc;

	if (!st)
		return -1;
	access_bind(st, s);
	db_int(st, 1, due);
	db_int(st, 2, due ? INT64_MAX : 0);
	db_int(st, 3, 0);
	db_int(st, 4, 0);
	while ((rc = db_step(st, err)) == 1)
		add_line(all, st);
	return rc;
}

static struct handoff_lines *read_lines(struct store *s, struct err *err)
{
	struct handoff_lines *all = s->priv->handoff_lines;
	struct as_of as_of;

	if (!all)
		all = s->priv->handoff_lines = xcalloc(1, sizeof *all);
	if (as_of_holds(s, &all->as_of))
		return all;
	forget_matches(all);
	all->n = 0;
	buf_clear(&all->words);
	all->as_of.is_set = false;
	as_of = as_of_now(s);
	if (read_part(s, all, WALK_DUE, 0, err) || read_part(s, all, WALK_WAITING, 0, err))
		return NULL;
	all->as_of = as_of;
	return all;
}

static bool is_match(const struct handoff_lines *all, const struct handoff_line *l, const struct board_text *t)
{
	const char *company = all->words.data + l->words, *name = company + strlen(company) + 1;
	struct board_words words = { .id = l->key.deal, .owner = l->owner, .csm = l->csm, .company_key = company, .name = name,
				     .ext = name + strlen(name) + 1, .all_folded = true };

	return board_text_match(t, &words);
}

/* The same words with more letters in the last one, of which a number may be meant: nothing matches that did not before. */
static bool is_narrower(const char *before, const char *typed)
{
	size_t n = strlen(before);

	return n && !strncmp(before, typed, n) && before[n - 1] != ' ' && !strchr(typed + n, ' ') && !strpbrk(typed, "0123456789-");
}

const struct handoff_lines *handoff_lines_matching(struct store *s, const char *typed, const struct board_text *t, struct err *err)
{
	struct handoff_lines *all = read_lines(s, err);
	size_t n = 0, from;
	bool narrower;

	if (!all || (all->typed && !strcmp(all->typed, typed)))
		return all;
	narrower = all->typed && is_narrower(all->typed, typed);
	from = narrower ? all->matches : all->n;
	if (!narrower) {
		forget_matches(all);
		all->match = xmalloc((all->n + 1) * sizeof *all->match);
	}
	for (size_t i = 0; i < from; i++) {
		size_t line = narrower ? all->match[i] : i;

		if (is_match(all, &all->at[line], t))
			all->match[n++] = line;
	}
	all->matches = n;
	free(all->typed);
	all->typed = xstrdup(typed);
	return all;
}

static bool is_behind(struct handoff_key a, struct handoff_key b)
{
	return a.due_at != b.due_at ? a.due_at > b.due_at : a.deal > b.deal;
}

size_t handoff_lines_behind(const struct handoff_lines *all, struct handoff_key key)
{
	size_t low = 0, high = all->matches;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (is_behind(all->at[all->match[mid]].key, key))
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

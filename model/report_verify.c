/* A published file looked at again: its bytes, its numbers, and how far today's have moved. */
#include "model/report_private.h"

#include "model/cut.h"
#include "model/dict.h"
#include "model/doc_table.h"
#include "model/stage.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct telling {
	int (*fn)(void *arg, const char *sentence);
	void *arg;
	size_t n;
};

static void tell(struct telling *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void tell(struct telling *t, const char *fmt, ...)
{
	char line[700];
	va_list ap;

	va_start(ap, fmt);
	cut_print(line, sizeof line, fmt, ap);
	va_end(ap);
	t->fn(t->arg, line);
	t->n++;
}

/* ---- line by line ---- */

struct line {
	const char *s;
	size_t len;
};

static struct line *split(const char *bytes, size_t len, size_t *n)
{
	struct line *out = NULL;
	size_t at = 0;

	*n = 0;
	while (at < len) {
		const char *end = memchr(bytes + at, '\n', len - at);
		size_t to = end ? (size_t)(end - bytes) : len;

		if ((*n & (*n - 1)) == 0)
			out = xrealloc(out, (*n ? *n * 2 : 1) * sizeof *out);
		out[(*n)++] = (struct line){ bytes + at, to - at };
		at = to + 1;
	}
	return out;
}

static bool same(struct line a, struct line b)
{
	return a.len == b.len && !memcmp(a.s, b.s, a.len);
}

/* A run of digits with signs of numbers between them; its length, 0 where none begins here. */
static size_t number_at(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && (isdigit((unsigned char)s[n]) || (n && n + 1 < len && strchr(".,-:", s[n]) && isdigit((unsigned char)s[n + 1]))))
		n++;
	return n;
}

/* Which figure a line of the document speaks of: one of its section whose title stands in it. */
static const struct report_fact *fact_of(const struct report_fact *fact, size_t n, int section, struct line line, struct line number)
{
	const struct report_fact *best = NULL;
	char *text = xstrndup(line.s, line.len), *figure = xstrndup(number.s, number.len);

	for (size_t i = 0; i < n; i++) {
		struct buf title = { 0 };
		bool there;

		if ((int)fact[i].section != section)
			continue;
		doc_words(DOC_MARKDOWN, fact[i].title, true, &title);
		there = title.len && strstr(text, buf_str(&title));
		buf_done(&title);
		if (there && (!best || (!strstr(best->value, figure) && strstr(fact[i].value, figure))))
			best = &fact[i];
	}
	free(text);
	free(figure);
	return best;
}

static void tell_number(struct telling *t, size_t number, const struct report_fact *f, struct line is, struct line was)
{
	int is_len = is.len > 80 ? 80 : (int)is.len, was_len = was.len > 80 ? 80 : (int)was.len;

	if (f)
		tell(t, "line %zu: found %.*s, published %.*s (%.120s; %s)", number, is_len, is.s, was_len, was.s, f->title, f->key);
	else
		tell(t, "line %zu: found %.*s, published %.*s", number, is_len, is.s, was_len, was.s);
}

/* Each number that differs; words that differ are told once a line, without them: a quote may not be said again. */
static void compare_line(struct telling *t, const struct report_fact *fact, size_t n, int section, size_t number, struct line was,
			 struct line is)
{
	size_t a = 0, b = 0, before = t->n;
	bool words = false;

	while (a < was.len && b < is.len && !words) {
		size_t x = number_at(was.s + a, was.len - a), y = number_at(is.s + b, is.len - b);

		if (x && y) {
			struct line wn = { was.s + a, x }, in = { is.s + b, y };

			if (!same(wn, in))
				tell_number(t, number, fact_of(fact, n, section, was, wn), in, wn);
			a += x;
			b += y;
		} else {
			words = x || y || was.s[a] != is.s[b];
			a++;
			b++;
		}
	}
	if (words || a < was.len || b < is.len || t->n == before)
		tell(t, "line %zu: its words are not those that were published", number);
}

static int section_of(struct line line, int section)
{
	if (line.len < 4 || memcmp(line.s, "## ", 3))
		return section;
	for (int i = 0; i < ROLLUP_SECTIONS; i++) {
		const char *title = rollup_section_title((enum rollup_section)i);

		if (line.len - 3 == strlen(title) && !memcmp(line.s + 3, title, line.len - 3))
			return i;
	}
	return -1;
}

size_t report_compare(const struct report_fact *fact, size_t n, const char *frozen, size_t frozen_len, const char *bytes, size_t len,
		      int (*fn)(void *arg, const char *sentence), void *arg)
{
	struct telling t = { fn, arg, 0 };
	size_t was_n, is_n, head = 0, tail = 0;
	struct line *was = split(frozen, frozen_len, &was_n), *is = split(bytes, len, &is_n);
	int section = -1;

	while (tail < was_n && tail < is_n && was_n != is_n && same(was[was_n - 1 - tail], is[is_n - 1 - tail]))
		tail++;
	for (; head < was_n - tail && head < is_n - tail; head++) {
		section = section_of(was[head], section);
		if (!same(was[head], is[head]))
			compare_line(&t, fact, n, section, head + 1, was[head], is[head]);
		if (!same(was[head], is[head]) && was_n != is_n)
			break;
	}
	if (was_n != is_n)
		tell(&t, "line %zu: %zu lines were published, found %zu", head + 1, was_n, is_n);
	else if (!t.n && (frozen_len != len || memcmp(frozen, bytes, len)))
		tell(&t, "the end of the last line is not as it was published");
	free(was);
	free(is);
	return t.n;
}

/* ---- against the frozen facts ---- */

static void check_fact(struct telling *t, struct store *s, const struct report_fact *f, const char *frozen)
{
	struct figure again = { .form = f->form, .n = f->n, .of = f->of, .amount_minor = f->amount_minor, .currency = f->currency };
	struct buf say = { 0 };
	struct recount c;

	if (!f->intact)
		tell(t, "%s: what is kept of it is not what was kept at publishing", f->key);
	if (f->has_subjects && !report_recount(buf_str(&f->subjects), f->subjects.len, f->form, &c))
		tell(t, "%s: what was counted cannot be read", f->key);
	else if (f->has_subjects && ((c.known && c.n != f->n) || (c.of_known && c.of != f->of) ||
				     (f->form == FIGURE_MONEY && c.known && c.amount_minor != f->amount_minor)))
		tell(t, "%s: published %" PRId64 " of %" PRId64 ", counted again %" PRId64 " of %" PRId64, f->key, f->n, f->of, c.n, c.of);
	if (f->form == FIGURE_RATE) {
		again.share = share_of(f->n, f->of);
		again.small = !strchr(f->value, '%');
	}
	figure_say(s, &again, &say);
	if (strcmp(buf_str(&say), f->value))
		tell(t, "%s: published “%s”, worked out again “%s”", f->key, f->value, buf_str(&say));
	buf_clear(&say);
	doc_words(DOC_MARKDOWN, f->value, true, &say);
	if (!strstr(frozen, buf_str(&say)))
		tell(t, "%s: “%s” does not stand in the document", f->key, f->value);
	buf_done(&say);
}

/* ---- today ---- */

static size_t tell_moved(struct store *s, const struct report *r, const struct report_fact *fact, size_t n,
			 int (*fn)(void *arg, const char *sentence), void *arg)
{
	struct rollup_scope scope = { .segment = r->segment, .audience = (enum rollup_audience)r->audience };
	struct telling t = { fn, arg, 0 };
	struct buf changes = { 0 };
	struct rollup today;

	if (r->kind != REPORT_ROLLUP) /* a record's words hold no figures */
		return 0;
	if (rollup_period_parse(s, r->period, &scope, NULL) || rollup_load(s, &scope, &today, NULL))
		return 0;
	if (!today.own_only)
		report_changes(s, r, fact, n, &today, &changes);
	for (const char *c = buf_str(&changes); *c; c += strcspn(c, "\n") + 1)
		tell(&t, "since then: %.*s", (int)strcspn(c, "\n"), c);
	buf_done(&changes);
	rollup_done(&today);
	return t.n;
}

/* ---- which one it is ---- */

struct looking {
	struct store *s;
	const char *base, *bytes;
	size_t len;
	struct report found; /* with those bytes, else the newest of that name */
	bool exact, hidden;  /* one of that name is not the actor's to read, though its being there is no secret */
	int64_t newest;      /* of that name */
};

static int look(void *arg, const struct report *r)
{
	struct looking *l = arg;
	const char *base = strrchr(r->path, '/');
	bool named = !strcmp(base ? base + 1 : r->path, l->base);
	struct buf body = { 0 };

	/* Who does not read all of a file is told nothing of it: the cmo's reader of another's, nor of a record's words. */
	if (r->kind == REPORT_ROLLUP ? access_read(l->s, CLASS_DEAL) == ACCESS_NO && r->audience != AUDIENCE_CMO
				     : access_read(l->s, CLASS_INTERNAL) != ACCESS_ALL || access_read(l->s, CLASS_CRM) != ACCESS_ALL) {
		l->hidden = l->hidden || (named && r->kind == REPORT_EXCHANGE);
		return 0;
	}
	if (named && !l->newest)
		l->newest = r->id;
	if (report_bytes(l->s, r, &body, NULL, NULL) == 1)
		l->exact = body.len == l->len && !memcmp(buf_str(&body), l->bytes, l->len);
	buf_done(&body);
	if (l->exact || (named && !l->found.id)) {
		report_done(&l->found);
		l->found = *r;
		l->found.path = xstrdup(r->path);
	}
	return l->exact;
}

static int find(struct looking *l, const char *name, struct err *err)
{
	const char *base = strrchr(name, '/');

	l->base = base ? base + 1 : name;
	if (report_each(l->s, look, l, err) < 0)
		return -1;
	if (!l->found.id && l->hidden)
		return err_set(err, ERR_ROLE, "%s holds words of exchange records that your roles do not read; who reads all of them verifies it",
			       name);
	return l->found.id ? 0 : err_set(err, ERR_INPUT, "%s is no report that was published from this file, neither by its bytes nor by its"
							 " name (winloss report list shows them)", name);
}

struct verifying {
	struct looking look;
	const char *name;
	struct telling t;
	struct report_fact *fact;
	size_t n, *differences, *moved;
	struct buf frozen;
};

/* Published words are kept for good; one that cannot be found is damage. */
static int read_frozen(struct verifying *v, bool *intact, struct err *err)
{
	struct store *s = v->look.s;
	int rc = report_bytes(s, &v->look.found, &v->frozen, intact, err);

	if (!rc)
		rc = err_set(err, ERR_DB, "the words of report %" PRId64 " are not there any more", v->look.found.id);
	return rc < 0 || report_facts(s, v->look.found.id, &v->fact, &v->n, err) ? -1 : 0;
}

static int verify(void *arg, struct err *err)
{
	struct verifying *v = arg;
	struct looking *l = &v->look;
	struct telling *t = &v->t;
	bool intact = false;

	if (find(l, v->name, err) || read_frozen(v, &intact, err))
		return -1;
	if (!intact)
		tell(t, "the bytes that are kept of report %" PRId64 " are not those that were published", l->found.id);
	*v->differences += report_compare(v->fact, v->n, buf_str(&v->frozen), v->frozen.len, l->bytes, l->len, t->fn, t->arg);
	for (size_t i = 0; i < v->n; i++)
		check_fact(t, l->s, &v->fact[i], buf_str(&v->frozen));
	*v->differences += t->n;
	*v->moved = tell_moved(l->s, &l->found, v->fact, v->n, t->fn, t->arg);
	if (l->newest && l->newest != l->found.id) {
		tell(t, "since then: a later issue took its place (report %" PRId64 ")", l->newest);
		++*v->moved;
	}
	return 0;
}

int report_verify(struct store *s, const char *name, const char *bytes, size_t len,
		  int (*fn)(void *arg, const char *sentence), void *arg, size_t *differences, size_t *moved, struct err *err)
{
	struct verifying v = { .look = { .s = s, .bytes = bytes, .len = len }, .name = name, .t = { fn, arg, 0 },
			       .differences = differences, .moved = moved };
	int rc;

	*differences = *moved = 0;
	rc = db_whole(s->db, verify, &v, err);
	report_facts_done(v.fact, v.n);
	report_done(&v.look.found);
	buf_done(&v.frozen);
	return rc;
}

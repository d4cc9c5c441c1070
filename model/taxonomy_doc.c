#include "model/taxonomy_doc.h"

#include "model/access.h"
#include "model/calendar.h"
#include "model/member.h"
#include "model/taxonomy_edit.h"
#include "model/text.h"
#include "model/value.h"

#include <inttypes.h>
#include <string.h>

int taxonomy_may_read(const struct store *s, struct err *err)
{
	if (access_read(s, CLASS_INTERVIEW) != ACCESS_NO)
		return 0;
	return err_set(err, ERR_ROLE, "the themes of interviews are for those who read interviews: analyst, sales_ops, cro, admin,"
			" csm, ae, readonly");
}

void taxonomy_put_number(struct store *s, const struct taxonomy *t, struct buf *out)
{
	struct taxonomy_change c;

	if (t->state == TAXONOMY_PUBLISHED)
		buf_printf(out, "%" PRId64 ".%" PRId64, t->major, t->minor);
	else if (taxonomy_changes(s, &c, NULL) == 1)
		buf_printf(out, "draft of %" PRId64 ".%" PRId64, c.major, c.minor);
	else
		buf_puts(out, "draft");
}

void theme_put_path(const struct taxonomy *t, const struct theme *at, struct buf *out)
{
	const struct theme *parent = at->parent && at->level < 32 ? taxonomy_theme(t, at->parent) : NULL;

	if (parent) {
		theme_put_path(t, parent, out);
		buf_puts(out, " / ");
	}
	buf_puts(out, at->title);
}

void theme_put_fate(const struct taxonomy *t, const struct theme *at, struct buf *out)
{
	const struct theme *into = at->merged_into ? taxonomy_theme(t, at->merged_into) : NULL;
	size_t parts = 0;

	if (!at->retired)
		return;
	if (into)
		buf_printf(out, "merged into %s", into->title);
	for (size_t i = 0; !into && i < t->n; i++)
		if (t->theme[i].split_from == at->id)
			buf_printf(out, "%s%s", parts++ ? ", " : "split into ", t->theme[i].title);
	if (!into && !parts)
		buf_puts(out, "retired");
}

void theme_put_count(const struct theme_count *c, struct buf *out)
{
	int64_t all = c->win + c->loss + c->none;

	if (!all) {
		buf_puts(out, "no codes");
		return;
	}
	buf_printf(out, "%" PRId64 " %s: %" PRId64 " win, %" PRId64 " loss", all, all == 1 ? "code" : "codes", c->win, c->loss);
	if (c->none)
		buf_printf(out, ", %" PRId64 " neither", c->none);
	if (c->waiting)
		buf_printf(out, "; %" PRId64 " to give to a part", c->waiting);
}

const struct theme *theme_named(const struct taxonomy *t, const char *words, struct err *err)
{
	const struct theme *at = taxonomy_find(t, words);
	struct buf want = { 0 }, fold = { 0 }, list = { 0 };
	int n = 0;

	if (at)
		return at;
	text_fold(&want, words, strlen(words));
	for (size_t i = 0; want.len && i < t->n; i++) {
		buf_clear(&fold);
		text_fold(&fold, t->theme[i].title, strlen(t->theme[i].title));
		if (!strncmp(buf_str(&fold), buf_str(&want), want.len) && ++n <= 5)
			buf_printf(&list, "%s%s (%s)", n > 1 ? ", " : "", t->theme[i].title, t->theme[i].key);
	}
	if (n)
		err_set(err, ERR_INPUT, "“%.80s” may be %s%s; its key says which", words, buf_str(&list), n > 5 ? " …" : "");
	else
		err_set(err, ERR_INPUT, "there is no theme “%.80s”; winloss taxonomy show lists them", words);
	buf_done(&want);
	buf_done(&fold);
	buf_done(&list);
	return NULL;
}

/* ---- the codebook ---- */

struct printing {
	const struct taxonomy *t;
	const struct theme_count *counts;
	bool md;
	struct buf *out;
};

/* Lines of a text, each behind the same words. */
static void put_lines(struct printing *p, const char *text, const char *before)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		buf_printf(p->out, "%s%.*s\n", before, (int)n, text);
		text += n + (text[n] == '\n');
	}
}

static void put_head(struct printing *p, const struct theme *at)
{
	struct buf count = { 0 }, title = { 0 };
	int level = at->level < 4 ? at->level : 4;

	/* One line, whatever a file brought. */
	text_visible(&title, at->title, strlen(at->title), false);
	theme_put_count(&p->counts[at - p->t->theme], &count);
	if (p->md)
		buf_printf(p->out, "\n%.*s %s%s%s\n\n", level + 2, "########", at->letter, *at->letter ? " · " : "", buf_str(&title));
	else
		buf_printf(p->out, "\n%*s%-2s%s\n", level * 2, "", at->letter, buf_str(&title));
	if (p->md)
		buf_printf(p->out, "`%s` · %s\n", at->key, buf_str(&count));
	else
		buf_printf(p->out, "%*s%s · %s\n", level * 2 + 2, "", at->key, buf_str(&count));
	buf_done(&count);
	buf_done(&title);
}

static void put_theme(struct printing *p, const struct theme *at)
{
	static const char blanks[] = "                ";
	const char *indent = p->md ? "" : blanks + sizeof blanks - 1 - (size_t)(at->level < 4 ? at->level * 2 + 2 : 10);

	put_head(p, at);
	if (*at->definition) {
		if (p->md)
			buf_putc(p->out, '\n');
		put_lines(p, at->definition, indent);
	}
	if (*at->examples) {
		if (p->md)
			buf_putc(p->out, '\n');
		put_lines(p, at->examples, p->md ? "- " : indent);
	}
}

static void put_retired(struct printing *p)
{
	struct buf words = { 0 };
	bool any = false;

	for (size_t i = 0; i < p->t->n; i++) {
		const struct theme *at = &p->t->theme[i];

		if (!at->retired)
			continue;
		if (!any)
			buf_puts(p->out, p->md ? "\n## Not in use any more\n\n" : "\nNot in use any more\n");
		any = true;
		buf_clear(&words);
		buf_printf(&words, "%s (%s): ", at->title, at->key);
		theme_put_fate(p->t, at, &words);
		buf_puts(p->out, p->md ? "- " : "  ");
		text_visible(p->out, buf_str(&words), words.len, false);
		buf_puts(p->out, "; ");
		theme_put_count(&p->counts[i], p->out);
		buf_putc(p->out, '\n');
	}
	buf_done(&words);
}

void taxonomy_document(struct store *s, const struct taxonomy *t, const struct theme_count *counts,
		       enum taxonomy_print how, struct buf *out)
{
	struct printing p = { t, counts, how == TAXONOMY_MARKDOWN, out };
	const char *who = t->member ? member_login(s, t->member) : "shipped";

	buf_puts(out, p.md ? "# Themes, " : "Themes, ");
	taxonomy_put_number(s, t, out);
	buf_puts(out, p.md ? "\n\n" : "\n");
	buf_printf(out, "%s, ", t->state == TAXONOMY_PUBLISHED ? "Published" : "Begun");
	day_format(calendar_day(s->calendar, t->at_ms), out);
	buf_printf(out, " (%s)%s%s. Counts are of the codes that %s may see.\n", who, t->member && *t->title ? ": " : "",
		   t->member ? t->title : "", s->actor.login);
	for (size_t i = 0; i < t->n; i++)
		if (!t->theme[i].retired)
			put_theme(&p, &t->theme[i]);
	put_retired(&p);
}

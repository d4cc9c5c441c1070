/* From the draft to the next version: what differs, and which number that makes. */
#include "model/taxonomy_edit.h"

#include "model/buf.h"
#include "model/fact.h"
#include "model/taxonomy_file.h"
#include "model/taxonomy_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_same(const struct theme *a, const struct theme *b)
{
	return a->parent == b->parent && a->seq == b->seq && a->merged_into == b->merged_into &&
	       a->split_from == b->split_from && a->retired == b->retired && !strcmp(a->letter, b->letter) &&
	       !strcmp(a->title, b->title) && !strcmp(a->definition, b->definition) && !strcmp(a->examples, b->examples);
}

int taxonomy_compare(struct store *s, const struct taxonomy *draft, struct taxonomy_change *out, struct err *err)
{
	struct taxonomy was;

	*out = (struct taxonomy_change){ 0 };
	if (taxonomy_get(s, 0, &was, err) != 1)
		return -1;
	for (size_t i = 0; i < draft->n; i++) {
		const struct theme *is = &draft->theme[i], *before = taxonomy_theme(&was, is->id);

		if (!before)
			out->added++;
		else if (is->retired && !before->retired)
			out->retired++;
		else if (!is_same(is, before))
			out->changed++;
	}
	out->major = was.major + (out->retired > 0);
	out->minor = out->retired ? 0 : was.minor + 1;
	taxonomy_done(&was);
	return 0;
}

int taxonomy_changes(struct store *s, struct taxonomy_change *out, struct err *err)
{
	struct taxonomy t;
	int rc = taxonomy_draft(s, &t, err);

	*out = (struct taxonomy_change){ 0 };
	if (rc == 1 && taxonomy_compare(s, &t, out, err))
		rc = -1;
	taxonomy_done(&t);
	return rc;
}

/* Those in use: a retired one shares title and letter with whom it likes, and there may be any number of them. */
static int in_use(const struct taxonomy *t, struct taxonomy *out, struct err *err)
{
	*out = (struct taxonomy){ .theme = xcalloc(t->n + 1, sizeof *out->theme), .by_id = xcalloc(t->n + 1, sizeof *out->by_id) };
	for (size_t i = 0; i < t->n; i++) {
		const struct theme *at = &t->theme[t->by_id[i]], *parent = taxonomy_theme(t, at->parent);

		if (at->retired)
			continue;
		if (parent && parent->retired)
			return err_set(err, ERR_INPUT, "“%.200s” is in use below “%.200s”, which is retired", at->title, parent->title);
		out->by_id[out->n] = out->n;
		out->theme[out->n++] = *at;
	}
	return 0;
}

int taxonomy_check(const struct taxonomy *t, struct err *err)
{
	static const char tail[] = "; nothing of the file was taken";
	struct taxonomy used;
	struct codebook b = { 0 };
	char *at;
	int rc = in_use(t, &used, err);

	if (!rc) {
		taxonomy_codebook(&used, &b);
		rc = codebook_check(&b, "taxonomy", err);
	}
	codebook_done(&b);
	free(used.theme);
	free(used.by_id);
	at = rc && err ? strstr(err->text, tail) : NULL;
	if (at)
		*at = 0;
	return rc;
}

static int publish_draft(struct store *s, struct group *g, struct taxonomy *was, const char *title, struct err *err)
{
	struct taxonomy_change c;
	struct taxonomy is = *was;
	char words[120];

	if (taxonomy_compare(s, was, &c, err))
		return -1;
	if (!(c.added + c.changed + c.retired))
		return err_set(err, ERR_REFUSED, "the draft differs in nothing from the version before; nothing was published");
	if (taxonomy_check(was, err))
		return -1;
	is.major = c.major;
	is.minor = c.minor;
	is.state = TAXONOMY_PUBLISHED;
	is.title = (char *)(uintptr_t)title;
	is.member = s->actor.member;
	is.at_ms = g->at_ms;
	is.rev = was->rev + 1;
	snprintf(words, sizeof words, "taxonomy %" PRId64 ".%" PRId64 " published", is.major, is.minor);
	group_title(g, words);
	group_scope(g, SUBJECT_TAXONOMY, TAXONOMY_SCOPE);
	fact_touch_all(s);
	return taxonomy_write(s, &is, was->rev, err) || taxonomy_note_changed(g, was, &is, err) ? -1 : 0;
}

static int publish(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct taxonomy was;
	int rc = access_act(s, "taxonomy", err) ? -1 : taxonomy_draft(s, &was, err);

	if (rc != 1)
		return rc < 0 ? -1
			      : err_set(err, ERR_REFUSED, "nothing of the taxonomy was changed since it was published");
	rc = publish_draft(s, g, &was, arg, err);
	taxonomy_done(&was);
	return rc;
}

int taxonomy_publish(struct store *s, const char *title, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_TAXONOMY, .scope = TAXONOMY_SCOPE };

	return edit(s, &how, publish, (void *)(uintptr_t)title, NULL, err);
}

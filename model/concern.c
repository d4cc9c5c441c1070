#include "model/concern.h"

#include "model/buf.h"
#include "model/config.h"
#include "model/deal.h"
#include "model/ini.h"
#include "model/member.h"
#include "model/text.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { CONCERN_COUNT };

/* ---- the triggers ---- */

static int set_words(char *to, size_t size, const char *key, const char *value, struct err *err)
{
	if (!*value || strlen(value) >= size)
		return err_set(err, ERR_CONFIG, "%s is %zu bytes long, expected 1 … %zu", key, strlen(value), size - 1);
	snprintf(to, size, "%s", value);
	return 0;
}

static int begin(struct triggers *t, const char *section, struct err *err)
{
	struct trigger *now;

	if (t->n == TRIGGERS_MAX)
		return err_set(err, ERR_CONFIG, "more than %d triggers", TRIGGERS_MAX);
	for (size_t i = 0; i < t->n; i++)
		if (!strcmp(t->at[i].key, section))
			return err_set(err, ERR_CONFIG, "found [%s] twice", section);
	now = &t->at[t->n++];
	return set_words(now->key, sizeof now->key, "the name of a section", section, err) ||
	       set_words(now->title, sizeof now->title, "the name of a section", section, err) ? -1 : 0;
}

static int read_line(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	struct triggers *t = arg;

	(void)line;
	if ((!t->n || strcmp(t->at[t->n - 1].key, section)) && begin(t, section, err))
		return -1;
	if (!strcmp(key, "title"))
		return set_words(t->at[t->n - 1].title, sizeof t->at[0].title, key, value, err);
	if (strcmp(key, "blocks"))
		return err_set(err, ERR_CONFIG, "found “%s”, expected title or blocks", key);
	if (strcmp(value, "yes") && strcmp(value, "no"))
		return err_set(err, ERR_CONFIG, "found blocks “%s”, expected yes or no", value);
	t->at[t->n - 1].blocks = *value == 'y';
	return 0;
}

int triggers_parse(struct triggers *out, const char *ini, size_t len, struct err *err)
{
	*out = (struct triggers){ .n = 0 };
	if (ini_each("triggers", ini, len, read_line, out, err))
		return -1;
	return out->n ? 0 : err_set(err, ERR_CONFIG, "triggers: found none, expected at least one section");
}

int triggers_load(struct store *s, struct triggers *out, struct err *err)
{
	char *body = config_text(s, "triggers", "triggers.ini", err);
	int rc = body ? triggers_parse(out, body, strlen(body), err) : -1;

	free(body);
	return rc;
}

const struct trigger *triggers_find(const struct triggers *t, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; n && i < t->n; i++)
		if (ini_is_key(t->at[i].key, word))
			return &t->at[i];
	for (size_t i = 0; n && i < t->n; i++)
		if (!strncasecmp(t->at[i].key, word, n) || !strncasecmp(t->at[i].title, word, n))
			return &t->at[i];
	return NULL;
}

/* ---- raised ---- */

struct raising {
	const struct concern *c;
	const struct trigger *t;
	struct interview i;
	int64_t seq;    /* of the note */
	int64_t action;
};

static void name_it(const struct raising *r, struct buf *out)
{
	buf_printf(out, "Escalation: %s; interview I-%" PRId64, r->t->title, r->i.id);
	if (r->seq)
		buf_printf(out, ", note %" PRId64, r->seq);
}

static int raise_it(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct raising *r = arg;
	struct buf text = { 0 }, title = { 0 }, rests = { 0 };
	struct action a = { .kind = ACTION_ESCALATION, .deal = r->i.deal, .owner = r->c->owner, .due_day = r->c->due_day,
			    .blocks = r->t->blocks, .class = CLASS_INTERVIEW };
	size_t before = g->n;
	int rc;

	a.subject_kind = r->c->note ? SUBJECT_INTERVIEW_NOTE : SUBJECT_INTERVIEW;
	a.subject = r->c->note ? r->c->note : r->i.id;
	snprintf(a.trigger_key, sizeof a.trigger_key, "concern:%s:%c%" PRId64, r->t->key, r->c->note ? 'n' : 'i', a.subject);
	name_it(r, &text);
	a.text = buf_take(&text);
	a.expected = xstrdup(r->c->expected);
	buf_printf(&rests, "I%" PRId64, r->i.id);
	if (r->c->note)
		buf_printf(&rests, " N%" PRId64, r->c->note);
	a.evidence = buf_take(&rests);
	rc = action_put(s, g, &a, err);
	if (!rc && g->n == before)
		rc = err_set(err, ERR_REFUSED, "this was escalated already: action %" PRId64 " of %s is open", a.id,
			     *member_login(s, a.owner) ? member_login(s, a.owner) : "nobody");
	if (!rc && !deal_name(s, r->i.deal, &title, NULL)) {
		buf_printf(&title, ": interview, escalated to %s", member_login(s, r->c->owner));
		group_title(g, buf_str(&title));
	}
	r->action = a.id;
	buf_done(&title);
	action_done(&a);
	return rc;
}

static int check(struct store *s, struct raising *r, struct err *err)
{
	struct interview_note n;
	int rc = interview_get(s, r->c->interview, &r->i, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no interview I-%" PRId64, r->c->interview);
	if (access_act(s, "action", err))
		return -1;
	if (!r->c->owner)
		return err_set(err, ERR_INPUT, "not escalated: say to whom (an owner)");
	if (r->c->due_day == NO_DAY)
		return err_set(err, ERR_INPUT, "not escalated: say by when (a day)");
	if (!text_says(r->c->expected))
		return err_set(err, ERR_INPUT, "not escalated: say which response is expected");
	if (!r->c->note)
		return 0;
	rc = interview_note_get(s, r->c->note, &n, err);
	r->seq = n.seq;
	if (rc == 1 && n.interview != r->i.id)
		rc = 0;
	interview_note_done(&n);
	return rc == 1 ? 0 : rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such note in I-%" PRId64, r->i.id);
}

int concern_raise(struct store *s, const struct concern *c, int64_t *action, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "escalated", .scope_kind = SUBJECT_INTERVIEW,
				  .scope = c->interview };
	struct triggers t;
	struct raising r = { .c = c };
	int rc = triggers_load(s, &t, err);

	interview_init(&r.i);
	if (!rc) {
		r.t = triggers_find(&t, c->trigger ? c->trigger : "");
		if (!r.t) {
			struct buf known = { 0 };

			for (size_t i = 0; i < t.n; i++)
				buf_printf(&known, "%s%s", i ? ", " : "", t.at[i].key);
			rc = err_set(err, ERR_INPUT, "found trigger “%s”, expected one of %s", c->trigger ? c->trigger : "",
				     buf_str(&known));
			buf_done(&known);
		}
	}
	if (!rc) {
		interview_done(&r.i);
		rc = check(s, &r, err) || edit(s, &how, raise_it, &r, NULL, err) ? -1 : 0;
	}
	if (!rc && action)
		*action = r.action;
	interview_done(&r.i);
	return rc;
}

int concern_count(struct store *s, int64_t interview, int64_t *open, int64_t *blocking, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &concern_sql[CONCERN_COUNT], err);

	*open = *blocking = 0;
	if (!st)
		return -1;
	db_int(st, 1, interview);
	if (db_step(st, err) != 1)
		return -1;
	*open = db_col(st, 0);
	*blocking = db_col(st, 1);
	db_reset(st);
	return 0;
}

const struct sql concern_sql[] = {
	[CONCERN_COUNT] = { "concern_count", "select count(*), coalesce(sum(a.blocks), 0) from action a join action_link l"
					     " on l.action = a.id where l.subject_kind = 22 and l.subject = $1 and a.kind = 2"
					     " and a.state = 0 and a.gone = 0" },
	{ NULL, NULL },
};

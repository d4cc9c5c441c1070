#include "model/bulletin.h"

#include "model/calendar.h"
#include "model/member.h"
#include "model/metric_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int bulletin_may_read(const struct store *s, const struct bulletin *b, struct err *err)
{
	struct buf who = { 0 };

	if (access_act(s, "report", err))
		return -1;
	if (s->actor.roles & b->audience)
		return 0;
	bulletin_audience_words(b, &who);
	err_set(err, ERR_ROLE, "%s: %s is for %s; %s is none of them", b->name, b->title, buf_str(&who), s->actor.login);
	buf_done(&who);
	return -1;
}

static int no_such(const struct bulletins *b, const char *name, struct err *err)
{
	struct buf known = { 0 };

	for (size_t i = 0; i < b->n; i++)
		buf_printf(&known, "%s%s", i ? ", " : "", b->at[i].name);
	err_set(err, ERR_INPUT, "no report “%s”; expected a quarter such as 2026-Q4, or one of %s", name, buf_str(&known));
	buf_done(&known);
	return -1;
}

/* What the actor may not read is not even named. */
static int add_part(struct bulletin_page *p, size_t at, const char *name, struct err *err)
{
	const struct metric *metric = metric_find(p->metrics, name);
	const struct table_kind *kind = metric ? NULL : table_kind_find(name);
	struct bulletin_part part = { .is_table = !metric };
	int rc;

	if (!metric && !kind)
		return err_set(err, ERR_CONFIG, "reports: [%s] names “%s”, which is no metric and no table", p->def->name, name);
	if (kind && (access_read(p->s, CLASS_DEAL) == ACCESS_NO || access_read(p->s, table_kind_class(kind)) == ACCESS_NO))
		return 0;
	rc = metric ? metric_take(p->meter, metric, &part.value, err)
		    : table_fill(p->meter, kind, &p->def->window, &part.table, err);
	if (rc || (metric && part.value.state == METRIC_HIDDEN))
		return rc;
	p->under += metric ? part.value.under : part.table.under;
	p->section[at].part = xrealloc(p->section[at].part, (p->section[at].n + 1) * sizeof *p->section[at].part);
	p->section[at].part[p->section[at].n++] = part;
	return 0;
}

struct opening {
	struct bulletin_page *p;
	const char *name;
	int64_t as_of_day;
	bool bounded;
};

static int begin(const struct opening *o, struct err *err)
{
	struct bulletin_page *p = o->p;
	struct store *s = p->s;

	if (bulletins_load(s, &p->bulletins, err) || metrics_load(s, &p->metrics, err))
		return -1;
	p->def = bulletin_find(p->bulletins, o->name);
	if (p->def ? bulletin_may_read(s, p->def, err) : no_such(p->bulletins, o->name, err))
		return -1;
	if (o->as_of_day != NO_DAY && o->as_of_day > calendar_day(s->calendar, s->now(s)))
		return err_set(err, ERR_USAGE, "a report speaks of a day that has come: found one after today");
	p->meter = meter_open(s, o->as_of_day, o->bounded);
	p->as_of_day = p->meter->day;
	p->past = p->meter->past;
	p->own_only = access_read(s, CLASS_DEAL) == ACCESS_OWN;
	return 0;
}

static int fill(void *arg, struct err *err)
{
	const struct opening *o = arg;
	struct bulletin_page *p = o->p;

	if (begin(o, err))
		return -1;
	p->section = xcalloc(p->def->sections + 1, sizeof *p->section);
	for (size_t i = 0; i < p->def->sections; i++) {
		p->section[p->sections++].title = p->def->section[i].title;
		for (const char *at = p->def->section[i].names; *at; at += strspn(at, " ")) {
			char name[METRIC_KEY_MAX + 1];
			size_t n = strcspn(at, " ");

			snprintf(name, sizeof name, "%.*s", (int)n, at);
			if (add_part(p, i, name, err))
				return -1;
			at += n;
		}
	}
	return 0;
}

int bulletin_open(struct store *s, const char *name, int64_t as_of_day, bool bounded, struct bulletin_page **out,
		  struct err *err)
{
	struct bulletin_page *p = xcalloc(1, sizeof *p);
	struct opening o = { p, name, as_of_day, bounded };

	*out = NULL;
	p->s = s;
	if (db_whole(s->db, fill, &o, err)) {
		bulletin_close(p);
		return -1;
	}
	*out = p;
	return 0;
}

void bulletin_close(struct bulletin_page *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->sections; i++) {
		for (size_t k = 0; k < p->section[i].n; k++)
			table_done(&p->section[i].part[k].table);
		free(p->section[i].part);
	}
	free(p->section);
	meter_close(p->meter);
	metrics_free(p->metrics);
	bulletins_free(p->bulletins);
	free(p);
}

int bulletin_watch(const struct bulletin_page *p, struct err *err)
{
	if (p->past)
		return 0;
	for (size_t i = 0; i < p->sections; i++)
		for (size_t k = 0; k < p->section[i].n; k++)
			if (!p->section[i].part[k].is_table && metric_watch(p->s, &p->section[i].part[k].value, err))
				return -1;
	return 0;
}

/* What the model says about an interview that is coded. */
#include "screens/coding.h"

#include "model/blind.h"
#include "model/access.h"
#include "model/calendar.h"
#include "model/comparison.h"
#include "model/cut.h"
#include "model/deal.h"
#include "model/dict.h"
#include "model/stage.h"
#include "model/member.h"
#include "model/settle.h"
#include "model/text.h"
#include "model/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void coding_unload(struct coding_page *p)
{
	interview_notes_done(p->note, p->n);
	taxonomy_done(&p->themes);
	codes_done(p->code, p->n_code);
	for (size_t i = 0; i < sizeof p->coder / sizeof p->coder[0]; i++) {
		free(p->coder[i]);
		p->coder[i] = NULL;
	}
	interview_done(&p->i);
	free(p->shown);
	free(p->pass);
	free(p->read);
	free(p->count);
	free(p->unseen);
	free(p->writes_not);
	p->note = NULL;
	p->shown = NULL;
	p->pass = NULL;
	p->code = NULL;
	p->read = NULL;
	p->count = NULL;
	p->unseen = p->writes_not = NULL;
	p->n = p->all = p->n_pass = p->n_code = p->n_own = p->n_read = p->coded = 0;
	p->has_own = false;
	p->themes = (struct taxonomy){ 0 };
	p->i = (struct interview){ 0 };
}

/* ---- head ---- */

static void put_amount(struct store *s, const struct deal *d, struct buf *out)
{
	const char *iso = dict_title(s, d->currency);

	if (d->amount_minor == NO_AMOUNT)
		return;
	buf_puts(out, " · ");
	amount_format_board(d->amount_minor, *iso ? iso : "USD", out);
}

static int load_head(struct screen *s, struct err *err)
{
	struct coding_page *p = coding_page_of(s);
	struct store *st = s->view->store;
	struct buf title = { 0 }, facts = { 0 };
	struct deal d;

	if (deal_need(st, p->i.deal, &d, err))
		return -1;
	deal_label(&d, &title);
	buf_puts(&facts, d.outcome == OUTCOME_NONE ? "open" : outcome_key((enum outcome)d.outcome));
	put_amount(st, &d, &facts);
	deal_done(&d);
	buf_puts(&facts, " · ");
	interview_respondent(st, &p->i, &facts);
	if (p->i.respondent_role)
		buf_printf(&facts, ", %s", person_role_key((int)p->i.respondent_role));
	if (p->i.held_at) {
		buf_puts(&facts, " · ");
		day_format(calendar_day(st->calendar, p->i.held_at), &facts);
	}
	snprintf(p->title, sizeof p->title, "%s", buf_str(&title));
	snprintf(p->facts, sizeof p->facts, "%s", buf_str(&facts));
	buf_done(&title);
	buf_done(&facts);
	return 0;
}

/* ---- passes and codes ---- */

static int add_codes(struct store *s, struct coding_page *p, const struct coding_pass *pass, struct err *err)
{
	struct code *more;
	size_t n;

	if (codes_of(s, pass->id, &more, &n, err))
		return -1;
	p->code = xrealloc(p->code, (p->n_code + n + 1) * sizeof *p->code);
	for (size_t i = 0; i < n; i++)
		p->code[p->n_code + i] = more[i];
	p->n_code += n;
	free(more);
	p->pass = xrealloc(p->pass, (p->n_pass + 1) * sizeof *p->pass);
	if (p->n_pass < sizeof p->coder / sizeof p->coder[0])
		p->coder[p->n_pass] = xstrdup(pass->layer == LAYER_SETTLED ? "settled" : member_login(s, pass->coder));
	p->pass[p->n_pass++] = *pass;
	return 0;
}

static int load_own(struct store *s, struct coding_page *p, struct err *err)
{
	struct coding_pass own;
	int rc = coding_pass_own(s, p->interview, &own, err);

	if (rc != 1)
		return rc;
	p->has_own = true;
	if (add_codes(s, p, &own, err))
		return -1;
	p->n_own = p->n_code;
	return pass_notes_of(s, own.id, &p->read, &p->n_read, err);
}

static int load_others(struct store *s, struct coding_page *p, struct err *err)
{
	struct coding_pass *all;
	size_t n;
	int rc = coding_passes(s, p->interview, &all, &n, err);

	for (size_t i = 0; !rc && i < n; i++)
		if (!(p->has_own && all[i].id == p->pass[0].id) && coding_pass_is_seen(s, &all[i]))
			rc = add_codes(s, p, &all[i], err);
	free(all);
	return rc;
}

/* Notes with a code of the pass that is shown first, and what its themes come to. */
static void count(struct coding_page *p)
{
	size_t n = 0;

	while (n < p->n_code && p->code[n].pass == p->pass[0].id)
		n++;
	p->count = xcalloc(p->themes.n + 1, sizeof *p->count);
	code_count(&p->themes, p->code, n, p->count);
	for (size_t i = 0; i < n; i++)
		p->coded += !i || p->code[i].note != p->code[i - 1].note;
}

static int64_t taxonomy_shown(const struct coding_page *p)
{
	return p->n_pass ? p->pass[0].taxonomy : 0;
}

static void say_why_not(struct store *s, struct coding_page *p)
{
	struct err why = { 0 };

	if (p->has_own ? coding_pass_may_write(s, &p->pass[0], &why) : access_act(s, "code", &why))
		p->writes_not = xstrdup(why.text);
}

static int load_codes(struct screen *s, struct err *err)
{
	struct coding_page *p = coding_page_of(s);
	struct store *st = s->view->store;
	struct buf missing = { 0 };
	int rc;

	if (load_own(st, p, err) || load_others(st, p, err))
		return -1;
	rc = taxonomy_get(st, taxonomy_shown(p), &p->themes, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "no taxonomy is published: there are no themes to code with");
	count(p);
	say_why_not(st, p);
	blind_put_missing(st, p->interview, &missing);
	if (missing.len)
		p->unseen = xstrdup(buf_str(&missing));
	buf_done(&missing);
	return 0;
}

/* ---- agreement ---- */

static void say_figures(struct coding_page *p, const struct comparison *c)
{
	const struct agreement *a = &c->overall;
	const char *why = agreement_why(a);

	if (why) {
		cut_printf(p->agrees[1], sizeof p->agrees[1], "%.70s", why);
		return;
	}
	if (c->coders == 2 && a->low == a->low)
		snprintf(p->agrees[1], sizeof p->agrees[1], "κ %.2f  [%.2f–%.2f]", a->kappa, a->low, a->high);
	else if (c->coders == 2)
		snprintf(p->agrees[1], sizeof p->agrees[1], "κ %.2f", a->kappa);
	snprintf(p->agrees[2], sizeof p->agrees[2], "α %.2f  %lld notes", a->alpha, (long long)c->notes);
}

static void say_open(struct screen *s)
{
	struct coding_page *p = coding_page_of(s);
	struct settling x = { 0 };

	if (!settling_load(s->view->store, p->interview, &x, NULL) && x.open)
		snprintf(p->agrees[3], sizeof p->agrees[3], "%zu disagreement%s to settle", x.open, x.open == 1 ? "" : "s");
	settling_done(&x);
}

static void load_agreement(struct screen *s)
{
	struct coding_page *p = coding_page_of(s);
	struct comparison_ask ask = { .interview = p->interview, .rounds = 400, .seed = COMPARISON_SEED, .roots = true };
	struct comparison c = { 0 };
	size_t other = p->has_own;

	memset(p->agrees, 0, sizeof p->agrees);
	if (p->n_pass < 2 || p->unseen)
		return;
	while (other < p->n_pass && p->pass[other].layer == LAYER_SETTLED)
		other++;
	if (other == p->n_pass || comparison_make(s->view->store, &ask, &c, NULL)) {
		comparison_done(&c);
		return;
	}
	if (p->has_own)
		snprintf(p->agrees[0], sizeof p->agrees[0], "Agreement with %s", coding_coder(p, other));
	else
		snprintf(p->agrees[0], sizeof p->agrees[0], "Agreement");
	say_figures(p, &c);
	comparison_done(&c);
	say_open(s);
}

/* ---- what is shown ---- */

static bool passes_words(const struct coding_page *p, size_t note, const char *want)
{
	const struct interview_note *n = &p->note[note];
	struct buf have = { 0 };
	bool found;

	if (!*want)
		return true;
	text_fold(&have, n->text, strlen(n->text));
	buf_printf(&have, " %s", said_key(n->kind));
	for (size_t i = 0; i < p->n_code; i++) {
		const struct theme *t = p->code[i].note == n->id ? taxonomy_theme(&p->themes, p->code[i].theme) : NULL;

		if (t) {
			buf_putc(&have, ' ');
			text_fold(&have, t->title, strlen(t->title));
		}
	}
	found = strstr(buf_str(&have), want) != NULL;
	buf_done(&have);
	return found;
}

static void narrow_notes(struct coding_page *p)
{
	const char *words = line_text(&p->narrow.line);
	struct buf want = { 0 };
	size_t n = 0;

	text_fold(&want, words, strlen(words));
	p->shown = xcalloc(p->n + 1, sizeof *p->shown);
	for (size_t i = 0; i < p->n; i++)
		if (passes_words(p, i, buf_str(&want)))
			p->shown[n++] = i;
	p->narrow.list.count = n;
	if (p->narrow.list.at >= n)
		p->narrow.list.at = n ? n - 1 : 0;
	buf_done(&want);
}

/* The note under the cursor stays there, whatever else came or went. */
static void go_back(struct coding_page *p, int64_t note)
{
	for (size_t i = 0; note && i < p->narrow.list.count; i++)
		if (p->note[p->shown[i]].id == note)
			p->narrow.list.at = i;
}

static int load_all(struct screen *s, struct err *err)
{
	struct coding_page *p = coding_page_of(s);
	size_t max = p->was_read ? 0 : (size_t)s->view->rows; /* each takes a row at the least */
	int rc = interview_get(s->view->store, p->interview, &p->i, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "this interview is not here any more");
	if (load_head(s, err) ||
	    interview_notes_first(s->view->store, p->interview, max, &p->note, &p->n, &p->all, err) || load_codes(s, err))
		return -1;
	p->was_read = true;
	narrow_notes(p);
	return 0;
}

/* An interview may have a thousand notes; opening one takes as long as one of fourteen (performance.md, F3). */
int coding_whole(struct screen *s, struct err *err)
{
	struct coding_page *p = coding_page_of(s);

	return p->n < p->all ? coding_load(s, err) : 0;
}

/* The note that the screen is opened at, further down than what was read first as well. */
static int begin(struct screen *s, struct err *err)
{
	struct coding_page *p = coding_page_of(s);
	int64_t note = p->begin;

	p->begin = 0;
	go_back(p, note);
	if (!note || !coding_here(s) || coding_here(s)->id == note || p->n == p->all)
		return 0;
	if (coding_load(s, err))
		return -1;
	go_back(p, note);
	return 0;
}

int coding_load(struct screen *s, struct err *err)
{
	struct coding_page *p = coding_page_of(s);
	const struct interview_note *here = coding_here(s);
	int64_t note = here ? here->id : 0, text = here ? here->text_id : 0;
	int rc;

	coding_unload(p);
	rc = load_all(s, err);
	if (rc) {
		p->narrow.list.count = 0;
		return rc;
	}
	go_back(p, note);
	if (p->begin && begin(s, err))
		return -1;
	here = coding_here(s);
	if (p->selecting && (!here || here->id != note || here->text_id != text))
		coding_select_end(s);
	if (!taxonomy_theme(&p->themes, p->theme)) {
		const struct code *c = coding_current(s);

		p->theme = c ? c->theme : p->themes.n ? p->themes.theme[0].id : 0;
	}
	load_agreement(s);
	coding_fit(s);
	return 0;
}

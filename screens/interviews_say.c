/* Short strips over the list of interviews: one is planned, changed, scheduled, permitted or refused. What is typed is kept
 * as everywhere (screens/typed.h). */
#include "screens/interviews.h"

#include "model/assignment.h"
#include "model/calendar.h"
#include "model/company.h"
#include "model/cut.h"
#include "model/deal.h"
#include "model/item.h"
#include "model/member.h"
#include "model/programme.h"
#include "model/value.h"
#include "screens/strip_form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CODERS_MAX = 16 };
enum say_kind { SAY_NEW, SAY_EDIT, SAY_SCHEDULE, SAY_CONSENT, SAY_REFUSE, SAY_CODERS };

struct say {
	struct strip_form strip;
	enum say_kind kind;
	int64_t deal;         /* of a new one: 0, it is typed */
	struct interview was; /* as it was read; texts owned */
};

static const char *const role_words[] = { "not said", "primary", "champion", "executive", "technical", "economic", "evaluator",
					 "procurement", NULL };
static const char *const format_words[] = { "not said", "phone", "video", "in person", NULL };
static const char *const consent_words[] = { "not asked", "given", "refused", "withdrawn", NULL };

static const struct fields_spec new_fields[] = {
	{ "deal", "Deal", "number, external id or beginning of its company: one that closed", FIELDS_LINE, true, NULL, 0 },
	{ "respondent", "Respondent", "how the person is spoken of: CFO, head of operations; a name", FIELDS_LINE, true, NULL, 0 },
	{ "role", "Role", "the part in the decision; Left and Right choose", FIELDS_CHOICE, false, role_words, 0 },
	{ "interviewer", "Interviewer", "a login or its beginning; neutral: not the owner of the deal", FIELDS_LINE, false, NULL, 0 },
};
static const struct fields_spec edit_fields[] = {
	{ "respondent", "Respondent", "how the person is spoken of: CFO, head of operations; a name", FIELDS_LINE, false, NULL, 0 },
	{ "role", "Role", "the part in the decision; Left and Right choose", FIELDS_CHOICE, false, role_words, 0 },
	{ "interviewer", "Interviewer", "a login or its beginning; neutral: not the owner of the deal", FIELDS_LINE, false, NULL, 0 },
	{ "guide", "Guide", "won, lost, or one of your own: the configuration guides", FIELDS_LINE, false, NULL, 0 },
};
static const struct fields_spec schedule_fields[] = {
	{ "when", "When", "2026-12-03 14:00, tomorrow 10:00", FIELDS_LINE, true, NULL, 0 },
	{ "minutes", "Minutes", "how long it is expected to take", FIELDS_LINE, false, NULL, 0 },
	{ "format", "Format", "Left and Right choose", FIELDS_CHOICE, false, format_words, 0 },
	{ "concern", "Concern", "what the respondent wants to be kept confidential", FIELDS_LINE, false, NULL, 0 },
};
static const struct fields_spec consent_fields[] = {
	{ "notes", "Notes", "without them nothing that is said is written down", FIELDS_CHOICE, false,
	  consent_words, 0 },
	{ "recording", "Recording", "without it no recording is kept and no transcript taken", FIELDS_CHOICE, false, consent_words, 0 },
	{ "quoting", "Quoting", "without it no words leave the interviews' screens; codes stay", FIELDS_CHOICE, false,
	  consent_words, 0 },
};
static const struct fields_spec refuse_fields[] = {
	{ "reason", "Why", "stays beside the interview; the next eligible deal can be asked", FIELDS_LINE, true, NULL, 0 },
};
static const struct fields_spec coder_fields[] = {
	{ "coders", "Coders", "logins, parted by commas; two and more code blind to each other", FIELDS_LINE, false, NULL, 0 },
	{ "due", "Due", "2026-12-03, friday; nothing: no day", FIELDS_LINE, false, NULL, 0 },
};
static const struct strip_asks kinds[] = {
	[SAY_NEW] = { new_fields, 4, "plan an interview", "Enter plans it" },
	[SAY_EDIT] = { edit_fields, 4, "who is asked, by whom", "Enter keeps it" },
	[SAY_SCHEDULE] = { schedule_fields, 4, "when the interview is", "Enter keeps it" },
	[SAY_CONSENT] = { consent_fields, 3, "what the respondent permits", "Enter keeps it" },
	[SAY_REFUSE] = { refuse_fields, 1, "the respondent declined", "Enter keeps it" },
	[SAY_CODERS] = { coder_fields, 2, "who codes it", "Enter keeps it" },
};

static int run(struct screen *s, struct buf *said, struct err *err);

static struct say *state_of(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

static const char *field(const struct screen *s, size_t i)
{
	return fields_get(&state_of(s)->strip.form, i);
}

static int choice(const struct screen *s, size_t i)
{
	return state_of(s)->strip.form.values[i].choice;
}

/* ---- opening ---- */

static void fill_schedule(struct screen *s)
{
	struct say *y = state_of(s);
	struct store *st = store_of(s);
	struct buf b = { 0 };

	if (y->was.scheduled_at)
		calendar_format_moment(st->calendar, y->was.scheduled_at, st->now(st), &b);
	fields_set(&y->strip.form, 0, buf_str(&b));
	buf_clear(&b);
	if (y->was.minutes)
		buf_printf(&b, "%lld", (long long)y->was.minutes);
	fields_set(&y->strip.form, 1, buf_str(&b));
	y->strip.form.values[2].choice = (int)y->was.format;
	buf_clear(&b);
	interview_concern(st, &y->was, &b, NULL);
	fields_set(&y->strip.form, 3, buf_str(&b));
	buf_done(&b);
}

/* Who codes it now, and the first day that one of them has. */
static int add_coder(void *arg, const struct assignment *a)
{
	struct screen *s = arg;
	struct fields *f = &state_of(s)->strip.form;
	struct buf b = { 0 };

	buf_printf(&b, "%s%s%s", fields_get(f, 0), *fields_get(f, 0) ? ", " : "", member_login(store_of(s), a->coder));
	fields_set(f, 0, buf_str(&b));
	buf_clear(&b);
	if (a->due_day != NO_DAY && !*fields_get(f, 1)) {
		day_format(a->due_day, &b);
		fields_set(f, 1, buf_str(&b));
	}
	buf_done(&b);
	return 0;
}

static void fill(struct screen *s)
{
	struct say *y = state_of(s);
	struct fields *f = &y->strip.form;

	switch (y->kind) {
	case SAY_NEW:
		if (store_of(s)->actor.duties & 1u << DUTY_INTERVIEWER)
			fields_set(f, 3, store_of(s)->actor.login);
		break;
	case SAY_EDIT:
		fields_set(f, 0, y->was.respondent);
		f->values[1].choice = (int)y->was.respondent_role;
		fields_set(f, 2, y->was.interviewer ? member_login(store_of(s), y->was.interviewer) : "");
		fields_set(f, 3, y->was.guide);
		break;
	case SAY_SCHEDULE:
		fill_schedule(s);
		break;
	case SAY_CONSENT:
		for (int p = 0; p < PERMISSIONS; p++)
			f->values[p].choice = (int)interview_permission(&y->was, (enum permission)p);
		break;
	case SAY_CODERS:
		assignment_each(store_of(s), &(struct assignment_filter){ .interview = y->was.id }, add_coder, s, NULL);
		break;
	case SAY_REFUSE:
		break;
	}
}

static int set_title(struct screen *s, struct err *err)
{
	struct say *y = state_of(s);
	struct buf b = { 0 };
	int rc = y->deal ? deal_name(store_of(s), y->deal, &b, err) : 0;

	cut_printf(y->strip.title, sizeof y->strip.title, "%s%s%s", buf_str(&b), b.len ? ": " : "", kinds[y->kind].doing);
	buf_done(&b);
	return rc;
}

/* Words that were typed here before and stored nowhere stand in their fields again. */
static void open_drafts(struct screen *s)
{
	struct say *y = state_of(s);
	char name[24];

	snprintf(name, sizeof name, "i%lld-%d", (long long)y->was.id, (int)y->kind);
	strip_form_drafts(&y->strip, store_of(s), y->deal, name, NULL, true);
}

static int open_kind(struct screen *s, enum say_kind kind, struct err *err)
{
	struct say *y = state_of(s);

	y->kind = kind;
	if (y->was.id)
		y->deal = y->was.deal;
	if (set_title(s, err))
		return -1;
	strip_form_open(&y->strip, kinds[kind].fields, kinds[kind].n, kinds[kind].enter, run);
	fill(s);
	open_drafts(s);
	return 0;
}

static int open_one(struct screen *s, enum say_kind kind, const void *arg, struct err *err)
{
	int rc;

	if (!arg)
		return err_set(err, ERR_REFUSED, "this is opened from the list of interviews, for the one under the cursor");
	rc = interview_get(store_of(s), *(const int64_t *)arg, &state_of(s)->was, err);
	if (rc != 1)
		return rc ? -1 : err_set(err, ERR_INPUT, "that interview is not here any more");
	return open_kind(s, kind, err);
}

static int open_new(struct screen *s, const void *arg, struct err *err)
{
	struct say *y = state_of(s);
	char number[32];

	interview_init(&y->was);
	y->deal = arg ? *(const int64_t *)arg : 0;
	if (open_kind(s, SAY_NEW, err))
		return -1;
	if (y->deal) {
		snprintf(number, sizeof number, "D-%lld", (long long)y->deal);
		fields_set(&y->strip.form, 0, number);
	}
	return 0;
}

STRIP_FORM_INIT(open_edit, open_one, SAY_EDIT)
STRIP_FORM_INIT(open_schedule, open_one, SAY_SCHEDULE)
STRIP_FORM_INIT(open_consent, open_one, SAY_CONSENT)
STRIP_FORM_INIT(open_refuse, open_one, SAY_REFUSE)
STRIP_FORM_INIT(open_coders, open_one, SAY_CODERS)

static void done(struct screen *s)
{
	interview_done(&state_of(s)->was);
	strip_form_done(s);
}

/* ---- doing it ---- */

static void set_text(char **to, const char *text)
{
	free(*to);
	*to = xstrdup(text);
}

static int plan(struct screen *s, struct buf *said, struct err *err)
{
	struct interview i;
	int rc;

	interview_init(&i);
	set_text(&i.respondent, field(s, 1));
	i.respondent_role = choice(s, 2);
	rc = deal_find(store_of(s), field(s, 0), &i.deal, err) || item_owner_parse(store_of(s), field(s, 3), &i.interviewer, err) ||
			     interview_add(store_of(s), &i, err)
		     ? -1
		     : 0;
	if (!rc) {
		interview_warn(store_of(s), &i, said);
		s->view->planned = i.id;
	}
	interview_done(&i);
	return rc;
}

static int change(struct screen *s, struct buf *said, struct err *err)
{
	struct interview i;
	int rc;

	interview_copy(&i, &state_of(s)->was);
	set_text(&i.respondent, field(s, 0));
	i.respondent_role = choice(s, 1);
	set_text(&i.guide, field(s, 3));
	rc = item_owner_parse(store_of(s), field(s, 2), &i.interviewer, err) ||
			     interview_change(store_of(s), &state_of(s)->was, &i, err)
		     ? -1
		     : 0;
	if (!rc)
		interview_warn(store_of(s), &i, said);
	interview_done(&i);
	return rc;
}

static int schedule(struct screen *s, struct err *err)
{
	struct say *y = state_of(s);
	struct store *st = store_of(s);
	const char *minutes = field(s, 1) + strspn(field(s, 1), " ");
	struct buf concern = { 0 };
	int64_t at, n = 0;
	bool day_only;
	int rc;

	if (calendar_parse_moment(st->calendar, field(s, 0), st->now(st), &at, &day_only, err))
		return -1;
	if (day_only)
		return err_set(err, ERR_USAGE, "say the hour as well: 2026-12-03 14:00");
	if (*minutes && int_parse(minutes, &n, NULL))
		return err_set(err, ERR_USAGE, "Minutes: found “%.40s”, expected a number", minutes);
	rc = interview_concern(st, &y->was, &concern, err);
	if (!rc)
		rc = interview_schedule(st, y->was.id, at, n, choice(s, 2), err);
	if (!rc && strcmp(buf_str(&concern), field(s, 3)))
		rc = interview_say_concern(st, y->was.id, field(s, 3), err);
	buf_done(&concern);
	return rc;
}

/* Each permission that is another one now is told by itself; what follows from the last is said. */
static int permit(struct screen *s, struct buf *said, struct err *err)
{
	struct say *y = state_of(s);

	for (int p = 0; p < PERMISSIONS; p++) {
		if (choice(s, (size_t)p) == interview_permission(&y->was, (enum permission)p))
			continue;
		buf_clear(said);
		if (interview_consent(store_of(s), y->was.id, (enum permission)p, (enum consent)choice(s, (size_t)p), said, err))
			return -1;
	}
	return 0;
}

static int give(struct screen *s, struct buf *said, struct err *err)
{
	int64_t coder[CODERS_MAX], due_day = NO_DAY;
	enum due_unit unit;
	bool saw = false;
	size_t n;
	int rc = assignment_coders_parse(store_of(s), field(s, 0), coder, CODERS_MAX, &n, err);

	if (!rc && field(s, 1)[strspn(field(s, 1), " ")])
		rc = item_due_parse(store_of(s), field(s, 1), &due_day, &unit, err);
	if (!rc)
		rc = assignment_set(store_of(s), state_of(s)->was.id, coder, n, due_day, &saw, err);
	if (!rc && saw)
		buf_puts(said, "what others found was open before: not all of them code blind");
	return rc;
}

/* One of a sample: the next eligible deal is drawn in its place. */
static int refuse(struct screen *s, struct buf *said, struct err *err)
{
	struct selection x;
	int64_t next;
	int rc;

	if (selection_refuse_interview(store_of(s), state_of(s)->was.id, field(s, 0), &next, err))
		return -1;
	rc = next ? selection_get(store_of(s), next, &x, err) : 0;
	if (rc == 1) {
		buf_puts(said, "in its place ");
		rc = deal_name(store_of(s), x.deal, said, err);
		selection_done(&x);
	}
	return rc;
}

static int store(struct screen *s, struct buf *said, struct err *err)
{
	switch (state_of(s)->kind) {
	case SAY_NEW:
		return plan(s, said, err);
	case SAY_EDIT:
		return change(s, said, err);
	case SAY_SCHEDULE:
		return schedule(s, err);
	case SAY_CONSENT:
		return permit(s, said, err);
	case SAY_CODERS:
		return give(s, said, err);
	case SAY_REFUSE:
		break;
	}
	return refuse(s, said, err);
}

/* The first line of what follows stands behind what was done; of a consent it stands alone. */
static int run(struct screen *s, struct buf *said, struct err *err)
{
	static const char *const told[] = { "planned", "changed", "scheduled", "kept", "refused; o shows all", "kept" };
	struct say *y = state_of(s);
	struct buf more = { 0 };
	int rc = store(s, &more, err);

	y->strip.warns = more.len && y->kind != SAY_CONSENT;
	if (!more.len || y->strip.warns)
		buf_puts(said, told[y->kind]);
	buf_printf(said, "%s%.*s", y->strip.warns ? "; " : "", (int)strcspn(buf_str(&more), "\n"), buf_str(&more));
	buf_done(&more);
	return rc;
}

static const struct binding bindings[] = {
	STRIP_FORM_ROWS("interview", "set", "keep it", "Keep what is typed", "See"),
	{ .command = NULL },
};

#define STRIP(name_, title_, init_) STRIP_FORM_SCREEN(name_, title_, struct say, init_, done)
const struct screen_type interview_new_screen = STRIP("interview-new", "a new interview", open_new);
const struct screen_type interview_edit_screen = STRIP("interview-edit", "who is asked", open_edit);
const struct screen_type interview_schedule_screen = STRIP("interview-schedule", "when the interview is", open_schedule);
const struct screen_type interview_consent_screen = STRIP("interview-consent", "what is permitted", open_consent);
const struct screen_type interview_refuse_screen = STRIP("interview-refuse", "an interview that is refused", open_refuse);
const struct screen_type interview_coders_screen = STRIP("interview-coders", "who codes an interview", open_coders);

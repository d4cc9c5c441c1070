#include "model/sample.h"

#include "assets/assets.h"
#include "model/action.h"
#include "model/approval.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/company.h"
#include "model/debrief.h"
#include "model/event.h"
#include "model/item.h"
#include "model/member.h"
#include "model/move.h"
#include "model/packet.h"
#include "model/sample_private.h"
#include "model/note.h"
#include "model/text.h"

#include <stdlib.h>
#include <string.h>

enum column { COL_ARR = COL_OWN, COL_STAGE, COL_HOURS, COL_DAYS, COL_MET, COL_CONTACT, COL_REST, COLUMNS };

struct telling {
	struct store *s;
	int64_t now; /* of the demo; the store's own clock is set back while its past is told */
};

static int64_t told_at(const struct store *s)
{
	return s->now_offset_ms;
}

static void at(struct telling *t, int64_t hours_ago)
{
	t->s->now_offset_ms = t->now - hours_ago * HOUR_MS;
}

/* The value of key in "a=b;c=d"; NULL when absent. Caller frees. */
static char *rest(const char *text, const char *key)
{
	size_t n = strlen(key);

	for (const char *p = text; *p; p += p[strcspn(p, ";")] ? strcspn(p, ";") + 1 : strcspn(p, ";"))
		if (!strncmp(p, key, n) && p[n] == '=')
			return xstrndup(p + n + 1, strcspn(p + n + 1, ";"));
	return NULL;
}

/* Hours of "-40", or of "5d"; 0 when absent. */
static int64_t rest_hours(const char *text, const char *key)
{
	char *v = rest(text, key), *end = NULL;
	int64_t n = v ? strtoll(v, &end, 10) : 0;

	if (end && *end == 'd')
		n *= 24;
	free(v);
	return n;
}

static int64_t rest_day(const struct telling *t, const char *text, const char *key)
{
	int64_t hours = rest_hours(text, key);

	return hours ? (t->now + hours * HOUR_MS) / DAY_MS : NO_DAY;
}

static int members(struct store *s, struct err *err)
{
	static const struct {
		const char *login;
		unsigned roles, duties;
	} team[] = {
		{ SAMPLE_ADMIN, 1u << ROLE_ADMIN | 1u << ROLE_SALES_OPS, 1u << DUTY_SALES_MANAGER },
		{ SAMPLE_CRO, 1u << ROLE_CRO, 1u << DUTY_VP_SALES },
		{ "mira", 1u << ROLE_AE, 0 },
		{ "jo", 1u << ROLE_AE, 0 },
		{ "kim", 1u << ROLE_AE, 0 },
		{ "theo", 1u << ROLE_AE, 0 },
		{ "priya", 1u << ROLE_CSM, 0 },
		{ "sam", 1u << ROLE_CSM, 0 },
		{ "lena", 1u << ROLE_CSM_MANAGER, 0 },
		{ "ana", 1u << ROLE_ANALYST, 1u << DUTY_INTERVIEWER },
		{ "ben", 1u << ROLE_ANALYST, 1u << DUTY_REVIEWER },
		{ "ruth", 1u << ROLE_CMO, 0 },
	};

	/* The first one made the file and is a member already. */
	if (member_set(s, team[0].login, &team[0].roles, &team[0].duties, NULL, NULL, NULL, err))
		return -1;
	for (size_t i = 1; i < sizeof team / sizeof team[0]; i++)
		if (member_add(s, team[i].login, team[i].roles, team[i].duties, err))
			return -1;
	return store_act_as(s, SAMPLE_ADMIN, err);
}


/* "Lars Fox, CTO" with an address made from the name and the company. */
static int link_contact(struct store *s, struct group *g, const struct deal *d, const char *name_title, struct err *err)
{
	size_t n = strcspn(name_title, ",");
	struct person p = { .company = d->company, .name = xstrndup(name_title, n) };
	char *who = text_slug(p.name), *firm = text_slug(d->company_name);
	struct buf mail = { 0 };
	int rc;

	p.title = xstrdup(name_title[n] ? name_title + n + 1 + strspn(name_title + n + 1, " ") : "");
	buf_printf(&mail, "%s@%s.example", who, firm);
	p.email = buf_take(&mail);
	rc = person_save(s, g, &p, err) || deal_link_person(s, g, d, p.id, PERSON_PRIMARY, err) ||
	     deal_link_person(s, g, d, p.id, PERSON_CHAMPION, err) ? -1 : 0;
	person_done(&p);
	free(who);
	free(firm);
	return rc;
}

struct making {
	struct telling *t;
	char **col;
	struct deal d;
};

int sample_deal(struct store *s, struct deal *d, char *const *col, struct err *err)
{
	static const char *const field[] = { "company", "owner", "segment", "industry", "region", "source", "product", "amount" };

	for (size_t i = 0; i < COL_OWN; i++)
		if (deal_put(s, d, deal_field(field[i]), col[i], err))
			return -1;
	return 0;
}

static int make(struct store *s, struct group *g, void *arg, struct err *err)
{
	static const char *const extra[][2] = { { "csm", "csm" }, { "next", "next_step" }, { "discount", "discount" },
						{ "competitor", "competitor" } };
	struct making *m = arg;
	struct buf title = { 0 };

	if (sample_deal(s, &m->d, m->col, err) || deal_put(s, &m->d, deal_field("arr"), m->col[COL_ARR], err))
		return -1;
	for (size_t i = 0; i < sizeof extra / sizeof extra[0]; i++) {
		char *v = rest(m->col[COL_REST], extra[i][0]);
		int rc = v ? deal_put(s, &m->d, deal_field(extra[i][1]), v, err) : 0;

		free(v);
		if (rc)
			return -1;
	}
	m->d.term_months = 12;
	m->d.expected_day = rest_day(m->t, m->col[COL_REST], "expected");
	buf_printf(&title, "%s: new deal", m->col[COL_COMPANY]);
	group_title(g, buf_str(&title));
	buf_done(&title);
	if (deal_insert(s, g, &m->d, err))
		return -1;
	group_scope(g, SUBJECT_DEAL, m->d.id);
	return link_contact(s, g, &m->d, m->col[COL_CONTACT], err);
}

/* Through the open stages up to `last`, evenly between birth and the moment it arrived there. */
static int walk(struct telling *t, int64_t deal, int last, int64_t born, int64_t arrived, struct err *err)
{
	for (int to = STAGE_DISCOVERY; to <= last; to++) {
		struct move m = { .deal = deal, .to_stage = to, .check_all = true, .follow_up_day = NO_DAY, .sow_day = NO_DAY };

		at(t, born + (arrived - born) * (to - 1) / (last > 1 ? last - 1 : 1));
		if (deal_move(t->s, &m, NULL, err))
			return -1;
	}
	return 0;
}

static int tick(struct telling *t, int64_t deal, int stage, int met, struct err *err)
{
	const struct stage *st = stage_get(t->s->stages, stage);

	for (size_t i = 0; st && i < st->exit.n && (int)i < met; i++)
		if (deal_tick(t->s, deal, st->exit.item[i]->key, true, err))
			return -1;
	return 0;
}

/* The AE asks for the discount as the deal comes into its stage; `approved` are the words of who decides it. */
static int ask_discount(struct telling *t, int64_t deal, char **col, struct err *err)
{
	char *why = rest(col[COL_REST], "ask"), *approved = rest(col[COL_REST], "approved");
	int64_t id;
	int rc = why ? store_act_as(t->s, col[COL_OWNER], err) || approval_ask(t->s, deal, NULL, why, &id, err) : 0;

	if (!rc && approved)
		rc = store_act_as(t->s, SAMPLE_ADMIN, err) || approval_decide(t->s, id, true, approved, err);
	free(why);
	free(approved);
	return rc || store_act_as(t->s, SAMPLE_ADMIN, err) ? -1 : 0;
}

static int close_deal(struct telling *t, int64_t deal, char **col, bool won, struct err *err)
{
	char *commit = rest(col[COL_REST], "commit"), *reason = rest(col[COL_REST], "reason");
	char *competitor = rest(col[COL_REST], "competitor"), *sow = rest(col[COL_REST], "sow");
	struct move m = { .deal = deal, .to_stage = won ? STAGE_WON : STAGE_LOST, .check_all = true, .reason = reason,
			  .competitor = competitor, .follow_up_day = NO_DAY, .sow_day = rest_day(t, col[COL_REST], "sowday") };
	int rc;

	m.commitment = commit && !strcmp(commit, "verbal") ? COMMIT_VERBAL : COMMIT_WRITTEN;
	m.sow = sow ? SOW_SIGNED : SOW_PENDING;
	at(t, strtoll(col[COL_HOURS], NULL, 10));
	rc = deal_move(t->s, &m, NULL, err);
	free(commit);
	free(reason);
	free(competitor);
	free(sow);
	return rc;
}

static int pause_deal(struct telling *t, int64_t deal, char **col, struct err *err)
{
	char *outcome = rest(col[COL_REST], "outcome"), *reason = rest(col[COL_REST], "reason");
	struct move m = { .deal = deal, .reason = reason, .follow_up_day = rest_day(t, col[COL_REST], "follow"),
			  .sow_day = NO_DAY };
	int rc = 0;

	if (outcome) {
		m.outcome = (enum outcome)outcome_find(outcome);
		at(t, 30);
		rc = deal_move(t->s, &m, NULL, err);
	}
	free(outcome);
	free(reason);
	return rc;
}

static int mark(struct telling *t, int64_t deal, const char *text, enum event_kind kind, struct err *err)
{
	int64_t hours = rest_hours(text, event_key(kind));
	struct new_event e = { .deal = deal, .kind = kind, .for_ms = NO_MOMENT };

	if (!hours)
		return 0;
	at(t, -hours);
	e.at_ms = t->s->now(t->s);
	if (kind == EV_KICKOFF_SET) /* set for three days later, at nine */
		e.for_ms = ((e.at_ms + 3 * DAY_MS) / DAY_MS) * DAY_MS + 9 * HOUR_MS;
	return event_mark(t->s, &e, err);
}

/* A line of the answers with the names of this deal in it. */
static char *with_names(const char *text, const char *contact, const char *ae)
{
	struct buf b = { 0 };

	for (const char *p = text; *p && *p != '\n'; p++) {
		if (!strncmp(p, "{contact}", 9)) {
			buf_add(&b, contact, strcspn(contact, ","));
			p += 8;
		} else if (!strncmp(p, "{ae}", 4)) {
			buf_printf(&b, "%c%s", *ae >= 'a' && *ae <= 'z' ? *ae - 32 : *ae, ae + 1);
			p += 3;
		} else {
			buf_putc(&b, *p);
		}
	}
	return buf_take(&b);
}

static int answer(struct telling *t, int64_t form, const char *line, char **col, const char *csm, struct err *err)
{
	int question = line[0] - '0';
	bool ahead = line[2] == 'a';
	char *text = with_names(strchr(line + 2, '|') + 1, col[COL_CONTACT], col[COL_OWNER]);
	int rc = store_act_as(t->s, ahead ? col[COL_OWNER] : csm, err);

	if (!rc)
		rc = debrief_answer(t->s, form, question, ahead ? LAYER_AHEAD : LAYER_LIVE, text, -1, ahead ? 0 : 5 * MINUTE_MS, NULL,
				    NULL, err);
	free(text);
	return rc;
}

/* Who a row belongs to: the deal's ae, its csm or nobody. */
static int64_t owner_of(struct telling *t, const char *word, char **col, const char *csm)
{
	return !*word ? 0 : member_find(t->s, !strcmp(word, "ae") ? col[COL_OWNER] : csm, NULL);
}

/* "promise|explicit|csm|30|{ae}|TEXT|how it was settled" */
static int tell_row(struct telling *t, int64_t form, char **part, size_t n, char **col, const char *csm, struct err *err)
{
	enum item_kind kind = item_kind_find(part[0]);
	struct item it;
	int rc;

	if (n < 6 || !kind)
		return err_set(err, ERR_BUG, "sample: no row “%s”", part[0]);
	item_init(&it, kind);
	free(it.text);
	free(it.said_by);
	it.form = form;
	it.text = xstrdup(part[5] + strspn(part[5], " "));
	it.said_by = xstrdup(part[4]);
	it.attr = kind >= ITEM_GAP ? strtoll(part[1], NULL, 10) : item_attr_find(kind, part[1]);
	it.owner = owner_of(t, part[2], col, csm);
	if (*part[3])
		it.due_day = calendar_day(t->s->calendar, t->s->now(t->s)) + strtoll(part[3], NULL, 10);
	if (n > 6) {
		free(it.mitigation);
		it.mitigation = xstrdup(part[6]);
	}
	rc = item_save(t->s, NULL, &it, NULL, err);
	item_done(&it);
	return rc;
}

/* What stands beside the answers, as the csm notes it in the call. */
static int beside(struct telling *t, int64_t form, const char *line, char **col, const char *csm, struct err *err)
{
	char *text = with_names(line, col[COL_CONTACT], col[COL_OWNER]), *part[7] = { text };
	size_t n = 1;
	int rc = store_act_as(t->s, csm, err);

	for (char *p = text; *p && n < 7; p++)
		if (*p == '|') {
			*p = '\0';
			part[n++] = p + 1;
		}
	if (!rc && !strcmp(part[0], "signal") && n > 1)
		rc = debrief_signal(t->s, form, signal_find(part[1]), err);
	else if (!rc)
		rc = tell_row(t, form, part, n, col, csm, err);
	free(text);
	return rc;
}

/* The n-th set of answers, up to its line of equals signs. */
static const char *answer_set(const char *body, int n)
{
	for (; n > 0 && *body; n--) {
		body = strstr(body, "\n===");
		if (!body)
			return "";
		body++;
		body += strcspn(body, "\n") + 1;
	}
	return body;
}

static int debrief(struct telling *t, int64_t deal, char **col, struct err *err)
{
	const struct asset *a = asset_find("sample/answers.txt");
	char *how = rest(col[COL_REST], "debrief"), *csm = rest(col[COL_REST], "csm");
	int64_t hours = strtoll(col[COL_HOURS], NULL, 10), said = hours > 100 ? hours - 76 : 3;
	struct form f;
	int rc = how && a ? debrief_of(t->s, deal, &f, err) : 0;
	bool half = how && !strcmp(how, "half");

	at(t, said);
	for (const char *p = a ? answer_set(a->body, half ? 0 : 1 + (int)(deal % 3)) : ""; rc == 1 && *p && *p != '=';
	     p += strcspn(p, "\n") + 1)
		if ((*p >= '1' && *p <= '7' && answer(t, f.id, p, col, csm, err)) ||
		    (*p >= 'a' && *p <= 'z' && beside(t, f.id, p, col, csm, err)))
			rc = -1;
	if (rc == 1 && !half) {
		struct buf names = { 0 };

		buf_printf(&names, "%s,%s,lena", col[COL_OWNER], csm);
		rc = debrief_attend(t->s, f.id, buf_str(&names), err) || debrief_complete(t->s, f.id, err) ? -1 : 0;
		buf_done(&names);
	}
	free(how);
	free(csm);
	return rc < 0 || store_act_as(t->s, SAMPLE_ADMIN, err) ? -1 : 0;
}

/* What was due some days ago was done on its day; flags on the day of the kickoff. */
static int keep_promises(struct telling *t, int64_t deal, const char *text, struct err *err)
{
	int64_t kickoff = rest_hours(text, "kickoff_held");
	struct item *rows = NULL;
	struct form f;
	size_t n = 0;
	int rc = kickoff ? debrief_of(t->s, deal, &f, err) : 0;

	rc = rc < 0 || (rc && item_list(t->s, f.id, 0, &rows, &n, err)) ? -1 : 0;
	for (size_t i = 0; !rc && i < n; i++) {
		struct item it;
		bool flag = rows[i].kind == ITEM_FLAG;
		int64_t done;

		if (!rows[i].action || (!flag && rows[i].due_day == NO_DAY))
			continue;
		done = flag ? t->now + kickoff * HOUR_MS : calendar_moment(t->s->calendar, rows[i].due_day, 16 * 60);
		if (done > t->now - 3 * DAY_MS)
			continue;
		item_copy(&it, &rows[i]);
		it.state = flag ? ITEM_ANSWERED : ITEM_KEPT;
		t->s->now_offset_ms = done;
		rc = item_save(t->s, &rows[i], &it, NULL, err);
		item_done(&it);
	}
	items_done(rows, n);
	return rc;
}

/* The check-ins that are over by three days were noted a day early; where the row says checkins=none they are late. */
static int checkins(struct telling *t, int64_t deal, const char *text, struct err *err)
{
	int64_t held = -rest_hours(text, "kickoff_held");
	char *none = rest(text, "checkins");

	for (int day = 30; day <= 90 && held && !none; day += 30) {
		struct new_event e = { .deal = deal, .kind = EV_CHECKIN, .value = day, .for_ms = NO_MOMENT };

		at(t, held - (day - 1) * 24);
		e.at_ms = t->s->now(t->s);
		if (e.at_ms < t->now - 2 * DAY_MS && event_mark(t->s, &e, err))
			return -1;
	}
	free(none);
	return 0;
}

/* What somebody wrote down to be done, and a note that waits to be sent. */
static int left_to_do(struct telling *t, int64_t deal, const char *text, struct err *err)
{
	char *todo = rest(text, "todo"), *note = rest(text, "note"), *csm = rest(text, "csm");
	struct action a = { .subject_kind = SUBJECT_DEAL, .subject = deal, .due_day = rest_day(t, text, "todo_due") };
	struct outbox_message m = { 0 };
	struct form f;
	int rc = csm ? store_act_as(t->s, csm, err) : 0;

	at(t, 20);
	a.owner = t->s->actor.member;
	a.text = todo;
	if (!rc && todo)
		rc = action_add(t->s, &a, err);
	if (!rc && note)
		rc = debrief_of(t->s, deal, &f, err) != 1 || debrief_note_to_ae(t->s, f.id, &m, err) ? -1 : 0;
	action_done(&a);
	outbox_message_done(&m);
	free(note);
	free(csm);
	return rc || store_act_as(t->s, SAMPLE_ADMIN, err) ? -1 : 0;
}

/* "field|days|text" */
static int fill_field(struct telling *t, int64_t deal, const char *line, char **col, struct err *err)
{
	char *text = with_names(line, col[COL_CONTACT], col[COL_OWNER]), *days = text + strcspn(text, "|") + 1;
	char *words = days + strcspn(days, "|") + 1;
	int64_t day = calendar_day(t->s->calendar, t->s->now(t->s)) + strtoll(days, NULL, 10);
	const struct packet_field *f;
	struct buf value = { 0 };
	int rc;

	days[-1] = '\0';
	f = packet_field_find(t->s->packet, text);
	if (*days != '|')
		day_format(day, &value);
	buf_printf(&value, "%s%s", value.len && *words ? " " : "", words);
	if (!f)
		rc = err_set(err, ERR_BUG, "sample: no field “%s”", text);
	else if (f->kind == PACKET_ROWS)
		rc = packet_set_row(t->s, deal, f, 0, buf_str(&value), NULL, err);
	else
		rc = packet_set(t->s, deal, f, buf_str(&value), -1, NULL, err);
	buf_done(&value);
	free(text);
	return rc;
}

static int send_one(void *arg, const struct outbox_message *m)
{
	int64_t *id = arg;

	if (strcmp(m->template, note_template(NOTE_SLACK)) && strcmp(m->template, note_template(NOTE_COORDINATION)))
		return 0;
	*id = m->id;
	return 1;
}

/* The AE sends the notes of the filing at once: a member who looks at the sample finds no step of their own to take back
 * on the board. */
static int send_notes(struct telling *t, int64_t deal, const char *ae, struct err *err)
{
	int64_t id = 0;
	int rc;

	if (store_act_as(t->s, ae, err))
		return -1;
	while ((rc = outbox_each(t->s, deal, true, send_one, &id, err)) == 1)
		if (outbox_mark(t->s, id, MESSAGE_SENT, err))
			return -1;
	return rc;
}

/* Written down by the AE and filed by the cro within the two hours, acknowledged the same day; packet=filed: not
 * acknowledged yet, packet=draft: half written. */
static int packet(struct telling *t, int64_t deal, char **col, struct err *err)
{
	const struct asset *a = asset_find("sample/packets.txt");
	char *how = rest(col[COL_REST], "packet"), *csm = rest(col[COL_REST], "csm");
	int64_t hours = strtoll(col[COL_HOURS], NULL, 10);
	bool draft = how && !strcmp(how, "draft"), filed = how && !strcmp(how, "filed");
	int rc = a ? store_act_as(t->s, col[COL_OWNER], err) : -1;

	at(t, hours);
	for (const char *p = a ? answer_set(a->body, (int)(deal % 2)) : ""; !rc && *p && *p != '='; p += strcspn(p, "\n") + 1) {
		if (*p == '-' && draft)
			break;
		if (*p != '-' && *p != '#')
			rc = fill_field(t, deal, p, col, err);
	}
	at(t, hours - 1);
	if (!rc && !draft)
		rc = store_act_as(t->s, SAMPLE_CRO, err) || packet_file(t->s, deal, NULL, NULL, err) ||
		     (!filed && send_notes(t, deal, col[COL_OWNER], err)) ? -1 : 0;
	at(t, hours - 6);
	if (!rc && !draft && !filed) {
		struct buf say = { 0 };

		rc = store_act_as(t->s, csm, err) || packet_acknowledge(t->s, deal, &say, err) ? -1 : 0;
		buf_done(&say);
	}
	free(how);
	free(csm);
	return rc || store_act_as(t->s, SAMPLE_ADMIN, err) ? -1 : 0;
}

/* What followed the acknowledgement, by its CSM. */
static int run(struct telling *t, int64_t deal, const char *text, struct err *err)
{
	char *csm = rest(text, "csm");
	int rc = csm ? store_act_as(t->s, csm, err) : 0;

	if (!rc && csm)
		rc = sample_run(t->s, deal, t->now, err);
	free(csm);
	return rc || store_act_as(t->s, SAMPLE_ADMIN, err) ? -1 : 0;
}

/* Sales ops hands over with the packet; the CSM writes back within the five business days after the delivery. */
static int exchange(struct telling *t, int64_t deal, char **col, struct err *err)
{
	char *how = rest(col[COL_REST], "packet"), *csm = rest(col[COL_REST], "csm");
	int64_t delivered = -rest_hours(col[COL_REST], "delivered");
	int rc = 0;

	at(t, strtoll(col[COL_HOURS], NULL, 10) - 7);
	if (!how && csm)
		rc = sample_exchange_before(t->s, deal, err);
	at(t, delivered - 3 * 24);
	if (!rc && csm && delivered > 5 * 24)
		rc = store_act_as(t->s, csm, err) || sample_exchange_after(t->s, deal, err) ? -1 : 0;
	free(how);
	free(csm);
	return rc || store_act_as(t->s, SAMPLE_ADMIN, err) ? -1 : 0;
}

static int after_win(struct telling *t, int64_t deal, char **col, struct err *err)
{
	static const enum event_kind before[] = { EV_SOW_SENT, EV_SOW_SIGNED, EV_INTRODUCED, EV_KICKOFF_SET };
	static const enum event_kind later[] = { EV_KICKOFF_HELD, EV_DELIVERED };

	if (packet(t, deal, col, err))
		return -1;
	for (size_t i = 0; i < sizeof before / sizeof before[0]; i++)
		if (mark(t, deal, col[COL_REST], before[i], err))
			return -1;
	if (debrief(t, deal, col, err))
		return -1;
	for (size_t i = 0; i < sizeof later / sizeof later[0]; i++)
		if (mark(t, deal, col[COL_REST], later[i], err))
			return -1;
	if (exchange(t, deal, col, err))
		return -1;
	return checkins(t, deal, col[COL_REST], err) || keep_promises(t, deal, col[COL_REST], err) ||
	       left_to_do(t, deal, col[COL_REST], err) || run(t, deal, col[COL_REST], err) ? -1 : 0;
}

static int tell_deal(struct telling *t, char **col, struct err *err)
{
	const struct stage *end = stage_find(t->s->stages, col[COL_STAGE]);
	int64_t born = strtoll(col[COL_DAYS], NULL, 10) * 24 + 2, hours = strtoll(col[COL_HOURS], NULL, 10);
	struct making m = { .t = t, .col = col };
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL };
	char *from = rest(col[COL_REST], "from");
	int last = from ? stage_find(t->s->stages, from)->id : end->id;
	bool closed = stage_is_closed(end->id);
	int rc;

	last = last > STAGE_NEGOTIATION ? STAGE_NEGOTIATION : last;
	free(from);
	if (born <= hours)
		born = hours + 1;
	deal_init(&m.d);
	at(t, last == STAGE_PROSPECTING ? hours : born);
	rc = edit(t->s, &how, make, &m, NULL, err);
	if (!rc)
		rc = walk(t, m.d.id, last, born, closed ? hours + (born - hours) / 6 : hours, err);
	if (!rc)
		rc = ask_discount(t, m.d.id, col, err);
	if (!rc)
		rc = tick(t, m.d.id, last, (int)strtol(col[COL_MET], NULL, 10), err);
	if (!rc && closed)
		rc = close_deal(t, m.d.id, col, end->id == STAGE_WON, err);
	if (!rc && end->id == STAGE_WON)
		rc = after_win(t, m.d.id, col, err);
	if (!rc && !closed)
		rc = pause_deal(t, m.d.id, col, err);
	deal_done(&m.d);
	return rc;
}

static int tell_line(struct telling *t, const char *line, size_t len, struct err *err)
{
	char *copy = xstrndup(line, len), *col[COLUMNS], *p = copy;
	int n = 0, rc;

	while (n < COLUMNS) {
		col[n++] = p;
		p += strcspn(p, "|");
		if (!*p)
			break;
		*p++ = '\0';
	}
	rc = n == COLUMNS ? tell_deal(t, col, err)
			  : err_set(err, ERR_BUG, "sample: found %d columns, expected %d: %s", n, COLUMNS, copy);
	if (rc)
		err_wrap(err, "sample: %s", col[0]);
	free(copy);
	return rc;
}

static int fill(void *arg, struct err *err)
{
	struct telling *t = arg;
	const struct asset *a = asset_find("sample/deals.txt");

	at(t, 160 * 24);
	if (!a)
		return err_set(err, ERR_BUG, "sample/deals.txt is not compiled in");
	if (members(t->s, err))
		return -1;
	for (const char *p = a->body; *p;) {
		size_t n = strcspn(p, "\n");

		if (*p != '#' && n && tell_line(t, p, n, err))
			return -1;
		p += n + (p[n] == '\n');
	}
	return sample_interviews(t->s, t->now, err) || sample_history(t->s, t->now, err) ? -1 : 0;
}

int sample_fill(struct store *s, struct err *err)
{
	int64_t (*now)(const struct store *s) = s->now;
	struct telling t = { s, s->now(s) };
	int64_t offset = s->now_offset_ms;
	int rc;

	s->now = told_at;
	rc = db_tx(s->db, fill, &t, err);
	s->now = now;
	s->now_offset_ms = offset;
	return rc;
}

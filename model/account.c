#include "model/account.h"

#include "model/buf.h"
#include "model/dict.h"
#include "model/icp.h"
#include "model/item.h"
#include "model/member.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const enum field_class record_class[ACCOUNT_RECORDS] = { CLASS_CRM, CLASS_HEALTH, CLASS_INTERNAL };
static const char *const record_titles[ACCOUNT_RECORDS] = { "CRM account record", "CS platform, health inputs",
							    "Internal sales-CS record, never customer-facing" };

void account_done(struct account *a)
{
	for (size_t i = 0; i < a->n; i++) {
		free(a->line[i].label);
		free(a->line[i].text);
	}
	free(a->line);
	a->line = NULL;
	a->n = 0;
}

static void add(struct account *a, struct account_line line)
{
	a->line = xrealloc(a->line, (a->n + 1) * sizeof *a->line);
	a->line[a->n++] = line;
}

static bool record_of_dest(enum destination d, enum account_record *out)
{
	if (d != DEST_CRM && d != DEST_HEALTH && d != DEST_INTERNAL)
		return false;
	*out = d == DEST_CRM ? ACCOUNT_CRM : d == DEST_HEALTH ? ACCOUNT_HEALTH : ACCOUNT_INTERNAL;
	return true;
}

static enum account_record record_of_class(enum field_class c)
{
	return c == CLASS_CRM || c == CLASS_DEAL ? ACCOUNT_CRM : c == CLASS_HEALTH ? ACCOUNT_HEALTH : ACCOUNT_INTERNAL;
}

/* ---- prose ---- */

static char *prose(const struct debrief_answer *a)
{
	struct buf out = { 0 };

	if (a->state == ANSWER_UNKNOWN)
		buf_puts(&out, "not known: ");
	else if (a->state == ANSWER_AHEAD)
		buf_puts(&out, "written ahead: ");
	buf_puts(&out, text_says(a->live.text) ? a->live.text : a->ahead.text);
	return buf_take(&out);
}

static void add_answer(struct account *out, const struct debrief_answer *a)
{
	enum account_record r;

	if (a->hidden || a->state == ANSWER_OPEN || !record_of_dest(a->question->dest, &r))
		return;
	add(out, (struct account_line){ .record = r, .label = xstrdup(a->question->title), .text = prose(a),
					.question = a->question->id });
}

/* The gut read as a value stands with its prose. */
static void add_signal(struct account *out, const struct debrief_answer *a)
{
	struct buf text = { 0 };
	enum account_record r;

	if (a->hidden || (!a->signal && !a->doubt) || !record_of_dest(a->question->dest, &r))
		return;
	if (a->signal)
		buf_puts(&text, signal_key(a->signal));
	if (a->doubt)
		buf_printf(&text, "%sdoubt about the fit: %s", text.len ? ", " : "", doubt_key(a->doubt));
	add(out, (struct account_line){ .record = r, .label = xstrdup("Signal"), .text = buf_take(&text),
					.question = a->question->id });
}

/* ---- rows ---- */

/* "Promised", "Displaced vendor", "Flag: capacity". */
static char *row_label(const struct item *it)
{
	const char *attr = item_attr_key(it->kind, it->attr);
	struct buf out = { 0 };

	switch (it->kind) {
	case ITEM_PROMISE:
		buf_printf(&out, "Promised%s%s%s", *attr ? " (" : "", attr, *attr ? ")" : "");
		break;
	case ITEM_RISK:
		buf_puts(&out, *attr ? attr : "risk");
		break;
	case ITEM_OBJECTION:
		buf_puts(&out, "Objection");
		break;
	case ITEM_CRITERION:
		buf_printf(&out, "Success criterion%s%s%s", *attr ? " (" : "", attr, *attr ? ")" : "");
		break;
	case ITEM_STAKEHOLDER:
		buf_puts(&out, "Stakeholder");
		break;
	case ITEM_FLAG:
		buf_printf(&out, "Flag%s%s", *attr ? ": " : "", attr);
		break;
	case ITEM_TOUCHPOINT:
	case ITEM_FRICTION:
	case ITEM_GAP:
	case ITEM_PARKED:
	case ITEM_FOLLOWUP:
	case ITEM_KIND_COUNT:
		buf_puts(&out, item_kind_key(it->kind));
		break;
	}
	if (out.len && out.data[0] >= 'a' && out.data[0] <= 'z')
		out.data[0] = (char)(out.data[0] - 'a' + 'A');
	return buf_take(&out);
}

/* What was said, how it was settled, by whom, whose it is now, until when, and what became of it. */
static char *row_text(struct store *s, const struct item *it)
{
	struct buf out = { 0 };

	if (it->kind == ITEM_STAKEHOLDER && *it->said_by) {
		text_visible(&out, it->said_by, strlen(it->said_by), false);
		buf_puts(&out, ": ");
	}
	buf_puts(&out, it->text);
	if (text_says(it->mitigation))
		buf_printf(&out, " → %s", it->mitigation);
	if (it->kind != ITEM_STAKEHOLDER && text_says(it->said_by)) {
		buf_puts(&out, " · said by ");
		text_visible(&out, it->said_by, strlen(it->said_by), false);
	}
	if (it->owner)
		buf_printf(&out, " · %s", member_login(s, it->owner));
	if (it->due_day != NO_DAY) {
		buf_puts(&out, " · due ");
		item_due_format(it, &out);
	}
	if (it->state != ITEM_OPEN)
		buf_printf(&out, " · %s", item_state_key(it->state));
	return buf_take(&out);
}

static int add_rows(struct store *s, struct account *out, enum item_kind kind, int question, struct err *err)
{
	struct item *items = NULL;
	size_t n = 0;

	if (item_list(s, out->form, kind, &items, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (items[i].state != ITEM_DROPPED && text_says(items[i].text))
			add(out, (struct account_line){ .record = record_of_class(items[i].class),
							.label = row_label(&items[i]), .text = row_text(s, &items[i]),
							.item = items[i].id, .question = question });
	items_done(items, n);
	return 0;
}

/* ---- the whole ---- */

static void add_reason(struct store *s, struct account *out, const struct deal *d)
{
	if (!out->hidden[ACCOUNT_CRM] && d->reason)
		add(out, (struct account_line){ .record = ACCOUNT_CRM, .label = xstrdup("Stated reason"),
						.text = xstrdup(dict_title(s, d->reason)) });
}

/* How well the deal fitted, as it was scored at the handoff and after the delivery. */
static int add_scores(struct store *s, struct account *out, struct err *err)
{
	static const char *const labels[] = { [ICP_HANDOFF] = "ICP", [ICP_VALIDATED] = "ICP after delivery" };
	struct icp icp;

	if (out->hidden[ACCOUNT_CRM])
		return 0;
	if (icp_load(s, &icp, err))
		return -1;
	for (enum icp_phase phase = ICP_HANDOFF; phase <= ICP_VALIDATED; phase++) {
		int64_t score[ICP_DIMENSIONS];
		struct buf words = { 0 };

		if (deal_icp_get(s, out->deal, phase, score, err))
			return -1;
		icp_scores_words(&icp, score, &words);
		if (words.len)
			add(out, (struct account_line){ .record = ACCOUNT_CRM, .label = xstrdup(labels[phase]),
							.text = buf_take(&words) });
		buf_done(&words);
	}
	return 0;
}

static int add_debrief(struct store *s, struct account *out, struct err *err)
{
	size_t n = questions_count(s->questions);
	struct debrief_answer *a = xcalloc(n, sizeof *a);
	int rc = debrief_answers(s, out->form, a, err);

	for (size_t i = 0; i < n; i++) {
		enum item_kind kind = a[i].question ? item_kind_of(a[i].question) : 0;

		if (!rc) {
			add_answer(out, &a[i]);
			add_signal(out, &a[i]);
		}
		if (!rc && kind)
			rc = add_rows(s, out, kind, a[i].question->id, err);
		answer_done(&a[i]);
	}
	free(a);
	return rc ? rc : add_rows(s, out, ITEM_FLAG, 0, err);
}

int account_load(struct store *s, int64_t deal, struct account *out, struct err *err)
{
	struct form f;
	struct deal d;
	int rc;

	*out = (struct account){ .deal = deal };
	rc = deal_get(s, deal, &d, err);
	if (rc != 1)
		return rc < 0 ? -1 : deal_absent(s, deal, ERR_INPUT, err);
	for (int r = 0; r < ACCOUNT_RECORDS; r++)
		out->hidden[r] = !access_can_read(s, record_class[r], d.owner);
	add_reason(s, out, &d);
	deal_done(&d);
	rc = add_scores(s, out, err) ? -1 : debrief_of(s, deal, &f, err);
	if (rc == 1) {
		out->form = f.id;
		rc = add_debrief(s, out, err);
	}
	if (rc)
		account_done(out);
	return rc;
}

/* ---- as a document ---- */

/* One item of a list; the line breaks of a text stay inside of it. */
static void put_line(const struct account_line *line, struct buf *out)
{
	buf_puts(out, "- **");
	text_visible(out, line->label, strlen(line->label), false);
	buf_puts(out, ":** ");
	for (const char *p = line->text; *p; p++) {
		if (*p == '\r' && p[1] == '\n')
			continue;
		buf_putc(out, *p);
		if (*p == '\n')
			buf_puts(out, "  ");
	}
	buf_putc(out, '\n');
}

void account_markdown(const struct account *a, struct buf *out)
{
	for (int r = 0; r < ACCOUNT_RECORDS; r++) {
		size_t n = 0;

		buf_printf(out, "## %s\n\n", record_titles[r]);
		for (size_t i = 0; i < a->n; i++)
			if ((int)a->line[i].record == r) {
				put_line(&a->line[i], out);
				n++;
			}
		if (!n)
			buf_puts(out, a->hidden[r] ? "*not shown to this reader*\n" : "*nothing yet*\n");
		buf_putc(out, '\n');
	}
}

/* ---- for another reader ---- */

static const char *const reader_titles[READERS] = { "the AE", "the CSM", "the CS manager", "the customer" };

const char *reader_title(enum reader r)
{
	return reader_titles[r];
}

/* The store as that reader would open it. The database and the caches are those of `s`. */
static struct store store_as(const struct store *s, enum reader r, int64_t owner)
{
	static const enum role roles[READERS] = { ROLE_AE, ROLE_CSM, ROLE_CSM_MANAGER, ROLE_READONLY };
	struct store as = *s;

	as.actor.roles = 1u << roles[r];
	as.actor.duties = 0;
	if (r == READER_AE)
		as.actor.member = owner;
	return as;
}

static bool is_same_line(const struct account_line *a, const struct account_line *b)
{
	return a->record == b->record && a->item == b->item && a->question == b->question && !strcmp(a->label, b->label) &&
	       !strcmp(a->text, b->text);
}

/* Nobody learns from a preview what the actor may not read. */
static void keep_own(struct account *a, const struct account *own)
{
	size_t keep = 0;

	for (size_t i = 0; i < a->n; i++) {
		bool there = false;

		for (size_t k = 0; !there && k < own->n; k++)
			there = is_same_line(&a->line[i], &own->line[k]);
		if (there) {
			a->line[keep++] = a->line[i];
			continue;
		}
		free(a->line[i].label);
		free(a->line[i].text);
	}
	a->n = keep;
	for (int r = 0; r < ACCOUNT_RECORDS; r++)
		a->hidden[r] |= own->hidden[r];
}

static int preview_account(struct store *s, int64_t deal, int64_t owner, enum reader r, struct buf *out, struct err *err)
{
	struct store as = store_as(s, r, owner);
	struct account own, theirs = { .deal = deal, .hidden = { true, true, true } };
	int rc = account_load(s, deal, &own, err);

	if (rc)
		return -1;
	if (access_can_read(&as, CLASS_DEAL, owner))
		rc = account_load(&as, deal, &theirs, err);
	if (!rc) {
		keep_own(&theirs, &own);
		account_markdown(&theirs, out);
	}
	account_done(&own);
	account_done(&theirs);
	return rc;
}

int debrief_preview(struct store *s, int64_t form, enum reader r, struct buf *out, struct err *err)
{
	struct buf label = { 0 };
	struct form f;
	struct deal d;
	int rc = form_read(s, form, &f, err);

	if (rc == 1)
		rc = deal_get(s, f.deal, &d, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such debrief");
	if (r == READER_CUSTOMER) {
		rc = debrief_markdown(s, form, "customer", out, err);
	} else {
		deal_label(&d, &label);
		buf_puts(out, "# ");
		text_visible(out, buf_str(&label), label.len, false);
		buf_printf(out, ", as %s sees it\n\n", reader_titles[r]);
		buf_done(&label);
		rc = preview_account(s, f.deal, d.owner, r, out, err);
	}
	deal_done(&d);
	return rc;
}

#include "model/history_value.h"

#include "model/action.h"
#include "model/approval.h"
#include "model/coding.h"
#include "model/company.h"
#include "model/deal_private.h"
#include "model/debrief.h"
#include "model/evidence.h"
#include "model/form.h"
#include "model/interview.h"
#include "model/item_private.h"
#include "model/member.h"
#include "model/outbox.h"
#include "model/quote.h"
#include "model/refinement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VALUE_CURRENCY_SINCE, VALUE_CURRENCY_NOW, VALUE_ANSWER, VALUE_FORM, VALUE_ROW, VALUE_THEME, VALUE_TAXONOMY, VALUE_NOTE, VALUE_TEXT };

static const char *const form_states[] = { "open", "scheduled", "live", "complete", "void", "filed", "returned",
						  "acknowledged" };
static const char *const replies[] = { "", "accepted", "amended", "contradicted", "unknown" };
static const char *const form_parts[] = { "", "ae", "csm", "further" };

static int64_t number(const char *text)
{
	return text ? strtoll(text, NULL, 10) : 0;
}

static const char *word(const char *const *words, size_t n, int64_t i)
{
	return i >= 0 && (size_t)i < n ? words[i] : "?";
}
#define WORD(words, i) word(words, sizeof(words) / sizeof *(words), i)

/* Of fields that deal_fields leaves out: they are not shown on the sheet, and history has them all the same. */
static const struct field unlisted[] = {
	{ "kickoff", "Kickoff", "", FIELD_DAY, CLASS_DEAL, offsetof(struct deal, kickoff_day), NULL, true },
	{ "won_at", "Won", "", FIELD_MOMENT, CLASS_DEAL, offsetof(struct deal, won_at), NULL, true },
};

static const struct field *field_of(const struct history_row *row)
{
	for (size_t i = 0; i < sizeof unlisted / sizeof unlisted[0]; i++)
		if (!strcmp(unlisted[i].key, row->field))
			return &unlisted[i];
	return deal_field(row->field);
}

const char *history_turned(enum group_kind kind)
{
	return kind == GROUP_UNDO ? "taken back: " : kind == GROUP_REDO ? "done again: " : "";
}

bool history_is_derived(const struct history_row *row)
{
	static const char *const derived[] = { "sort_at", "row_hash", "origin_import", "changed_import" };

	if (row->kind == SUBJECT_DEAL)
		for (size_t i = 0; i < sizeof derived / sizeof derived[0]; i++)
			if (!strcmp(row->field, derived[i]))
				return true;
	return (row->kind == SUBJECT_FORM && !strcmp(row->field, "config")) ||
	       (row->kind == SUBJECT_INTERVIEW && !strcmp(row->field, "guide_config")) ||
	       (row->kind == SUBJECT_CODE && !strcmp(row->field, "text"));
}

/* ---- what ---- */

/* "Q4, live", "Q7 signal, ahead", "check-in 30 days, note": where an answer stands. */
static void answer_place(struct store *s, int64_t value, struct buf *out)
{
	struct stmt *st = db_stmt(s->db, &history_value_sql[VALUE_ANSWER], NULL);

	if (!st)
		return;
	db_int(st, 1, value);
	if (db_step(st, NULL) == 1) {
		form_field_place(db_col_text(st, 0), (enum form_layer)db_col(st, 1), (enum form_kind)db_col(st, 2),
				 db_col(st, 3), out);
		db_reset(st);
	}
}

/* The kind of a row, 0 unknown. */
static enum item_kind row_kind(struct store *s, int64_t item)
{
	struct stmt *st = db_stmt(s->db, &history_value_sql[VALUE_ROW], NULL);
	enum item_kind kind = 0;

	if (!st)
		return 0;
	db_int(st, 1, item);
	if (db_step(st, NULL) == 1) {
		kind = (enum item_kind)db_col(st, 0);
		db_reset(st);
	}
	return kind;
}

static void form_place(struct store *s, const struct history_row *row, struct buf *out)
{
	static const char *const kinds[] = { "form",	"debrief", "packet", "customer handoff", "exchange record",
					     "check-in",	"playbook run", "interview form" };
	struct stmt *st = db_stmt(s->db, &history_value_sql[VALUE_FORM], NULL);
	int64_t kind = 0;

	if (!st)
		return;
	db_int(st, 1, row->subject);
	db_first(st, &kind, 1, NULL);
	buf_printf(out, "%s%s%s", WORD(kinds, kind), *row->field ? " " : "", row->field);
}

static void person_link(struct store *s, const char *part, struct buf *out)
{
	const char *colon = strchr(part, ':');
	struct person p = { 0 };

	if (person_get(s, number(part), &p, NULL) == 1)
		buf_puts(out, p.name);
	buf_printf(out, " (%s)", person_role_key((int)number(colon ? colon + 1 : NULL)));
	person_done(&p);
}

void history_what(struct store *s, const struct history_row *row, struct buf *out)
{
	const struct stage_item *item =
		row->kind == SUBJECT_DEAL_CHECK ? stage_item_find(s->stages, row->part) : NULL;
	const struct field *f = row->kind == SUBJECT_DEAL ? field_of(row) : NULL;
	const char *colon = strchr(row->part, ':');

	if (row->kind == SUBJECT_DEAL_CHECK)
		buf_printf(out, "criterion %s", item ? item->text : row->part);
	else if (row->kind == SUBJECT_DEAL_ICP)
		buf_printf(out, "ICP %s%s%s", row->part + (*row->part == 'v'), *row->part == 'v' ? " after delivery" : "",
			   strcmp(row->field, "version") ? "" : ", model");
	else if (row->kind == SUBJECT_DEAL_PERSON) {
		buf_puts(out, "contact ");
		person_link(s, row->part, out);
	} else if (row->kind == SUBJECT_FORM_VALUE)
		answer_place(s, row->subject, out);
	else if (row->kind == SUBJECT_ITEM)
		buf_printf(out, "%s%s%s", item_kind_key(row_kind(s, row->subject)), *row->field ? ", " : "",
			   item_field_title(row_kind(s, row->subject), row->field));
	else if (row->kind == SUBJECT_FORM_MEMBER)
		buf_printf(out, "debrief, %s %s", WORD(form_parts, number(row->part)),
			   member_login(s, number(colon ? colon + 1 : NULL)));
	else if (row->kind == SUBJECT_FORM)
		form_place(s, row, out);
	else if (row->kind == SUBJECT_EVENT)
		buf_puts(out, row->field);
	else if (f)
		buf_puts(out, f->label);
	else if (*row->field)
		buf_printf(out, "%s %s", record_name(row->kind), row->field);
	else
		buf_puts(out, record_name(row->kind));
}

void history_field(struct store *s, const struct history_row *row, struct buf *out)
{
	if (row->kind == SUBJECT_DEAL_ICP)
		buf_printf(out, "icp_%s%s", row->part, strcmp(row->field, "version") ? "" : " version");
	else if (row->kind == SUBJECT_DEAL_CHECK)
		buf_puts(out, row->part);
	else if (row->kind == SUBJECT_DEAL_PERSON)
		person_link(s, row->part, out);
	else if (row->kind == SUBJECT_FORM_VALUE) {
		answer_place(s, row->subject, out);
		buf_printf(out, "%s%s", *row->field ? " " : "", row->field);
	} else if (row->kind == SUBJECT_ITEM)
		buf_printf(out, "%s%s%s", item_kind_key(row_kind(s, row->subject)), *row->field ? " " : "", row->field);
	else
		buf_puts(out, row->field);
}

/* ---- values ---- */

/* The currency of a deal before or after a group: what the first later change took it from, else what it has now. */
static int64_t currency_then(struct store *s, const struct history_row *row, enum history_side side)
{
	struct stmt *st = db_stmt(s->db, &history_value_sql[VALUE_CURRENCY_SINCE], NULL);
	int64_t currency = -1;

	if (!st)
		return 0;
	db_int(st, 1, row->subject);
	db_int(st, 2, row->group + (side == HISTORY_AFTER));
	if (db_step(st, NULL) == 1) {
		currency = number(db_col_text(st, 0));
		db_reset(st);
	}
	if (currency >= 0)
		return currency;
	st = db_stmt(s->db, &history_value_sql[VALUE_CURRENCY_NOW], NULL);
	if (!st)
		return 0;
	db_int(st, 1, row->subject);
	db_first(st, &currency, 1, NULL);
	return currency > 0 ? currency : 0;
}

static void deal_value(struct store *s, const struct history_row *row, enum history_side side, const char *text,
		       struct buf *out)
{
	const struct field *f = field_of(row);
	struct deal d;
	char *name;

	if (!f || f->kind == FIELD_TEXT || f->kind == FIELD_PROSE) {
		buf_puts(out, text);
		return;
	}
	if ((f->kind == FIELD_COMPANY || f->kind == FIELD_MOMENT) && !number(text))
		return; /* before there was a deal */
	if (f->kind == FIELD_COMPANY) {
		name = company_name(s, number(text));
		buf_puts(out, name ? name : text);
		free(name);
		return;
	}
	deal_init(&d);
	if (f->kind == FIELD_AMOUNT)
		d.currency = currency_then(s, row, side);
	*(int64_t *)(void *)((char *)&d + f->offset) = number(text);
	deal_text(s, &d, f, out);
	deal_done(&d);
}

static void form_word(const struct history_row *row, const char *text, struct buf *out)
{
	size_t n = strlen(row->field);

	if (!strcmp(row->field, "state"))
		buf_puts(out, WORD(form_states, number(text)));
	else if (n > 3 && !strcmp(row->field + n - 3, "_at") && number(text))
		moment_format_utc(number(text), out);
	else if (n <= 3 || strcmp(row->field + n - 3, "_at"))
		buf_puts(out, text);
}

/* The words of a text version. */
static void text_words(struct store *s, const char *id, struct buf *out)
{
	struct stmt *st = db_stmt(s->db, &history_value_sql[VALUE_TEXT], NULL);

	if (!st)
		return;
	db_int(st, 1, number(id));
	if (db_step(st, NULL) == 1) {
		buf_puts(out, db_col_text(st, 0));
		db_reset(st);
	}
}

/* The gut read in words; other numbers as they are. */
static void number_word(struct store *s, int64_t value, const char *text, struct buf *out)
{
	struct buf place = { 0 };
	const char *word = "";

	answer_place(s, value, &place);
	if (strstr(buf_str(&place), " signal,"))
		word = signal_key(number(text));
	else if (strstr(buf_str(&place), " doubt,"))
		word = doubt_key(number(text));
	buf_puts(out, *word ? word : text);
	buf_done(&place);
}

static void answer_value(struct store *s, const struct history_row *row, const char *text, struct buf *out)
{
	if (!strcmp(row->field, "reply")) {
		buf_puts(out, WORD(replies, number(text)));
		return;
	}
	if (!strcmp(row->field, "num"))
		number_word(s, row->subject, text, out);
	else if (!strcmp(row->field, "text") && row->class == CLASS_INTERVIEW && !value_id_may_leave(s, row->subject))
		buf_puts(out, "(words kept back)");
	else if (!strcmp(row->field, "text"))
		text_words(s, text, out);
	else
		buf_puts(out, text);
}

/* Of actions and messages. */
static void work_value(struct store *s, const struct history_row *row, const char *text, struct buf *out)
{
	size_t n = strlen(row->field);

	if (!strcmp(row->field, "text"))
		text_words(s, text, out);
	else if (!strcmp(row->field, "owner") || !strcmp(row->field, "sent_by"))
		buf_puts(out, member_login(s, number(text)));
	else if (!strcmp(row->field, "due"))
		day_format(number(text), out);
	else if (!strcmp(row->field, "change"))
		buf_puts(out, change_kind_key(number(text)));
	else if (!strcmp(row->field, "evidence"))
		evidence_format(s, text, out);
	else if (!strcmp(row->field, "state"))
		buf_puts(out, row->kind == SUBJECT_ACTION ? action_state_key(number(text)) : message_state_key(number(text)));
	else if (n > 3 && !strcmp(row->field + n - 3, "_at"))
		moment_format_utc(number(text), out);
	else
		buf_puts(out, text);
}

static void refinement_value(struct store *s, const struct history_row *row, const char *text, struct buf *out)
{
	size_t n = strlen(row->field);

	if (!strcmp(row->field, "text"))
		text_words(s, text, out);
	else if (!strcmp(row->field, "state"))
		buf_puts(out, refinement_state_key(number(text)));
	else if (n > 3 && !strcmp(row->field + n - 3, "_by"))
		buf_puts(out, member_login(s, number(text)));
	else if (n > 3 && !strcmp(row->field + n - 3, "_at"))
		moment_format_utc(number(text), out);
	else
		buf_puts(out, text);
}

static void item_value(struct store *s, const struct history_row *row, const char *text, struct buf *out)
{
	static const char *const units[] = { "day", "month", "quarter" };
	enum item_kind kind;

	if (!strcmp(row->field, "text")) {
		text_words(s, text, out);
	} else if (!strcmp(row->field, "owner")) {
		buf_puts(out, member_login(s, number(text)));
	} else if (!strcmp(row->field, "due_day")) {
		day_format(number(text), out);
	} else if (!strcmp(row->field, "due_unit")) {
		buf_puts(out, WORD(units, number(text)));
	} else if (!strcmp(row->field, "state")) {
		buf_puts(out, item_state_key((enum item_state)number(text)));
	} else if (!strcmp(row->field, "attr")) {
		kind = row_kind(s, row->subject);
		buf_printf(out, "%s%s", kind >= ITEM_GAP ? "Q" : "",
			   *item_attr_key(kind, number(text)) ? item_attr_key(kind, number(text)) : text);
	} else {
		buf_puts(out, text);
	}
}

/* Of approvals, absences and handoffs that were put off. */
static void routed_value(struct store *s, const struct history_row *row, const char *text, struct buf *out)
{
	size_t n = strlen(row->field);

	if (!strcmp(row->field, "decided_by") || !strcmp(row->field, "member") || !strcmp(row->field, "deputy"))
		buf_puts(out, member_login(s, number(text)));
	else if (n > 4 && !strcmp(row->field + n - 4, "_day"))
		day_format(number(text), out);
	else if (n > 3 && !strcmp(row->field + n - 3, "_at"))
		moment_format_utc(number(text), out);
	else if (!strcmp(row->field, "state"))
		buf_puts(out, approval_state_key(number(text)));
	else if (!strcmp(row->field, "duty"))
		buf_puts(out, duty_key((enum duty)number(text)));
	else
		buf_puts(out, text);
}

static void interview_value(struct store *s, const struct history_row *row, const char *text, struct buf *out)
{
	size_t n = strlen(row->field);
	struct person p = { 0 };

	if (!strcmp(row->field, "interviewer") || !strcmp(row->field, "validated_by"))
		buf_puts(out, member_login(s, number(text)));
	else if (n > 3 && !strcmp(row->field + n - 3, "_at"))
		moment_format_utc(number(text), out);
	else if (!strncmp(row->field, "consent_", 8))
		buf_puts(out, consent_key(number(text)));
	else if (!strcmp(row->field, "state"))
		buf_puts(out, interview_state_key(number(text)));
	else if (!strcmp(row->field, "format"))
		buf_puts(out, interview_format_key(number(text)));
	else if (!strcmp(row->field, "role"))
		buf_puts(out, person_role_key((int)number(text)));
	else if (!strcmp(row->field, "person") && person_get(s, number(text), &p, NULL) == 1)
		buf_puts(out, p.name);
	else
		buf_puts(out, text);
	person_done(&p);
}

/* History is read by many and exported: words of a quote that may not leave are not in it. */
static void note_value(struct store *s, const struct history_row *row, const char *text, struct buf *out)
{
	if (!strcmp(row->field, "kind"))
		buf_puts(out, said_key(number(text)));
	else if (strcmp(row->field, "text"))
		buf_puts(out, text);
	else if (note_id_may_leave(s, row->subject))
		text_words(s, text, out);
	else
		buf_puts(out, "(words kept back)");
}

/* A column of a row by its id; the id itself where there is none. */
static void looked_up(struct store *s, int sql, const char *id, const char *before, struct buf *out)
{
	struct stmt *st = db_stmt(s->db, &history_value_sql[sql], NULL);
	bool found = false;

	if (st) {
		db_int(st, 1, number(id));
		found = db_step(st, NULL) == 1;
	}
	if (!found) {
		buf_puts(out, id);
		return;
	}
	buf_printf(out, "%s%s", before, db_col_text(st, 0));
	db_reset(st);
}

/* Of passes and codes. */
static void coding_value(struct store *s, const struct history_row *row, const char *text, struct buf *out)
{
	static const char *const states[] = { "stands", "moved with a correction", "its words were corrected away" };
	size_t n = strlen(row->field);

	if (!strcmp(row->field, "coder"))
		buf_puts(out, member_login(s, number(text)));
	else if (n > 3 && !strcmp(row->field + n - 3, "_at"))
		moment_format_utc(number(text), out);
	else if (!strcmp(row->field, "theme"))
		looked_up(s, VALUE_THEME, text, "", out);
	else if (!strcmp(row->field, "taxonomy"))
		looked_up(s, VALUE_TAXONOMY, text, "", out);
	else if (!strcmp(row->field, "note"))
		looked_up(s, VALUE_NOTE, text, "note ", out);
	else if (!strcmp(row->field, "driver"))
		buf_puts(out, number(text) ? driver_key(number(text)) : "neither");
	else if (!strcmp(row->field, "state"))
		buf_puts(out, WORD(states, number(text)));
	else
		buf_puts(out, text);
}

/* The company of a contact, which a merge changed. */
static void company_value(struct store *s, const struct history_row *row, const char *text, struct buf *out)
{
	char *name = strcmp(row->field, "company") ? NULL : company_name(s, number(text));

	buf_puts(out, name ? name : text);
	free(name);
}

void history_value(struct store *s, const struct history_row *row, enum history_side side, struct buf *out)
{
	const char *text = side == HISTORY_BEFORE ? row->before : row->after;

	if (!text)
		return;
	switch (row->kind) {
	case SUBJECT_DEAL:
		deal_value(s, row, side, text, out);
		break;
	case SUBJECT_DEAL_ICP:
		buf_puts(out, number(text) < 0 ? "" : text);
		break;
	case SUBJECT_FORM:
		form_word(row, text, out);
		break;
	case SUBJECT_FORM_VALUE:
		answer_value(s, row, text, out);
		break;
	case SUBJECT_ACTION:
	case SUBJECT_OUTBOX:
		work_value(s, row, text, out);
		break;
	case SUBJECT_ITEM:
		item_value(s, row, text, out);
		break;
	case SUBJECT_APPROVAL:
	case SUBJECT_AWAY:
	case SUBJECT_SNOOZE:
		routed_value(s, row, text, out);
		break;
	case SUBJECT_INTERVIEW:
		interview_value(s, row, text, out);
		break;
	case SUBJECT_INTERVIEW_NOTE:
		note_value(s, row, text, out);
		break;
	case SUBJECT_ASSIGNMENT:
		day_format(number(text), out);
		break;
	case SUBJECT_CODING_PASS:
	case SUBJECT_CODE:
		coding_value(s, row, text, out);
		break;
	case SUBJECT_REFINEMENT:
		refinement_value(s, row, text, out);
		break;
	case SUBJECT_EVENT:
		if (!strcmp(row->field, "reason"))
			buf_puts(out, text);
		else
			moment_format_utc(number(text), out);
		break;
	case SUBJECT_MEMBER:
		buf_puts(out, strcmp(row->field, "active") ? text : number(text) ? "yes" : "no");
		break;
	case SUBJECT_PERSON:
		company_value(s, row, text, out);
		break;
	case SUBJECT_NONE:
	case SUBJECT_COMPANY:
	case SUBJECT_DEAL_PERSON:
	case SUBJECT_DEAL_CHECK:
	case SUBJECT_FORM_MEMBER:
	case SUBJECT_CONFIG:
	case SUBJECT_IMPORT:
	case SUBJECT_FILED:
	case SUBJECT_PROGRAMME:
	case SUBJECT_SELECTION:
	case SUBJECT_TAXONOMY:
	case SUBJECT_THEME:
	case SUBJECT_PASS_NOTE:
	case SUBJECT_RECODE:
	case SUBJECT_REFINEMENT_DEAL:
	case SUBJECT_REPORT:
	case SUBJECT_ALIAS:
	case SUBJECT_COUNT:
		buf_puts(out, text);
		break;
	}
}

const struct sql history_value_sql[] = {
	[VALUE_CURRENCY_SINCE] = { "currency_since", "select before from change where subject_kind = 1 and subject = "
						     "$1 and grp >= $2 and field = 'currency'"
						     " order by grp limit 1" },
	[VALUE_CURRENCY_NOW] = { "currency_now", "select currency from deal where id = $1" },
	[VALUE_ANSWER] = { "answer_place", "select v.field, v.layer, f.kind, f.period from form_value v"
					    " join form f on f.id = v.form where v.id = $1" },
	[VALUE_FORM] = { "form_kind", "select kind from form where id = $1" },
	[VALUE_THEME] = { "history_theme", "select i.title from theme_in i join taxonomy t on t.id = i.taxonomy"
					   " where i.theme = $1 and i.gone = 0 order by t.major desc, t.minor desc limit 1" },
	[VALUE_TAXONOMY] = { "history_taxonomy", "select cast(major as text) || '.' || cast(minor as text) from taxonomy"
						 " where id = $1" },
	[VALUE_NOTE] = { "history_note", "select cast(seq as text) from interview_note where id = $1" },
	[VALUE_ROW] = { "item_kind", "select kind from item where id = $1" },
	[VALUE_TEXT] = { "answer_text", "select body from text where id = $1" },
	{ NULL, NULL },
};

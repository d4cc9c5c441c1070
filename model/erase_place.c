/* The columns in which words of people stand, beside history (erase.c): a new text column gets a line in each table. */
#include "model/erase_private.h"

#define READ(name, table, column) { "erase_read_" name, "select id, " column " from " table " where " column " <> '' order by id" }
#define WRITE(name, table, column) { "erase_write_" name, "update " table " set " column " = $2 where id = $1" }
#define ROW_OF(table) { "erase_row_" table, "select * from " table " where id = $1" }
#define SUM_OF(table) { "erase_sum_" table, "update " table " set sum = $2 where id = $1" }

const struct sql erase_place_sql[] = {
	[PLACE_NONE] = { "erase_nothing", "select 1" },
	[PLACE_TEXT_READ] = READ("text", "text", "body"),
	[PLACE_TEXT_WRITE] = { "erase_write_text", "update text set body = $2, salt = null where id = $1" },
	[PLACE_DEAL_ROW] = ROW_OF("deal"),
	[PLACE_DEAL_SUM] = SUM_OF("deal"),
	[PLACE_INTERVIEW_ROW] = ROW_OF("interview"),
	[PLACE_INTERVIEW_SUM] = SUM_OF("interview"),
	[PLACE_NOTE_ROW] = ROW_OF("interview_note"),
	[PLACE_NOTE_SUM] = SUM_OF("interview_note"),
	[PLACE_ITEM_ROW] = ROW_OF("item"),
	[PLACE_ITEM_SUM] = SUM_OF("item"),
	[PLACE_VALUE_ROW] = ROW_OF("form_value"),
	[PLACE_VALUE_SUM] = SUM_OF("form_value"),
	[PLACE_ACTION_ROW] = ROW_OF("action"),
	[PLACE_ACTION_SUM] = SUM_OF("action"),
	[PLACE_OUTBOX_ROW] = ROW_OF("outbox"),
	[PLACE_OUTBOX_SUM] = SUM_OF("outbox"),
	[PLACE_CODE_ROW] = ROW_OF("code"),
	[PLACE_CODE_SUM] = SUM_OF("code"),
	[PLACE_EVENT_ROW] = { "erase_row_event",
			      "select id, subject_kind, subject, kind, value, for_ms, at_ms, day_only, told_ms, member, reason, override,"
			      " history, config, group_id, undone_by, sum, 0 from event where id = $1" },
	[PLACE_EVENT_SUM] = SUM_OF("event"),
	[PLACE_STEP_READ] = READ("next_step", "deal", "next_step"),
	[PLACE_STEP_WRITE] = WRITE("next_step", "deal", "next_step"),
	[PLACE_DEAL_NAME_READ] = READ("deal_name", "deal", "name"),
	[PLACE_DEAL_NAME_WRITE] = WRITE("deal_name", "deal", "name"),
	[PLACE_WHO_READ] = READ("respondent", "interview", "respondent"),
	[PLACE_WHO_WRITE] = WRITE("respondent", "interview", "respondent"),
	[PLACE_REFUSAL_READ] = READ("refusal", "interview", "refusal"),
	[PLACE_REFUSAL_WRITE] = WRITE("refusal", "interview", "refusal"),
	[PLACE_SPEAKER_READ] = READ("speaker", "interview_note", "speaker"),
	[PLACE_SPEAKER_WRITE] = WRITE("speaker", "interview_note", "speaker"),
	[PLACE_SAID_READ] = READ("said_by", "item", "said_by"),
	[PLACE_SAID_WRITE] = WRITE("said_by", "item", "said_by"),
	[PLACE_SETTLED_READ] = READ("mitigation", "item", "mitigation"),
	[PLACE_SETTLED_WRITE] = WRITE("mitigation", "item", "mitigation"),
	[PLACE_VALUE_READ] = READ("value_said_by", "form_value", "said_by"),
	[PLACE_VALUE_WRITE] = WRITE("value_said_by", "form_value", "said_by"),
	[PLACE_EXPECTED_READ] = READ("expected", "action", "expected"),
	[PLACE_EXPECTED_WRITE] = WRITE("expected", "action", "expected"),
	[PLACE_CLOSED_READ] = READ("closed_why", "action", "reason"),
	[PLACE_CLOSED_WRITE] = WRITE("closed_why", "action", "reason"),
	[PLACE_RECIPIENT_READ] = READ("recipient", "outbox", "recipient"),
	[PLACE_RECIPIENT_WRITE] = WRITE("recipient", "outbox", "recipient"),
	[PLACE_EVENT_READ] = READ("event", "event", "reason"),
	[PLACE_EVENT_WRITE] = WRITE("event", "event", "reason"),
	[PLACE_MEMO_READ] = READ("memo", "code", "memo"),
	[PLACE_MEMO_WRITE] = WRITE("memo", "code", "memo"),
	{ NULL, NULL },
};

const struct erase_place erase_places[] = {
	{ PLACE_TEXT_READ, PLACE_TEXT_WRITE, -1, -1 },
	{ PLACE_STEP_READ, PLACE_STEP_WRITE, PLACE_DEAL_ROW, PLACE_DEAL_SUM },
	{ PLACE_DEAL_NAME_READ, PLACE_DEAL_NAME_WRITE, PLACE_DEAL_ROW, PLACE_DEAL_SUM },
	{ PLACE_WHO_READ, PLACE_WHO_WRITE, PLACE_INTERVIEW_ROW, PLACE_INTERVIEW_SUM },
	{ PLACE_REFUSAL_READ, PLACE_REFUSAL_WRITE, PLACE_INTERVIEW_ROW, PLACE_INTERVIEW_SUM },
	{ PLACE_SPEAKER_READ, PLACE_SPEAKER_WRITE, PLACE_NOTE_ROW, PLACE_NOTE_SUM },
	{ PLACE_SAID_READ, PLACE_SAID_WRITE, PLACE_ITEM_ROW, PLACE_ITEM_SUM },
	{ PLACE_SETTLED_READ, PLACE_SETTLED_WRITE, PLACE_ITEM_ROW, PLACE_ITEM_SUM },
	{ PLACE_VALUE_READ, PLACE_VALUE_WRITE, PLACE_VALUE_ROW, PLACE_VALUE_SUM },
	{ PLACE_EXPECTED_READ, PLACE_EXPECTED_WRITE, PLACE_ACTION_ROW, PLACE_ACTION_SUM },
	{ PLACE_CLOSED_READ, PLACE_CLOSED_WRITE, PLACE_ACTION_ROW, PLACE_ACTION_SUM },
	{ PLACE_RECIPIENT_READ, PLACE_RECIPIENT_WRITE, PLACE_OUTBOX_ROW, PLACE_OUTBOX_SUM },
	{ PLACE_EVENT_READ, PLACE_EVENT_WRITE, PLACE_EVENT_ROW, PLACE_EVENT_SUM },
	{ PLACE_MEMO_READ, PLACE_MEMO_WRITE, PLACE_CODE_ROW, PLACE_CODE_SUM },
	{ PLACE_NONE, PLACE_NONE, -1, -1 },
};

const struct sql erase_draft_sql[] = {
	{ "erase_drafts", "select body from draft where body <> '' union all select body from draft_piece" },
	{ NULL, NULL },
};

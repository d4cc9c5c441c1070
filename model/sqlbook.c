#include "model/sqlbook.h"

#include "model/account.h"
#include "model/action.h"
#include "model/approval.h"
#include "model/assignment.h"
#include "model/away.h"
#include "model/blind.h"
#include "model/board.h"
#include "model/board_text.h"
#include "model/candidate.h"
#include "model/caseload.h"
#include "model/check_private.h"
#include "model/check_store.h"
#include "model/checkin.h"
#include "model/coding.h"
#include "model/company.h"
#include "model/cooccurrence.h"
#include "model/concern.h"
#include "model/evidence.h"
#include "model/import_action.h"
#include "model/import_kinds.h"
#include "model/import_table.h"
#include "model/import_way.h"
#include "model/refinement.h"
#include "model/suggestion.h"
#include "model/comparison.h"
#include "model/config.h"
#include "model/db/search.h"
#include "model/deal.h"
#include "model/deal_private.h"
#include "model/debrief.h"
#include "model/dict.h"
#include "model/draft.h"
#include "model/draft_long.h"
#include "model/due_count.h"
#include "model/event.h"
#include "model/contact.h"
#include "model/erase.h"
#include "model/exchange_private.h"
#include "model/exchange_quarter.h"
#include "model/export_private.h"
#include "model/fact_private.h"
#include "model/form.h"
#include "model/handoff.h"
#include "model/handover.h"
#include "model/history.h"
#include "model/import_private.h"
#include "model/history_value.h"
#include "model/interview.h"
#include "model/interview_field.h"
#include "model/interview_note.h"
#include "model/item.h"
#include "model/look.h"
#include "model/member.h"
#include "model/metric.h"
#include "model/morning.h"
#include "model/outbox.h"
#include "model/override.h"
#include "model/packet.h"
#include "model/playbook.h"
#include "model/playbook_metric.h"
#include "model/preset.h"
#include "model/private.h"
#include "model/programme.h"
#include "model/quote.h"
#include "model/recode.h"
#include "model/report_private.h"
#include "model/rollup_private.h"
#include "model/search.h"
#include "model/shortfall.h"
#include "model/snooze.h"
#include "model/sum_deal.h"
#include "model/taxonomy_edit.h"
#include "model/unsure.h"
#include "model/alias.h"
#include "model/merge.h"
#include "model/wide.h"

/* Tables end with a NULL name; a single statement stands in a table of its own. */
struct page {
	const struct sql *sql;
	bool is_table;
	enum sqlbook_part part;
};
static const struct page book[];

void sqlbook_each(enum sqlbook_part part, void (*fn)(void *arg, const struct sql *sql), void *arg)
{
	for (size_t i = 0; book[i].sql; i++) {
		const struct sql *sql = book[i].sql;

		if (book[i].part != part)
			continue;
		do {
			fn(arg, sql++);
		} while (book[i].is_table && sql->name);
	}
}

static const struct page book[] = {
	{ action_sql, true, SQLBOOK_STORE },
	{ approval_sql, true, SQLBOOK_STORE },
	{ approval_duty_sql, true, SQLBOOK_STORE },
	{ candidate_sql, true, SQLBOOK_STORE },
	{ caseload_sql, true, SQLBOOK_STORE },
	{ programme_sql, true, SQLBOOK_STORE },
	{ selection_sql, true, SQLBOOK_STORE },
	{ look_sql, true, SQLBOOK_STORE },
	{ away_sql, true, SQLBOOK_STORE },
	{ snooze_sql, true, SQLBOOK_STORE },
	{ assignment_sql, true, SQLBOOK_STORE },
	{ blind_sql, true, SQLBOOK_STORE },
	{ board_sql, true, SQLBOOK_STORE },
	{ board_quarter_sql, true, SQLBOOK_STORE },
	{ board_text_sql, true, SQLBOOK_STORE },
	{ board_walk_sql, true, SQLBOOK_STORE },
	{ check_deep_sql, true, SQLBOOK_STORE },
	{ check_sql, true, SQLBOOK_STORE },
	{ checkin_sql, true, SQLBOOK_STORE },
	{ coding_sql, true, SQLBOOK_STORE },
	{ code_sql, true, SQLBOOK_STORE },
	{ coding_check_sql, true, SQLBOOK_STORE },
	{ pass_note_sql, true, SQLBOOK_STORE },
	{ presence_sql, true, SQLBOOK_STORE },
	{ company_sql, true, SQLBOOK_STORE },
	{ cooccurrence_sql, true, SQLBOOK_STORE },
	{ concern_sql, true, SQLBOOK_STORE },
	{ evidence_sql, true, SQLBOOK_STORE },
	{ import_action_sql, true, SQLBOOK_STORE },
	{ import_programme_sql, true, SQLBOOK_STORE },
	{ import_way_sql, true, SQLBOOK_STORE },
	{ import_refinement_sql, true, SQLBOOK_STORE },
	{ import_item_sql, true, SQLBOOK_STORE },
	{ import_table_sql, true, SQLBOOK_STORE },
	{ import_coded_sql, true, SQLBOOK_STORE },
	{ export_coded_sql, true, SQLBOOK_STORE },
	{ refinement_sql, true, SQLBOOK_STORE },
	{ suggestion_sql, true, SQLBOOK_STORE },
	{ comparison_sql, true, SQLBOOK_STORE },
	{ config_sql, true, SQLBOOK_STORE },
	{ deal_sql, true, SQLBOOK_STORE },
	{ deal_icp_sql, true, SQLBOOK_STORE },
	{ exchange_sql, true, SQLBOOK_STORE },
	{ exchange_quarter_sql, true, SQLBOOK_STORE },
	{ exchange_source_sql, true, SQLBOOK_STORE },
	{ deal_find_sql, true, SQLBOOK_STORE },
	{ debrief_rate_sql, true, SQLBOOK_STORE },
	{ debrief_sql, true, SQLBOOK_STORE },
	{ db_sql, true, SQLBOOK_STORE },
	{ dict_sql, true, SQLBOOK_STORE },
	{ draft_saved_sql, true, SQLBOOK_STORE },
	{ event_sql, true, SQLBOOK_STORE },
	{ due_count_sql, true, SQLBOOK_STORE },
	{ export_answer_sql, true, SQLBOOK_STORE },
	{ export_code_sql, true, SQLBOOK_STORE },
	{ export_deal_sql, true, SQLBOOK_STORE },
	{ export_exchange_sql, true, SQLBOOK_STORE },
	{ wide_sql, true, SQLBOOK_STORE },
	{ alias_sql, true, SQLBOOK_STORE },
	{ merge_sql, true, SQLBOOK_STORE },
	{ merge_suggest_sql, true, SQLBOOK_STORE },
	{ export_row_sql, true, SQLBOOK_STORE },
	{ export_rating_sql, true, SQLBOOK_STORE },
	{ export_note_sql, true, SQLBOOK_STORE },
	{ export_quote_sql, true, SQLBOOK_STORE },
	{ export_contact_sql, true, SQLBOOK_STORE },
	{ contact_sql, true, SQLBOOK_STORE },
	{ erase_sql, true, SQLBOOK_STORE },
	{ erase_place_sql, true, SQLBOOK_STORE },
	{ erase_draft_sql, true, SQLBOOK_DRAFTS },
	{ export_history_sql, true, SQLBOOK_STORE },
	{ fact_sql, true, SQLBOOK_STORE },
	{ fact_row_sql, true, SQLBOOK_STORE },
	{ fact_source_sql, true, SQLBOOK_STORE },
	{ fact_total_sql, true, SQLBOOK_STORE },
	{ fact_write_sql, true, SQLBOOK_STORE },
	{ fact_check_sql, true, SQLBOOK_STORE },
	{ form_sql, true, SQLBOOK_STORE },
	{ form_value_sql, true, SQLBOOK_STORE },
	{ history_sql, true, SQLBOOK_STORE },
	{ import_sql, true, SQLBOOK_STORE },
	{ import_contact_sql, true, SQLBOOK_STORE },
	{ import_deal_sql, true, SQLBOOK_STORE },
	{ import_interview_sql, true, SQLBOOK_STORE },
	{ import_list_sql, true, SQLBOOK_STORE },
	{ import_match_sql, true, SQLBOOK_STORE },
	{ import_stage_sql, true, SQLBOOK_STORE },
	{ export_stage_sql, true, SQLBOOK_STORE },
	{ load_sql, true, SQLBOOK_STORE },
	{ history_value_sql, true, SQLBOOK_STORE },
	{ handoff_sql, true, SQLBOOK_STORE },
	{ handover_sql, true, SQLBOOK_STORE },
	{ interview_sql, true, SQLBOOK_STORE },
	{ interview_list_sql, true, SQLBOOK_STORE },
	{ interview_note_sql, true, SQLBOOK_STORE },
	{ captured_sql, true, SQLBOOK_STORE },
	{ item_sql, true, SQLBOOK_STORE },
	{ member_sql, true, SQLBOOK_STORE },
	{ metric_sql, true, SQLBOOK_STORE },
	{ morning_sql, true, SQLBOOK_STORE },
	{ outbox_sql, true, SQLBOOK_STORE },
	{ override_sql, true, SQLBOOK_STORE },
	{ filed_sql, true, SQLBOOK_STORE },
	{ packet_sql, true, SQLBOOK_STORE },
	{ packet_check_sql, true, SQLBOOK_STORE },
	{ playbook_sql, true, SQLBOOK_STORE },
	{ playbook_metric_sql, true, SQLBOOK_STORE },
	{ preset_sql, true, SQLBOOK_STORE },
	{ quote_sql, true, SQLBOOK_STORE },
	{ search_sql, true, SQLBOOK_STORE },
	{ search_doc_sql, true, SQLBOOK_STORE },
	{ search_sqlite_sql, true, SQLBOOK_SQLITE },
	{ search_pg_sql, true, SQLBOOK_PG },
	{ shortfall_sql, true, SQLBOOK_STORE },
	{ store_sql, true, SQLBOOK_STORE },
	{ sum_deal_sql, true, SQLBOOK_STORE },
	{ taxonomy_sql, true, SQLBOOK_STORE },
	{ recode_sql, true, SQLBOOK_STORE },
	{ rollup_sql, true, SQLBOOK_STORE },
	{ report_sql, true, SQLBOOK_STORE },
	{ report_subject_sql, true, SQLBOOK_STORE },
	{ report_file_sql, true, SQLBOOK_STORE },
	{ rollup_deal_sql, true, SQLBOOK_STORE },
	{ rollup_process_sql, true, SQLBOOK_STORE },
	{ rollup_words_sql, true, SQLBOOK_STORE },
	{ rollup_behind_sql, true, SQLBOOK_STORE },
	{ taxonomy_edit_sql, true, SQLBOOK_STORE },
	{ taxonomy_take_sql, true, SQLBOOK_STORE },
	{ taxonomy_row_sql, true, SQLBOOK_STORE },
	{ unsure_sql, true, SQLBOOK_STORE },
	{ draft_sql, true, SQLBOOK_DRAFTS },
	{ draft_long_sql, true, SQLBOOK_DRAFTS },
	{ &deal_insert_sql, false, SQLBOOK_STORE },
	{ NULL, false, SQLBOOK_STORE },
};

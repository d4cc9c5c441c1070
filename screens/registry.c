#include "screens/registry.h"

#include "model/access.h"
#include "model/calendar.h"
#include "model/debrief.h"
#include "model/due_count.h"
#include "model/event.h"
#include "model/handoff.h"
#include "model/member.h"
#include "model/store.h"
#include "model/value.h"
#include "screens/account.h"
#include "screens/actions.h"
#include "screens/approvals.h"
#include "screens/merge.h"
#include "screens/checkin.h"
#include "screens/exchange.h"
#include "screens/coding.h"
#include "screens/deal.h"
#include "screens/handoffs.h"
#include "screens/import.h"
#include "screens/interview.h"
#include "screens/interviews.h"
#include "screens/move.h"
#include "screens/packet.h"
#include "screens/playbook.h"
#include "screens/programme.h"
#include "screens/quotes.h"
#include "screens/reports.h"
#include "screens/refinements.h"
#include "screens/evidence.h"
#include "screens/report.h"
#include "screens/schedule.h"
#include "screens/together.h"
#include "screens/settle.h"
#include "screens/taxonomy.h"

#include <stdio.h>
#include <string.h>

const struct screen_type *screen_of_tab(int tab)
{
	for (const struct screen_type *const *t = screen_types; *t; t++)
		if ((*t)->tab == tab)
			return *t;
	return NULL;
}

const struct screen_type *screen_find(const char *name)
{
	for (const struct screen_type *const *t = screen_types; *t; t++)
		if (!strcmp((*t)->name, name))
			return *t;
	return NULL;
}

const char *tab_title(int tab)
{
	static const char *const titles[] = { "", "Board", "Handoffs", "Debriefs", "Interviews", "Report" };

	return titles[tab >= 1 && tab <= 5 ? tab : 0];
}

static int count_clocks(struct view *v, struct err *err)
{
	struct due_count n;

	if (due_count(v->store, &n, err))
		return -1;
	v->due = (int)n.soon;
	v->due_more = n.more_soon;
	v->late = (int)(n.late + n.actions_late);
	v->late_more = n.more_late || n.more_actions;
	v->clock_change_at = n.next_change;
	return 0;
}

static int count_debriefs(struct view *v, struct err *err)
{
	int64_t n = 0;

	if (debrief_count_open(v->store, &n, err))
		return -1;
	v->tab_count[3] = (int)n;
	return 0;
}

static int count_handoffs(struct view *v, struct err *err)
{
	struct handoff_count n;

	if (handoff_count(v->store, &(struct handoff_filter){ 0 }, &n, err))
		return -1;
	v->tab_count[2] = (int)n.open + n.at_least;
	return 0;
}

static int count_interviews(struct view *v, struct err *err)
{
	int64_t n = 0;

	if (interview_count_open(v->store, &n, err))
		return -1;
	v->tab_count[4] = (int)n;
	return 0;
}

static int present_quarter(const struct store *s)
{
	return quarter_of_day(calendar_day(s->calendar, s->now(s)), calendar_fiscal_start(s->calendar));
}

int bar_load(struct view *v, struct err *err)
{
	struct buf roles = { 0 };

	if (!v->store)
		return 0;
	snprintf(v->who, sizeof v->who, "%s", v->store->actor.login);
	actor_roles(&v->store->actor, &roles);
	snprintf(v->role, sizeof v->role, "%s", buf_str(&roles));
	buf_done(&roles);
	v->report_only = access_read(v->store, CLASS_DEAL) == ACCESS_NO && !access_act(v->store, "report", NULL);
	if (!v->quarter)
		v->quarter = present_quarter(v->store);
	return count_handoffs(v, err) || count_debriefs(v, err) || count_interviews(v, err) ? -1 : count_clocks(v, err);
}

const struct screen_type *const screen_types[] = {
	&board_screen, &handoffs_screen, &debriefs_screen, &interviews_screen, &report_screen,
	&deal_screen, &deal_edit_screen, &clocks_screen, &move_screen, &gate_screen, &close_screen,
	&debrief_screen, &import_screen,
	&schedule_screen, &kickoff_screen, &account_screen, &preview_screen, &cleanup_screen, &checkin_screen, &exchange_screen,
	&actions_screen, &outbox_screen, &message_screen, &action_owner_screen, &action_day_screen, &action_close_screen, &action_aim_screen,
	&action_new_screen, &handover_screen,
	&approvals_screen, &approval_ask_screen, &approval_approve_screen, &approval_reject_screen, &snooze_screen, &away_screen, &load_screen, &merge_screen,
	&handoff_return_screen, &packet_screen, &packet_gaps_screen, &packet_view_screen, &palette_screen, &help_screen, &due_screen, &welcome_screen,
	&playbook_screen, &playbook_say_screen, &metrics_screen, &reports_screen, &bulletin_screen, &figure_screen, &quotes_screen, &quote_code_screen,
	&settle_screen, &confusion_screen,
	&programme_screen, &programme_new_screen, &programme_edit_screen, &programme_take_screen, &programme_invite_screen,
	&programme_give_screen, &programme_refuse_screen, &programme_drop_screen,
	&interview_screen, &six_screen, &incomplete_screen, &escalate_screen,
	&coding_screen, &coding_memo_screen, &together_screen,
	&interview_new_screen, &interview_edit_screen, &interview_schedule_screen, &interview_consent_screen, &interview_refuse_screen,
	&interview_coders_screen,
	&taxonomy_screen, &recode_screen, &theme_root_screen, &theme_below_screen, &theme_edit_screen, &theme_merge_screen,
	&theme_move_screen, &theme_split_screen, &taxonomy_publish_screen,
	&report_behind_screen, &report_segment_screen, &report_export_screen, &report_publish_screen,
	&evidence_screen, &refinements_screen, &suggestions_screen, &refinement_flag_screen, &refinement_propose_screen, &refinement_link_screen,
	&refinement_approve_screen, &refinement_reject_screen,
	NULL,
};

/* The kinds of records that history knows: what a person calls each, and how undo puts it back. A new kind is one more
 * line in each table. */
#include "model/history.h"

extern const struct record_ops deal_ops, deal_icp_ops, deal_check_ops, deal_person_ops, person_ops, member_ops;
extern const struct record_ops company_ops, alias_ops;
extern const struct record_ops form_ops, form_member_ops, form_value_ops, item_ops;
extern const struct record_ops action_ops, outbox_ops, filed_ops;
extern const struct record_ops approval_ops, away_ops, snooze_ops;
extern const struct record_ops programme_ops, selection_ops;
extern const struct record_ops interview_ops;
extern const struct record_ops interview_note_ops;
extern const struct record_ops taxonomy_ops, theme_ops, recode_ops;
extern const struct record_ops refinement_ops, refinement_deal_ops;
extern const struct record_ops coding_pass_ops, pass_note_ops, code_ops, assignment_ops;

static const struct record_ops *const kinds[] = {
	&deal_ops,
	&deal_icp_ops,
	&deal_check_ops,
	&deal_person_ops,
	&person_ops,
	&form_ops,
	&form_member_ops,
	&form_value_ops,
	&item_ops,
	&member_ops,
	&action_ops,
	&outbox_ops,
	&filed_ops,
	&approval_ops,
	&away_ops,
	&snooze_ops,
	&programme_ops,
	&selection_ops,
	&interview_ops,
	&interview_note_ops,
	&taxonomy_ops,
	&theme_ops,
	&recode_ops,
	&coding_pass_ops,
	&pass_note_ops,
	&code_ops,
	&assignment_ops,
	&refinement_ops,
	&refinement_deal_ops,
	&company_ops,
	&alias_ops,
};

static const char *const names[SUBJECT_COUNT] = {
	"record", "deal", "company", "contact", "deal contact", "criterion", "icp", "form", "attendance", "answer",
	"row", "action", "message", "member", "configuration", "import", "filed packet",
	"approval", "absence", "snooze", "programme", "sampled deal", "interview", "interview note", "taxonomy", "theme",
	"coding pass", "read note", "code", "assignment", "recoding", "refinement", "deal of a refinement", "report",
	"other spelling", "event",
};

const struct record_ops *record_ops(enum subject_kind kind)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (kinds[i]->kind == kind)
			return kinds[i];
	return NULL;
}

const char *record_name(enum subject_kind kind)
{
	return kind < SUBJECT_COUNT ? names[kind] : names[SUBJECT_NONE];
}

/* The kinds of records that undo can put back: each names its own function. A new kind is one more line here. */
#include "model/history.h"

extern const struct record_ops deal_ops, deal_icp_ops, deal_check_ops, deal_person_ops, person_ops, import_ops;
extern const struct record_ops form_ops, form_member_ops, form_value_ops;

static const struct record_ops *const kinds[] = {
	&deal_ops,
	&deal_icp_ops,
	&deal_check_ops,
	&deal_person_ops,
	&person_ops,
	&form_ops,
	&form_member_ops,
	&form_value_ops,
	&import_ops,
};

const struct record_ops *record_ops(enum subject_kind kind)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (kinds[i]->kind == kind)
			return kinds[i];
	return NULL;
}

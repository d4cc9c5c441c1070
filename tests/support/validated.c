#include "tests/support/validated.h"

static int put(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct interview was, is;
	int rc;

	if (interview_get(s, *(int64_t *)arg, &was, err) != 1)
		return -1;
	interview_copy(&is, &was);
	is.state = INTERVIEW_VALIDATED;
	rc = interview_put(s, g, &was, &is, err);
	interview_done(&was);
	interview_done(&is);
	return rc;
}

int validated(struct store *s, int64_t interview, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "validated" };

	return edit(s, &how, put, &interview, NULL, err);
}

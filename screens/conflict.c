#include "screens/conflict.h"

struct act conflict_ask(const char *who, const char *what)
{
	static const struct answer answers[] = {
		{ CONFLICT_MINE, "keep mine", "conflict-mine" },
		{ CONFLICT_THEIRS, "take theirs", "conflict-theirs" },
		{ CONFLICT_BOTH, "both", "conflict-both" },
		{ 0, NULL, NULL },
	};
	static const struct question question = { answers, false };

	return act_ask(&question, "%s changed %s too.", who, what);
}

struct act conflict_settled(void)
{
	return act_say(ACT_RELOAD, TONE_DONE, "kept; the other words stay in the history");
}

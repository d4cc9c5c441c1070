/* The exchange record of a deal: scores, a list, a text, filed. */
#include "tests/faults/work.h"

#include "model/exchange.h"

int work_exchange(struct work *w, int i, struct err *err)
{
	static const char *const words[][2] = { { "icp", "3 2 1 4 0" }, { "signals", "a new CFO\nbudget for the year" },
						{ "expectations", "one workshop a week" } };

	work_as(w, "dana");
	return i < 3 ? exchange_set(w->s, w->won_deal, EXCHANGE_PRE, words[i][0], words[i][1], err)
		     : exchange_file(w->s, w->won_deal, EXCHANGE_PRE, err);
}

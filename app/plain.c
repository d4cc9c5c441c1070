#include "app/plain.h"

#include "app/cli.h"
#include "model/board.h"
#include "model/buf.h"
#include "model/dict.h"
#include "model/due_count.h"
#include "model/event.h"
#include "model/member.h"

#include <string.h>

static void put_amount(struct store *s, int64_t minor, int64_t currency, struct buf *out)
{
	if (minor == NO_AMOUNT)
		buf_puts(out, "no amount");
	else
		amount_format_board(minor, currency > 0 ? dict_title(s, currency) : "USD", out);
}

static void put_card(struct store *s, const struct card *c)
{
	const char *owner = member_login(s, c->owner);
	struct buf line = { 0 };

	buf_printf(&line, "  %s, D-%lld, ", c->company, (long long)c->id);
	put_amount(s, c->amount_minor, c->currency, &line);
	buf_printf(&line, ", owner %s", *owner ? owner : "unknown");
	if (c->outcome == OUTCOME_STALLED || c->outcome == OUTCOME_DELAYED)
		buf_printf(&line, ", %s", outcome_key((enum outcome)c->outcome));
	if (!stage_is_closed((int)c->stage))
		buf_printf(&line, ", day %d%s, %d of %d criteria met", c->days,
			   c->max_days && c->days > c->max_days ? " (late)" : "", c->criteria_met, c->criteria);
	if (c->has_clock) {
		const struct clock_rule *rule = clock_rule_id(s->clocks, c->clock.kind);

		buf_printf(&line, ", %s %s ", rule ? rule->title : "clock",
			   clock_state_key(clock_state(&c->clock, s->now(s))));
		clock_words(&c->clock, rule, s->calendar, s->now(s), &line);
	}
	cli_data(stdout, buf_str(&line));
	putchar('\n');
	buf_done(&line);
}

static int put_stage(struct store *s, const struct stage *st, struct err *err)
{
	struct board_filter f = { 0 };
	struct board_key from = { 0, 0 };
	struct board_total total;
	struct board_page page;
	bool more = true;

	if (board_total(s, &f, st->id, &total, err))
		return -1;
	cli_print(stdout, "%s: %lld deal%s%s\n", st->title, (long long)total.n, total.n == 1 ? "" : "s",
		  stage_is_closed(st->id) ? " this quarter" : "");
	while (more) {
		if (board_page(s, &f, st->id, BOARD_ALL, from, false, 200, &page, err))
			return -1;
		for (size_t i = 0; i < page.n; i++) {
			put_card(s, &page.card[i]);
			from = (struct board_key){ page.card[i].sort_at, page.card[i].id };
		}
		more = page.more_after;
		board_page_done(&page);
	}
	return 0;
}

int plain_board(struct store *s)
{
	struct err err = { 0 };
	struct due_count due;

	if (due_count(s, &due, &err))
		return cli_fail(&err);
	cli_print(stdout, "Clocks: %lld%s late, %lld%s due soon. winloss due lists them.\n", (long long)due.late,
		  due.more_late ? "+" : "", (long long)due.soon, due.more_soon ? "+" : "");
	if (due.actions_late)
		cli_print(stdout, "Actions: %lld%s late. winloss action list shows them.\n", (long long)due.actions_late,
			  due.more_actions ? "+" : "");
	for (size_t i = 0; i < stages_count(s->stages); i++)
		if (put_stage(s, stage_at(s->stages, i), &err))
			return cli_fail(&err);
	return 0;
}

/* Words typed into the strips of a move and the form of a deal, against a program that ends in the middle: before the
 * save they come back, and behind its COMMIT they never do. */
#include "model/draft.h"
#include "tests/support/call.h"
#include "tests/support/run.h"
#include "tests/support/temp.h"

#include "model/buf.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW "2026-11-20T09:10:00Z"

static char *dir, *db;

/* What the command prints; the caller frees. */
static char *command_of(const char *login, const char *const *words)
{
	const char *argv[24] = { getenv("WINLOSS_BIN"), "--db", db, "--now", NOW, "--as", login };
	struct run r;
	char *out;
	int n = 7;

	while (*words)
		argv[n++] = *words++;
	cr_assert_eq(run_program(&r, argv, NULL, NULL), 0, "%s: %s", argv[7], buf_str(&r.err));
	out = xstrdup(buf_str(&r.out));
	run_done(&r);
	return out;
}
#define AS(login, ...) free(command_of(login, (const char *const[]){ __VA_ARGS__, NULL }))
#define DANA(...) AS("dana", __VA_ARGS__)

/* Whether the deal as its command shows it says that. */
static bool stands(const char *text)
{
	char *out = command_of("dana", (const char *const[]){ "deal", "show", "D-1", NULL });
	bool there = strstr(out, text) != NULL;

	free(out);
	return there;
}

static void set_up(void)
{
	dir = temp_dir("typed");
	db = temp_path(dir, "w.db");
	DANA("member", "add", "mira", "--role", "ae");
	DANA("deal", "add", "--company", "Umber Group", "--owner", "mira", "--amount", "2500");
}

static void tear_down(void)
{
	temp_remove(dir);
	free(dir);
	free(db);
}

TestSuite(typed, .init = set_up, .fini = tear_down, .timeout = 600);

/* Types keys on the board of a program in which no draft goes, as where it ends before it could; then ends it. */
static void type_and_die(const char *typed, const char *saved, const char *then)
{
	const char *argv[] = { getenv("WINLOSS_TEST_BIN"), "--db", db, "--now", NOW, "--as", "dana", NULL };
	const char *env[] = { "TEETH=typed-drop", NULL };
	struct pty *p = pty_open(&(struct pty_options){ .argv = argv, .env = env, .rows = 40, .cols = 120 });

	cr_assert(pty_wait(p, "Umber Group", PTY_LIMIT_MS), "the screen:\n%s", pty_screen(p));
	pty_settle(p, PTY_LIMIT_MS);
	pty_keys(p, typed);
	pty_settle(p, PTY_LIMIT_MS);
	if (saved) {
		pty_keys(p, saved);
		cr_assert(pty_wait(p, then, PTY_LIMIT_MS), "no “%s” on the screen:\n%s", then, pty_screen(p));
		pty_settle(p, PTY_LIMIT_MS);
	}
	call_kill(p);
}

static int count(void *arg, const struct draft *d)
{
	(void)d;
	(*(int *)arg)++;
	return 0;
}

/* How many texts the next start would offer. */
static int offered(void)
{
	struct store *s;
	struct err err = { 0 };
	int n = 0;

	cr_assert_eq(store_open(&s, &(struct store_options){ .path = db, .login = "dana" }, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(drafts_recover(s, count, &n, &err), 0, "%s", err.text);
	store_close(s);
	return n;
}

static const struct {
	const char *name, *typed, *saved, *then;
	int drafts;
} saves[] = {
	{ "the reason at a gate", "L<Tab>they asked for it", "<Enter>", "Prospecting → Discovery", 1 },
	{ "the contact of a win behind a gate", "mw<Tab>signed at once<Enter>w<Tab>s<Tab><Tab>L. Fox", "<Enter>",
	  "Prospecting → Won", 2 },
	{ "the reason of a loss", "mxprice<Tab>Rival", "<Tab><Enter>", "→ Lost", 2 },
	{ "the reason of a wait", "msno budget", "<Tab><Enter>", "stalled", 1 },
	{ "a field of a deal", "e<Tab>renewal", "<Tab><Esc><Esc>", "renewal", 1 },
	{ "a new deal", "nAcme Metals<Tab>100<Tab><Tab>first", "<Esc><Enter>", "Acme Metals stands in", 3 },
};

Test(typed, comes_back_until_it_is_saved_and_never_after)
{
	for (size_t i = 0; i < sizeof saves / sizeof saves[0]; i++) {
		if (i) {
			tear_down();
			set_up();
		}
		type_and_die(saves[i].typed, NULL, NULL);
		cr_assert_eq(offered(), saves[i].drafts, "%s: %d kept before the save", saves[i].name, offered());
		tear_down();
		set_up();
		type_and_die(saves[i].typed, saves[i].saved, saves[i].then);
		cr_assert_eq(offered(), 0, "%s: %d offered behind the save", saves[i].name, offered());
	}
}

/* The same without a start between: the strip that opens next asks the file itself. */
Test(typed, a_reason_that_was_saved_is_not_in_the_next_gate)
{
	const char *argv[] = { getenv("WINLOSS_TEST_BIN"), "--db", db, "--now", NOW, "--as", "dana", NULL };
	const char *env[] = { "TEETH=typed-drop", NULL };
	struct pty *p = pty_open(&(struct pty_options){ .argv = argv, .env = env, .rows = 40, .cols = 120 });

	cr_assert(pty_wait(p, "Umber Group", PTY_LIMIT_MS));
	pty_keys(p, "L<Tab>they asked for it");
	pty_settle(p, PTY_LIMIT_MS);
	pty_keys(p, "<Enter>");
	cr_assert(pty_wait(p, "Prospecting → Discovery", PTY_LIMIT_MS), "%s", pty_screen(p));
	pty_keys(p, "L");
	cr_assert(pty_wait(p, "Discovery → Solution", PTY_LIMIT_MS), "%s", pty_screen(p));
	cr_assert_not(pty_has(p, "they asked"), "%s", pty_screen(p));
	pty_free(p);
}

static struct pty *on_the_board(int rows, int cols, const char *env)
{
	const char *argv[] = { getenv("WINLOSS_TEST_BIN"), "--db", db, "--now", NOW, "--as", "dana", NULL };
	const char *more[] = { env, NULL };
	struct pty *p = pty_open(&(struct pty_options){ .argv = argv, .env = env ? more : NULL, .rows = rows, .cols = cols });

	cr_assert(pty_wait(p, "Umber Group", PTY_LIMIT_MS), "%s", pty_screen(p));
	pty_settle(p, PTY_LIMIT_MS);
	return p;
}

/* The form waits a second for whoever holds the drafts; after that it stays, with its words in it. */
Test(typed, words_stay_where_the_drafts_are_held_for_long)
{
	static const char *const forms[][2] = {
		{ "L<Tab>a ", "<Esc><Esc>" }, { "mxa ", "<Esc><Esc>" },
	};
	struct pty *p = on_the_board(24, 80, NULL);

	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		sqlite3 *held;

		pty_keys(p, forms[i][0]);
		pty_settle(p, PTY_LIMIT_MS);
		held = call_hold_drafts_of(db);
		pty_keys(p, "heldlong");
		call_see(p, "heldlong");
		pty_keys(p, forms[i][1]);
		call_see(p, "drop the words");
		sqlite3_close(held);
		cr_assert(pty_wait_gone(p, "drop the words", PTY_LIMIT_MS), "%s", pty_screen(p));
		call_see(p, "heldlong");
		call_kill(p);
		cr_assert_geq(offered(), 1, "%s: the words are lost", forms[i][0]);
		tear_down();
		set_up();
		p = on_the_board(24, 80, NULL);
	}
	pty_free(p);
}

/* ---- two people, one field ---- */

/* dana types into the form of the deal: the next step, which is the fifteenth field. */
static void type_next_step(struct pty *p, const char *words)
{
	pty_keys(p, "e");
	call_see(p, "External id");
	for (int i = 0; i < 40 && !pty_has(p, "what happens next"); i++) {
		pty_keys(p, "<Tab>");
		pty_settle(p, PTY_LIMIT_MS);
	}
	call_see(p, "what happens next");
	pty_keys(p, "<C-u>");
	pty_keys(p, words);
	pty_settle(p, PTY_LIMIT_MS);
}

static const char theirs[] = "Mira calls the board of Umber on Monday, brings the offer, the plan of the rollout and both names";

/* A crash, and somebody else writes the field before it is opened again: both texts, whole, at 80 columns. */
Test(typed, a_field_written_by_another_behind_a_crash_asks)
{
	static const struct {
		const char *answer, *stands, *gone;
	} ends[] = { { "m", "Dana writes", "Mira calls" }, { "t", "Mira calls", "Dana writes" } };

	for (size_t i = 0; i < 2; i++) {
		struct pty *p = on_the_board(24, 80, NULL);

		type_next_step(p, "Dana writes to L. Fox");
		call_kill(p);
		AS("mira", "deal", "set", "D-1", "--next-step", theirs);
		p = on_the_board(24, 80, NULL);
		pty_keys(p, "e");
		call_see(p, "External id");
		pty_keys(p, "<Esc>");
		pty_settle(p, PTY_LIMIT_MS);
		pty_keys(p, "<Esc>");
		call_see(p, "mira changed Next step too.");
		call_see(p, "Dana writes to L. Fox");
		call_see(p, "STORED mira");
		call_see(p, "plan of the rollout");
		cr_assert(stands("Mira calls"), "nothing is written before the choice");
		call_kill(p);
		p = on_the_board(24, 80, NULL);
		pty_keys(p, "e");
		call_see(p, "External id");
		pty_keys(p, "<Esc>");
		pty_settle(p, PTY_LIMIT_MS);
		pty_keys(p, "<Esc>");
		call_see(p, "mira changed Next step too.");
		pty_keys(p, ends[i].answer);
		call_see(p, "Enter open");
		cr_assert(stands(ends[i].stands), "%s: lost what was chosen", ends[i].answer);
		cr_assert_not(stands(ends[i].gone), "%s: the other stands", ends[i].answer);
		call_kill(p);
		cr_assert_eq(offered(), 0, "%s: chosen, and offered again", ends[i].answer);
		tear_down();
		set_up();
	}
}

/* Both at work, nothing ends: what the other wrote shows under the words, leaving the field asks. */
Test(typed, a_field_written_by_two_at_once_asks)
{
	struct pty *p = on_the_board(24, 80, NULL);

	type_next_step(p, "Dana writes to L. Fox");
	AS("mira", "deal", "set", "D-1", "--next-step", theirs, "--amount", "9500");
	call_see(p, "plan of the rollout");
	call_see(p, "9500");
	pty_keys(p, "<Tab>");
	call_see(p, "Alt-Enter asks");
	pty_keys(p, "m");
	pty_settle(p, PTY_LIMIT_MS);
	cr_assert(stands("Mira calls"), "a letter typed on is no answer");
	pty_bytes(p, "\x7f", 1);
	pty_settle(p, PTY_LIMIT_MS);
	pty_keys(p, "<Esc>");
	pty_settle(p, PTY_LIMIT_MS);
	pty_keys(p, "<Enter>");
	call_see(p, "mira changed Next step too.");
	pty_keys(p, "m");
	call_see(p, "Enter open");
	cr_assert(stands("Dana writes"));
	cr_assert(stands("9,500"), "another field of the same deal goes with it");
	pty_free(p);
}

/* A choice keeps no draft, and is no more to be overwritten. */
Test(typed, a_choice_made_by_two_at_once_asks)
{
	struct pty *p = on_the_board(40, 120, NULL);

	type_next_step(p, "");
	for (int i = 0; i < 40 && !pty_has(p, "written or verbal"); i++) {
		pty_keys(p, "<Tab>");
		pty_settle(p, PTY_LIMIT_MS);
	}
	pty_keys(p, "v");
	call_see(p, "‹ verbal ›");
	AS("mira", "deal", "set", "D-1", "--commitment", "written");
	call_see(p, "STORED mira");
	pty_keys(p, "<Tab>");
	call_see(p, "Alt-Enter asks");
	pty_keys(p, "<Esc>");
	pty_settle(p, PTY_LIMIT_MS);
	pty_keys(p, "<Enter>");
	call_see(p, "mira changed Commitment too.");
	pty_keys(p, "t");
	call_see(p, "Enter open");
	cr_assert(stands("written"));
	pty_free(p);
}

/* The twin: with the base turned off the older words go over the newer ones, and nobody is asked. */
Test(typed, without_its_base_a_draft_overwrites)
{
	struct pty *p = on_the_board(24, 80, NULL);

	type_next_step(p, "Dana writes to L. Fox");
	call_kill(p);
	AS("mira", "deal", "set", "D-1", "--next-step", theirs);
	p = on_the_board(24, 80, "TEETH=P7-base");
	pty_keys(p, "e");
	call_see(p, "External id");
	pty_keys(p, "<Esc>");
	pty_settle(p, PTY_LIMIT_MS);
	pty_keys(p, "<Esc>");
	call_see(p, "Enter open");
	cr_assert(stands("Dana writes"));
	pty_free(p);
}

/* ---- two people, one move ---- */

/* The reason at a gate was typed for a move that somebody else made since, with a reason of their own. */
Test(typed, a_reason_for_a_move_that_another_made_asks)
{
	struct pty *p = on_the_board(24, 80, NULL);

	pty_keys(p, "L<Tab>they asked for it");
	call_see(p, "they asked for it");
	pty_settle(p, PTY_LIMIT_MS);
	call_kill(p);
	AS("mira", "deal", "move", "D-1", "solution", "--reason", "their board insists on a pilot before the end of the quarter");
	p = on_the_board(24, 80, NULL);
	pty_keys(p, "<Right><Right>");
	pty_settle(p, PTY_LIMIT_MS);
	pty_keys(p, "L");
	call_see(p, "they asked for it");
	call_see(p, "STORED mira");
	call_see(p, "insists on a pilot before");
	pty_keys(p, "<Enter>");
	call_see(p, "mira changed this deal too.");
	cr_assert(stands("Solution"), "nothing moves before the choice");
	pty_keys(p, "m");
	call_see(p, "from where it stands now");
	pty_keys(p, "<Enter>");
	call_see(p, "Solution → Proposal");
	cr_assert(stands("Proposal"));
	call_kill(p);
	cr_assert_eq(offered(), 0);
}

Test(typed, a_deal_moved_by_another_is_not_moved_back_unseen)
{
	struct pty *p = on_the_board(24, 80, NULL);

	pty_keys(p, "L<Tab>they asked for it");
	call_see(p, "they asked for it");
	AS("mira", "deal", "move", "D-1", "proposal", "--reason", "their board insists");
	call_see(p, "Proposal: their board insists");
	pty_keys(p, "<Enter>");
	call_see(p, "mira changed this deal too.");
	pty_keys(p, "t");
	call_see(p, "theirs stays");
	cr_assert(stands("Proposal"));
	call_kill(p);
	cr_assert_eq(offered(), 0);
}

Test(typed, a_loss_told_by_two_asks_whose_reason_stays)
{
	static const struct {
		const char *answer, *then, *stands;
	} ends[] = { { "m", "lost, with your words", "price" }, { "t", "theirs stays", "timing" } };

	for (size_t i = 0; i < 2; i++) {
		struct pty *p = on_the_board(24, 80, NULL);

		pty_keys(p, "mxprice");
		call_see(p, "price");
		pty_settle(p, PTY_LIMIT_MS);
		call_kill(p);
		p = on_the_board(24, 80, NULL);
		pty_keys(p, "mx");
		call_see(p, "price");
		AS("mira", "deal", "move", "D-1", "lost", "--reason", "timing", "--competitor", "Rival");
		call_see(p, "reason timing");
		call_see(p, "competitor Rival");
		pty_keys(p, "<Esc>");
		pty_settle(p, PTY_LIMIT_MS);
		pty_keys(p, "<Enter>");
		call_see(p, "mira changed this deal too.");
		cr_assert(stands("timing"));
		pty_keys(p, ends[i].answer);
		call_see(p, ends[i].then);
		pty_settle(p, PTY_LIMIT_MS);
		cr_assert(stands(ends[i].stands), "%s", ends[i].answer);
		call_kill(p);
		cr_assert_eq(offered(), 0);
		tear_down();
		set_up();
	}
}

/* Both stall it: mine is written over theirs where it waits already, or goes; no words lie where nothing opens them. */
Test(typed, a_wait_told_by_two_asks_whose_reason_stays)
{
	static const struct {
		const char *kind, *answer, *then, *stands;
	} ends[] = { { "stalled", "m", "stalled", "no budget" }, { "stalled", "t", "theirs stays", "their freeze" },
		     { "delayed", "m", "stalled", "no budget" } };

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		struct pty *p = on_the_board(40, 120, NULL);

		pty_keys(p, "msno budget");
		call_see(p, "no budget");
		AS("mira", "deal", "move", "D-1", ends[i].kind, "--reason", "their freeze", "--follow-up", "2027-02-01");
		call_see(p, "their freeze");
		pty_keys(p, "<Tab><Enter>");
		call_see(p, "mira changed this deal too.");
		pty_keys(p, ends[i].answer);
		call_see(p, ends[i].then);
		pty_settle(p, PTY_LIMIT_MS);
		cr_assert_not(pty_has(p, "there already"), "%s", pty_screen(p));
		pty_keys(p, "z"); /* the deal, and why it waits */
		call_see(p, ends[i].stands);
		call_kill(p);
		cr_assert_eq(offered(), 0, "%s, %s", ends[i].kind, ends[i].answer);
		tear_down();
		set_up();
	}
}

/* A step from the board, which asks nothing where it goes back: the card was moved by another a moment before. */
Test(typed, a_step_is_taken_from_where_the_card_was_seen)
{
	struct pty *p = on_the_board(24, 80, NULL);

	pty_signal(p, SIGSTOP);
	AS("mira", "deal", "move", "D-1", "proposal", "--reason", "their board insists");
	pty_keys(p, "L");
	pty_signal(p, SIGCONT);
	call_see(p, "mira moved this deal to Proposal");
	cr_assert(stands("Proposal"));
	pty_free(p);
}

/* The twin of the gate's base: the deal goes back from where the other had moved it. */
Test(typed, without_its_base_a_move_goes_over_anothers)
{
	struct pty *p = on_the_board(24, 80, "TEETH=P7-base");

	pty_keys(p, "L<Tab>they asked for it");
	call_see(p, "they asked for it");
	AS("mira", "deal", "move", "D-1", "proposal", "--reason", "their board insists");
	pty_settle(p, PTY_LIMIT_MS);
	pty_keys(p, "<Enter>");
	call_see(p, "Discovery");
	pty_settle(p, PTY_LIMIT_MS);
	cr_assert(stands("Discovery"), "%s", pty_screen(p));
	pty_free(p);
}

/* The cases of the calendar through the whole path: each is a deal in a file, with the calendar and the events of the
 * case and every clock switched on. What the reference says of its clock must be what `due`, the CSV of `export clocks`
 * and the screens (what each clock counted; what is late and due soon) say. */
#include "tests/faults/state.h"

#include "model/buf.h"
#include "model/config.h"
#include "model/deal.h"
#include "model/event.h"
#include "model/move.h"
#include "tests/support/clock_case.h"
#include "tests/support/run.h"
#include "tests/support/temp.h"

#include <stdlib.h>
#include <string.h>

enum { DUE_CELLS = 8, ROWS = 200, COLS = 110, ROWS_MAX = 2048 };

static struct clock_case *rows;
static int n_rows;
static char *base;

static void give_up(const char *what, const struct err *err)
{
	fprintf(stderr, "%s: %s\n", what, err->text);
	exit(1);
}

/* ---- a case as a file ---- */

static struct store *open_store(const char *dir, unsigned flags)
{
	char *path = temp_path(dir, "world.db");
	struct store_options opt = { .path = path, .login = "dana", .zone = "UTC", .now_ms = 1, .now_frozen = true,
				     .db_flags = flags, .seed = 5 };
	struct store *s = NULL;
	struct err err = { 0 };

	if (store_open(&s, &opt, NULL, &err))
		give_up(path, &err);
	free(path);
	return s;
}

static int happen(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct clock_case *c = arg;
	struct event ev[CASE_EVENTS_MAX];
	size_t n = clock_case_events(c->col[CASE_EVENTS], ev);

	for (size_t i = 0; i < n; i++) {
		struct new_event e = { .deal = 1, .kind = ev[i].kind, .value = ev[i].value, .at_ms = ev[i].at_ms,
				       .for_ms = ev[i].for_ms, .day_only = ev[i].day_only, .override = ev[i].overridden,
				       .history = ev[i].history };

		if (event_add(s, g, &e, err))
			return -1;
	}
	return 0;
}

/* A folder with that case in it; the caller frees its name. */
static char *make_case(const struct clock_case *c)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "what happened", .scope_kind = SUBJECT_DEAL, .scope = 1 };
	char *dir = state_copy(base);
	struct store *s = open_store(dir, 0);
	struct buf ini = { 0 };
	struct err err = { 0 };

	clock_case_calendar(c, &ini);
	if (config_put(s, "calendar", buf_str(&ini), NULL, NULL, &err) ||
	    edit(s, &how, happen, (void *)(uintptr_t)c, NULL, &err))
		give_up(c->col[CASE_NAME], &err);
	buf_done(&ini);
	store_close(s);
	return dir;
}

static int set_up(void)
{
	struct deal_setting set = { deal_field("company"), "Case" };
	char *rules = clock_case_rules();
	FILE *in = clock_cases_open();
	struct err err = { 0 };
	int64_t id = 0;
	struct store *s;

	promise_in_memory();
	rows = xcalloc(ROWS_MAX, sizeof *rows);
	while (n_rows < ROWS_MAX && (rows[n_rows].line = n_rows ? rows[n_rows - 1].line : 0, clock_case_next(in, &rows[n_rows])))
		n_rows++;
	fclose(in);
	base = temp_dir("base");
	s = open_store(base, DB_CREATE);
	if (config_put(s, "clocks", rules, NULL, NULL, &err) || deal_write(s, &id, &set, 1, NULL, &err))
		give_up("the base", &err);
	store_close(s);
	free(rules);
	return 0;
}

static void tear_down(void)
{
	temp_remove(base);
	free(base);
	free(rows);
}

/* ---- what they say ---- */

/* A program of the test build with its told clock standing still, on the case's file at its moment. */
static const char *const *words_of(const struct clock_case *c, const char *const *more)
{
	static const char *argv[16];
	size_t n = 0;

	argv[n++] = getenv("WINLOSS_TEST_BIN");
	argv[n++] = "--now";
	argv[n++] = c->col[CASE_NOW];
	for (; *more; more++)
		argv[n++] = *more;
	argv[n] = NULL;
	return argv;
}

struct place {
	struct buf home, db, teeth;
	const char *env[5];
};

static void place_init(struct place *p, const struct promise_run *run, const char *dir)
{
	*p = (struct place){ 0 };
	buf_printf(&p->home, "HOME=%s", dir);
	buf_printf(&p->db, "WINLOSS_DB=%s/world.db", dir);
	buf_printf(&p->teeth, "TEETH=clock-still%s%s", run->is_twin ? "," : "",
		   run->is_twin ? run->env[0] + strlen("TEETH=") : "");
	p->env[0] = buf_str(&p->home);
	p->env[1] = buf_str(&p->db);
	p->env[2] = buf_str(&p->teeth);
	p->env[3] = "WINLOSS_USER=dana";
}

static void place_done(struct place *p)
{
	buf_done(&p->home);
	buf_done(&p->db);
	buf_done(&p->teeth);
}

/* The cells of the row with that clock in a CSV without quotes: how many; 0 no such row. The text is cut up. */
static int find_row(char *csv, int clock_col, const char *clock, char **cell, int most)
{
	char *line;

	while ((line = strsep(&csv, "\n"))) {
		int n = 0;
		char *one;

		line[strcspn(line, "\r")] = '\0';
		while (n < most && (one = strsep(&line, ",")))
			cell[n++] = one;
		if (n > clock_col && !strcmp(cell[clock_col], clock))
			return n;
	}
	return 0;
}

static const char *shown(const char *col)
{
	return strcmp(col, "-") ? col : "";
}

static bool is_open_state(const char *state)
{
	return !strcmp(state, "running") || !strcmp(state, "soon") || !strcmp(state, "late");
}

/* `due` lists what is open and has a moment at which it is breached; the packet has one while it waits. */
static void check_due(struct promise_run *run, const struct clock_case *c, const struct place *p, char *provisional)
{
	static const char *const more[] = { "due", "--format", "csv", NULL };
	const char *state = c->col[CASE_STATE];
	char *cell[DUE_CELLS + 1];
	struct run r = { 0 };
	int n;

	run_program(&r, words_of(c, more), p->env, NULL);
	n = find_row(r.out.data, 2, c->col[CASE_CLOCK], cell, DUE_CELLS + 1);
	*provisional = '\0';
	if (n == DUE_CELLS && !strcmp(c->col[CASE_DUE], "-"))
		snprintf(provisional, 40, "%s", cell[4]);
	promise_case(run, (n == DUE_CELLS) == (is_open_state(state) || *provisional), "line %d: due %s %s, which is %s", c->line,
		     n ? "lists" : "does not list", c->col[CASE_CLOCK], state);
	if (n == DUE_CELLS)
		promise_case(run, !strcmp(cell[5], state) && (*provisional || !strcmp(cell[4], c->col[CASE_DUE])),
			     "line %d: due says %s, %s; the reference %s, %s", c->line, cell[4], cell[5], c->col[CASE_DUE], state);
	run_done(&r);
}

static void check_csv(struct promise_run *run, const struct clock_case *c, const struct place *p, const char *provisional)
{
	static const char *const more[] = { "export", "clocks", "--raw", NULL };
	const char *due = *provisional ? provisional : shown(c->col[CASE_DUE]);
	char *cell[8];
	struct run r = { 0 };
	int n;

	run_program(&r, words_of(c, more), p->env, NULL);
	n = find_row(r.out.data, 1, c->col[CASE_CLOCK], cell, 8);
	if (!strcmp(c->col[CASE_STATE], "absent"))
		promise_case(run, !n, "line %d: the CSV has a clock that does not exist", c->line);
	else
		promise_case(run, n == 7 && !strcmp(cell[3], shown(c->col[CASE_START])) && !strcmp(cell[4], due) &&
				  !strcmp(cell[5], shown(c->col[CASE_MET])) && !strcmp(cell[6], c->col[CASE_STATE]),
			     "line %d: the CSV says %s, %s, %s, %s; the reference %s, %s, %s, %s", c->line, n == 7 ? cell[3] : "",
			     n == 7 ? cell[4] : "", n == 7 ? cell[5] : "", n == 7 ? cell[6] : "", c->col[CASE_START], due,
			     c->col[CASE_MET], c->col[CASE_STATE]);
	run_done(&r);
}

/* ---- the screens ---- */

static const char *title_of(const char *clock)
{
	static const char *const titles[][2] = {
		{ "packet", "Handoff packet filed" },	   { "announce", "Win announced" },
		{ "acknowledge", "Packet acknowledged" },  { "sow_sent", "SOW sent" },
		{ "sow_signed", "SOW signed" },		   { "delivery", "Assessment delivered" },
		{ "debrief", "Debrief complete" },	   { "introduction", "Customer introduced" },
		{ "kickoff", "Kickoff held" },		   { "checkin_30", "Check-in after 30 days" },
		{ "checkin_60", "Check-in after 60 days" }, { "checkin_90", "Check-in after 90 days" },
		{ "post_delivery", "Exchange record filed" }, { "loss_interview", "Loss interview held" },
	};

	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		if (!strcmp(titles[i][0], clock))
			return titles[i][1];
	return "?";
}

/* The block of a clock on the screen names that moment behind that word; "-": it has no such line. */
static bool names(const char *block, size_t n, const char *word, const char *moment)
{
	struct buf line = { 0 };
	char *copy = xstrndup(block, n), *at;
	bool holds;

	buf_printf(&line, "\n   %-9s", word);
	at = strstr(copy, buf_str(&line));
	if (at)
		at[strcspn(at + 1, "\n") + 1] = '\0';
	holds = at ? strstr(at, moment) != NULL : !strcmp(moment, "-");
	buf_done(&line);
	free(copy);
	return holds;
}

static void check_page(struct promise_run *run, const struct clock_case *c, const char *screen)
{
	struct buf head = { 0 };
	const char *state = c->col[CASE_STATE], *block, *end;
	size_t n;

	buf_printf(&head, "\n %s: %s\n", title_of(c->col[CASE_CLOCK]), state);
	block = strstr(screen, buf_str(&head));
	if (!strcmp(state, "absent")) {
		buf_clear(&head);
		buf_printf(&head, "\n %s: ", title_of(c->col[CASE_CLOCK]));
		promise_case(run, !strstr(screen, buf_str(&head)), "line %d: the screen has a clock that does not exist:\n%s", c->line,
			     screen);
	} else if (promise_case(run, block, "line %d: no “%s” on the screen:\n%s", c->line, buf_str(&head) + 1, screen)) {
		end = strstr(block, "\n\n");
		n = end ? (size_t)(end - block) : strlen(block);
		promise_case(run, names(block, n, "start", c->col[CASE_START]) && names(block, n, "due", c->col[CASE_DUE]) &&
				  names(block, n, "soon from", c->col[CASE_WARN]),
			     "line %d: expected from %s, soon from %s, due %s; the screen says\n%.*s", c->line, c->col[CASE_START],
			     c->col[CASE_WARN], c->col[CASE_DUE], (int)n, block);
		promise_case(run, names(block, n, strcmp(state, "overridden") ? "met" : "overridden", c->col[CASE_MET]),
			     "line %d: expected met %s; the screen says\n%.*s", c->line, c->col[CASE_MET], (int)n, block);
	}
	buf_done(&head);
}

/* What is late or due soon stands there with its sign, and nothing else does. */
static void check_overlay(struct promise_run *run, const struct clock_case *c, struct pty *p)
{
	const char *state = c->col[CASE_STATE], *sign = !strcmp(state, "late") ? "!" : !strcmp(state, "soon") ? "~" : NULL;
	const char *title = title_of(c->col[CASE_CLOCK]), *line = NULL;
	int row = 0, col;
	bool holds;

	if (vt_find(pty_vt(p), title, &row, &col))
		line = strstr(vt_row(pty_vt(p), row), title);
	holds = !sign == !line && (!sign || strstr(line, sign)); /* before the screen is read again */
	promise_case(run, holds, "line %d: %s is %s, and what is due says\n%s", c->line,
		     title, state, pty_screen(p));
}

static void check_screens(struct promise_run *run, const struct clock_case *const *c, size_t n, const struct place *place)
{
	static const char *const none[] = { NULL };
	struct pty_options o = { .argv = words_of(c[0], none), .env = place->env, .rows = ROWS, .cols = COLS };
	struct pty *p = pty_open(&o);
	bool came = pty_wait(p, "Case", PTY_LIMIT_MS);

	if (came) {
		pty_keys(p, "0o");
		came = pty_wait(p, "everybody's", PTY_LIMIT_MS) && pty_wait(p, "o mine", PTY_LIMIT_MS);
		for (size_t i = 0; came && i < n; i++)
			check_overlay(run, c[i], p);
		pty_keys(p, "<Esc>");
		pty_wait_gone(p, "o mine", PTY_LIMIT_MS);
		pty_keys(p, "<Enter>");
		came = came && pty_wait(p, "People", PTY_LIMIT_MS);
		pty_keys(p, "c");
		came = came && pty_wait(p, "what each clock counted", PTY_LIMIT_MS) && pty_settle(p, PTY_LIMIT_MS);
	}
	promise_case(run, came, "line %d: the screens did not come:\n%s", c[0]->line, pty_screen(p));
	if (came) {
		char *screen = xstrdup(pty_screen(p));

		for (size_t i = 0; i < n; i++)
			check_page(run, c[i], screen);
		free(screen);
	}
	pty_free(p);
}

/* ---- the walk ---- */

static bool is_same(const struct clock_case *a, const struct clock_case *b, bool moment_too)
{
	for (int i = CASE_ZONE; i <= CASE_HOLIDAYS; i++)
		if (strcmp(a->col[i], b->col[i]))
			return false;
	return !strcmp(a->col[CASE_EVENTS], b->col[CASE_EVENTS]) && (!moment_too || !strcmp(a->col[CASE_NOW], b->col[CASE_NOW]));
}

/* Rows of one file and moment are looked at together. */
static void check_moment(struct promise_run *run, int first, int end, const char *dir, bool screens)
{
	const struct clock_case *same[64];
	char provisional[40];
	struct place place;
	size_t n = 0;

	for (int i = first; i < end && n < 64; i++)
		if (is_same(&rows[first], &rows[i], true))
			same[n++] = &rows[i];
	place_init(&place, run, dir);
	for (size_t i = 0; i < n; i++) {
		check_due(run, same[i], &place, provisional);
		check_csv(run, same[i], &place, provisional);
	}
	if (screens)
		check_screens(run, same, n, &place);
	place_done(&place);
}

static bool is_first_of_moment(int first, int at)
{
	for (int i = first; i < at; i++)
		if (is_same(&rows[i], &rows[at], true))
			return false;
	return true;
}

/* Of the files all, or so many of a hundred; the screens of a part of them. */
struct walking {
	int workers, files, screens;
};

static void walk_files(struct promise_run *run, int worker, void *arg)
{
	const struct walking *how = arg;
	int file = 0;

	for (int first = 0, end; first < n_rows && !promise_is_settled(run); first = end, file++) {
		char *dir;

		for (end = first + 1; end < n_rows && is_same(&rows[first], &rows[end], false); end++)
			;
		if (file % how->workers != worker || file * 37 % 100 >= how->files)
			continue;
		dir = make_case(&rows[first]);
		for (int i = first; i < end && !promise_is_settled(run); i++)
			if (is_first_of_moment(first, i))
				check_moment(run, i, end, dir, (i * 61 + file) % 100 < how->screens);
		temp_remove(dir);
		free(dir);
	}
}

static void walk(struct promise_run *run)
{
	bool few = run->is_fast || run->is_sanitized;
	struct walking how = { run->is_twin ? 1 : 2, run->is_long ? 100 : few ? 6 : 22, run->is_long ? 100 : 20 };

	if (run->is_twin)
		walk_files(run, 0, &how);
	else
		promise_workers(run, how.workers, walk_files, &how);
}

int main(void)
{
	static const char *const protections[] = { "clock-told", NULL };

	return promise_main(&(struct promise){ "clocks", protections, walk, set_up, tear_down });
}

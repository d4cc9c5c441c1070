#ifndef TESTS_SUPPORT_PTY_PRIVATE_H
#define TESTS_SUPPORT_PTY_PRIVATE_H
#include "model/buf.h"
#include "tests/support/pty.h"

#include <termios.h>

struct mode {
	int number, is_set;
};

struct pty {
	pid_t pid; /* the program; with jobs not our child */
	pid_t child; /* our child: the program, or the small shell above it */
	int master, slave; /* our own handle on the program's side: for marks and attributes */
	int frames, ledger; /* read ends */
	int states, orders; /* with jobs: wait statuses from the shell, orders to it */
	bool has_ended, is_hung_up;
	bool has_escaped; /* a lone Esc was typed, and nothing says yet that the program took it as that */
	int status;
	double cpu_ms, starved_ms;
	unsigned syncs, frames_seen;
	char *home;
	struct termios before;
	struct vt *vt;
	struct buf raw, pending, ledger_text;
	struct mode modes[32];
	int modes_count;
};

/* An error of the harness itself. */
void __attribute__((noreturn, format(printf, 1, 2))) pty_give_up(const char *fmt, ...);
/* What the program has written by now, at most one buffer of it; false when there is nothing. */
bool pty_read_some(struct pty *p);
#endif

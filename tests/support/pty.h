#ifndef TESTS_SUPPORT_PTY_H
#define TESTS_SUPPORT_PTY_H
/* Runs a full-screen program in a pseudo-terminal of its own, types at it and reads its screen through vt.h.
 *
 * Nothing here sleeps. A test waits for a text that only the new state shows (pty_wait), for the text to go
 * (pty_wait_gone), or for the frame mark: the byte that the program writes to the descriptor named by
 * WINLOSS_FRAME_FD after each refresh of the screen (pty_frame). All waits have a limit, given in milliseconds, after
 * which they answer false; PTY_LIMIT_MS is generous because only failures reach it.
 *
 * The program gets an empty home directory, TERM, LC_ALL=C.UTF-8 and TZ=UTC; settings of the person who runs the
 * tests are not seen. Errors of the harness itself end the process with a sentence. */
#include "tests/support/vt.h"

#include <sys/types.h>

#define PTY_LIMIT_MS 60000

struct pty;

struct pty_options {
	const char *const *argv; /* ends with NULL; argv[0] is the program's path */
	const char *const *env; /* NAME=VALUE sets, NAME alone unsets; ends with NULL; NULL: nothing more */
	int rows, cols; /* 0: 24 x 80 */
	const char *term; /* NULL: xterm-256color */
	bool ignores_hup; /* started as nohup does: the end of input must be noticed without the signal */
	bool has_jobs; /* under a small shell, so that Ctrl-Z and pty_continue() work */
};

struct pty *pty_open(const struct pty_options *options);
/* Kills the program if it still runs, reaps it and removes its home directory. */
void pty_free(struct pty *p);
pid_t pty_pid(const struct pty *p);
const char *pty_home(const struct pty *p);
struct vt *pty_vt(struct pty *p);

/* Keys, as "jj<Enter>": a name in angle brackets (see vt_key; <lt> for the bracket itself), else the character.
 * After a lone <Esc> the program is given the time it needs to tell it from Alt, here or before the next call. */
void pty_keys(struct pty *p, const char *keys);
void pty_bytes(struct pty *p, const void *bytes, size_t len);
void pty_paste(struct pty *p, const char *text);
/* Bytes that were typed and that the program has not read (also after its end). */
size_t pty_unread(struct pty *p);
void pty_click(struct pty *p, int row, int col);
/* From a cell (row, column) to another with the button down; pty_drop() lets it go there. */
void pty_drag(struct pty *p, const int from[2], const int to[2]);
void pty_drop(struct pty *p);
void pty_wheel(struct pty *p, int row, int col, bool is_down);
void pty_resize(struct pty *p, int rows, int cols);

bool pty_wait(struct pty *p, const char *text, int limit_ms);
bool pty_wait_gone(struct pty *p, const char *text, int limit_ms);
/* Waits for the next frame mark after those already seen, then reads what was painted up to it. */
bool pty_frame(struct pty *p, int limit_ms);
/* How many frame marks have come since the start. */
unsigned pty_frames(struct pty *p);
/* A steady clock. */
double pty_now_ms(void);
/* The same for stop-watches: nothing is read from the screen meanwhile. The moment (monotonic, in milliseconds) at which
 * the mark came; -1: none in time. */
double pty_frame_at(struct pty *p, int limit_ms);
/* Waits until the program sleeps with all its input read and all its output taken. For walks over many states where
 * no text is known beforehand. */
bool pty_settle(struct pty *p, int limit_ms);
/* The same with looks that are gap_ms apart: for stop-watches, which wait so after each of thousands of keys. */
bool pty_rest(struct pty *p, int gap_ms, int limit_ms);
/* For programs that give no frame marks: the moment of the last output before quiet_ms of silence, the first of which
 * may be awaited for limit_ms; -1: none came. */
double pty_output_at(struct pty *p, int quiet_ms, int limit_ms);
/* Reads what the program has written so far; does not wait for it to write. */
void pty_drain(struct pty *p);

bool pty_has(struct pty *p, const char *text);
const char *pty_screen(struct pty *p);

/* Every byte the program wrote since the start or the last pty_raw_clear(). */
const char *pty_raw(struct pty *p, size_t *len);
void pty_raw_clear(struct pty *p);
/* The state of a private mode such as 1049 (alternate screen), 25 (cursor), 2004 (paste), 1000 (mouse):
 * 1 set, 0 reset, -1 never touched. Survives pty_raw_clear(). */
int pty_mode(struct pty *p, int number);
/* Name of the first thing the program left changed in the terminal (an attribute, a mode); NULL when all is as before. */
const char *pty_left_behind(struct pty *p);

void pty_signal(struct pty *p, int signal_number);
/* Closes the terminal's side, as a window that is closed does. Nothing can be read or typed afterwards. */
void pty_hang_up(struct pty *p);
/* With has_jobs: waits until the program has stopped; brings it to the foreground again. */
bool pty_wait_stopped(struct pty *p, int limit_ms);
void pty_continue(struct pty *p);
/* True once the program has ended; *status is as waitpid() gives it. */
bool pty_wait_exit(struct pty *p, int limit_ms, int *status);
/* Processor time of the program so far, or in all once it has ended. */
double pty_cpu_ms(struct pty *p);
/* How long its threads have stood ready so far while others had the processor: on a machine with more to do than it has
 * processors for that is no time of the program's. 0 where the system does not say. */
double pty_starved_ms(struct pty *p);
/* pty_wait_exit() with a limit in which that time does not count, nor what this process itself has waited. */
bool pty_wait_exit_fair(struct pty *p, int limit_ms, int *status);
/* The time of a stop-watch: monotonic, less what the program and this process have waited for a processor. */
double pty_fair_now_ms(struct pty *p);

/* The acknowledgement ledger (model/teeth.h), whole lines as written so far. Only the test build writes it. */
const char *pty_ledger(struct pty *p);
#endif

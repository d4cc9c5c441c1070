/* A tiny full-screen program, there to test the driver of the tests (pty.h) before it judges the real one.
 * Keys: q leaves; x leaves without putting the terminal back; w a wide text; = a run of one character; c colours;
 * l notes a save in the ledger; b spins for a while. Other keys are shown by their code. */
#include "model/teeth.h"

#include <curses.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static int wake[2];

static void on_winch(int signal_number)
{
	(void)signal_number;
	if (write(wake[1], "w", 1) < 0)
		return;
}

static void frame(void)
{
	const char *fd = getenv("WINLOSS_FRAME_FD");

	wnoutrefresh(stdscr);
	doupdate();
	if (fd && write((int)strtol(fd, NULL, 10), "f", 1) < 0)
		return;
}

static void spin(void)
{
	clock_t end = clock() + CLOCKS_PER_SEC / 20;

	while (clock() < end)
		;
}

static void show_colours(void)
{
	start_color();
	init_pair(1, COLOR_RED, COLOR_BLUE);
	wattr_on(stdscr, A_BOLD, NULL);
	wcolor_set(stdscr, 1, NULL);
	mvwaddstr(stdscr, 5, 2, "loud");
	wattr_off(stdscr, A_BOLD, NULL);
	wcolor_set(stdscr, 0, NULL);
}

static void on_mouse(void)
{
	MEVENT event;

	if (getmouse(&event) == OK)
		mvwprintw(stdscr, 3, 0, "mouse %d,%d %s", event.y, event.x,
			event.bstate & BUTTON4_PRESSED ? "up" : event.bstate & BUTTON5_PRESSED ? "down" : "press");
}

static void on_key(int is_function, wint_t key)
{
	static int count;

	if (is_function && key == KEY_MOUSE)
		on_mouse();
	else if (key == 'w')
		mvwaddstr(stdscr, 4, 0, "a東京b e\xCC\x81 end");
	else if (key == '=')
		mvwhline(stdscr, 6, 0, '=', 40);
	else if (key == 'c')
		show_colours();
	else if (key == 'l')
		teeth_saved("1/2", ++count, 5);
	else if (key == 'b')
		spin();
	mvwprintw(stdscr, 2, 0, "key %s%d        ", is_function ? "f" : "c", (int)key);
}

static void resize(void)
{
	char byte;

	if (read(wake[0], &byte, 1) < 0)
		return;
	/* endwin and refresh: how ncurses takes the new size without its own handler. */
	endwin();
	refresh();
	mvwprintw(stdscr, 1, 0, "size %dx%d   ", getmaxy(stdscr), getmaxx(stdscr));
}

int main(void)
{
	wint_t key = 0;

	setlocale(LC_ALL, "");
	if (pipe(wake))
		return 71;
	initscr();
	raw();
	nonl();
	noecho();
	nodelay(stdscr, TRUE);
	keypad(stdscr, TRUE);
	set_escdelay(25);
	mouseinterval(0);
	mousemask(ALL_MOUSE_EVENTS, NULL);
	signal(SIGWINCH, on_winch);
	putp("\033[?2004h");
	fflush(stdout);
	mvwaddstr(stdscr, 0, 0, teeth_off("greeting") ? "no greeting" : "ready");
	frame();
	for (;;) {
		struct pollfd wait[2] = { { 0, POLLIN, 0 }, { wake[0], POLLIN, 0 } };
		int got;

		poll(wait, 2, -1);
		if (wait[1].revents)
			resize();
		if (wait[0].revents & POLLHUP)
			break;
		while ((got = wget_wch(stdscr, &key)) != ERR && !(got == OK && (key == 'q' || key == 'x' || key == 26)))
			on_key(got == KEY_CODE_YES, key);
		if (got == OK && key == 26) {
			putp("\033[?2004l");
			fflush(stdout);
			endwin();
			kill(0, SIGTSTP);
			refresh();
			mvwaddstr(stdscr, 7, 0, "back again");
		} else if (got == OK) {
			break;
		}
		frame();
	}
	if (key == 'x')
		_exit(0);
	putp("\033[?2004l");
	fflush(stdout);
	endwin();
	return 3;
}

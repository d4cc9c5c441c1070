#ifndef APP_SIGNALS_H
#define APP_SIGNALS_H
/* Signals as bytes in a pipe, so that the loop polls them beside the terminal. HUP TERM QUIT INT PIPE: keep the draft
 * and leave; a process that is not gone 2 s later ends then (P4). WINCH, TSTP, CONT: size, away, back. */
int signals_open(void);       /* the pipe's reading end, or -1 */
int signals_next(void);       /* the next signal that came, 0: none */
void signals_close(void);
/* For a command, which has no loop: HUP TERM QUIT INT remove the files under way (model/file.h) and end the process as
 * they would have; what the caller told it to ignore stays ignored. */
void signals_command(void);
#endif

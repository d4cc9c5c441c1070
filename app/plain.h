#ifndef APP_PLAIN_H
#define APP_PLAIN_H
/* `winloss --plain`: the board line by line, for screen readers and pipes: one line a deal, in sentences' order, no
 * columns to keep in mind. The exit status. */
struct store;
int plain_board(struct store *s);
#endif

#ifndef APP_CARRY_H
#define APP_CARRY_H
/* Handing a message to the command that the team's configuration names for its channel. The configuration travels in the
 * file, and a file may come from anywhere: a command is started for a member only after that member has allowed exactly
 * these words (winloss config messages --allow), which stand in the member's own folder, file `commands`. */
#include "model/posts.h"

struct err;
/* Sent by the command and marked as sent: 0; -1 with what the command said, and the message waits as before. */
int carry_message(struct store *s, int64_t id, struct err *err);
/* Allows the commands as they are configured now, and no others. */
int carry_allow(const struct posts *p, struct err *err);
#endif

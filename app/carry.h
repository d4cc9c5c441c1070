#ifndef APP_CARRY_H
#define APP_CARRY_H
/* Handing a message to the command that the team's configuration names for its channel. The configuration travels in the
 * file, and a file may come from anywhere: a command is started for a member only after that member has allowed exactly
 * these words (winloss config messages --allow), which stand in the member's own folder, file `commands`. */
#include "model/posts.h"

struct err;
/* Takes the message for its command and starts that; the message is being sent. carry_turn() waits at most that long and
 * says whether the command has ended; carry_end() marks the message and frees, -1 with what the command said. A program
 * that leaves before drops it: the command is ended, and nobody knows whether the message went. */
struct carry;
int carry_begin(struct store *s, int64_t id, struct carry **out, struct err *err);
bool carry_turn(struct carry *c, int wait_ms);
int carry_end(struct store *s, struct carry *c, struct err *err);
void carry_drop(struct carry *c);
/* Sent by the command and marked as sent: 0; -1 with what the command said, and the message waits as before. */
int carry_message(struct store *s, int64_t id, struct err *err);
/* Allows the commands as they are configured now, and no others. */
int carry_allow(const struct posts *p, struct err *err);
#endif

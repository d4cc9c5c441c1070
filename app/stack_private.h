#ifndef APP_STACK_PRIVATE_H
#define APP_STACK_PRIVATE_H
/* What keys do to the stack, shared by its files. */
#include "app/stack.h"

/* Does what a screen's act asks for; `s` is the screen that answered. */
void stack_apply(struct stack *st, struct screen *s, struct act a);
/* Runs a row of the screen's table, or says why it does not run. It sees a key of its own, whichever was pressed; one that
 * has none sees `key`. */
void stack_run(struct stack *st, struct screen *s, const struct binding *b, int key);
/* The same by the name of the command; NULL, or a name the screen has not, does nothing. */
void stack_command(struct stack *st, struct screen *s, const char *command, int key);
/* Closes all and shows the tab's own screen. */
void stack_show_tab(struct stack *st, int tab);
#endif

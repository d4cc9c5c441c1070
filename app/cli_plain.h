#ifndef APP_CLI_PLAIN_H
#define APP_CLI_PLAIN_H
/* `debrief DEAL --plain`: asks the questions of an open debrief one by one, in the layer of who acts. */
#include "model/form.h"

int plain_debrief(struct store *s, int64_t form, enum form_layer layer, struct err *err);
#endif

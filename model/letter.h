#ifndef MODEL_LETTER_H
#define MODEL_LETTER_H
/* A message as it leaves: what the team's command reads on its standard input. */
#include "model/buf.h"
#include "model/outbox.h"

/* By e-mail the lines To: and MIME stand above the text, whose own first line is the subject; else the text alone. The
 * address is the recipient's where that is one, else that of the deal's contact or of the member of that name: the outbox
 * keeps none. ERR_REFUSED where none is known or it is no single address. Appended. */
int letter_write(struct store *s, const struct outbox_message *m, struct buf *out, struct err *err);
#endif

#ifndef MODEL_PACKET_PRIVATE_H
#define MODEL_PACKET_PRIVATE_H
/* Shared by the files of the packet only. */
#include "model/packet.h"

enum { PACKET_FORM, PACKET_ROUNDS, PACKET_ITEMS };

/* What a source says of a field, and the rev of the place; nothing appended where it says nothing or the actor may not
 * see it. 0 or -1. */
int packet_source(struct store *s, const struct deal *d, const struct packet_field *f, struct buf *out, int64_t *rev,
		  struct err *err);
/* Inside edit(): writes the words where the source keeps them. ERR_REFUSED where they are told elsewhere. */
int packet_source_put(struct store *s, struct group *g, const struct deal *d, const struct packet_field *f, const char *text,
		      struct err *err);
/* The last day of the delivery window; NO_DAY while its clock has not started. */
int packet_window_day(struct store *s, int64_t deal, int64_t *day, struct err *err);
/* "Umber Group: packet, Problem statement" */
void packet_title_group(struct group *g, const struct deal *d, const char *doing);
#endif

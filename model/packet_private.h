#ifndef MODEL_PACKET_PRIVATE_H
#define MODEL_PACKET_PRIVATE_H
/* Shared by the files of the packet only. */
#include "model/packet.h"
#include "model/standing.h"

enum { PACKET_FORM, PACKET_ROUNDS, PACKET_ITEMS };

/* What a source says of a field; nothing appended where it says nothing or the actor may not see it. 0 or -1. */
int packet_source(struct store *s, const struct deal *d, const struct packet_field *f, struct buf *out, struct err *err);
/* The answer of the debrief to a question, as the actor may see it; appended. */
int packet_answer(struct store *s, int64_t deal, int question, struct buf *out, struct err *err);
/* Inside edit(): writes the words where the source keeps them. ERR_REFUSED where they are told elsewhere. */
int packet_source_put(struct store *s, struct group *g, const struct deal *d, const struct packet_field *f,
		      const char *text, struct err *err);
/* The last day of the delivery window; NO_DAY while its clock has not started. */
int packet_window_day(struct store *s, int64_t deal, int64_t *day, struct err *err);
/* "Umber Group: packet, Problem statement" */
void packet_title_group(struct group *g, const struct deal *d, const char *doing);
/* What is filed: the document without its state and signatures. */
void packet_content(struct store *s, const struct packet *p, struct buf *out);
/* "2026-11-20 10:10 Europe/Berlin" */
void packet_moment(const struct store *s, int64_t ms, struct buf *out);
/* Inside edit(): a version in force from now on with that body. */
int filed_insert(struct store *s, struct group *g, const struct packet *p, struct packet_filed *f, struct err *err);
/* The number of the next version. */
int filed_next(struct store *s, int64_t form, int64_t *version, struct err *err);
/* The newest in force of that kind (0 any), whoever reads it: 1, 0, -1. */
int filed_newest(struct store *s, int64_t form, int64_t kind, struct packet_filed *out, struct err *err);
/* The signatures below a text that is filed. */
void filed_sign(struct store *s, const struct packet_filed *filed, const struct packet_filed *acked, struct buf *out);
/* How much of a filed text stands above its signatures. */
size_t filed_content_len(const char *body);
/* Writes the whole text beside its place, ready to take its name: a descriptor and *tmp, or -1. */
int filed_make(struct store *s, const struct packet_filed *f, char **tmp, struct err *err);
/* What stands in its place; this version is the newest. */
int filed_look(struct store *s, const struct packet_filed *f, enum standing *out, struct err *err);
/* Gives it its name. */
int filed_place(struct store *s, const struct packet_filed *f, int fd, const char *tmp, struct err *err);
#endif

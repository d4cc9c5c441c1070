#ifndef SCREENS_PADS_H
#define SCREENS_PADS_H
/* The texts of a small form, each a pad (screens/pad.h): drafts while one types, stored when a field is left. */
#include "screens/pad.h"

struct pads {
	struct pad *pad;
	size_t n;
	int64_t retry_ms; /* no draft is tried before that; 0 none failed */
};
int pads_keep(struct screen *s, struct pads *p);
int64_t pads_wait(const struct screen *s, const struct pads *p);
struct act pads_tick(struct screen *s, struct pads *p);
/* Stores each that differs. Both wrote one: what stands comes first, the own words behind it; neither is lost (*both).
 * What cannot be stored stays as it is, with its draft: -1. */
int pads_store(struct screen *s, struct pads *p, const struct pad_ops *ops, bool *both, struct err *err);
/* The same before another act; the act instead where it cannot. */
struct act pads_store_and(struct screen *s, struct pads *p, const struct pad_ops *ops, struct act then);
/* On the way out: drafts at least. */
struct act pads_leave(struct screen *s, struct pads *p, const struct pad_ops *ops);
#endif

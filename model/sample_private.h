#ifndef MODEL_SAMPLE_PRIVATE_H
#define MODEL_SAMPLE_PRIVATE_H
/* Shared by the files of the sample. The store's clock is a frozen one that they set back; who acts is set by the caller. */
#include "model/store.h"

struct deal;
/* What a line about a deal begins with, in each file that has such lines; their own columns follow from COL_OWN on. */
enum { COL_COMPANY, COL_OWNER, COL_SEGMENT, COL_INDUSTRY, COL_REGION, COL_SOURCE, COL_PRODUCT, COL_AMOUNT, COL_OWN };
/* Puts these into the deal. */
int sample_deal(struct store *s, struct deal *d, char *const *col, struct err *err);
/* The run of the deal's onboarding as it would stand `now`; nothing where the packet is not acknowledged. */
int sample_run(struct store *s, int64_t deal, int64_t now, struct err *err);
/* What was said in one: its lines behind ">", which are cut up; the interviewer acts when it begins. */
int sample_said(struct store *s, int64_t interview, const char *interviewer, char *lines, int64_t held_at, int64_t now,
		struct err *err);
/* The interviews, after the deals; SAMPLE_ADMIN acts again afterwards. */
int sample_interviews(struct store *s, int64_t now, struct err *err);
/* The exchange records of a deal, by who acts: filled in by its packet and filed; what came back from its delivery. */
int sample_exchange_before(struct store *s, int64_t deal, struct err *err);
int sample_exchange_after(struct store *s, int64_t deal, struct err *err);
/* The quarters before, closed as they came. */
int sample_history(struct store *s, int64_t now, struct err *err);
#endif

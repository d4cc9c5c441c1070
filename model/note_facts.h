#ifndef MODEL_NOTE_FACTS_H
#define MODEL_NOTE_FACTS_H
/* What the messages around a handoff can name: each fact in words made safe for a line, and its class. Only note.c. */
#include "model/buf.h"
#include "model/deal.h"

enum { NOTE_FACTS_MAX = 32 };
struct note_facts {
	struct store *s;
	struct deal deal;
	struct buf text[NOTE_FACTS_MAX];
	bool sow_late; /* its clock */
};
/* Of a deal that the actor may see; what the actor may not see is as if it were not known. */
int note_facts_load(struct store *s, int64_t deal, struct note_facts *out, struct err *err);
void note_facts_done(struct note_facts *f);
size_t note_facts_count(void);
const char *note_fact_name(size_t i);          /* "sow_date" */
enum field_class note_fact_class(size_t i);
const char *note_fact(const struct note_facts *f, const char *name); /* "": not known */
/* Words that may come from anywhere as one line: a break would begin a head line of a mail, or a bullet that nobody
 * wrote. It is shown as on any line. Appended. */
void note_line(struct buf *out, const char *words);
/* Replaces it by words that may come from anywhere. */
void note_fact_put(struct note_facts *f, const char *name, const char *words);
#endif

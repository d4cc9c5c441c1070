#ifndef MODEL_GUIDE_H
#define MODEL_GUIDE_H
/* Guides of interviews (assets/guides.ini, configuration `guides`): purpose, use and consent in neutral words, core
 * questions that are the same for everybody, questions of won and of lost deals, prompts by topic, and what the
 * interviewer keeps in mind. An interview keeps the version it was held with. S3-08, S3-09, S3-12, S3-29, S3-38. */
#include "model/interview.h"

enum guide_topic { TOPIC_CRITERIA, TOPIC_COMPETITORS, TOPIC_PRICING, TOPIC_BUYING, GUIDE_TOPICS };
#define GUIDE_LINES 48

struct guide_line {
	char *text;
	bool core;              /* of [all] */
	enum { GUIDE_ASK, GUIDE_PROMPT } kind; /* a prompt belongs to the question before it */
};
/* One section as it is written. */
struct guide {
	char key[32];           /* "all", "won" */
	char *title, *purpose, *use, *consent, *recording; /* NULL: that of [all] */
	char outcome[8];        /* "won", "lost" or "" */
	struct guide_line line[GUIDE_LINES];
	size_t lines;
	char *prompt[GUIDE_TOPICS][GUIDE_LINES];
	size_t prompts[GUIDE_TOPICS];
	char *remind[GUIDE_LINES];
	size_t reminds;
};
struct guides;

/* ERR_CONFIG: "guides:LINE: …". */
int guides_parse(struct guides **out, const char *ini, size_t len, struct err *err);
void guides_free(struct guides *g);
/* The guides as they stand in that version of the configuration (config.id); 0: the newest. The caller frees. */
int guides_load(struct store *s, int64_t config, struct guides **out, struct err *err);
/* Of a key in any case; NULL: there is none. [all] is none to hold an interview with. */
const struct guide *guides_get(const struct guides *g, const char *key);
/* The guides to choose from, in order. */
size_t guides_count(const struct guides *g);
const struct guide *guides_at(const struct guides *g, size_t i);
/* That of deals with such an outcome: won, else lost. Never NULL. */
const struct guide *guides_for(const struct guides *g, bool won);

/* What is said before the first question, in that order: purpose, use, consent, recording. Borrowed. */
void guide_statements(const struct guides *g, const struct guide *one, const char *text[4]);
/* Every question and follow-up of a guide in the order of asking: the core first. Stops where fn returns not 0. */
int guide_ask_each(const struct guides *g, const struct guide *one, int (*fn)(void *arg, const struct guide_line *line),
		   void *arg);
/* What is kept in mind, of [all] and of the guide. */
int guide_remind_each(const struct guides *g, const struct guide *one, int (*fn)(void *arg, const char *text), void *arg);
const char *guide_topic_title(enum guide_topic t); /* "Decision criteria" */
/* The whole guide as Markdown; appended. */
void guide_markdown(const struct guides *g, const struct guide *one, struct buf *out);
#endif

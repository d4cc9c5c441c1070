#ifndef MODEL_DEBRIEF_H
#define MODEL_DEBRIEF_H
/* The won-deal debrief over the form engine: seven questions, two layers, destinations, completeness. Source:
 * won-deal-review; domain.md, "The won-deal debrief". */
#include "model/deal.h"
#include "model/form.h"
#include "model/question.h"

/* Inside edit(): the open debrief of a won deal; made once. */
int debrief_create(struct store *s, struct group *g, const struct deal *d, struct err *err);
/* The debrief of a deal the actor may see. 1, 0 none yet, -1. */
int debrief_of(struct store *s, int64_t deal, struct form *out, struct err *err);
/* The same, made when a won deal has none (it came closed by import). ERR_REFUSED for a deal that is not won. */
int debrief_need(struct store *s, int64_t deal, struct form *out, struct err *err);

enum answer_state { ANSWER_OPEN, ANSWER_AHEAD, ANSWER_LIVE, ANSWER_TAKEN, ANSWER_UNKNOWN };
struct debrief_answer {
	const struct debrief_question *question;
	enum answer_state state;
	bool hidden;              /* the actor may not see this question's class */
	bool generic, again;      /* generic: of the text that counts (live, else ahead) */
	struct form_value ahead, live; /* texts owned; answer_done() frees */
	int64_t signal, doubt;    /* of the gut read, live where said live, else ahead; 0 not said, and of other questions */
	int64_t signal_ahead, doubt_ahead; /* what the ae said ahead, whatever was said live */
};
/* Stored in form_value.num of "7.signal" and "7.doubt"; never renumbered. */
enum { SIGNAL_GOOD = 1, SIGNAL_UNSURE, SIGNAL_WORRIED };
enum { DOUBT_YES = 1, DOUBT_NO };
const char *signal_key(int64_t signal); /* "good", "unsure", "worried"; "" not said */
const char *doubt_key(int64_t doubt);   /* "yes", "no" */
int64_t signal_find(const char *word);  /* by its beginning, any case; 0 unknown */
int64_t doubt_find(const char *word);
void answer_done(struct debrief_answer *a);
/* All seven, in order; `answers` has room for questions_count(). Where it fails nothing is left to free. */
int debrief_answers(struct store *s, int64_t form, struct debrief_answer *answers, struct err *err);

/* Stores the text of a question in a layer (NULL: the text stays, only the time is added). Who may: the deal's ae
 * ahead, a csm live. base_rev as in struct form_save. */
int debrief_answer(struct store *s, int64_t form, int question, enum form_layer layer, const char *text,
		   int64_t base_rev, int64_t add_ms, const unsigned char *request, int64_t *rev, struct err *err);
int debrief_reply(struct store *s, int64_t form, int question, enum form_reply reply, const char *text,
		  struct err *err); /* take, contradict, unknown (why in text) */

/* The gut read as a value (question with `beside = gut`), and whether the account fits at all; 0 takes it away. The
 * deal's ae says it ahead, who runs debriefs says it live. */
int debrief_signal(struct store *s, int64_t form, int64_t signal, struct err *err);
int debrief_doubt(struct store *s, int64_t form, int64_t doubt, struct err *err);
/* Who in the call gave the answer to a question, live; "" nobody in particular. */
int debrief_said_by(struct store *s, int64_t form, int question, const char *who, struct err *err);
/* "Ask again" mark of a question, on or off. */
int debrief_again(struct store *s, int64_t form, int question, bool on, struct err *err);
/* The same while somebody types there: refused as debrief_answer() is when another saved since base_rev; *rev gets the
 * one that stands then. */
int debrief_again_at(struct store *s, int64_t form, int question, bool on, int64_t base_rev, int64_t *rev, struct err *err);
/* Who was there. Each name is a member; the part follows from the deal: its ae, its csm (else a member with that
 * role), else a further attendee. */
int debrief_attend(struct store *s, int64_t form, const char *names, struct err *err);
int debrief_absent(struct store *s, int64_t form, enum form_part part, const char *why, struct err *err);

/* From the team's ARR threshold on a further attendee (csm_manager or RevOps) must be there. */
bool debrief_needs_further(struct store *s, int64_t arr_minor, int64_t currency);

/* What is missing before it can be completed, one sentence a line; empty: complete. */
int debrief_missing(struct store *s, int64_t form, struct buf *out, size_t *n, struct err *err);
int debrief_complete(struct store *s, int64_t form, struct err *err); /* ERR_REFUSED names what is missing */

struct debrief_row {
	int64_t form, deal, csm, owner, state, live_at, completed_at;
	const char *company;       /* borrowed for the call */
	int64_t due_at, kickoff_day;
	int answered;              /* of seven */
	int64_t scheduled_at;      /* when the call will be; 0 not set */
	bool needs_further;        /* a CS manager or RevOps attends as well: the ARR is at the threshold or above it */
};
/* Which debriefs are listed. */
struct debrief_list {
	bool open_only;   /* complete ones are left out */
	const char *text; /* each word begins a word of the company, the login or name of csm or ae, the deal's name or id
			   * (model/board_text.h); NULL or "": all */
	size_t max;       /* at most so many */
	int64_t member;   /* only those whose csm or ae this one is; 0: of all */
};
/* Debriefs the actor may see, soonest due first. *more: there are others behind them. */
int debrief_each(struct store *s, const struct debrief_list *list, bool *more,
		 int (*fn)(void *arg, const struct debrief_row *row), void *arg, struct err *err);
/* The debrief as a document for a reader: "crm", "health", "internal", "customer" hold what goes there (customer: the
 * questions that questions.ini opens to it, and nothing else), NULL all that the actor may see. Appended. */
int debrief_markdown(struct store *s, int64_t form, const char *audience, struct buf *out, struct err *err);
int debrief_json(struct store *s, int64_t form, const char *audience, struct buf *out, struct err *err);
/* How many are open, of those that the actor may see: for the top bar. */
int debrief_count_open(struct store *s, int64_t *n, struct err *err);
extern const struct sql debrief_sql[];
#endif

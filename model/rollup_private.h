#ifndef MODEL_ROLLUP_PRIVATE_H
#define MODEL_ROLLUP_PRIVATE_H
/* What the files of a rollup share. */
#include "model/rollup.h"
#include "model/taxonomy.h"

/* A list while it is made. */
struct rolling {
	struct store *s;
	struct rollup *r;
	struct taxonomy themes; /* newest published */
	int64_t coded, won, lost;
};
/* The next figure of the list: a count of nothing until it is filled. The title is copied; the pointer holds until the
 * next one. */
struct figure *rolling_add(struct rolling *w, enum rollup_section section, enum figure_form form, const char *title,
			   const char *key_fmt, ...) __attribute__((format(printf, 5, 6)));
struct figure *rolling_count(struct rolling *w, enum rollup_section section, const char *title, int64_t n,
			     const struct figure_from *from, const char *key);
/* Fills a rate; where fewer than SHARE_SMALL stand behind it, it is small. */
void figure_rate(struct figure *f, int64_t n, int64_t of);
void figure_column(struct figure *f, const char *column);
/* One line of method and limits. */
void rolling_limit(struct rolling *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct rollup_line *rolling_line(struct rollup_line **list, size_t *n, enum rollup_section section);
/* "mid_market": a word of people as part of a key; of one that says nothing in ASCII its number, and with it one that is cut or
 * loses letters, so that two such words are two keys. */
void rolling_word(const char *title, int64_t id, char *out, size_t size);
/* Sums of the whole scope; an array to free, NULL: an error. */
int rolling_sums(struct rolling *w, enum fact_kind kind, struct fact_sum **out, size_t *n, struct err *err);
struct figure_from rolling_from(const struct rolling *w, enum fact_kind kind, int64_t bucket);
/* What of the sums has that bucket (-1 any) and outcome (OUTCOME_NONE any). */
int64_t sums_n(const struct fact_sum *sum, size_t n, int64_t bucket, int64_t outcome);

int rolling_outcomes(struct rolling *w, struct err *err);
int rolling_themes(struct rolling *w, struct err *err);
int rolling_cross(struct rolling *w, struct err *err);
int rolling_process(struct rolling *w, struct err *err);
int rolling_sample(struct rolling *w, struct err *err);
int rolling_views(struct rolling *w, struct err *err);
int rolling_icp(struct rolling *w, struct err *err);
int rolling_friction(struct rolling *w, struct err *err);
int rolling_refinements(struct rolling *w, struct err *err);
int rolling_actions(struct rolling *w, struct err *err);
/* What these two count is asked for once more when it is published. Hears each open action on what was learned of the
 * cohort; late says whether it was at the as-of moment. */
struct action_row;
int rollup_actions_each(struct store *s, const struct rollup *r, int (*fn)(void *arg, const struct action_row *row), void *arg,
			struct err *err);
/* "refinements.flagged" → the state that is counted; 0: none. */
int64_t rollup_refinement_state(const char *key);
int rolling_quotes(struct rolling *w, struct err *err);
/* For the cmo: leaves out what would point at one deal. Nothing is added to the list behind it. */
int rolling_withhold(struct rolling *w, struct err *err);
int rolling_unratified(struct rolling *w, struct err *err);
int rolling_limits(struct rolling *w, struct err *err);
/* Whether deals of the scope are seen row by row: the cmo reads sums alone. */
bool rollup_rows_are_seen(const struct store *s);

/* One piece of an interview that was coded with a theme below `root` and that driver, of a deal. */
struct coded_words {
	int64_t interview, note, code, deal, outcome, kind, respondent_role;
	bool may_leave;
	const char *words, *respondent, *company, *owner; /* borrowed for the call */
	size_t len;
};
/* Hears each of a deal, by interview and place, asking nobody's role; what fn returns ends it. */
int coded_words_each(struct store *s, const struct taxonomy *t, int64_t deal, int64_t bucket, bool root,
		     int (*fn)(void *arg, const struct coded_words *w), void *arg, struct err *err);
extern const struct sql rollup_deal_sql[], rollup_process_sql[], rollup_words_sql[];
#endif

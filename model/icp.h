#ifndef MODEL_ICP_H
#define MODEL_ICP_H
/* The qualification model: five dimensions, scored 0 … 4 at the handoff and again after delivery. The source leaves them
 * unnamed, so the shipped ones are neutral, renameable and marked unratified; a change of them is a refinement
 * (model/refinement.h) and makes a new version, under which earlier scores keep theirs. Data: assets/icp.ini (config name
 * `icp`). Source: win-loss-data-exchange-sop; S0-05, S0-11, S0-19, S0-32, S0-33. */
#include "model/history.h"

#include "model/buf.h"
#include "model/store.h"

enum { ICP_DIMENSIONS = 5, ICP_SCORE_MAX = 4 };
enum { ICP_NOT_SCORED = -1 };
enum icp_phase { ICP_HANDOFF = 1, ICP_VALIDATED };
struct icp {
	int64_t config;     /* config.id it was read from: model_version of scores that are given now */
	int version;
	bool ratified;
	struct icp_dimension {
		char key[24], title[48], help[160];
		char score[ICP_SCORE_MAX + 1][48]; /* what 0 … 4 mean; "" not said */
	} dimension[ICP_DIMENSIONS];
	int predicted_within; /* a validated score that differs by no more was predicted; shipped 1 */
};
/* ERR_CONFIG: "icp:LINE: …". */
int icp_parse(struct icp *out, const char *ini, size_t len, struct err *err);
int icp_load(struct store *s, struct icp *out, struct err *err);
/* "3 2 - 4 1" (commas too), "-" or "–" not scored, "" none of them: five scores, ICP_NOT_SCORED where there is none. ERR_USAGE. */
int icp_scores_parse(const char *words, int64_t score[ICP_DIMENSIONS], struct err *err);
/* "3 2 – 4 1"; appended, nothing where none is scored. */
void icp_scores_format(const int64_t score[ICP_DIMENSIONS], struct buf *out);
/* "Dimension 1 3, Dimension 2 2, Dimension 3 –"; appended, nothing where none is scored. */
void icp_scores_words(const struct icp *icp, const int64_t score[ICP_DIMENSIONS], struct buf *out);
/* An array under that name: key, title and score of each dimension, null where there is none. */
struct json;
void icp_scores_json(const struct icp *icp, const int64_t score[ICP_DIMENSIONS], const char *name, struct json *j);

/* ---- the scores of a deal (table deal_icp; model/deal_icp.c) ---- */

/* What stands of one phase, whoever asks. */
int deal_icp_get(struct store *s, int64_t deal, enum icp_phase phase, int64_t score[ICP_DIMENSIONS], struct err *err);
/* Which dimension a field of the deal's table holds, 0 … 4 of icp_1 … icp_5; -1 another field. */
int icp_of_field(const char *key);
/* "3 good, after delivery 1 weak"; appended, nothing where neither is scored. */
int deal_icp_words(struct store *s, const struct icp *icp, int64_t deal, int dimension, struct buf *out, struct err *err);
/* Inside edit(): those that differ from `was` (NULL: from none) are written with the present version of the model, and noted
 * in history. */
int deal_icp_put(struct store *s, struct group *g, int64_t deal, int64_t owner, enum icp_phase phase,
		 const int64_t was[ICP_DIMENSIONS], const int64_t score[ICP_DIMENSIONS], struct err *err);
extern const struct record_ops deal_icp_ops;
extern const struct sql deal_icp_sql[];
#endif

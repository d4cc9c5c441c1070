/* The scores of a deal: five of the handoff, five after delivery, each with the version of the model it was given under. */
#include "model/icp.h"

#include "model/config.h"
#include "model/deal_private.h"
#include "model/fact.h"
#include "model/rowsum.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ICP_LIST, ICP_SET, ICP_OWNER };

struct scored {
	int64_t score, version;
};

int64_t deal_icp_sum(int64_t deal, int64_t phase, int64_t dimension, int64_t score, int64_t version)
{
	return rowsum_of(ROW(NUMBER(deal), NUMBER(phase), NUMBER(dimension), NUMBER(score), NUMBER(version)));
}

int64_t deal_icp_version(struct store *s, struct err *err)
{
	int64_t id = 0;

	return config_get(s, "icp", NULL, &id, NULL, err) < 0 ? -1 : id;
}

static int read_scores(struct store *s, int64_t deal, enum icp_phase phase, struct scored out[ICP_DIMENSIONS], struct err *err)
{
	struct stmt *st = db_stmt(s->db, &deal_icp_sql[ICP_LIST], err);
	int rc;

	for (int i = 0; i < ICP_DIMENSIONS; i++)
		out[i] = (struct scored){ .score = ICP_NOT_SCORED };
	if (!st)
		return -1;
	db_int(st, 1, deal);
	db_int(st, 2, phase);
	while ((rc = db_step(st, err)) == 1)
		if (db_col(st, 0) >= 1 && db_col(st, 0) <= ICP_DIMENSIONS)
			out[db_col(st, 0) - 1] = (struct scored){ db_col(st, 1), db_col(st, 2) };
	return rc;
}

int deal_icp_get(struct store *s, int64_t deal, enum icp_phase phase, int64_t score[ICP_DIMENSIONS], struct err *err)
{
	struct scored row[ICP_DIMENSIONS];

	if (read_scores(s, deal, phase, row, err))
		return -1;
	for (int i = 0; i < ICP_DIMENSIONS; i++)
		score[i] = row[i].score;
	return 0;
}

int icp_of_field(const char *key)
{
	return !strncmp(key, "icp_", 4) && key[4] >= '1' && key[4] < '1' + ICP_DIMENSIONS && !key[5] ? key[4] - '1' : -1;
}

int deal_icp_words(struct store *s, const struct icp *icp, int64_t deal, int dimension, struct buf *out, struct err *err)
{
	const struct icp_dimension *d = &icp->dimension[dimension];

	for (enum icp_phase phase = ICP_HANDOFF; phase <= ICP_VALIDATED; phase++) {
		int64_t score[ICP_DIMENSIONS], is;

		if (deal_icp_get(s, deal, phase, score, err))
			return -1;
		is = score[dimension];
		if (is < 0 || is > ICP_SCORE_MAX)
			continue;
		buf_printf(out, "%s%s%d%s%s", out->len ? ", " : "", phase == ICP_VALIDATED ? "after delivery " : "", (int)is,
			   *d->score[is] ? " " : "", d->score[is]);
	}
	return 0;
}

/* ---- writing ---- */

struct writing {
	int64_t deal, owner, phase;
};

static int write_row(struct store *s, const struct writing *w, int i, const struct scored *is, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &deal_icp_sql[ICP_SET], err);

	if (!st)
		return -1;
	db_int(st, 1, w->deal);
	db_int(st, 2, w->phase);
	db_int(st, 3, i + 1);
	db_int(st, 4, is->score);
	db_int(st, 5, is->version);
	db_int(st, 6, deal_icp_sum(w->deal, w->phase, i + 1, is->score, is->version));
	return db_run(st, err);
}

static int note(struct group *g, const struct writing *w, int i, const char *field, int64_t was, int64_t is, struct err *err)
{
	char part[8], before[24], after[24];
	struct change c = { .op = OP_UPDATE, .kind = SUBJECT_DEAL_ICP, .subject = w->deal, .owner = w->owner, .part = part,
			    .field = field, .class = CLASS_CRM, .before = before, .after = after };

	if (was == is)
		return 0;
	snprintf(part, sizeof part, "%s%d", w->phase == ICP_VALIDATED ? "v" : "", i + 1);
	snprintf(before, sizeof before, "%" PRId64, was);
	snprintf(after, sizeof after, "%" PRId64, is);
	return group_change(g, &c, err);
}

static int put_row(struct store *s, struct group *g, const struct writing *w, int i, const struct scored *was,
		   const struct scored *is, struct err *err)
{
	fact_touch(s, w->deal);
	if (write_row(s, w, i, is, err) || note(g, w, i, "score", was->score, is->score, err))
		return -1;
	/* Undo gives an earlier score its version back. */
	return was->score == ICP_NOT_SCORED ? 0 : note(g, w, i, "version", was->version, is->version, err);
}

int deal_icp_put(struct store *s, struct group *g, int64_t deal, int64_t owner, enum icp_phase phase,
		 const int64_t was[ICP_DIMENSIONS], const int64_t score[ICP_DIMENSIONS], struct err *err)
{
	struct writing w = { deal, owner, phase };
	struct scored row[ICP_DIMENSIONS];
	int64_t version = -1;

	for (int i = 0; i < ICP_DIMENSIONS; i++) {
		if ((was ? was[i] : ICP_NOT_SCORED) == score[i])
			continue;
		if (version < 0) {
			version = deal_icp_version(s, err);
			if (version < 0 || read_scores(s, deal, phase, row, err))
				return -1;
		}
		if (put_row(s, g, &w, i, &row[i], &(struct scored){ score[i], version }, err))
			return -1;
	}
	return 0;
}

/* ---- undo ---- */

static int owner_of(struct store *s, int64_t deal, int64_t *owner, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &deal_icp_sql[ICP_OWNER], err);

	if (!st)
		return -1;
	access_bind(st, s);
	db_int(st, 1, deal);
	return db_first(st, owner, 1, err);
}

static int apply_icp(struct store *s, struct group *g, int64_t id, const char *part, const struct change *c, size_t n,
		     struct err *err)
{
	struct writing w = { .deal = id, .phase = *part == 'v' ? ICP_VALIDATED : ICP_HANDOFF };
	struct scored row[ICP_DIMENSIONS], is;
	int i = part[*part == 'v'] - '1', rc = owner_of(s, id, &w.owner, err);

	if (rc != 1 || i < 0 || i >= ICP_DIMENSIONS)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the score is no longer there");
	if (read_scores(s, id, (enum icp_phase)w.phase, row, err))
		return -1;
	is = row[i];
	for (size_t k = 0; k < n; k++) {
		int64_t *at = !strcmp(c[k].field, "version") ? &is.version : &is.score;

		if (!c[k].before || *at != strtoll(c[k].before, NULL, 10))
			return err_set(err, ERR_REFUSED, "somebody changed this score since; it stays as it is");
		*at = c[k].after ? strtoll(c[k].after, NULL, 10) : ICP_NOT_SCORED;
	}
	return put_row(s, g, &w, i, &row[i], &is, err);
}

const struct record_ops deal_icp_ops = { SUBJECT_DEAL_ICP, "icp", apply_icp };

const struct sql deal_icp_sql[] = {
	[ICP_LIST] = { "icp_list", "select dimension, score, model_version from deal_icp where deal = $1 and phase = $2" },
	[ICP_SET] = { "icp_set",
		"insert into deal_icp (deal, phase, dimension, score, model_version, sum) values ($1, $2, $3, $4, $5, $6)"
		" on conflict (deal, phase, dimension) do update set score = excluded.score, model_version ="
		" excluded.model_version, sum = excluded.sum, rev = deal_icp.rev + 1" },
	[ICP_OWNER] = { "icp_owner", "select d.owner from deal d where d.id = $1 and " ACCESS_DEAL("d") },
	{ NULL, NULL },
};

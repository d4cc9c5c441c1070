#ifndef MODEL_IMPORT_PRIVATE_H
#define MODEL_IMPORT_PRIVATE_H
/* Shared by import.c, import_deal.c, import_match.c and import_contact.c only. */
#include "model/deal.h"
#include "model/import.h"
#include "model/import_map.h"
#include "model/load.h"
#include "model/names.h"
#include "model/reject.h"
#include "model/seen.h"

enum took { TOOK_ERROR = -1, TOOK_ADDED, TOOK_UPDATED, TOOK_UNCHANGED, TOOK_REFUSED,
	    TOOK_LATER }; /* kept until the file ends */

/* A field of a deal as rows bring it. */
struct import_spec {
	const struct field *field; /* NULL: not a field of the row (id) */
	bool mapped;
	struct names words; /* of stages, outcomes and choices: text to stored number */
};

struct import {
	struct store *s;
	const struct import_options *opt;
	struct import_result *out;
	int64_t id, now, told_ms;

	struct csv_in *in;
	struct preset *preset;
	char *preset_name;
	struct import_map *map;
	struct import_cells cells;
	struct buf notes;
	struct reject *reject;

	struct load *load;
	struct seen seen;   /* rows met in this file */
	unsigned char *met; /* a bit for each deal that a row without an external id was matched with */
	size_t met_bytes;
	struct import_spec spec[IMPORT_FIELDS_MAX];
	int n_fields, f_ext, f_company, f_name, f_stage, f_outcome, f_created, f_closed, f_since, f_currency,
		f_amount, f_arr, f_reason, f_competitor, f_icp, f_deal, f_title, f_email, f_phone, f_role;
	bool comma; /* an amount of the file had a decimal comma */
	struct stage_rows *moves; /* of stage history; NULL of every other kind */
	bool read_out; /* the file has no more rows */
	bool contacts, interviews, stages, has_refs, ended; /* contacts: also of interviews, rows that are no deals */
	size_t n_validated; /* interviews that the file says are validated */
	size_t conflicts_listed;
	const struct csv_row *row; /* the present one */
	struct import_sheet *sheet; /* columns of a sheet that came from here (import_sheet.c); deals alone */
	int64_t as_of; /* of the present row: the newest change that it knows; 0: a row of any file */
	int64_t matched; /* the deal of the present row, where it was there */
	int64_t icp_version; /* under which scores are given; 0 until needed */
	int64_t unnamed; /* the company of deals whose company is not known; 0 until needed */

	/* Why the present row is refused. */
	struct buf why;
	int column;
	size_t n_unmet; /* deals it moved with criteria that are not met */
};

/* Refuses the row: the sentence, and the column (from 1) where it stands. */
enum took import_refuse(struct import *im, int column, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* import_deal.c */
int import_deal_start(struct import *im, struct err *err);
enum took import_deal(struct import *im, struct group *g, int64_t line, struct err *err);
void import_deal_end(struct import *im);

/* import.c: counts a row that was kept until the file had ended. */
int import_count(struct import *im, enum took took, const struct csv_row *row, struct err *err);

/* import_stage.c: rows are kept, and taken deal by deal once the file has ended. */
int import_stage_start(struct import *im, struct err *err);
enum took import_stage(struct import *im, const struct csv_row *row, struct err *err);
int import_stage_next(struct import *im, struct group *g, bool *ended, struct err *err);
void import_stage_end(struct import *im);
extern const struct sql import_stage_sql[];

/* "D-12": 12; 0 when it is no number of ours. */
int64_t import_number_of(const char *word);

/* import_match.c: tells a field of a deal that the row changes. */
void import_tell(struct import *im, int64_t line, const struct deal *was, const struct deal *is, const struct field *field);

/* import_sheet.c. Names of columns that the map shall not call unknown, ended by NULL; made before the map. */
const char *const *import_sheet_known(struct import *im);
void import_sheet_start(struct import *im);
void import_sheet_sum(struct import *im); /* what is said once the file has ended */
void import_sheet_end(struct import *im);
/* The newest change of ours that the present row knows; 0: it does not say. */
int64_t import_sheet_group(struct import *im);
/* The deal that the row names by its number here; 0 none. *named: the file is one of ours, so that there is no other. */
int64_t import_sheet_deal(struct import *im, bool *named);
/* Whether a cell that was read as that moment says this one, as far as spreadsheets show moments. */
bool import_sheet_is_moment(struct import *im, const char *text, int64_t read_ms, int64_t is_ms);
/* Says which answers of the row are not the ones that stand here. */
int import_sheet_answers(struct import *im, int64_t deal, struct err *err);

/* import_match.c: the three ways of a row that is there already. */
enum took import_deal_merge(struct import *im, struct group *g, int64_t id, struct deal *file, int64_t line,
			    struct err *err);

/* import_contact.c */
int import_contact_start(struct import *im, struct err *err);
enum took import_contact(struct import *im, struct group *g, int64_t line, struct err *err);

/* What the file said last of a field of such a record, as history writes it: the value before its first edit since the
 * last import that wrote it. *base (owned, may be NULL) stays where nothing was edited. */
int import_base(struct import *im, enum subject_kind kind, int64_t id, const char *field, char **base, struct err *err);

/* import_interview.c */
int import_interview_start(struct import *im, struct err *err);
enum took import_interview(struct import *im, struct group *g, int64_t line, struct err *err);

extern const struct sql import_deal_sql[], import_match_sql[], import_interview_sql[];
#endif

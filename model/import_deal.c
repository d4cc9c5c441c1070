/* Rows of deals: reading their texts, matching them, adding new ones. What is there already goes to import_match.c.
 */
#include "model/import_private.h"

#include "model/calendar.h"
#include "model/deal_private.h"
#include "model/rowsum.h"
#include "model/dict.h"
#include "model/event.h"
#include "model/loose.h"
#include "model/tell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXT_MAX 512
#define RESERVE_AFTER 8192 /* rows: by then the bytes read and the rows met go together */

enum { FIND_EXT, FIND_REF, FIND_NUMBER, REF_COUNT, REF_ADD, OF_COMPANY, ICP_ADD };

static char *borrow(const char *s)
{
	return (char *)(uintptr_t)s;
}

int import_deal_start(struct import *im, struct err *err)
{
	const char *const *keys = import_fields("deals");
	static const char *const named[] = { "external_id", "company", "name",	      "stage",	  "outcome",
					     "created",	    "closed",  "stage_since", "currency", "amount",
					     "arr",	    "reason",  "competitor",  "icp_1" };
	int *at[] = { &im->f_ext,     &im->f_company, &im->f_name,	 &im->f_stage,	  &im->f_outcome,
		      &im->f_created, &im->f_closed,  &im->f_since,	 &im->f_currency, &im->f_amount,
		      &im->f_arr,     &im->f_reason,  &im->f_competitor, &im->f_icp };

	for (size_t i = 0; i < sizeof named / sizeof *named; i++)
		*at[i] = import_field("deals", named[i]);
	for (int f = 0; keys[f]; f++) {
		im->spec[f].field = f ? deal_field(keys[f]) : NULL;
		im->spec[f].mapped = f && import_map_has(im->map, f);
		im->n_fields = f + 1;
		if (f && !im->spec[f].field)
			return err_set(err, ERR_BUG, "the field %s of an import is no field of a deal", keys[f]);
	}
	import_sheet_start(im);
	if (!im->spec[im->f_ext].mapped && !im->spec[im->f_company].mapped && !im->spec[im->f_name].mapped)
		return err_set(err, ERR_INPUT,
			       "%s:1: found no column for external_id, company or name, expected at least one."
			       " Say which with --map external_id=COLUMN or choose a --preset; nothing was imported",
			       im->opt->path);
	im->has_refs = db_scalar(im->s->db, &import_deal_sql[REF_COUNT], 1); /* looked for where it is not known */
	return 0;
}

void import_deal_end(struct import *im)
{
	for (int f = 0; f < im->n_fields; f++)
		names_done(&im->spec[f].words);
	import_sheet_end(im);
	free(im->met);
}

/* ---- Values ---- */

static int two(const char *s)
{
	return (unsigned)(s[0] - '0') < 10 && (unsigned)(s[1] - '0') < 10 ? (s[0] - '0') * 10 + s[1] - '0' : -1;
}

/* YYYY-MM-DD as nearly every file has it; anything else goes the long way. */
static bool quick_day(const char *s, size_t len, int64_t *out)
{
	int century, year, month, day;

	if (len != 10 || s[4] != '-' || s[7] != '-')
		return false;
	century = two(s);
	year = two(s + 2);
	month = two(s + 5);
	day = two(s + 8);
	if (century < 0 || year < 0 || !ymd_valid(century * 100 + year, month, day))
		return false;
	*out = day_from_ymd(century * 100 + year, month, day);
	return true;
}

static bool bad(struct import *im, int f, const struct err *err)
{
	import_refuse(im, im->cells.column[f], "%s: %s", im->spec[f].field->key, err->text);
	return false;
}

/* "2026-12-31T15:30:00Z", but not "2026-12-31T00:00:00Z", by which other programs mean the day that is written. */
static bool is_moment(const char *text, int64_t *ms)
{
	const char *at = text + strcspn(text, "T ");

	if (moment_parse_utc(text, ms, NULL))
		return false;
	at += strspn(at, "T 0:.");
	return *at >= '1' && *at <= '9';
}

static bool read_day(struct import *im, int f, int64_t *out)
{
	const char *text = im->cells.text[f];
	struct err e = { 0 };
	int64_t ms;

	if (!text || quick_day(text, im->cells.len[f], out))
		return true;
	if (is_moment(text, &ms)) {
		*out = calendar_day(im->s->calendar, ms); /* closed is a day in team time */
		return true;
	}
	return !loose_day(text, im->preset->us_dates && !im->opt->dates ? LOOSE_MDY : im->opt->dates, out, &e) || bad(im, f, &e);
}

static bool read_moment(struct import *im, int f, int64_t *out)
{
	const char *text = im->cells.text[f];
	struct err e = { 0 };
	bool day_only;

	if (!text)
		return true;
	return !calendar_parse_moment(im->s->calendar, text, im->s->now(im->s), out, &day_only, &e) || bad(im, f, &e);
}

static int choice(const char *keys, const char *text)
{
	int n = 1;

	for (const char *p = keys; *p; p += strspn(p, " "), n++) {
		size_t len = strcspn(p, " ");

		if (strlen(text) == len && !strncasecmp(p, text, len))
			return n;
		p += len;
	}
	return -1;
}

static int outcome_of(const char *text)
{
	return !strcasecmp(text, "open") ? OUTCOME_NONE : outcome_find(text);
}

/* Stages, outcomes and choices: few words, told by the configuration, remembered by their text. */
static bool read_coded(struct import *im, int f, int64_t *out)
{
	struct import_spec *spec = &im->spec[f];
	const char *text = im->cells.text[f];
	const struct stage *st;
	struct err e = { 0 };
	int64_t *known, v;

	if (!text)
		return true;
	known = names_find(&spec->words, text, im->cells.len[f]);
	if (!known) {
		if (spec->field->kind == FIELD_STAGE) {
			st = stage_find(im->s->stages, text);
			if (!st) {
				stage_unknown(im->s->stages, text, &e);
				return bad(im, f, &e);
			}
			v = st->id;
		} else {
			v = spec->field->kind == FIELD_OUTCOME ? outcome_of(text) : choice(spec->field->dict, text);
		}
		if (v < 0) {
			import_refuse(im, im->cells.column[f], "%s: found \"%s\", expected one of: %s",
				      spec->field->key, text,
				      spec->field->kind == FIELD_OUTCOME ? "won lost stalled delayed none"
									 : spec->field->dict);
			return false;
		}
		names_add(&spec->words, text, im->cells.len[f], v);
		known = names_find(&spec->words, text, im->cells.len[f]);
	}
	*out = *known;
	return true;
}

static bool read_amount(struct import *im, int f, const struct deal *d, int64_t *out, struct err *err)
{
	const char *text = im->cells.text[f], *currency = d->currency ? dict_title(im->s, d->currency) : "USD";
	struct err e = { 0 };
	char decimal;

	if (!text)
		return true;
	if (!*currency) { /* its decimals would be guessed */
		err_set(err, ERR_IO, "the currency of the amount cannot be read now");
		return false;
	}
	decimal = im->opt->decimal ? im->opt->decimal : im->preset->decimal == ',' ? ',' : '\0';
	return !loose_amount(text, currency_digits(currency), decimal, &im->comma, out, &e) || bad(im, f, &e);
}

static bool read_number(struct import *im, int f, int64_t high, int64_t *out)
{
	struct err e = { 0 };

	if (!im->cells.text[f])
		return true;
	if (int_parse(im->cells.text[f], out, &e))
		return bad(im, f, &e);
	if (*out >= 0 && *out <= high)
		return true;
	import_refuse(im, im->cells.column[f], "%s: found %s, expected a whole number from 0 to %lld",
		      im->spec[f].field->key, im->cells.text[f], (long long)high);
	return false;
}

static bool read_percent(struct import *im, int f, int64_t *out)
{
	struct err e = { 0 };

	if (!im->cells.text[f])
		return true;
	if (loose_percent(im->cells.text[f], out, &e))
		return bad(im, f, &e);
	if (*out >= 0 && *out <= 10000)
		return true;
	import_refuse(im, im->cells.column[f], "%s: found %s, expected a percentage from 0 to 100",
		      im->spec[f].field->key, im->cells.text[f]);
	return false;
}

/* A name that becomes an id: made when it is not there. */
static bool read_name(struct import *im, int f, int64_t *out, struct err *err)
{
	const struct field *field = im->spec[f].field;
	const char *text = im->cells.text[f];
	size_t len = im->cells.len[f];

	if (!text)
		return true;
	if (field->kind == FIELD_COMPANY)
		*out = load_company(im->load, text, len, err);
	else if (field->kind == FIELD_MEMBER)
		*out = load_member(im->load, text, len, err);
	else
		*out = load_word(im->load, field->dict, text, len, err);
	return *out >= 0;
}

static bool read_currency(struct import *im, int64_t *out, struct err *err)
{
	const char *text = im->cells.text[im->f_currency];
	char iso[4] = "";

	if (!text)
		return true;
	if (strlen(text) != 3 || text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")]) {
		import_refuse(im, im->cells.column[im->f_currency],
			      "currency: found \"%s\", expected three letters such as"
			      " USD",
			      text);
		return false;
	}
	for (int i = 0; i < 3; i++)
		iso[i] = (char)(text[i] & ~32);
	*out = load_word(im->load, "currency", iso, 3, err);
	return *out >= 0;
}

static bool read_field(struct import *im, int f, struct deal *d, struct err *err)
{
	const struct field *field = im->spec[f].field;
	int64_t *out = (int64_t *)((char *)d + field->offset);

	switch (field->kind) {
	case FIELD_TEXT:
	case FIELD_PROSE:
		*(char **)((char *)d + field->offset) = borrow(im->cells.text[f]);
		return true;
	case FIELD_DAY:
		return read_day(im, f, out);
	case FIELD_MOMENT:
		return read_moment(im, f, out);
	case FIELD_AMOUNT:
		return read_amount(im, f, d, out, err);
	case FIELD_PERCENT:
		return read_percent(im, f, out);
	case FIELD_INT:
		return read_number(im, f, f >= im->f_icp ? 4 : 1200, out);
	case FIELD_STAGE:
	case FIELD_OUTCOME:
	case FIELD_CHOICE:
		return read_coded(im, f, out);
	case FIELD_COMPANY:
	case FIELD_MEMBER:
	case FIELD_DICT:
		return read_name(im, f, out, err);
	case FIELD_BOOL:
		break;
	}
	return true;
}

/* Won and lost are stage and outcome together; a file may tell either. */
static bool settle_stage(struct import *im, struct deal *d)
{
	bool has_stage = im->cells.text[im->f_stage],
	     closed = d->outcome == OUTCOME_WON || d->outcome == OUTCOME_LOST;

	if (!has_stage && closed)
		d->stage = d->outcome == OUTCOME_WON ? STAGE_WON : STAGE_LOST;
	if (stage_is_closed((int)d->stage) && !im->cells.text[im->f_outcome])
		d->outcome = d->stage == STAGE_WON ? OUTCOME_WON : OUTCOME_LOST;
	if ((d->stage == STAGE_WON) == (d->outcome == OUTCOME_WON) &&
	    (d->stage == STAGE_LOST) == (d->outcome == OUTCOME_LOST))
		return true;
	import_refuse(im, im->cells.column[im->f_outcome],
		      "found stage %s with outcome %s, expected won and lost to be"
		      " both",
		      im->cells.text[im->f_stage], im->cells.text[im->f_outcome]);
	return false;
}

/* Reads the row's texts into d, whose texts are borrowed; false: refused. Errors set err. */
static bool read_deal(struct import *im, struct deal *d, struct err *err)
{
	deal_init(d);
	if (im->spec[im->f_currency].mapped && !read_currency(im, &d->currency, err))
		return false;
	/* Money without a currency is in the team's own. */
	if (!d->currency && (im->cells.text[im->f_amount] || im->cells.text[im->f_arr]))
		d->currency = load_word(im->load, "currency", "USD", 3, err);
	if (d->currency < 0)
		return false;
	for (int f = 1; f < im->n_fields; f++)
		if (im->cells.text[f] && f != im->f_currency && !read_field(im, f, d, err))
			return false;
	if (im->cells.len[im->f_ext] > EXT_MAX) {
		import_refuse(im, im->cells.column[im->f_ext], "external_id: found %zu bytes, expected at most %d",
			      im->cells.len[im->f_ext], EXT_MAX);
		return false;
	}
	if (im->cells.text[im->f_ext] && loose_is_cut(im->cells.text[im->f_ext])) {
		import_refuse(im, im->cells.column[im->f_ext], "external_id: found \"%.60s\", which is what a spreadsheet leaves of "
			      "a long number; expected the id itself (format that column as text before the file is saved)",
			      im->cells.text[im->f_ext]);
		return false;
	}
	return settle_stage(im, d);
}

/* ---- Adding ---- */

static bool is_met(const struct import *im, int64_t id)
{
	size_t byte = (size_t)id / 8;

	return byte < im->met_bytes && im->met[byte] & 1u << id % 8;
}

static void set_met(struct import *im, int64_t id)
{
	size_t byte = (size_t)id / 8, n = (byte + 1) * 2;

	if (byte >= im->met_bytes) {
		im->met = xrealloc(im->met, n);
		memset(im->met + im->met_bytes, 0, n - im->met_bytes);
		im->met_bytes = n;
	}
	im->met[byte] |= (unsigned char)(1u << id % 8);
}

static int add_name(struct import *im, int64_t id, const char *name, struct err *err)
{
	struct stmt *st = db_stmt(im->s->db, &import_deal_sql[REF_ADD], err);
	const char *source = im->preset_name ? im->preset_name : "";
	struct buf whole = { 0 };
	int rc;

	if (!st)
		return -1;
	buf_printf(&whole, "%s%s", im->preset->id_prefix ? im->preset->id_prefix : "", name);
	db_int(st, 1, SUBJECT_DEAL);
	db_text(st, 2, buf_str(&whole));
	db_text(st, 3, source);
	db_int(st, 4, id);
	db_int(st, 5, im->id);
	db_int(st, 6, rowsum_of(ROW(NUMBER(SUBJECT_DEAL), WORDS(buf_str(&whole)), WORDS(source), NUMBER(id), NUMBER(0),
				    NUMBER(im->id))));
	rc = db_run(st, err);
	buf_done(&whole);
	return rc;
}

/* Ids that the other program merged into this one stay names of the deal: its links and later rows still find it. */
static int add_names(struct import *im, int64_t id, struct err *err)
{
	size_t prefix = im->preset->id_prefix ? strlen(im->preset->id_prefix) : 0, at = 0;
	const char *ext = im->cells.text[im->f_ext], *name;
	size_t len = im->cells.len[im->f_ext] - (ext ? prefix : 0);

	while (ext && (name = import_map_name(im->map, ext + prefix, len, &at)))
		if (add_name(im, id, name, err))
			return -1;
	return 0;
}

static int add_scores(struct import *im, const struct deal *d, struct err *err)
{
	for (int i = 0; i < 5; i++) {
		struct stmt *st;

		if (d->icp[i] < 0)
			continue;
		if (!im->icp_version)
			im->icp_version = deal_icp_version(im->s, err);
		if (im->icp_version < 0)
			return -1;
		st = db_stmt(im->s->db, &import_deal_sql[ICP_ADD], err);
		if (!st)
			return -1;
		db_int(st, 1, d->id);
		db_int(st, 2, i + 1);
		db_int(st, 3, d->icp[i]);
		db_int(st, 5, im->icp_version);
		db_int(st, 4, deal_icp_sum(d->id, 1, i + 1, d->icp[i], im->icp_version));
		if (db_run(st, err))
			return -1;
	}
	return 0;
}

/* --start-clocks: the clocks of a win run from the close of its day. */
static int start_clocks(struct import *im, struct group *g, const struct deal *d, struct err *err)
{
	struct new_event e = { .deal = d->id,
			       .kind = d->stage == STAGE_WON ? EV_WON : EV_LOST,
			       .value = d->stage,
			       .for_ms = NO_MOMENT,
			       .day_only = true };

	if (!stage_is_closed((int)d->stage) || d->closed_day == NO_DAY)
		return 0;
	e.at_ms = calendar_close(im->s->calendar, d->closed_day);
	if (event_add(im->s, g, &e, err))
		return -1;
	if (d->stage == STAGE_WON && d->sow_status == SOW_SIGNED) {
		struct new_event sow = tell_signed(im->s, d->id, d->sow_day, e.at_ms);

		sow.day_only = true;
		if (event_add(im->s, g, &sow, err))
			return -1;
	}
	if (!d->commitment || d->stage != STAGE_WON)
		return 0;
	e.kind = EV_COMMITTED;
	e.value = d->commitment;
	return event_add(im->s, g, &e, err);
}

/* Since when an open deal is in its stage: what the file says, else its creation, else since we know it. */
static int64_t stage_since(struct import *im, const struct deal *d)
{
	int64_t day = stage_is_closed((int)d->stage) ? d->closed_day : d->created_day;

	if (im->cells.text[im->f_since])
		return d->stage_at;
	if (day == NO_DAY)
		return im->s->now(im->s);
	return calendar_moment(im->s->calendar, day, calendar_close_minute(im->s->calendar));
}

static enum took add_deal(struct import *im, struct group *g, struct deal *d, struct err *err)
{
	if (!d->company) {
		if (!im->unnamed)
			im->unnamed = load_company(im->load, "", 0, err);
		if (im->unnamed < 0)
			return TOOK_ERROR;
		d->company = im->unnamed;
	}
	d->stage_at = stage_since(im, d);
	if (d->stage == STAGE_WON && d->closed_day != NO_DAY)
		d->won_at = calendar_close(im->s->calendar, d->closed_day);
	d->row_hash = im->cells.hash;
	d->origin_import = im->id;
	if (load_deal(im->load, d, err) || add_names(im, d->id, err) || add_scores(im, d, err))
		return TOOK_ERROR;
	if (!im->cells.text[im->f_ext])
		set_met(im, d->id);
	if (im->opt->start_clocks && start_clocks(im, g, d, err))
		return TOOK_ERROR;
	return TOOK_ADDED;
}

/* ---- Matching ---- */

struct match {
	int64_t id, hash, gone;
};

static int find_id(struct import *im, int sql, const char *text, int64_t number, struct match *m, struct err *err)
{
	int64_t col[3];
	int rc = db_find(im->s->db, &import_deal_sql[sql], text, number, col, 3, err);

	if (rc == 1)
		*m = (struct match){ col[0], col[1], col[2] };
	return rc;
}

static int find_ext(struct import *im, const char *ext, struct match *m, struct err *err)
{
	int rc;

	if (load_is_empty(im->load))
		return 0;
	rc = find_id(im, FIND_EXT, ext, 0, m, err);
	if (rc == 0 && im->has_refs)
		rc = find_id(im, FIND_REF, ext, 0, m, err);
	if (rc == 0 && deal_from_global_name(im->s, ext))
		rc = find_id(im, FIND_NUMBER, NULL, deal_from_global_name(im->s, ext), m, err);
	return rc;
}

/* The deal whose number stands in the row: of a sheet that went out from here, or where the row's company is that deal's
 * (a number alone may be another database's). */
static int find_own(struct import *im, struct match *m, struct err *err)
{
	const char *company = im->cells.text[im->f_company];
	bool named;
	int64_t id = import_sheet_deal(im, &named);
	struct deal d;
	int rc;

	if (!id)
		return 0;
	if (named)
		return find_id(im, FIND_NUMBER, NULL, id, m, err);
	rc = deal_get(im->s, id, &d, err);
	if (rc != 1)
		return rc;
	rc = !company || !d.company_name || !strcmp(company, d.company_name);
	deal_done(&d);
	return rc ? find_id(im, FIND_NUMBER, NULL, id, m, err) : 0;
}

/* Without an external id: the deal of that company, name and day of creation, where there is just one. A row that
 * was imported with the same text is always the same deal. */
static int find_alike(struct import *im, const struct deal *d, struct match *m, struct err *err)
{
	struct stmt *st = db_stmt(im->s->db, &import_deal_sql[OF_COMPANY], err);
	int64_t company = d->company ? d->company : im->unnamed;
	size_t n = 0;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, company);
	while ((rc = db_step(st, err)) == 1) {
		int64_t created = db_col_null(st, 2) ? NO_DAY : db_col(st, 2);

		if (strcmp(db_col_text(st, 1), d->name ? d->name : "") || created != d->created_day)
			continue;
		n += 1 + is_met(im, db_col(st, 0)); /* met: another row of this file is that deal */
		*m = (struct match){ db_col(st, 0), db_col(st, 3), db_col(st, 4) };
		if (m->hash == im->cells.hash) {
			db_reset(st);
			n = 1;
			break;
		}
	}
	if (n == 1)
		set_met(im, m->id);
	return rc < 0 ? -1 : n == 1;
}

/* Once the file tells how long its rows are, room for all of them is made in one piece. */
static void reserve(struct import *im)
{
	int64_t done, size;

	csv_in_progress(im->in, &done, &size);
	if (size > done && done > 0)
		seen_reserve(&im->seen, (size_t)((double)im->seen.n * (double)size / (double)done * 1.02));
}

/* The row's own name within the file: its external id, else the whole row, as two equal rows without an id are one.
 */
static uint32_t met_before(struct import *im, int64_t line, int *same)
{
	const char *ext = im->cells.text[im->f_ext];

	if (im->seen.n == RESERVE_AFTER)
		reserve(im);
	if (ext)
		return seen_add(&im->seen, ext, im->cells.len[im->f_ext], (uint64_t)im->cells.hash, (uint32_t)line,
				same);
	return seen_add(&im->seen, (const char *)&im->cells.hash, sizeof im->cells.hash, 0, (uint32_t)line, same);
}

static int unnamed_company(struct import *im, struct err *err)
{
	if (!im->unnamed && !load_is_empty(im->load))
		im->unnamed = load_company(im->load, "", 0, err);
	return im->unnamed < 0 ? -1 : 0;
}

enum took import_deal(struct import *im, struct group *g, int64_t line, struct err *err)
{
	const char *ext = im->cells.text[im->f_ext];
	struct match m = { 0 };
	struct deal d;
	uint32_t other;
	int same, rc = 0;

	if (!ext && !im->cells.text[im->f_company] && !im->cells.text[im->f_name])
		return import_refuse(im, 0,
				     "found neither external_id, company nor name, expected at least one of them");
	im->as_of = import_sheet_group(im);
	other = met_before(im, line, &same);
	if (other && same)
		return TOOK_UNCHANGED;
	if (other)
		return import_refuse(im, im->cells.column[im->f_ext],
				     "the id \"%.120s\" stands on line %u%s already, with other"
				     " values",
				     ext, other, other == SEEN_FAR ? " or later" : "");
	rc = find_own(im, &m, err);
	if (!rc && ext)
		rc = find_ext(im, ext, &m, err);
	im->matched = rc == 1 ? m.id : 0;
	if (rc == 1 && m.hash == im->cells.hash && !im->as_of)
		return TOOK_UNCHANGED;
	if (rc >= 0 && !read_deal(im, &d, err))
		return im->why.len ? TOOK_REFUSED : TOOK_ERROR;
	if (!rc && !ext && !load_is_empty(im->load))
		rc = unnamed_company(im, err) ? -1 : find_alike(im, &d, &m, err);
	if (rc < 0)
		return TOOK_ERROR;
	im->matched = rc == 1 ? m.id : 0;
	if (rc == 1 && m.hash == im->cells.hash && !im->as_of)
		return TOOK_UNCHANGED;
	return rc ? import_deal_merge(im, g, m.id, &d, line, err) : add_deal(im, g, &d, err);
}

const struct sql import_deal_sql[] = {
	[FIND_EXT] = { "import_find_ext", "select id, row_hash, gone from deal where ext = $1" },
	[FIND_REF] = { "import_find_ref",
		       "select d.id, d.row_hash, d.gone from source_ref r join deal d on d.id = r.record"
		       " where r.kind = 1 and r.ext = $1" },
	[FIND_NUMBER] = { "import_find_number", "select id, row_hash, gone from deal where id = $1" },
	[REF_COUNT] = { "import_ref_count",
			"select count(*) from (select 1 from source_ref where kind = 1 limit 1) t" },
	[REF_ADD] = { "import_ref_add", "insert into source_ref (kind, ext, source, record, row_hash, seen_import, sum) "
					"values ($1, $2, $3, $4, 0, $5, $6)"
					" on conflict (kind, ext) do nothing" },
	[OF_COMPANY] = { "import_of_company", "select id, name, created_day, row_hash, gone from deal where company "
					      "= $1 and (gone = 0 or row_hash <> 0)"
					      " order by id" },
	[ICP_ADD] = { "import_icp_add", "insert into deal_icp (deal, phase, dimension, score, model_version, sum) values "
					"($1, 1, $2, $3, $5, $4)" },
	{ NULL, NULL },
};

#include "model/programme.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/record.h"
#include "model/rowsum.h"
#include "model/text.h"
#include "model/value.h"
#include "model/word.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PROGRAMME_GET, PROGRAMME_ALL, PROGRAMME_FOLLOWING, PROGRAMME_USED, PROGRAMME_INSERT, PROGRAMME_UPDATE };
enum { TITLE_MAX = 200, PROSE_MAX = 10000 };

static const char *const type_keys[] = { "won", "lost", "stalled" };
static const char *const cadence_keys[] = { "once", "monthly", "quarterly" };

void programme_init(struct programme *p)
{
	*p = (struct programme){ .title = xstrdup(""), .objective = xstrdup(""), .questions = xstrdup(""),
				 .types = PROGRAMME_WON | PROGRAMME_LOST | PROGRAMME_STALLED, .from_day = NO_DAY, .to_day = NO_DAY };
}

void programme_done(struct programme *p)
{
	free(p->title);
	free(p->objective);
	free(p->questions);
	p->title = p->objective = p->questions = NULL;
}

/* ---- words ---- */

void programme_types(int64_t types, struct buf *out)
{
	size_t from = out->len;

	for (size_t i = 0; i < sizeof type_keys / sizeof *type_keys; i++)
		if (types & (1 << i))
			buf_printf(out, "%s%s", out->len > from ? ", " : "", type_keys[i]);
}

int programme_types_parse(const char *words, int64_t *types, struct err *err)
{
	*types = 0;
	for (const char *p = words + strspn(words, ", "); *p; p += strspn(p, ", ")) {
		size_t n = strcspn(p, ", "), i = 0;

		while (i < sizeof type_keys / sizeof *type_keys && (strlen(type_keys[i]) != n || strncmp(type_keys[i], p, n)))
			i++;
		if (i == sizeof type_keys / sizeof *type_keys)
			return err_set(err, ERR_USAGE, "found “%.*s”, expected won, lost or stalled, parted by commas", (int)n, p);
		*types |= 1 << i;
		p += n;
	}
	return *types ? 0 : err_set(err, ERR_USAGE, "no types of deals, expected won, lost or stalled");
}

const char *cadence_key(int64_t cadence)
{
	return cadence >= 0 && cadence <= CADENCE_QUARTER ? cadence_keys[cadence] : cadence_keys[0];
}

int cadence_find(const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; n && i < sizeof cadence_keys / sizeof *cadence_keys; i++)
		if (!strncmp(cadence_keys[i], word, n))
			return (int)i;
	return -1;
}

static int64_t month_end(int64_t day)
{
	struct ymd at = day_to_ymd(day);

	return at.month == 12 ? day_from_ymd(at.year + 1, 1, 1) - 1 : day_from_ymd(at.year, at.month + 1, 1) - 1;
}

int programme_window(const struct store *s, const char *words, int64_t *from, int64_t *to, struct err *err)
{
	struct buf day = { 0 };
	int quarter, rc;

	if (strchr(words, 'Q') || strchr(words, 'q')) {
		if (quarter_parse(words, &quarter, err))
			return -1;
		quarter_bounds(quarter, calendar_fiscal_start(s->calendar), from, to);
		return 0;
	}
	buf_printf(&day, "%s-01", words);
	rc = day_parse(buf_str(&day), false, from, NULL);
	buf_done(&day);
	if (rc)
		return err_set(err, ERR_USAGE, "found “%s”, expected a quarter (2026-Q4) or a month (2026-11)", words);
	*to = month_end(*from);
	return 0;
}

static bool is_window(const struct store *s, const struct programme *p, const char *words)
{
	int64_t from, to;

	return !programme_window(s, words, &from, &to, NULL) && from == p->from_day && to == p->to_day;
}

void programme_window_words(const struct store *s, const struct programme *p, struct buf *out)
{
	struct ymd at = day_to_ymd(p->from_day);
	struct buf b = { 0 };

	quarter_format(quarter_of_day(p->from_day, calendar_fiscal_start(s->calendar)), &b);
	if (!is_window(s, p, buf_str(&b))) {
		buf_clear(&b);
		buf_printf(&b, "%04d-%02d", at.year, at.month);
	}
	if (!is_window(s, p, buf_str(&b))) {
		buf_clear(&b);
		day_format(p->from_day, &b);
		buf_putc(&b, ' ');
		day_format(p->to_day, &b);
	}
	buf_puts(out, buf_str(&b));
	buf_done(&b);
}

/* ---- reading ---- */

static int64_t day_at(struct stmt *st, int i)
{
	return db_col_null(st, i) ? NO_DAY : db_col(st, i);
}

static void read_row(struct stmt *st, struct programme *p)
{
	*p = (struct programme){
		.id = db_col(st, 0), .title = xstrdup(db_col_text(st, 1)), .objective = xstrdup(db_col_text(st, 2)),
		.questions = xstrdup(db_col_text(st, 3)), .types = db_col(st, 4), .segment = db_col(st, 5),
		.region = db_col(st, 6), .industry = db_col(st, 7), .tier = db_col(st, 8), .product = db_col(st, 9),
		.from_day = day_at(st, 10), .to_day = day_at(st, 11), .wanted = db_col(st, 12), .cadence = db_col(st, 13),
		.owner = db_col(st, 14), .made_at = db_col(st, 15), .rev = db_col(st, 16), .gone = db_col(st, 17),
	};
}

/* It is the team's and of no deal: who sees the interviews of all deals sees it. */
static bool is_seen(const struct store *s)
{
	return access_read(s, CLASS_INTERVIEW) == ACCESS_ALL;
}

static int find(struct store *s, int64_t id, struct programme *out, struct err *err)
{
	struct stmt *st;
	int rc = record_find(s, &programme_sql[PROGRAMME_GET], id, &st, err);

	*out = (struct programme){ 0 };
	if (rc != 1)
		return rc;
	read_row(st, out);
	db_reset(st);
	return 1;
}

int programme_get(struct store *s, int64_t id, struct programme *out, struct err *err)
{
	int rc = is_seen(s) ? find(s, id, out, err) : 0;

	if (rc == 1 && out->gone) {
		programme_done(out);
		rc = 0;
	}
	if (!rc)
		*out = (struct programme){ 0 };
	return rc;
}

int programme_need(struct store *s, int64_t id, struct programme *out, struct err *err)
{
	int rc = programme_get(s, id, out, err);

	return rc == 1 ? 0 : rc < 0 ? -1 : err_set(err, ERR_INPUT, "no programme P-%" PRId64 "; winloss programme list shows them", id);
}

int programme_each(struct store *s, int (*fn)(void *arg, const struct programme *p), void *arg, struct err *err)
{
	struct programme *all = NULL;
	struct stmt *st;
	size_t n = 0;
	int rc;

	if (!is_seen(s))
		return 0;
	st = db_stmt(s->db, &programme_sql[PROGRAMME_ALL], err);
	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		all = xrealloc(all, (n + 1) * sizeof *all);
		read_row(st, &all[n++]);
	}
	for (size_t i = 0; i < n; i++) {
		if (!rc)
			rc = fn(arg, &all[i]);
		programme_done(&all[i]);
	}
	free(all);
	return rc < 0 ? -1 : 0;
}

struct looking {
	const char *words;
	int64_t id, whole; /* whole: the one with just that title; 0 none, -1 several */
	size_t n;
	struct buf list;
};

static int compare_title(void *arg, const struct programme *p)
{
	struct looking *l = arg;

	if (!word_found(p->title, l->words))
		return 0;
	l->id = p->id;
	if (!strcasecmp(p->title, l->words))
		l->whole = l->whole ? -1 : p->id;
	buf_printf(&l->list, "%s P-%" PRId64 " %s", l->n++ ? "," : "", p->id, p->title);
	return 0;
}

int programme_find(struct store *s, const char *words, int64_t *id, struct err *err)
{
	struct looking l = { .words = words };
	struct programme p;
	int rc = 0;

	if ((*words == 'P' || *words == 'p') && words[1] == '-' && !int_parse(words + 2, id, NULL)) {
		rc = programme_need(s, *id, &p, err);
		programme_done(&p);
		return rc;
	}
	if (programme_each(s, compare_title, &l, err))
		rc = -1;
	else if (l.whole > 0)
		l.id = l.whole;
	else if (l.n != 1)
		rc = err_set(err, ERR_INPUT, l.n ? "“%s” is the beginning of several programmes:%s" : "no programme “%s”%s", words,
			     buf_str(&l.list));
	*id = l.id;
	buf_done(&l.list);
	return rc;
}

int programme_next_day(struct store *s, const struct programme *p, int64_t *day, struct err *err)
{
	struct stmt *st;
	int64_t following;

	*day = NO_DAY;
	if (p->cadence == CADENCE_ONCE || p->to_day == NO_DAY)
		return 0;
	st = db_stmt(s->db, &programme_sql[PROGRAMME_FOLLOWING], err);
	if (!st)
		return -1;
	db_int(st, 1, p->to_day);
	db_text(st, 2, p->objective);
	if (db_step(st, err) != 1)
		return -1;
	following = db_col(st, 0);
	db_reset(st);
	if (!following)
		*day = p->to_day + 1;
	return 0;
}

/* ---- writing ---- */

static int64_t row_sum(const struct programme *p)
{
	struct rowsum r;

	rowsum_init(&r);
	rowsum_int(&r, p->id);
	rowsum_text(&r, p->title);
	rowsum_text(&r, p->objective);
	rowsum_text(&r, p->questions);
	for (const int64_t *n = (const int64_t[]){ p->types, p->segment, p->region, p->industry, p->tier, p->product, -1 };
	     *n != -1; n++)
		rowsum_int(&r, *n);
	for (int i = 0; i < 2; i++) {
		int64_t day = i ? p->to_day : p->from_day;

		if (day == NO_DAY)
			rowsum_null(&r);
		else
			rowsum_int(&r, day);
	}
	for (const int64_t *n = (const int64_t[]){ p->wanted, p->cadence, p->owner, p->made_at, -1 }; *n != -1; n++)
		rowsum_int(&r, *n);
	return rowsum_done(&r);
}

static void bind_day(struct stmt *st, int n, int64_t day)
{
	if (day == NO_DAY)
		db_null(st, n);
	else
		db_int(st, n, day);
}

static int write_row(struct store *s, const struct programme *p, int64_t was_rev, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &programme_sql[was_rev ? PROGRAMME_UPDATE : PROGRAMME_INSERT], err);

	if (!st)
		return -1;
	db_int(st, 1, p->id);
	db_text(st, 2, p->title);
	db_text(st, 3, p->objective);
	db_text(st, 4, p->questions);
	db_ints(st, 5, (const int64_t[]){ p->types, p->segment, p->region, p->industry, p->tier, p->product }, 6);
	bind_day(st, 11, p->from_day);
	bind_day(st, 12, p->to_day);
	db_ints(st, 13, (const int64_t[]){ p->wanted, p->cadence, p->owner, p->made_at, p->rev, row_sum(p), p->gone }, 7);
	if (was_rev)
		db_int(st, 20, was_rev);
	return record_write(s, st, was_rev, programme_type.name, err);
}

static struct record_who who_of(const struct programme *p)
{
	return (struct record_who){ p->id, 0, CLASS_INTERVIEW };
}

static int check_words(const char *what, const char *words, size_t max, struct err *err)
{
	size_t n = strlen(words);

	if (n > max)
		return err_set(err, ERR_INPUT, "the %s is %zu bytes long, at most %zu are kept; nothing was written", what, n, max);
	return text_valid(words, n) < n ? err_set(err, ERR_INPUT, "the %s is no UTF-8; nothing was written", what) : 0;
}

static int check_given(const struct store *s, const struct programme *p, struct err *err)
{
	if (!text_says(p->title))
		return err_set(err, ERR_REFUSED, "a programme needs a title");
	if (check_words("title", p->title, TITLE_MAX, err) || check_words("objective", p->objective, PROSE_MAX, err) ||
	    check_words("questions", p->questions, PROSE_MAX, err))
		return -1;
	if (!p->types)
		return err_set(err, ERR_REFUSED, "a programme asks about won, lost or stalled deals, one of them at least");
	if (p->from_day == NO_DAY || p->to_day == NO_DAY || p->from_day > p->to_day)
		return err_set(err, ERR_REFUSED, "a programme needs a window of closes: from a day to the same or a later one");
	if (p->from_day > calendar_day(s->calendar, s->now(s)))
		return err_set(err, ERR_REFUSED, "the window begins in the future: only deals that are closed are asked about");
	return p->wanted < 0 || p->wanted > 10000 ? err_set(err, ERR_REFUSED, "found %" PRId64 " interviews wanted, expected 0 to"
									      " 10000", p->wanted)
						  : 0;
}

static void name_group(struct group *g, const struct programme *p, const char *doing)
{
	struct buf title = { 0 };

	buf_printf(&title, "programme %s: %s", p->title, doing);
	group_title(g, buf_str(&title));
	group_scope(g, SUBJECT_PROGRAMME, p->id);
	buf_done(&title);
}

static int insert_row(struct store *s, struct group *g, struct programme *p, struct err *err)
{
	static const struct programme nothing = { .from_day = NO_DAY, .to_day = NO_DAY };

	p->id = db_next_id(s->db, "programme", 1, err);
	p->rev = 1;
	if (!p->owner)
		p->owner = s->actor.member;
	return p->id < 0 || write_row(s, p, 0, err) || record_note_made(g, &programme_type, who_of(p), &nothing, p, err) ? -1 : 0;
}

static int insert(struct store *s, struct group *g, struct programme *p, struct err *err)
{
	p->made_at = g->at_ms;
	if (insert_row(s, g, p, err))
		return -1;
	name_group(g, p, "begun");
	return 0;
}

int programme_put(struct store *s, struct group *g, const struct programme *was, struct programme *p, struct err *err)
{
	size_t before = g->n;

	if (access_act(s, "interview", err) || check_given(s, p, err))
		return -1;
	if (!was) {
		p->made_at = p->made_at ? p->made_at : g->at_ms;
		return insert_row(s, g, p, err);
	}
	p->rev = was->rev + 1;
	if (record_note_fields(g, &programme_type, who_of(p), was, p, err))
		return -1;
	return g->n == before ? 0 : write_row(s, p, was->rev, err);
}

static int add(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct programme *p = arg;

	return access_act(s, "interview", err) || check_given(s, p, err) ? -1 : insert(s, g, p, err);
}

int programme_add(struct store *s, struct programme *p, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_PROGRAMME };

	return edit(s, &how, add, p, NULL, err);
}

struct changing {
	const struct programme *was;
	struct programme *is;
};

static int change(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct changing *c = arg;

	if (access_act(s, "interview", err) || check_given(s, c->is, err))
		return -1;
	c->is->rev = c->was->rev + 1;
	if (record_note_fields(g, &programme_type, who_of(c->is), c->was, c->is, err))
		return -1;
	if (!g->n)
		return 0;
	name_group(g, c->is, "changed");
	return write_row(s, c->is, c->was->rev, err);
}

int programme_change(struct store *s, const struct programme *was, struct programme *p, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_PROGRAMME, .scope = p->id };
	struct changing c = { was, p };

	return edit(s, &how, change, &c, NULL, err);
}

static int removing(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct programme p;
	struct stmt *st;
	int rc;

	if (access_act(s, "interview", err) || programme_need(s, *(const int64_t *)arg, &p, err))
		return -1;
	rc = record_find(s, &programme_sql[PROGRAMME_USED], p.id, &st, err) == 1 ? 0 : -1;
	if (!rc) {
		int64_t n = db_col(st, 0);

		db_reset(st);
		if (n)
			rc = err_set(err, ERR_REFUSED, "not deleted: %" PRId64 " interview%s of this programme stand", n, n == 1 ? "" : "s");
	}
	if (!rc) {
		name_group(g, &p, "deleted");
		p.gone = g->id;
		p.rev++;
		rc = write_row(s, &p, p.rev - 1, err) || record_note(g, &programme_type, who_of(&p), OP_DELETE, err) ? -1 : 0;
	}
	programme_done(&p);
	return rc;
}

int programme_remove(struct store *s, int64_t id, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_PROGRAMME, .scope = id };

	return edit(s, &how, removing, &id, NULL, err);
}

/* "Why we lose 2026-Q4" is "Why we lose" of another window. */
static void title_of(const struct store *s, const struct programme *p, struct buf *out)
{
	const char *end = strrchr(p->title, ' ');
	int64_t from, to;
	struct ymd at = day_to_ymd(p->from_day);

	buf_add(out, p->title, end && !programme_window(s, end + 1, &from, &to, NULL) ? (size_t)(end - p->title) : strlen(p->title));
	buf_putc(out, ' ');
	if (p->cadence == CADENCE_MONTH)
		buf_printf(out, "%04d-%02d", at.year, at.month);
	else
		quarter_format(quarter_of_day(p->from_day, calendar_fiscal_start(s->calendar)), out);
}

static int repeat(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct programme *p = arg;
	struct buf title = { 0 };
	int64_t ignored;

	if (access_act(s, "interview", err))
		return -1;
	if (p->cadence == CADENCE_ONCE)
		return err_set(err, ERR_REFUSED, "this programme is held once; give it a cadence, monthly or quarterly, first");
	p->from_day = p->to_day + 1;
	if (p->cadence == CADENCE_MONTH)
		p->to_day = month_end(p->from_day);
	else
		quarter_bounds(quarter_of_day(p->from_day, calendar_fiscal_start(s->calendar)), calendar_fiscal_start(s->calendar),
			       &ignored, &p->to_day);
	title_of(s, p, &title);
	free(p->title);
	p->title = buf_take(&title);
	p->gone = 0;
	return check_given(s, p, err) ? -1 : insert(s, g, p, err);
}

int programme_repeat(struct store *s, int64_t id, int64_t *made, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_PROGRAMME };
	struct programme p;
	int rc;

	if (programme_need(s, id, &p, err))
		return -1;
	rc = edit(s, &how, repeat, &p, NULL, err);
	*made = rc ? 0 : p.id;
	programme_done(&p);
	return rc;
}

/* ---- undo ---- */

static int apply(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c, size_t n,
		 struct err *err)
{
	struct programme was, p;
	int rc = find(s, subject, &was, err);

	(void)part;
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the programme is no longer there");
	p = was;
	p.title = xstrdup(was.title);
	p.objective = xstrdup(was.objective);
	p.questions = xstrdup(was.questions);
	p.rev++;
	rc = record_reverse_whole(g, &programme_type, who_of(&p), &p, &p.gone, c, n, err) || write_row(s, &p, was.rev, err) ||
	     record_note_fields(g, &programme_type, who_of(&p), &was, &p, err) ? -1 : 0;
	programme_done(&was);
	programme_done(&p);
	return rc;
}

const struct record_ops programme_ops = { SUBJECT_PROGRAMME, "programme", apply };

#define AT(member) offsetof(struct programme, member)
static const struct record_field fields[] = {
	{ "title", AT(title), true, 0 }, { "objective", AT(objective), true, 0 }, { "questions", AT(questions), true, 0 },
	{ "types", AT(types), false, 0 }, { "segment", AT(segment), false, 0 }, { "region", AT(region), false, 0 },
	{ "industry", AT(industry), false, 0 }, { "tier", AT(tier), false, 0 }, { "product", AT(product), false, 0 },
	{ "from_day", AT(from_day), false, NO_DAY }, { "to_day", AT(to_day), false, NO_DAY }, { "wanted", AT(wanted), false, 0 },
	{ "cadence", AT(cadence), false, 0 }, { "owner", AT(owner), false, 0 }, { NULL, 0, false, 0 },
};
const struct record_type programme_type = { SUBJECT_PROGRAMME, "programme", fields };

#define PROGRAMME_ROW                                                                                                  \
	"select id, title, objective, questions, types, segment, region, industry, tier, product, from_day, to_day,"     \
	" wanted, cadence, owner, made_at, rev, gone from programme"

const struct sql programme_sql[] = {
	[PROGRAMME_GET] = { "programme_get", PROGRAMME_ROW " where id = $1" },
	[PROGRAMME_ALL] = { "programme_all", PROGRAMME_ROW " where gone = 0 order by to_day desc, id desc" },
	[PROGRAMME_FOLLOWING] = { "programme_following", "select count(*) from programme where gone = 0 and from_day > $1"
							 " and objective = $2" },
	[PROGRAMME_USED] = { "programme_used", "select count(*) from interview where programme = $1 and gone = 0" },
	[PROGRAMME_INSERT] = { "programme_insert", "insert into programme (id, title, objective, questions, types, segment, region,"
						   " industry, tier, product, from_day, to_day, wanted, cadence, owner, made_at, rev,"
						   " sum, gone) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
						   " $15, $16, $17, $18, $19)" },
	[PROGRAMME_UPDATE] = { "programme_update", "update programme set title = $2, objective = $3, questions = $4, types = $5,"
						   " segment = $6, region = $7, industry = $8, tier = $9, product = $10,"
						   " from_day = $11, to_day = $12, wanted = $13, cadence = $14, owner = $15,"
						   " made_at = $16, rev = $17, sum = $18, gone = $19 where id = $1 and rev = $20" },
	{ NULL, NULL },
};

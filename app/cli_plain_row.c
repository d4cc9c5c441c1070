#include "app/cli_plain_row.h"

#include "app/cli.h"
#include "model/draft.h"
#include "model/item.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { KINDS = 9, FIELDS = 7 };
struct kind_name {
	const char *word;
	enum item_kind kind;
};
struct cell_name {
	const char *word;
	enum cell cell;
};
static const struct kind_name kinds[KINDS];
static const struct cell_name fields[FIELDS];

/* ---- what is half noted ---- */

struct finding {
	struct plain_rows *l;
	struct err *err;
};

static int find_half(void *arg, const struct draft *d)
{
	struct finding *f = arg;

	if (d->kind == SUBJECT_ITEM && d->subject == f->l->form)
		return row_restore(f->l->s, &f->l->half, d, f->err);
	return 0;
}

const char *plain_row_word(enum item_kind kind)
{
	for (size_t i = 0; i < KINDS; i++)
		if (kinds[i].kind == kind)
			return kinds[i].word;
	return "";
}

static const char *article(const char *word)
{
	return strchr("aeiou", *word) ? "an" : "a";
}

/* Its words, or what else of it was typed. */
static const char *row_shown(const struct row *r)
{
	const char *any = "";

	for (size_t i = r->n; i-- > 0;) {
		if (row_cell(r, i) == CELL_TEXT && r->cell[i].edit.len)
			return r->cell[i].edit.text;
		if (r->cell[i].edit.len)
			any = r->cell[i].edit.text;
	}
	return any;
}

static void say_half(const struct row *r)
{
	cli_say(stderr, "Kept from before, half noted: %s %s: %s\n", article(item_kind_key(r->kind)), item_kind_key(r->kind),
		row_shown(r));
	if (r->is_new && *plain_row_word(r->kind))
		cli_say(stderr, ":%s alone goes on with it.\n", plain_row_word(r->kind));
	else
		fputs("It opens on the full screen.\n", stderr);
}

int plain_rows_open(struct plain_rows *l, struct store *s, struct lineread *in, int64_t form, struct err *err)
{
	struct finding f = { l, err };
	int64_t owner;

	*l = (struct plain_rows){ .s = s, .in = in, .form = form };
	if (form_deal(s, form, &l->deal, &owner, err) != 1 || drafts_recover(s, find_half, &f, err))
		return -1;
	for (const struct row *r = l->half; r; r = r->next)
		say_half(r);
	return 0;
}

void plain_rows_done(struct plain_rows *l)
{
	while (l->half) {
		struct row *next = l->half->next;

		row_free(l->half);
		l->half = next;
	}
}

/* One of that kind, taken out of the list. */
static struct row *take_half(struct plain_rows *l, enum item_kind kind)
{
	for (struct row **p = &l->half; *p; p = &(*p)->next) {
		struct row *r = *p;

		if (r->kind != kind || !r->is_new)
			continue;
		*p = r->next;
		r->next = NULL;
		return r;
	}
	return NULL;
}

static struct row *begin(struct plain_rows *l, enum item_kind kind, int question, struct err *err)
{
	int64_t id = item_new_id(l->s, err);

	return id < 0 ? NULL : row_new(l->s, l->form, kind, question, NULL, id);
}

/* ---- as words ---- */

static void add_part(struct buf *out, const char *label, const char *words)
{
	if (*words)
		buf_printf(out, "; %s%s%s", label, *label ? " " : "", words);
}

/* "promise 5: live in May; explicit; owner priya; due 2026-12-20; said by Ana" */
static void describe(struct store *s, const struct item *it, struct buf *out)
{
	const enum cell *cells = row_cells(it->kind);

	buf_printf(out, "%s %" PRId64 ": %s", item_kind_key(it->kind), it->id, it->text);
	for (size_t i = 0; cells[i]; i++) {
		struct buf words = { 0 };
		bool bare = cells[i] == CELL_ATTR;

		row_words(s, it, cells[i], &words);
		if (cells[i] != CELL_TEXT)
			add_part(out, bare ? "" : row_cell_label(it->kind, cells[i]), buf_str(&words));
		buf_done(&words);
	}
	if (it->kind == ITEM_PROMISE && !it->owner)
		buf_puts(out, "; no owner");
	if (it->kind == ITEM_PROMISE && it->due_day == NO_DAY)
		buf_puts(out, "; no due day");
	if (it->state != ITEM_OPEN)
		buf_printf(out, "; %s", item_state_key(it->state));
}

static void say_item(struct store *s, const char *label, const struct item *it)
{
	struct buf words = { 0 };

	describe(s, it, &words);
	cli_say(stderr, "%s%s\n", label, buf_str(&words));
	buf_done(&words);
}

static void say_noted(struct plain_rows *l, int64_t id)
{
	struct item it;

	if (item_get(l->s, id, &it, NULL) == 1)
		say_item(l->s, "Done. Noted: ", &it);
	else
		fputs("Done.\n", stderr);
	item_done(&it);
}

int plain_rows_show(const struct plain_rows *l, struct err *err)
{
	struct item *items = NULL;
	size_t n = 0;

	if (item_list(l->s, l->form, 0, &items, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		say_item(l->s, "", &items[i]);
	if (!n)
		fputs("No row is noted yet.\n", stderr);
	items_done(items, n);
	return 0;
}

/* ---- in one line ---- */

enum item_kind plain_row_kind(const char *word, size_t len)
{
	for (size_t i = 0; i < KINDS; i++)
		if (strlen(kinds[i].word) == len && !strncmp(kinds[i].word, word, len))
			return kinds[i].kind;
	return 0;
}

/* The next ":owner …" that begins a word: where its colon stands, NULL none. Other words with a colon are text. */
static const char *next_field(const char *s, size_t *at)
{
	for (const char *p = strchr(s, ':'); p; p = strchr(p + 1, ':')) {
		if (p > s && p[-1] != ' ')
			continue;
		for (*at = 0; *at < FIELDS; (*at)++) {
			size_t n = strlen(fields[*at].word);

			if (!strncmp(p + 1, fields[*at].word, n) && strchr(" ", p[1 + n]))
				return p;
		}
	}
	return NULL;
}

static bool find_cell(const struct row *r, enum cell c, size_t *i)
{
	for (*i = 0; *i < r->n; (*i)++)
		if (row_cell(r, *i) == c)
			return true;
	return false;
}

static int refuse_field(const struct row *r, const char *word, struct err *err)
{
	struct buf has = { 0 };
	size_t i;

	for (size_t k = 0; k < FIELDS; k++)
		if (find_cell(r, fields[k].cell, &i) && (!k || fields[k].cell != fields[k - 1].cell))
			buf_printf(&has, "%s:%s", has.len ? " " : "", fields[k].word);
	err_set(err, ERR_USAGE, "%s %s has no :%s; it has %s", article(item_kind_key(r->kind)), item_kind_key(r->kind), word,
		has.len ? buf_str(&has) : "its words alone");
	buf_done(&has);
	return -1;
}

/* Without the blanks around. */
static void fill(struct row *r, size_t i, const char *s, size_t len)
{
	while (len && *s == ' ') {
		s++;
		len--;
	}
	while (len && s[len - 1] == ' ')
		len--;
	edit_paste(&r->cell[i].edit, s, len, lineread_mono_ms());
}

/* "implementation week three": the first word of a flag is its kind where it is one. */
static const char *fill_flag(struct row *r, const char *words)
{
	size_t n = strcspn(words, " "), i;
	char *word = xstrndup(words, n);
	bool is = r->kind == ITEM_FLAG && n && item_attr_find(r->kind, word) && find_cell(r, CELL_ATTR, &i);

	free(word);
	if (is)
		fill(r, i, words, n);
	return is ? words + n : words;
}

static int fill_all(struct row *r, const char *words, struct err *err)
{
	size_t field, next = 0, i;
	const char *end;

	words = fill_flag(r, words);
	end = next_field(words, &next);
	find_cell(r, CELL_TEXT, &i);
	fill(r, i, words, end ? (size_t)(end - words) : strlen(words));
	while (end) {
		field = next;
		words = end + 1 + strlen(fields[field].word);
		end = next_field(words, &next);
		if (!find_cell(r, fields[field].cell, &i))
			return refuse_field(r, fields[field].word, err);
		edit_replace(&r->cell[i].edit, "", 0, lineread_mono_ms());
		fill(r, i, words, end ? (size_t)(end - words) : strlen(words));
	}
	return 0;
}

int plain_row_take(struct plain_rows *l, enum item_kind kind, int question, const char *words,
		   const unsigned char *request, bool *kept, struct err *err)
{
	struct row *r = begin(l, kind, question, err);
	bool conflict;
	int rc;

	*kept = false;
	if (!r)
		return -1;
	if (request)
		memcpy(r->request, request, sizeof r->request);
	rc = fill_all(r, words, err) || row_store(l->s, r, l->form, l->deal, &conflict, err) ? -1 : 0;
	if (!rc)
		say_noted(l, r->id);
	*kept = rc && !request && !row_keep(l->s, r, 0, NULL);
	row_free(r);
	return rc;
}

/* ---- cell by cell ---- */

enum cell_next { NEXT_ON, NEXT_STAY, NEXT_BACK, NEXT_NOTE, NEXT_DROP, NEXT_QUIT };

static const char cell_help[] =
	"Enter alone leaves a field as it is. :back goes to the field before, :note\n"
	"notes the row as it stands, :drop throws it away, :quit leaves and keeps it.\n";

static void show_cell(const struct row *r)
{
	enum cell c = row_cell(r, r->at);
	const char *label = row_cell_label(r->kind, c);
	struct buf help = { 0 };

	row_cell_help(r->kind, c, &help);
	if (strcmp(label, buf_str(&help)))
		cli_say(stderr, "%s: %s\n", label, buf_str(&help));
	else
		cli_say(stderr, "%s:\n", label);
	buf_done(&help);
}

/* Where what was typed begins: behind what stood, or at the beginning where that was changed. */
static size_t typed_from(const struct edit *e, const char *stood)
{
	size_t n = strlen(stood);

	return strncmp(e->text, stood, n) ? 0 : n;
}

static enum cell_next known_command(const char *word)
{
	static const struct {
		const char *word;
		enum cell_next next;
	} known[] = { { "back", NEXT_BACK }, { "note", NEXT_NOTE }, { "drop", NEXT_DROP }, { "quit", NEXT_QUIT } };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(known[i].word, word))
			return known[i].next;
	if (!strcmp(word, "help"))
		fputs(cell_help, stderr);
	else
		cli_say(stderr, "There is no “:%s” here; :help says what there is.\n", word);
	return NEXT_STAY;
}

/* What is typed is a command here too where it begins with a colon; two stand for one. */
static enum cell_next cell_command(struct plain_rows *l, struct row *r, const char *stood)
{
	struct edit *e = &r->cell[r->at].edit;
	size_t from = typed_from(e, stood);
	enum cell_next next = NEXT_ON;
	struct buf text = { 0 };

	if (e->text[from] != ':')
		return NEXT_ON;
	buf_add(&text, e->text, from);
	if (e->text[from + 1] == ':')
		buf_puts(&text, e->text + from + 1);
	else
		next = known_command(e->text + from + 1);
	if (text.len)
		edit_replace(e, text.data, text.len, lineread_mono_ms());
	else
		row_clear(l->s, r, r->at);
	buf_done(&text);
	return next;
}

/* What was meant by a beginning is said; what is not understood is asked again where somebody is there to mend it. */
static enum cell_next check_cell(struct plain_rows *l, struct row *r)
{
	struct pad *p = &r->cell[r->at];
	char *typed = xstrdup(p->edit.text);
	enum cell_next next = NEXT_ON;
	struct err err = { 0 };

	if (row_understands(l->s, r, r->at, &err)) {
		cli_fail(&err);
		next = l->in->is_tty ? NEXT_STAY : NEXT_ON;
	} else {
		row_complete(l->s, r, r->at, lineread_mono_ms());
		if (strcmp(typed, p->edit.text))
			cli_say(stderr, "= %s\n", p->edit.text);
	}
	free(typed);
	return next;
}

static enum cell_next ask_cell(struct plain_rows *l, struct row *r)
{
	char *stood = xstrdup(r->cell[r->at].edit.text);
	enum cell_next next = NEXT_QUIT;
	struct err err = { 0 };

	show_cell(r);
	l->end = lineread_next(l->in, &r->cell[r->at], 0, "> ");
	if (l->end == LINE_TAKEN)
		next = cell_command(l, r, stood);
	free(stood);
	if (l->end != LINE_TAKEN)
		return NEXT_QUIT;
	if (next == NEXT_ON)
		next = check_cell(l, r);
	if (!row_keep(l->s, r, 0, &err))
		return next;
	cli_fail(&err);
	fputs("It stands nowhere but here; Enter tries again.\n", stderr);
	return NEXT_STAY;
}

/* True when the row is done with: noted, or in its draft. */
static bool note(struct plain_rows *l, struct row *r)
{
	struct err err = { 0 };
	bool conflict, waits, kept;

	if (row_is_empty(r)) {
		row_forget(l->s, r);
		row_free(r);
		fputs("Nothing was noted.\n", stderr);
		return true;
	}
	if (!row_store(l->s, r, l->form, l->deal, &conflict, &err)) {
		say_noted(l, r->id);
		row_free(r);
		return true;
	}
	cli_fail(&err);
	l->failed++;
	waits = err.kind == ERR_BUSY || err.kind == ERR_IO || err.kind == ERR_DB;
	kept = !row_keep(l->s, r, 0, NULL);
	if (l->in->is_tty && !kept)
		fputs("It stands nowhere but here; go on with it.\n", stderr);
	if (l->in->is_tty && !(kept && waits))
		return false; /* the cell that was not understood is asked again */
	if (kept)
		cli_say(stderr, "It is kept as a draft; :%s alone goes on with it in a terminal.\n", plain_row_word(r->kind));
	r->next = l->half;
	l->half = r;
	return true;
}

static void drop(struct plain_rows *l, struct row *r)
{
	row_forget(l->s, r);
	row_free(r);
	fputs("Dropped.\n", stderr);
}

static void keep_for_later(struct plain_rows *l, struct row *r)
{
	struct err err = { 0 };

	if (row_is_empty(r))
		row_forget(l->s, r);
	else if (row_keep(l->s, r, 0, &err))
		cli_fail(&err);
	row_free(r);
}

enum plain_row_end plain_row_ask(struct plain_rows *l, enum item_kind kind, int question)
{
	struct row *r = l->in->is_tty ? take_half(l, kind) : NULL;
	struct err err = { 0 };

	if (!r)
		r = begin(l, kind, question, &err);
	if (!r) {
		cli_fail(&err);
		return PLAIN_ROW_BACK;
	}
	fputs(cell_help, stderr);
	for (r->at = 0;;)
		switch (ask_cell(l, r)) {
		case NEXT_STAY:
			break;
		case NEXT_BACK:
			r->at -= r->at > 0;
			break;
		case NEXT_ON:
			if (++r->at < r->n && !row_is_empty(r))
				break;
			r->at = r->at < r->n ? r->at : r->n - 1;
			if (note(l, r))
				return PLAIN_ROW_BACK;
			break;
		case NEXT_NOTE:
			if (note(l, r))
				return PLAIN_ROW_BACK;
			break;
		case NEXT_DROP:
			drop(l, r);
			return PLAIN_ROW_BACK;
		case NEXT_QUIT:
			keep_for_later(l, r);
			return PLAIN_ROW_LEAVE;
		}
}

static const struct kind_name kinds[KINDS] = { { "promise", ITEM_PROMISE }, { "risk", ITEM_RISK },		{ "objection", ITEM_OBJECTION },
		   { "criterion", ITEM_CRITERION }, { "stake", ITEM_STAKEHOLDER }, { "flag", ITEM_FLAG },
		   { "gap", ITEM_GAP },	    { "followup", ITEM_FOLLOWUP },	{ "park", ITEM_PARKED } };
static const struct cell_name fields[FIELDS] = { { "owner", CELL_OWNER }, { "due", CELL_DUE },   { "kind", CELL_ATTR },   { "by", CELL_SAID },
		     { "said-by", CELL_SAID }, { "how", CELL_HOW }, { "resolution", CELL_HOW } };

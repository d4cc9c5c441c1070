/* Line mode of the debrief: the seven questions as plain prompts, for screen readers and bad lines, with the same
 * keeping of what is typed as on the screen. Everything said goes to standard error, one thing a line. */
#include "app/cli_plain.h"

#include "app/cli.h"
#include "app/cli_plain_row.h"
#include "app/lineread.h"
#include "model/access.h"
#include "model/buf.h"
#include "model/deal.h"
#include "model/debrief_doc.h"
#include "model/teeth.h"

#include <stdlib.h>
#include <string.h>

struct line_mode {
	struct store *s;
	int64_t form;
	enum form_layer layer;
	struct lineread in;
	enum line_end end;
	struct plain_rows rows;
	bool restored; /* what is typed began as a draft of before */
	bool mend;    /* the command that was typed was not understood: it stands to be mended */
	size_t failed; /* lines that could not be done */
	bool nowhere; /* the last answer could not even be kept as a draft */
};
enum next { NEXT_STAY, NEXT_ON, NEXT_BACK, NEXT_LEAVE };

/* No line is longer than 80 columns: a terminal would part words. */
static const char intro[] =
	"Type an answer and Enter; Enter alone goes on and leaves what stands.\n"
	"Words behind an answer are added to it. All you type is kept as you type.\n"
	"A line that begins with a colon does something: :help says what.\n";

static const char help[] =
	":take       take what was written ahead\n"
	":clear      empty the answer, to give it anew; the old one stays in the history\n"
	":unknown WHY, :again (ask again, or no longer), :back, :on, :quit, :missing\n"
	":promise, :risk, :objection, :criterion, :stake, :flag, :gap, :followup, :park\n"
	"            alone asks for one field after the other; with WORDS notes them,\n"
	"            and behind these may stand, as far as the row has them, :owner NAME,\n"
	"            :due DAY, :kind KIND, :by WHO (said it), :how TEXT (it was settled):\n"
	"            :promise live in May :owner priya :due 30 days :kind implicit\n"
	":flag implementation|capacity|gap WORDS, :rows (what is noted so far)\n"
	":who NAMES (who was there), :absent WHY (the AE), :complete\n"
	"An answer that begins with a colon has two.\n";

static void say(const char *label, const char *text)
{
	fputs(label, stderr);
	cli_text(stderr, text);
	fputc('\n', stderr);
}

static void show_question(const struct line_mode *m, const struct debrief_answer *q)
{
	cli_say(stderr, "\nQuestion %d of %zu: ", q->question->id, questions_count(m->s->questions));
	say("", q->question->title);
	say("", q->question->text);
	cli_say(stderr, "Goes to: %s\n", destination_title(q->question->dest));
	if (q->ahead.text)
		say("Written ahead: ", q->ahead.text);
	if (q->live.text)
		say(q->state == ANSWER_UNKNOWN ? "Not known, because: " : "Answer so far: ", q->live.text);
	if (q->generic)
		fputs("That is short or general: a name, a number, a date?\n", stderr);
	if (q->again)
		fputs("Marked to be asked again.\n", stderr);
	for (size_t i = 0; i < q->question->n_prompts; i++)
		say("Ask next: ", q->question->prompts[i]);
}

static enum next failed(struct line_mode *m, const struct err *err)
{
	cli_fail(err);
	m->failed++;
	return NEXT_STAY;
}

/* ---- commands ---- */

static int say_missing(struct line_mode *m, struct err *err)
{
	struct buf list = { 0 };
	size_t n = 0;
	int rc = debrief_missing(m->s, m->form, &list, &n, err);

	if (!rc)
		say("", n ? buf_str(&list) : "Nothing is missing.");
	buf_done(&list);
	return rc;
}

static bool is(const char *word, size_t n, const char *name)
{
	return strlen(name) == n && !strncmp(word, name, n);
}

/* 1 done, 0 no such command, -1. */
static int act_command(struct line_mode *m, const struct debrief_answer *q, const char *word, size_t n, const char *rest,
		       struct err *err)
{
	int id = q->question->id, rc;

	if (is(word, n, "take"))
		rc = debrief_reply(m->s, m->form, id, REPLY_ACCEPTED, NULL, err);
	else if (is(word, n, "clear"))
		rc = debrief_answer(m->s, m->form, id, m->layer, "", -1, 0, NULL, NULL, err);
	else if (is(word, n, "unknown"))
		rc = debrief_reply(m->s, m->form, id, REPLY_UNKNOWN, rest, err);
	else if (is(word, n, "again"))
		rc = debrief_again(m->s, m->form, id, !q->again, err);
	else if (is(word, n, "who"))
		rc = debrief_attend(m->s, m->form, rest, err);
	else if (is(word, n, "absent"))
		rc = debrief_absent(m->s, m->form, PART_AE, rest, err);
	else if (is(word, n, "complete"))
		rc = debrief_complete(m->s, m->form, err);
	else
		return 0;
	return rc ? -1 : 1;
}

/* A row in one line. What is not understood stands to be mended, where somebody is there to do it; the save carries the
 * request of the draft that the line is in, so that a kill between the two does not note it twice. */
static enum next row_line(struct line_mode *m, struct pad *p, enum item_kind kind, int question, const char *words)
{
	struct err err = { 0 };
	const unsigned char *request = m->in.is_tty && p->has_draft && !teeth_off("P8-line") ? p->draft_request : NULL;

	bool kept;

	if (!plain_row_take(&m->rows, kind, question, words, request, &kept, &err)) {
		pad_forget(m->s, p);
		return NEXT_STAY;
	}
	failed(m, &err);
	if (kept)
		cli_say(stderr, "What was said is kept as a draft; :%s alone goes on with it in a terminal.\n",
			plain_row_word(kind));
	m->mend = m->in.is_tty;
	if (m->mend)
		fputs("Mend the line and press Enter; Ctrl-U empties it.\n", stderr);
	else
		pad_forget(m->s, p);
	return NEXT_STAY;
}

static enum next row_command(struct line_mode *m, struct pad *p, enum item_kind kind, int question, const char *words)
{
	enum plain_row_end end;

	if (*words)
		return row_line(m, p, kind, question, words);
	pad_forget(m->s, p);
	end = plain_row_ask(&m->rows, kind, question);
	m->end = m->rows.end;
	return end == PLAIN_ROW_LEAVE ? NEXT_LEAVE : NEXT_STAY;
}

/* What is said and not done: 1 with where to go on, 0. */
static int say_command(struct line_mode *m, const char *word, size_t n, enum next *next)
{
	struct err err = { 0 };
	int rc = 0;

	*next = NEXT_STAY;
	if (is(word, n, "help"))
		fputs(help, stderr);
	else if (is(word, n, "missing"))
		rc = say_missing(m, &err);
	else if (is(word, n, "rows"))
		rc = plain_rows_show(&m->rows, &err);
	else if (is(word, n, "quit"))
		*next = NEXT_LEAVE;
	else if (is(word, n, "on"))
		*next = NEXT_ON;
	else if (is(word, n, "back"))
		*next = NEXT_BACK;
	else
		return 0;
	if (rc)
		*next = failed(m, &err);
	return 1;
}

static enum next command(struct line_mode *m, const struct debrief_answer *q, struct pad *p, const char *line)
{
	size_t n = strcspn(line + 1, " \t");
	const char *word = line + 1, *rest = word + n + strspn(word + n, " \t");
	enum item_kind kind = plain_row_kind(word, n);
	struct err err = { 0 };
	enum next next;
	int rc;

	if (kind)
		return row_command(m, p, kind, q->question->id, rest);
	pad_forget(m->s, p);
	if (say_command(m, word, n, &next))
		return next;
	rc = act_command(m, q, word, n, rest, &err);
	if (rc < 0)
		return failed(m, &err);
	if (!rc) {
		cli_say(stderr, "There is no “:%.*s”; :help says what there is.\n", (int)n, word);
		m->failed++;
		return NEXT_STAY;
	}
	fputs("Done.\n", stderr);
	return is(word, n, "take") || is(word, n, "unknown") ? NEXT_ON : NEXT_STAY;
}

/* ---- one question ---- */

struct answering {
	struct line_mode *m;
	const struct debrief_question *question;
	int64_t spent_ms;
};

static int save(struct store *s, const struct draft *d, void *arg, int64_t *rev, struct err *err)
{
	struct answering *a = arg;

	return debrief_answer(s, a->m->form, a->question->id, a->m->layer, d->body, d->base_rev, a->spent_ms, d->request,
			      rev, err);
}
static const struct pad_ops answer_ops = { save, NULL };

/* Somebody answered the same meanwhile: theirs stands first, these words behind it, and that is said. */
static int keep_both(struct line_mode *m, struct pad *p, struct answering *a, struct err *err)
{
	struct form_value v = { 0 };
	struct buf both = { 0 };
	int rc = form_value_get(m->s, m->form, p->field, 0, m->layer, &v, err);

	if (rc != 1) {
		form_value_done(&v);
		return -1;
	}
	cli_say(stderr, "Somebody else answered this too: ");
	say("", v.text ? v.text : "");
	buf_printf(&both, "%s\n%s", v.text ? v.text : "", p->edit.text);
	edit_set(&p->edit, buf_str(&both), both.len);
	p->base_rev = v.rev;
	p->conflict = false;
	p->edit.version++;
	rc = pad_store(m->s, p, &answer_ops, a, 0, err);
	if (!rc)
		fputs("Both are kept, theirs first.\n", stderr);
	buf_done(&both);
	form_value_done(&v);
	return rc;
}

/* An answer that is in a draft waits there while the call goes on; one that is not even there is asked for again with
 * its words, which are in no other place. */
static enum next say_unstored(struct line_mode *m, struct pad *p, const struct err *why)
{
	struct err err = { 0 };

	if (pad_keep(m->s, p, p->spent_ms, &err)) {
		m->nowhere = true;
		fputs("It stands nowhere but here; go on with it.\n", stderr);
		return NEXT_STAY;
	}
	fputs("What you typed is kept as a draft; :back and Enter try again.\n", stderr);
	return why->kind == ERR_BUSY || why->kind == ERR_IO ? NEXT_ON : NEXT_STAY;
}

static enum next store_answer(struct line_mode *m, struct pad *p, struct answering *a)
{
	struct err err = { 0 };
	int rc = pad_store(m->s, p, &answer_ops, a, 0, &err);

	if (rc && p->conflict)
		rc = keep_both(m, p, a, &err);
	if (rc) {
		failed(m, &err);
		return say_unstored(m, p, &err);
	}
	cli_say(stderr, "Q%d kept.\n", a->question->id);
	return NEXT_ON;
}

/* The pad as the database has it, and what a crash left in a draft behind that. */
static size_t open_pad(struct line_mode *m, const struct debrief_answer *q, struct pad *p)
{
	const struct form_value *v = m->layer == LAYER_AHEAD ? &q->ahead : &q->live;
	const char *text = v->text && !(m->layer == LAYER_LIVE && q->state == ANSWER_UNKNOWN) ? v->text : "";
	char field[16];
	size_t from = strlen(text);

	pad_init(p, false, SUBJECT_FORM_VALUE, m->form, debrief_field(q->question->id, field, sizeof field), 0, m->layer);
	pad_loaded(p, text, v->rev);
	m->restored = pad_restore(m->s, p, NULL, NULL) == 1;
	if (!m->restored)
		return from;
	fputs(m->in.is_tty ? "Kept from before, and not stored yet; go on or press Enter to store it.\n"
			   : "Kept from before, and stored now.\n", stderr);
	if (strncmp(p->edit.text, text, from)) {
		say("It is: ", p->edit.text);
		return 0;
	}
	return from;
}

/* The typed line where it is a command, which is no part of the answer. */
static char *take_command(struct pad *p, size_t from)
{
	const char *line = p->edit.text + lineread_floor(p, from);

	return line[0] == ':' && line[1] != ':' ? xstrdup(line) : NULL;
}

/* "::" at the beginning stands for one colon. */
static void one_colon(struct pad *p, size_t from)
{
	size_t at = lineread_floor(p, from);
	struct buf text = { 0 };

	if (strncmp(p->edit.text + at, "::", 2))
		return;
	buf_add(&text, p->edit.text, at);
	buf_puts(&text, p->edit.text + at + 1);
	edit_set(&p->edit, buf_str(&text), text.len);
	p->edit.version++;
	buf_done(&text);
}

/* What the line that was typed asks for. */
static enum next take_line(struct line_mode *m, const struct debrief_answer *q, struct pad *p, size_t from,
			   struct answering *a)
{
	char *line = take_command(p, from);
	enum next next = NEXT_ON;

	if (line) {
		next = command(m, q, p, line);
	} else if (p->edit.len > lineread_floor(p, from)) {
		one_colon(p, from);
		next = store_answer(m, p, a);
	} else if (p->has_draft && (m->in.is_tty || !m->restored)) {
		pad_forget(m->s, p); /* typed and taken back again */
	}
	free(line);
	return next;
}

static enum next ask(struct line_mode *m, const struct debrief_answer *q)
{
	struct answering a = { m, q->question, 0 };
	int64_t began = lineread_mono_ms();
	enum next next;
	struct pad p;
	size_t from = open_pad(m, q, &p);

	if (m->restored && !m->in.is_tty) { /* nobody is there to go on with it: the next line is one of its own */
		store_answer(m, &p, &a);
		from = p.edit.len;
	}
	do {
		m->nowhere = m->mend = false;
		next = NEXT_LEAVE;
		m->end = lineread_next(&m->in, &p, from, "> ");
		a.spent_ms = m->layer == LAYER_LIVE ? lineread_mono_ms() - began : 0;
		if (m->end == LINE_TAKEN)
			next = take_line(m, q, &p, from, &a);
	} while (m->nowhere || m->mend);
	pad_done(&p);
	return next;
}

/* Question i as it stands now. */
static int read_one(struct line_mode *m, size_t i, struct debrief_answer *out, struct err *err)
{
	size_t n = questions_count(m->s->questions);
	struct debrief_answer *all = xcalloc(n, sizeof *all);
	int rc = debrief_answers(m->s, m->form, all, err);

	for (size_t k = 0; k < n; k++)
		if (k != i)
			answer_done(&all[k]);
	*out = all[i];
	free(all);
	return rc;
}

/* The question that was being answered when the line broke off: the one whose draft is the newest. Lines of a pipe
 * begin with the first. */
static size_t find_place(const struct line_mode *m)
{
	size_t n = questions_count(m->s->questions), at = 0;
	int64_t newest = 0;

	for (size_t i = 0; m->in.is_tty && i < n; i++) {
		struct draft d = { 0 };
		char field[16];

		debrief_field(question_at(m->s->questions, i)->id, field, sizeof field);
		if (draft_get(m->s, SUBJECT_FORM_VALUE, m->form, field, 0, m->layer, &d, NULL) == 1 && d.at_ms > newest) {
			newest = d.at_ms;
			at = i;
		}
		draft_done(&d);
	}
	if (at)
		fputs("This goes on where it broke off; :back goes to the questions before.\n", stderr);
	return at;
}

static int ask_all(struct line_mode *m, struct err *err)
{
	size_t n = questions_count(m->s->questions);

	for (size_t i = find_place(m), shown = n; i < n;) {
		struct debrief_answer q;
		enum next next = NEXT_ON;

		if (read_one(m, i, &q, err)) {
			answer_done(&q);
			return -1;
		}
		if (!q.hidden) {
			if (shown != i)
				show_question(m, &q);
			shown = i;
			next = ask(m, &q);
		}
		answer_done(&q);
		if (next == NEXT_LEAVE)
			break;
		i = next == NEXT_ON ? i + 1 : next == NEXT_BACK && i ? i - 1 : i;
	}
	return 0;
}

/* Said before the first question, not behind the first answer. */
static int may_answer(struct store *s, int64_t form, enum form_layer layer, struct err *err)
{
	struct form f;
	struct deal d;
	int rc;

	if (access_act(s, layer == LAYER_LIVE ? "debrief" : "ahead", err))
		return -1;
	if (form_read(s, form, &f, err) != 1 || deal_get(s, f.deal, &d, err) != 1)
		return -1;
	rc = layer == LAYER_AHEAD && !access_can_write(s, CLASS_CRM, d.owner)
	     ? err_set(err, ERR_ROLE, "only the owner of the deal and who manages it write ahead") : 0;
	deal_done(&d);
	return rc;
}

int plain_debrief(struct store *s, int64_t form, enum form_layer layer, struct err *err)
{
	struct line_mode m = { .s = s, .form = form, .layer = layer };
	struct buf list = { 0 };
	size_t missing = 0;
	int rc = may_answer(s, form, layer, err) || drafts_open(s, err) || lineread_open(&m.in, s, err) ? -1 : 0;

	if (rc)
		return -1;
	fputs(intro, stderr);
	rc = plain_rows_open(&m.rows, s, &m.in, form, err) || ask_all(&m, err) ? -1 : 0;
	plain_rows_done(&m.rows);
	lineread_close(&m.in, m.end);
	if (!rc)
		rc = debrief_missing(s, form, &list, &missing, err);
	if (!rc && missing)
		say("\nStill missing:\n", buf_str(&list));
	buf_done(&list);
	if (!rc && !m.in.is_tty && m.failed + m.rows.failed)
		rc = err_set(err, ERR_REFUSED, "%zu of the lines could not be done; why stands above", m.failed + m.rows.failed);
	return rc;
}

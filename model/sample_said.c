/* What was said in the interviews of the sample: notes, what is captured beside them, who validated, and the codes of one
 * analyst or of both. */
#include "model/sample_private.h"

#include "model/assignment.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/coding.h"
#include "model/interview_check.h"
#include "model/interview_field.h"
#include "model/member.h"
#include "model/value.h"

#include <stdlib.h>
#include <string.h>

static const char *const coders[] = { "ana", "ben" };
enum { CODERS = 2, NOTES_MAX = 32 };

struct said {
	struct store *s;
	int64_t interview, held_at, now;
	const char *interviewer;
	int64_t note[NOTES_MAX];
	const char *codes[NOTES_MAX][CODERS];
	size_t notes;
	bool has_summary;
};

static int64_t soonest(const struct said *x, int64_t ms)
{
	return ms < x->now ? ms : x->now - HOUR_MS;
}

static int add_note(struct said *x, enum said_kind kind, const char *text, struct err *err)
{
	struct interview_note n;
	int rc;

	interview_note_init(&n, x->interview, kind);
	free(n.text);
	n.text = xstrdup(text);
	x->s->now_offset_ms = soonest(x, x->held_at + (int64_t)(x->notes + 1) * 2 * MINUTE_MS);
	rc = interview_note_save(x->s, NULL, &n, NULL, err);
	x->note[x->notes] = n.id;
	interview_note_done(&n);
	return rc;
}

static int capture(struct said *x, enum captured field, const char *text, struct err *err)
{
	struct captured_save v = { .interview = x->interview, .field = field, .text = text };
	struct interview i;
	int rc;

	if (interview_get(x->s, x->interview, &i, err) != 1)
		return -1;
	v.item = captured_kind(field)->is_rows ? captured_next(x->s, &i, field, err) : 0;
	x->has_summary = x->has_summary || field == CAPTURED_SUMMARY;
	rc = v.item < 0 ? -1 : captured_put(x->s, &v, NULL, err);
	interview_done(&i);
	return rc;
}

/* "q|words|codes|codes" or "competitor|words". The line is cut up and stays readable until the interview is done. */
static int take_line(struct said *x, char *line, struct err *err)
{
	char *what = strsep(&line, "|"), *text = strsep(&line, "|");
	int kind = !what[1] ? (int)said_find(what) : 0;
	int field = kind ? -1 : captured_find(what);

	if (!text || (!kind && field < 0) || (kind && x->notes == NOTES_MAX))
		return err_set(err, ERR_BUG, "sample interviews: “%.40s” cannot be read", what);
	if (!kind)
		return capture(x, (enum captured)field, text, err);
	if (add_note(x, (enum said_kind)kind, text, err))
		return -1;
	for (int c = 0; c < CODERS; c++)
		x->codes[x->notes][c] = line ? strsep(&line, "|") : "";
	for (int c = 0; c < CODERS; c++)
		x->codes[x->notes][c] = x->codes[x->notes][c] ? x->codes[x->notes][c] : "";
	x->notes++;
	return 0;
}

/* ---- codes ---- */

/* "io-": the sub-theme o of the theme i, a driver of the loss. */
static int put_code(struct said *x, const struct taxonomy *t, int64_t pass, size_t note, const char *word, struct err *err)
{
	char letter[2] = { word[0], '\0' }, below[2] = { word[1], '\0' };
	const struct theme *theme = taxonomy_letter(t, 0, letter), *sub;
	struct code c = { .pass = pass, .note = x->note[note], .end_cp = -1, .memo = NULL };
	int rc;

	if (theme && word[1] && !strchr("+-", word[1])) {
		sub = taxonomy_letter(t, theme->id, below);
		theme = sub;
	}
	if (!theme)
		return err_set(err, ERR_BUG, "sample interviews: no theme has the letters of “%s”", word);
	c.theme = theme->id;
	c.driver = strchr(word, '+') ? DRIVER_WIN : strchr(word, '-') ? DRIVER_LOSS : DRIVER_NONE;
	rc = code_put(x->s, &c, err);
	code_done(&c);
	return rc;
}

static int code_note(struct said *x, const struct taxonomy *t, int64_t pass, size_t note, const char *codes, struct err *err)
{
	char *copy = xstrdup(codes), *rest = copy, *word;
	int rc = !strcmp(codes, ".") ? pass_note_put(x->s, pass, x->note[note], true, err) : 0;

	while (!rc && strcmp(codes, ".") != 0 && (word = strsep(&rest, " ")))
		if (*word)
			rc = put_code(x, t, pass, note, word, err);
	free(copy);
	return rc;
}

/* How many notes that coder marked. */
static size_t marked(const struct said *x, int coder)
{
	size_t n = 0;

	for (size_t i = 0; i < x->notes; i++)
		n += *x->codes[i][coder] != '\0';
	return n;
}

/* One pass: closed and released where every note is marked. */
static int code(struct said *x, int coder, struct err *err)
{
	struct taxonomy t = { 0 };
	struct coding_pass p = { 0 };
	int rc;

	if (store_act_as(x->s, coders[coder], err) || taxonomy_get(x->s, 0, &t, err) != 1)
		return -1;
	rc = coding_pass_need(x->s, x->interview, &p, err);
	for (size_t i = 0; !rc && i < x->notes; i++)
		if (*x->codes[i][coder])
			rc = code_note(x, &t, p.id, i, x->codes[i][coder], err);
	if (!rc && marked(x, coder) == x->notes)
		rc = coding_pass_close(x->s, p.id, err) || coding_pass_release(x->s, p.id, err) ? -1 : 0;
	taxonomy_done(&t);
	return rc;
}

static int64_t member_of(struct store *s, const char *login)
{
	struct member m = { 0 };
	int64_t id = member_by_login(s, login, &m, NULL) == 1 ? m.id : 0;

	member_done(&m);
	return id;
}

/* By the analyst who did not ask; then it is given to its coders, and each codes before anything is released. */
static int validate_and_code(struct said *x, struct err *err)
{
	int64_t today = calendar_day(x->s->calendar, x->now);

	x->s->now_offset_ms = soonest(x, x->held_at + 20 * HOUR_MS);
	if (store_act_as(x->s, !strcmp(x->interviewer, "ana") ? "ben" : "ana", err) || interview_validate(x->s, x->interview, err))
		return -1;
	for (int c = 0; c < CODERS; c++)
		if (marked(x, c) && assignment_put(x->s, x->interview, member_of(x->s, coders[c]),
						   marked(x, c) < x->notes ? today + 2 : NO_DAY, NULL, err))
			return -1;
	x->s->now_offset_ms = soonest(x, x->held_at + 44 * HOUR_MS);
	for (int c = 0; c < CODERS; c++)
		if (marked(x, c) && code(x, c, err))
			return -1;
	return 0;
}

int sample_said(struct store *s, int64_t interview, const char *interviewer, char *lines, int64_t held_at, int64_t now,
		struct err *err)
{
	struct said x = { .s = s, .interview = interview, .held_at = held_at, .now = now, .interviewer = interviewer };
	char *line;
	int rc = 0;

	while (!rc && (line = strsep(&lines, "\n")))
		if (*line == '>')
			rc = take_line(&x, line + 1, err);
	if (!rc && x.notes && !x.has_summary) {
		s->now_offset_ms = soonest(&x, held_at + 20 * HOUR_MS);
		return interview_flag(s, interview, "the call was cut off; competitors, price and the main reason are missing", err);
	}
	return rc || !x.notes ? rc : validate_and_code(&x, err);
}

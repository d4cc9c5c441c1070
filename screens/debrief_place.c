/* Where the call is: the question, the cursor, the timer of each question, what is shown. It stands in the drafts
 * file beside what is typed, as the draft of a field of its own, so that a restart finds the call although nothing
 * was typed since. And who else types in this debrief, which their drafts say. */
#include "model/buf.h"
#include "model/cut.h"
#include "model/draft_writer.h"
#include "model/member.h"
#include "screens/debrief.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLACE_MS = 5000, YOUNG_MS = 10000, OTHERS_AGAIN_MS = 20 };
#define PLACE ".place"

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

/* ---- the place ---- */

static void write_words(const struct screen *s, struct buf *out)
{
	const struct debrief_state *b = debrief_state(s);
	const struct row *open = debrief_row_open_after_kill(s);

	buf_printf(out,
		   "at=%zu running=%d paused=%d hides=%d ahead=%d row=%" PRId64 " cell=%zu line=%d spent=", b->at,
		   b->running, b->paused, b->hides, b->set_ahead ? 1 + b->shows_ahead : 0, open ? open->id : 0,
		   open ? open->at : 0, (int)b->asking);
	for (size_t i = 0; i < b->count; i++)
		buf_printf(out, "%s%" PRId64, i ? "," : "", b->asked[i].pad.spent_ms);
	buf_puts(out, " stored=");
	for (size_t i = 0; i < b->count; i++)
		buf_printf(out, "%s%" PRId64, i ? "," : "", b->asked[i].stored_ms);
	buf_puts(out, " cursors=");
	for (size_t i = 0; i < b->count; i++)
		buf_printf(out, "%s%zu", i ? "," : "", b->asked[i].pad.edit.at);
}

void debrief_place_keep(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);
	struct buf words = { 0 };
	struct flight *flight;
	struct draft d = { .kind = SUBJECT_FORM_VALUE, .subject = b->form, .field = PLACE, .base_rev = -1 };

	if (b->mode == MODE_READ || b->leaves || (!b->moved && !(b->running && !b->paused)))
		return;
	debrief_count(s);
	write_words(s, &words);
	d.body = words.data;
	d.len = words.len;
	d.live_ms = debrief_total_ms(s);
	d.at_ms = store_of(s)->real_now(store_of(s));
	draft_request(store_of(s), &d);
	/* A place that cannot be kept costs a few seconds of the timer, never words: it is tried again with the next.
	 */
	flight = draft_writer_put(store_of(s), &d, &(struct fresh){ 0, NO_KEY });
	if (!flight)
		draft_write(store_of(s), &d, NULL);
	flight_free(flight);
	buf_done(&words);
	b->placed_ms = s->view->mono_ms;
	b->moved = false;
}

/* Only a call that runs asks to be woken, and that one wakes every second for its timer. */
int64_t debrief_place_wait(const struct screen *s)
{
	const struct debrief_state *b = debrief_state(s);
	int64_t at = b->placed_ms + PLACE_MS;

	if (b->mode == MODE_READ || b->leaves || !b->running || b->paused)
		return -1;
	return at > s->view->mono_ms ? at - s->view->mono_ms : 0;
}

static int64_t number_of(const char *words, const char *key, int64_t otherwise)
{
	const char *at = strstr(words, key);

	return at ? strtoll(at + strlen(key), NULL, 10) : otherwise;
}

/* One number a question, parted by commas. */
static int64_t nth_number(const char *words, const char *key, size_t n)
{
	const char *at = strstr(words, key);

	for (at = at ? at + strlen(key) : NULL; at && n; n--) {
		at += strcspn(at, ", ");
		at = *at == ',' ? at + 1 : NULL;
	}
	return at ? strtoll(at, NULL, 10) : 0;
}

/* Text that stands in the database has its cursor from here; what was typed since brought its own. */
static void take_cursors(struct debrief_state *b, const char *words)
{
	for (size_t i = 0; i < b->count; i++) {
		struct pad *p = &b->asked[i].pad;
		int64_t at = nth_number(words, "cursors=", i);

		if (!pad_is_unsaved(p) && at >= 0 && (size_t)at <= p->edit.len &&
		    ((unsigned char)p->edit.text[at] & 0xc0) != 0x80)
			p->edit.at = (size_t)at;
	}
}

/* What was spent on a question when the place was kept, but for what of it was stored since. */
static int64_t spent_of(const struct debrief_state *b, const char *words, size_t i)
{
	int64_t left = nth_number(words, "spent=", i) + nth_number(words, "stored=", i) - b->asked[i].stored_ms;

	return left > 0 ? left : 0;
}

/* The drafts of single fields carry the call's time too: the later of both holds. */
static void take_times(struct debrief_state *b, const char *words, int64_t live_ms)
{
	int64_t drafted = 0, placed = 0;

	for (size_t i = 0; i < b->count; i++) {
		drafted += b->asked[i].pad.spent_ms;
		placed += spent_of(b, words, i);
	}
	if (live_ms <= b->total_ms)
		return; /* it was stored since */
	for (size_t i = 0; i < b->count; i++)
		b->asked[i].pad.spent_ms = spent_of(b, words, i);
	if (drafted > placed)
		b->asked[b->at].pad.spent_ms += drafted - placed;
}

static void take_words(struct screen *s, const char *words, int64_t live_ms)
{
	struct debrief_state *b = debrief_state(s);
	int64_t at = number_of(words, "at=", 0), ahead = number_of(words, "ahead=", 0),
		id = number_of(words, "row=", 0);

	b->at = at >= 0 && (size_t)at < b->count ? (size_t)at : b->at;
	take_times(b, words, live_ms);
	b->running = b->mode == MODE_LIVE && number_of(words, "running=", 0);
	b->paused = number_of(words, "paused=", 0);
	b->hides = number_of(words, "hides=", 0);
	b->set_ahead = ahead > 0;
	b->shows_ahead = ahead == 2;
	b->since_ms = b->placed_ms = s->view->mono_ms;
	take_cursors(b, words);
	for (struct row *r = b->rows; r && id; r = r->next)
		if (r->id == id) {
			b->row = r;
			r->at = (size_t)number_of(words, "cell=", 0) % r->n;
		}
	if (!b->row && number_of(words, "line=", 0) > 0 && number_of(words, "line=", 0) <= ASK_SIGNAL)
		debrief_ask(s, (enum asking)number_of(words, "line=", 0));
}

int debrief_place_restore(struct screen *s, struct err *err)
{
	struct draft d;
	int rc = draft_get(store_of(s), SUBJECT_FORM_VALUE, debrief_state(s)->form, PLACE, 0, 0, &d, err);

	if (rc == 1)
		take_words(s, d.body, d.live_ms);
	if (rc == 1)
		draft_done(&d);
	return rc;
}

/* Left on purpose: the next time begins where something is open. */
void debrief_place_forget(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);
	struct draft d;

	b->leaves = true;
	if (draft_get(store_of(s), SUBJECT_FORM_VALUE, b->form, PLACE, 0, 0, &d, NULL) != 1)
		return;
	draft_drop(store_of(s), &d, NULL);
	draft_done(&d);
}

/* ---- others ---- */

struct looking {
	struct screen *s;
	int64_t newest_ms;
	char words[64];
};

static int one_other(void *arg, const struct draft *d)
{
	struct looking *l = arg;
	const char *dot = strrchr(d->field, '.');
	int64_t question = d->kind == SUBJECT_ITEM ? d->layer : strtol(d->field, NULL, 10);
	const char *login = member_login(store_of(l->s), d->member);

	if (question < 1 || (dot && d->kind != SUBJECT_ITEM) || !*login || d->at_ms < l->newest_ms)
		return 0;
	l->newest_ms = d->at_ms;
	cut_printf(l->words, sizeof l->words, "%.24s is typing in Q%" PRId64, login, question);
	return 0;
}

bool debrief_others(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);
	struct looking l = { .s = s };
	int64_t now = store_of(s)->real_now(store_of(s));
	bool changed;

	b->drafts_seen = s->view->drafts_seen;
	b->typing_ms = -1;
	if (drafts_of_others(store_of(s), b->form, now - YOUNG_MS, one_other, &l, NULL))
		return false;
	if (l.words[0]) /* a clock that was set back is no reason to look all the time */
		b->typing_ms =
			s->view->mono_ms + (l.newest_ms <= now ? YOUNG_MS - (now - l.newest_ms) + 1 : YOUNG_MS);
	changed = strcmp(l.words, b->typing) != 0;
	memcpy(b->typing, l.words, sizeof b->typing);
	return changed;
}

int64_t debrief_others_wait(const struct screen *s)
{
	const struct debrief_state *b = debrief_state(s);

	if (b->drafts_seen != s->view->drafts_seen) /* asked when that need not wait for ours to be written */
		return draft_writer_is_busy(s->view->store) ? OTHERS_AGAIN_MS : 0;
	if (b->typing_ms < 0)
		return -1;
	return b->typing_ms > s->view->mono_ms ? b->typing_ms - s->view->mono_ms : 0;
}

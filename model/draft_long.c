#include "model/draft_long.h"

#include "model/private.h"

#include <stdlib.h>
#include <string.h>

/* MOST: a row of it stays on one page of the file. FILL: of a piece that is made anew, so that it can grow. */
enum { MOST = 900, FILL = 600, STRIDE = 256 };
/* Between the places of two pieces made in one go: room for those that come between them. */
#define GAP (INT64_C(1) << 40)

enum { PIECE_PUT, PIECE_DROP, PIECE_GET };

struct piece {
	int64_t place;
	size_t len;
};

/* What this store wrote last. */
struct draft_long {
	int64_t session;
	struct buf text;
	struct piece *pieces; /* by place */
	size_t n, cap;
};

/* From piece `from` up to `to`, which stays, the pieces give way to `n` others with the text of `len` bytes at `at`. */
struct swap {
	size_t from, to, n;
	size_t at, len;
};

static struct draft_long *last_of(struct store *s)
{
	if (!s->priv->draft_long)
		s->priv->draft_long = xcalloc(1, sizeof *s->priv->draft_long);
	return s->priv->draft_long;
}

int64_t draft_long_session(const struct store *s)
{
	return s->priv->draft_long ? s->priv->draft_long->session : 0;
}

void draft_long_forget(struct store *s)
{
	if (s->priv->draft_long)
		s->priv->draft_long->session = 0;
}

void draft_long_free(struct store *s)
{
	if (!s->priv->draft_long)
		return;
	buf_done(&s->priv->draft_long->text);
	free(s->priv->draft_long->pieces);
	free(s->priv->draft_long);
	s->priv->draft_long = NULL;
}

/* ---- where two texts differ ---- */

static size_t same_head(const char *a, const char *b, size_t n)
{
	size_t i = 0;

	while (n - i >= STRIDE && !memcmp(a + i, b + i, STRIDE))
		i += STRIDE;
	while (i < n && a[i] == b[i])
		i++;
	return i;
}

/* Of the `n` bytes before both ends. */
static size_t same_tail(const char *a_end, const char *b_end, size_t n)
{
	size_t i = 0;

	while (n - i >= STRIDE && !memcmp(a_end - i - STRIDE, b_end - i - STRIDE, STRIDE))
		i += STRIDE;
	while (i < n && a_end[-1 - (ptrdiff_t)i] == b_end[-1 - (ptrdiff_t)i])
		i++;
	return i;
}

static size_t pieces_for(size_t len)
{
	return len > MOST ? (len + FILL - 1) / FILL : len > 0;
}

/* The pieces that hold what differs. What is typed between two belongs to the one before. */
static struct swap swap_for(const struct draft_long *l, const char *text, size_t len)
{
	size_t shorter = len < l->text.len ? len : l->text.len, end;
	size_t head = same_head(l->text.data, text, shorter);
	size_t tail = same_tail(l->text.data + l->text.len, text + len, shorter - head);
	struct swap swap = { 0 };

	while (swap.from + 1 < l->n && swap.at + l->pieces[swap.from].len < head)
		swap.at += l->pieces[swap.from++].len;
	for (end = swap.at, swap.to = swap.from; swap.to == swap.from || end < l->text.len - tail; swap.to++)
		end += l->pieces[swap.to].len;
	swap.len = end + len - l->text.len - swap.at;
	swap.n = pieces_for(swap.len);
	return swap;
}

/* ---- pieces in the file ---- */

static int drop_pieces(struct store *s, int64_t session, int64_t from, int64_t to, struct err *err)
{
	struct stmt *st = db_stmt(s->drafts, &draft_long_sql[PIECE_DROP], err);

	if (!st)
		return -1;
	db_ints(st, 1, (int64_t[]){ session, from, to }, 3);
	return db_run(st, err);
}

static int put_piece(struct store *s, int64_t session, int64_t place, const char *text, size_t len, struct err *err)
{
	struct stmt *st = db_stmt(s->drafts, &draft_long_sql[PIECE_PUT], err);

	if (!st)
		return -1;
	db_ints(st, 1, (int64_t[]){ session, place }, 2);
	db_textn(st, 3, text, len);
	return db_run(st, err);
}

/* Cut before a character. */
static size_t cut(const char *text, size_t len, size_t pieces_left)
{
	size_t at = len / pieces_left;

	while (pieces_left > 1 && at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80)
		at--;
	return at;
}

static void make_room(struct draft_long *l, const struct swap *swap)
{
	size_t n = l->n - (swap->to - swap->from) + swap->n;

	if (n > l->cap) {
		l->cap = n * 2;
		l->pieces = xrealloc(l->pieces, l->cap * sizeof *l->pieces);
	}
	if (l->n > swap->to)
		memmove(l->pieces + swap->from + swap->n, l->pieces + swap->to, (l->n - swap->to) * sizeof *l->pieces);
	l->n = n;
}

static int put_pieces(struct store *s, const struct swap *swap, int64_t first, int64_t step, const char *text,
		      struct err *err)
{
	struct draft_long *l = last_of(s);
	size_t at = swap->at, end = swap->at + swap->len;
	int rc = 0;

	make_room(l, swap);
	for (size_t i = 0; !rc && i < swap->n; i++) {
		struct piece p = { first + (int64_t)i * step, cut(text + at, end - at, swap->n - i) };

		rc = put_piece(s, l->session, p.place, text + at, p.len, err);
		l->pieces[swap->from + i] = p;
		at += p.len;
	}
	return rc;
}

static void remember(struct draft_long *l, const char *text, size_t len)
{
	buf_clear(&l->text);
	buf_add(&l->text, text, len);
}

int draft_long_change(struct store *s, const char *text, size_t len, struct err *err)
{
	struct draft_long *l = last_of(s);
	struct swap swap = swap_for(l, text, len);
	int64_t low = swap.from ? l->pieces[swap.from - 1].place : 0;
	int64_t high = swap.to < l->n ? l->pieces[swap.to].place : INT64_MAX;
	int64_t room = (high - low) / ((int64_t)swap.n + 1), step = room < GAP ? room : GAP, first = low + step;
	bool is_one = swap.n == 1 && swap.to == swap.from + 1;

	if (step < 1)
		return 0;
	/* A piece that stays one is written over where it lies. */
	if (is_one)
		first = l->pieces[swap.from].place;
	else if (drop_pieces(s, l->session, low, high, err))
		return -1;
	if (put_pieces(s, &swap, first, step, text, err))
		return -1;
	remember(l, text, len);
	return 1;
}

int draft_long_put(struct store *s, const char *text, size_t len, int64_t *session, struct err *err)
{
	struct draft_long *l = last_of(s);
	struct swap all = { .n = pieces_for(len), .len = len };

	do
		s->random(s, session, sizeof *session);
	while (!(*session &= INT64_MAX));
	l->session = *session;
	l->n = 0;
	remember(l, text, len);
	return put_pieces(s, &all, GAP, GAP, text, err);
}

int draft_long_get(struct store *s, int64_t session, struct buf *out, struct err *err)
{
	struct stmt *st = db_stmt(s->drafts, &draft_long_sql[PIECE_GET], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, session);
	while ((rc = db_step(st, err)) == 1) {
		size_t len = 0;
		const char *text = db_col_blob(st, 0, &len);

		if (len)
			buf_add(out, text, len);
	}
	return rc;
}

const struct sql draft_long_sql[] = {
	[PIECE_PUT] = { "draft_piece_put", "insert into draft_piece (session, place, body) values ($1, $2, $3)"
					   " on conflict (session, place) do update set body = excluded.body" },
	[PIECE_DROP] = { "draft_piece_drop", "delete from draft_piece where session = $1 and place > $2 and place < $3" },
	[PIECE_GET] = { "draft_piece_get", "select body from draft_piece where session = $1 order by place" },
	{ NULL, NULL },
};

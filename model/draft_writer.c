#include "model/draft_writer.h"

#include "model/buf.h"
#include "model/dict.h"
#include "model/private.h"
#include "model/teeth.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { SPARE_MAX = 4 << 20 };

struct flight {
	atomic_int state;
	atomic_int held; /* by the caller, by the queue */
	/* of what is stored; the thread's until the state says that it came to its end */
	int64_t rev;
	struct err err;
};

struct waiting {
	struct draft d;
	size_t cap; /* of its body */
	struct flight *flight;
	struct waiting *next;
	struct fresh fresh;
	struct behind how; /* save NULL: the draft is written; else arg is owned */
	struct store as;   /* who stores, as the store was then */
};

struct draft_writer {
	pthread_mutex_t lock; /* of what follows; never held while something is written */
	pthread_cond_t work, idle;
	struct waiting *first;
	bool busy; /* one was taken from the queue and is being written */
	struct fresh writing; /* of that one */
	bool ends;
	/* The body that was done with last, for the next: a long text in memory that is had anew costs more than its copy. */
	char *spare;
	size_t spare_cap;

	/* the caller's */
	pthread_t thread;
	bool runs, no_thread, paused;
	int fd;

	/* The thread's view of the store: nothing in it changes under its hands. */
	struct store plain;
	struct store_private apart; /* and its caches, where it stores */
};

/* ---- flights ---- */

enum flight_state flight_state(const struct flight *f)
{
	return (enum flight_state)atomic_load(&f->state);
}

void flight_free(struct flight *f)
{
	if (f && atomic_fetch_sub(&f->held, 1) == 1)
		free(f);
}

int64_t flight_rev(const struct flight *f)
{
	return f->rev;
}

void flight_error(const struct flight *f, struct err *err)
{
	if (err)
		*err = f->err;
}

static struct flight *flight_new(void)
{
	struct flight *f = xcalloc(1, sizeof *f);

	atomic_init(&f->state, FLIGHT_ON_ITS_WAY);
	atomic_init(&f->held, 2);
	return f;
}

static void end_flight(struct flight *f, enum flight_state state)
{
	atomic_store(&f->state, state);
	flight_free(f);
}

/* ---- the thread ---- */

static void keep_spare(struct draft_writer *w, struct waiting *one)
{
	pthread_mutex_lock(&w->lock);
	if (one->cap > w->spare_cap && one->cap <= SPARE_MAX) {
		char *less = w->spare;

		w->spare = one->d.body;
		w->spare_cap = one->cap;
		one->d.body = less;
	}
	pthread_mutex_unlock(&w->lock);
}

static void waiting_free(struct draft_writer *w, struct waiting *one, enum flight_state state)
{
	end_flight(one->flight, state);
	keep_spare(w, one);
	draft_done(&one->d);
	free((void *)(uintptr_t)one->how.arg);
	free(one);
}

static int save(struct store *s, const struct draft *d, void *arg, struct err *err)
{
	struct waiting *one = arg;

	return one->how.save(s, d, (void *)(uintptr_t)one->how.arg, &one->flight->rev, err);
}

/* Members change in the other's hands; what is in the dictionary stays. */
static bool store_one(struct waiting *one)
{
	struct err *err = &one->flight->err;
	int rc;

	member_forget(&one->as);
	db_patience(one->as.db, one->how.is_hasty ? 0 : -1);
	rc = one->how.is_undrafted ? save(&one->as, &one->d, one, err)
				   : draft_store(&one->as, &one->d, save, one, err);
	db_patience(one->as.db, -1);
	db_give_back(one->as.db);
	return !rc;
}

static bool write_one(struct draft_writer *w, struct waiting *one)
{
	w->plain.actor.member = one->d.member;
	return !draft_write_alone(&w->plain, &one->d, NULL);
}

static void tell(const struct draft_writer *w)
{
	static const uint64_t one = 1;

	if (write(w->fd, &one, sizeof one) < 0) {
		/* A counter that is full wakes as well. */
	}
}

static void *run(void *arg)
{
	struct draft_writer *w = arg;

	pthread_mutex_lock(&w->lock);
	for (;;) {
		struct waiting *one;

		while (!w->first && !w->ends)
			pthread_cond_wait(&w->work, &w->lock);
		one = w->first;
		if (!one)
			break;
		w->first = one->next;
		w->busy = true;
		w->writing = one->fresh;
		pthread_mutex_unlock(&w->lock);
		waiting_free(w, one, (one->how.save ? store_one(one) : write_one(w, one)) ? FLIGHT_WRITTEN
											: FLIGHT_FAILED);
		pthread_mutex_lock(&w->lock);
		w->busy = false;
		if (!w->first)
			pthread_cond_broadcast(&w->idle);
		tell(w);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

/* Signals are the main thread's affair: its wait must end with them. Faults are of the thread that makes them. */
static void block_signals(sigset_t *was)
{
	static const int faults[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };
	sigset_t all;

	sigfillset(&all);
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		sigdelset(&all, faults[i]);
	pthread_sigmask(SIG_SETMASK, &all, was);
}

static bool start(struct store *s)
{
	struct draft_writer *w = s->writer;
	sigset_t was;

	if (w->runs || w->no_thread)
		return w->runs;
	if (drafts_open(s, NULL))
		return false;
	w->plain = (struct store){ .drafts = s->drafts, .priv = s->priv, .random = s->random, .now = s->now,
				   .real_now = s->real_now };
	s->random(s, &w->apart.seed, sizeof w->apart.seed);
	block_signals(&was);
	w->runs = !pthread_create(&w->thread, NULL, run, w);
	pthread_sigmask(SIG_SETMASK, &was, NULL);
	w->no_thread = !w->runs;
	return w->runs;
}

/* ---- the caller ---- */

void draft_writer_open(struct store *s)
{
	struct draft_writer *w;
	int fd;

	if (s->writer || teeth_off("draft-writer"))
		return;
	fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (fd < 0)
		return;
	w = xcalloc(1, sizeof *w);
	w->fd = fd;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->work, NULL);
	pthread_cond_init(&w->idle, NULL);
	s->writer = w;
}

void draft_writer_close(struct store *s)
{
	struct draft_writer *w = s->writer;

	if (!w)
		return;
	if (w->runs) {
		pthread_mutex_lock(&w->lock);
		w->ends = true;
		pthread_cond_signal(&w->work);
		pthread_mutex_unlock(&w->lock);
		pthread_join(w->thread, NULL);
	}
	w->plain.priv = &w->apart;
	dict_free(&w->plain);
	member_forget(&w->plain);
	pthread_cond_destroy(&w->idle);
	pthread_cond_destroy(&w->work);
	pthread_mutex_destroy(&w->lock);
	close(w->fd);
	free(w->spare);
	free(w);
	s->writer = NULL;
}

int draft_writer_fd(const struct store *s)
{
	return s && s->writer ? s->writer->fd : -1;
}

void draft_writer_heard(struct store *s)
{
	uint64_t count;

	if (read(s->writer->fd, &count, sizeof count) < 0) {
		/* Nobody spoke. */
	}
}

static bool same_field(const struct draft *a, const struct draft *b)
{
	return a->kind == b->kind && a->subject == b->subject && a->item == b->item && a->layer == b->layer &&
	       a->member == b->member && !strcmp(a->field, b->field);
}

static void take_spare(struct draft_writer *w, struct waiting *one)
{
	pthread_mutex_lock(&w->lock);
	one->d.body = w->spare;
	one->cap = w->spare_cap;
	w->spare = NULL;
	w->spare_cap = 0;
	pthread_mutex_unlock(&w->lock);
}

static struct waiting *waiting_new(const struct store *s, const struct draft *d)
{
	struct waiting *one = xcalloc(1, sizeof *one);

	one->d = *d;
	one->d.member = s->actor.member;
	take_spare(s->writer, one);
	if (one->cap < d->len + 1) {
		free(one->d.body);
		one->cap = d->len + d->len / 8 + 64;
		one->d.body = xmalloc(one->cap);
	}
	memcpy(one->d.body, d->body ? d->body : "", d->len);
	one->d.body[d->len] = '\0';
	one->flight = flight_new();
	return one;
}

/* Behind the others, or in the place of the one that it replaces: that one, for the caller to free. What stands before
 * something to be stored stays there. */
static struct waiting *queue(struct draft_writer *w, struct waiting *one)
{
	struct waiting **at = &w->first, **same = NULL, *old;

	for (; *at; at = &(*at)->next)
		if ((*at)->how.save)
			same = NULL;
		else if (!one->how.save && same_field(&(*at)->d, &one->d))
			same = at;
	at = same ? same : at;
	old = *at;
	one->next = old ? old->next : NULL;
	*at = one;
	return old;
}

static struct flight *hand_over(struct draft_writer *w, struct waiting *one)
{
	struct flight *f = one->flight;
	struct waiting *old;

	pthread_mutex_lock(&w->lock);
	old = queue(w, one);
	pthread_cond_signal(&w->work);
	pthread_mutex_unlock(&w->lock);
	if (old)
		waiting_free(w, old, FLIGHT_FAILED);
	return f;
}

struct flight *draft_writer_put(struct store *s, const struct draft *d, const struct fresh *fresh)
{
	struct draft_writer *w = s->writer;
	struct waiting *one;

	if (!w || w->paused || !start(s))
		return NULL;
	one = waiting_new(s, d);
	one->fresh = *fresh;
	return hand_over(w, one);
}

static void add_fresh(struct fresh *to, const struct fresh *of)
{
	to->chars += of->chars;
	if (of->from_ms < to->from_ms)
		to->from_ms = of->from_ms;
}

struct fresh draft_writer_fresh(const struct store *s)
{
	struct draft_writer *w = s ? s->writer : NULL;
	struct fresh all = { 0, NO_KEY };

	if (!w || !w->runs)
		return all;
	pthread_mutex_lock(&w->lock);
	if (w->busy)
		add_fresh(&all, &w->writing);
	for (const struct waiting *one = w->first; one; one = one->next)
		add_fresh(&all, &one->fresh);
	pthread_mutex_unlock(&w->lock);
	return all;
}

struct flight *draft_writer_store(struct store *s, const struct draft *d, const struct behind *how)
{
	struct draft_writer *w = s->writer;
	struct waiting *one;

	if (!w || w->paused || !start(s))
		return NULL;
	one = waiting_new(s, d);
	one->how = *how;
	one->how.arg = memcpy(xmalloc(how->size), how->arg, how->size);
	one->fresh = (struct fresh){ 0, NO_KEY };
	one->as = *s;
	one->as.writer = NULL; /* in whose hands it is */
	one->as.drafts = w->plain.drafts;
	one->as.priv = &w->apart;
	db_lend(s->db, w->thread);
	return hand_over(w, one);
}

bool draft_writer_is_busy(const struct store *s)
{
	struct draft_writer *w = s ? s->writer : NULL;
	bool busy;

	if (!w || !w->runs)
		return false;
	pthread_mutex_lock(&w->lock);
	busy = w->first || w->busy;
	pthread_mutex_unlock(&w->lock);
	return busy;
}

void draft_writer_rest(struct store *s)
{
	struct draft_writer *w = s->writer;

	if (!w || !w->runs)
		return;
	pthread_mutex_lock(&w->lock);
	while (w->first || w->busy)
		pthread_cond_wait(&w->idle, &w->lock);
	pthread_mutex_unlock(&w->lock);
}

void draft_writer_pause(struct store *s, bool on)
{
	if (!s || !s->writer)
		return;
	s->writer->paused = on;
	if (on)
		draft_writer_rest(s);
}

bool draft_writer_is_paused(const struct store *s)
{
	return s->writer && s->writer->paused;
}

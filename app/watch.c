#include "app/watch.h"

#include "model/draft_writer.h"
#include "model/teeth.h"

#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

static const int look_after_ms[] = { 0, 5, 25, 100, 240 };
enum { LOOKS = sizeof look_after_ms / sizeof *look_after_ms, BUSY_AGAIN_MS = 100 };

void watch_open(struct watch *w, const struct store *s)
{
	char folder[4096];
	const char *slash;

	*w = (struct watch){ .fd = -1, .look_at_ms = -1 };
	if (!s || !s->path || !s->db)
		return;
	w->version = db_data_version(s->db, NULL);
	slash = strrchr(s->path, '/');
	snprintf(w->name, sizeof w->name, "%s", slash ? slash + 1 : s->path);
	if (slash)
		snprintf(folder, sizeof folder, "%.*s", (int)(slash - s->path) + (slash == s->path), s->path);
	else
		snprintf(folder, sizeof folder, ".");
	w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (w->fd >= 0 && inotify_add_watch(w->fd, folder, IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_DELETE) < 0) {
		close(w->fd);
		w->fd = -1;
	}
}

void watch_close(struct watch *w)
{
	if (w->fd >= 0)
		close(w->fd);
	w->fd = -1;
}

int64_t watch_wait_ms(const struct watch *w)
{
	struct timespec ts;
	int64_t left;

	if (w->look_at_ms < 0)
		return -1;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	left = w->look_at_ms - ((int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000);
	return left > 0 ? left : 0;
}

/* The file itself and the drafts beside it, each with its -wal and its -journal. */
static bool is_ours(const struct watch *w, const char *name)
{
	size_t len = strlen(w->name);

	if (strncmp(name, w->name, len))
		return false;
	name += len;
	if (!strncmp(name, "-drafts", 7))
		name += 7;
	return !*name || !strcmp(name, "-wal") || !strcmp(name, "-journal");
}

static bool drain(const struct watch *w)
{
	char bytes[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
	bool ours = false;
	ssize_t n;

	while ((n = read(w->fd, bytes, sizeof bytes)) > 0)
		for (char *p = bytes; p < bytes + n;) {
			const struct inotify_event *e = (const void *)p;

			ours |= e->len && is_ours(w, e->name);
			p += sizeof *e + e->len;
		}
	return ours;
}

/* What was read before holds where the new configuration is wrong; `check` names it. False: somebody writes just now. */
static bool read_team(struct store *s)
{
	struct err config = { 0 }, actor = { 0 };

	store_reload_config(s, &config);
	store_reload_actor(s, &actor);
	return config.kind != ERR_BUSY && actor.kind != ERR_BUSY;
}

static bool look(struct watch *w, struct store *s, int64_t now_ms)
{
	struct err err = { 0 };
	int64_t version = db_data_version(s->db, &err);
	int64_t drafts = s->drafts && !draft_writer_is_busy(s) ? db_data_version(s->drafts, NULL) : w->drafts_version;

	w->drafts_seen += drafts != w->drafts_version;
	w->drafts_version = drafts;
	if (version == w->version)
		return false;
	/* Whoever has the file now may change nothing more, and what was written before is to be seen all the same. */
	if (version < 0 ? err.kind == ERR_BUSY : !read_team(s)) {
		w->look_at_ms = now_ms + BUSY_AGAIN_MS;
		return false;
	}
	w->version = version;
	return true;
}

bool watch_turn(struct watch *w, bool readable, int64_t now_ms, struct store *s)
{
	if (w->fd < 0 || !s)
		return false;
	if (readable && teeth_off("P20"))
		readable = drain(w) && false;
	if (readable && drain(w)) {
		w->seen_at_ms = now_ms;
		w->looks = 0;
		w->look_at_ms = now_ms;
	}
	if (w->look_at_ms < 0 || now_ms < w->look_at_ms)
		return false;
	if (db_is_lent(s->db)) { /* it is ours that is written now */
		w->look_at_ms = now_ms + look_after_ms[1];
		return false;
	}
	w->looks++;
	w->look_at_ms = w->looks < LOOKS ? w->seen_at_ms + look_after_ms[w->looks] : -1;
	if (w->look_at_ms < 0 && draft_writer_is_busy(s)) /* the drafts can only be seen when it rests */
		w->look_at_ms = now_ms + look_after_ms[1];
	return look(w, s, now_ms);
}

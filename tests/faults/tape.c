#include "tests/faults/tape.h"

#include "model/buf.h"
#include "tests/support/prop.h"
#include "tests/support/temp.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512, FILES_MAX = 32 };

/* Besides what the shim tells. */
#define TAPE_RENAME 1024
#define TAPE_DIR 2048

struct event {
	unsigned op;
	int file, to; /* index of name; `to` of a rename */
	int64_t at, n;
	bool is_synced;
	unsigned char *bytes;
};

struct tape {
	char *dir;
	char *name[FILES_MAX];
	struct buf base[FILES_MAX];
	bool was_there[FILES_MAX];
	int files;
	struct event *events;
	size_t count, room;
};

static struct tape *recording;

/* ---- recording ---- */

static bool is_shared_memory(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && !strcmp(name + n - 4, "-shm");
}

static int file_of(struct tape *t, const char *name)
{
	for (int i = 0; i < t->files; i++)
		if (!strcmp(t->name[i], name))
			return i;
	if (t->files == FILES_MAX)
		abort();
	t->name[t->files] = xstrdup(name);
	return t->files++;
}

/* The name inside the folder of the tape; NULL: it lies elsewhere. */
static const char *inside(const struct tape *t, const char *path)
{
	size_t n = strlen(t->dir);

	return !strncmp(path, t->dir, n) && path[n] == '/' ? path + n + 1 : NULL;
}

static struct event *next_event(struct tape *t)
{
	if (t->count == t->room) {
		t->room = t->room ? t->room * 2 : 256;
		t->events = xrealloc(t->events, t->room * sizeof *t->events);
	}
	t->events[t->count] = (struct event){ 0 };
	return &t->events[t->count++];
}

static void hear(void *arg, const struct vfs_event *e)
{
	struct tape *t = arg;
	const char *name = inside(t, e->name);
	struct event *to;

	if (!name || is_shared_memory(name))
		return;
	to = next_event(t);
	*to = (struct event){ .op = e->op, .file = file_of(t, name), .at = e->at, .n = e->n, .is_synced = e->is_synced };
	if (e->op == VFS_WRITE) {
		to->bytes = xmalloc((size_t)e->n);
		memcpy(to->bytes, e->bytes, (size_t)e->n);
	}
}

void tape_renamed(const char *from, const char *to)
{
	struct event *e;

	if (!recording || !inside(recording, from) || !inside(recording, to))
		return;
	e = next_event(recording);
	e->op = TAPE_RENAME;
	e->file = file_of(recording, inside(recording, from));
	e->to = file_of(recording, inside(recording, to));
}

void tape_dir_synced(void)
{
	if (recording)
		next_event(recording)->op = TAPE_DIR;
}

struct tape *tape_record(const char *dir)
{
	struct tape *t = xcalloc(1, sizeof *t);
	DIR *d = opendir(dir);
	struct dirent *e;

	t->dir = xstrdup(dir);
	while (d && (e = readdir(d))) {
		char *path = temp_path(dir, e->d_name);
		struct stat st;

		if (!stat(path, &st) && S_ISREG(st.st_mode) && !is_shared_memory(e->d_name)) {
			int i = file_of(t, e->d_name);

			t->was_there[i] = prop_read(path, &t->base[i]);
		}
		free(path);
	}
	closedir(d);
	recording = t;
	vfs_hear(hear, t);
	return t;
}

void tape_stop(struct tape *t)
{
	if (recording == t) {
		vfs_hear(NULL, NULL);
		recording = NULL;
	}
}

void tape_free(struct tape *t)
{
	tape_stop(t);
	for (size_t i = 0; i < t->count; i++)
		free(t->events[i].bytes);
	for (int i = 0; i < t->files; i++) {
		free(t->name[i]);
		buf_done(&t->base[i]);
	}
	free(t->events);
	free(t->dir);
	free(t);
}

size_t tape_count(const struct tape *t)
{
	return t->count;
}

bool tape_is_sync(const struct tape *t, size_t i)
{
	return t->events[i].op == VFS_SYNC || t->events[i].op == TAPE_DIR;
}

const char *tape_say(const struct tape *t, size_t i)
{
	static char say[120];
	const struct event *e = i < t->count ? &t->events[i] : NULL;
	const char *what = !e ? "the end" : e->op == VFS_OPEN ? "make" : e->op == VFS_WRITE ? "write"
		: e->op == VFS_TRUNCATE ? "truncate" : e->op == VFS_SYNC ? "sync" : e->op == VFS_DELETE ? "delete"
		: e->op == TAPE_RENAME ? "rename" : "sync the folder";

	snprintf(say, sizeof say, "%s %s", what, !e || e->op == TAPE_DIR ? "" : t->name[e->file]);
	return say;
}

/* ---- what a cut leaves ---- */

struct chance {
	uint64_t state;
};

static unsigned below(struct chance *c, unsigned n)
{
	c->state ^= c->state << 13;
	c->state ^= c->state >> 7;
	c->state ^= c->state << 17;
	return (unsigned)(c->state >> 20) % n;
}

/* Of one file: what stands on the disk for sure, and which events may have reached it. */
struct image {
	struct buf disk;
	bool is_there, may_be, may_go; /* for sure; made, deleted since the folder was synced */
	size_t *pending, count, room;
};

static void make_longer(struct buf *b, size_t len)
{
	static const char zeros[4096];

	while (b->len < len)
		buf_add(b, zeros, len - b->len < sizeof zeros ? len - b->len : sizeof zeros);
}

static void put(struct buf *disk, size_t at, const unsigned char *bytes, size_t n)
{
	make_longer(disk, at + n);
	memcpy(disk->data + at, bytes, n);
}

static void cut_off(struct buf *disk, size_t size)
{
	make_longer(disk, size);
	disk->len = size;
}

static void apply(struct buf *disk, const struct event *e)
{
	if (e->op == VFS_WRITE)
		put(disk, (size_t)e->at, e->bytes, (size_t)e->n);
	else
		cut_off(disk, (size_t)e->n);
}

/* Sector by sector: the new one, the old one, zeros or garbage. */
static void tear(struct buf *disk, const struct event *e, struct chance *c)
{
	unsigned char junk[SECTOR];
	int64_t at = e->at, end = e->at + e->n;

	while (at < end) {
		int64_t next = (at / SECTOR + 1) * SECTOR < end ? (at / SECTOR + 1) * SECTOR : end;
		unsigned how = below(c, 8);

		for (int i = 0; i < SECTOR; i++)
			junk[i] = how == 7 ? 0 : (unsigned char)below(c, 256);
		if (how < 3)
			put(disk, (size_t)at, e->bytes + (at - e->at), (size_t)(next - at));
		else if (how >= 5)
			put(disk, (size_t)at, junk, (size_t)(next - at));
		at = next;
	}
}

static void wait_for_sync(struct image *m, size_t event)
{
	if (m->count == m->room) {
		m->room = m->room ? m->room * 2 : 64;
		m->pending = xrealloc(m->pending, m->room * sizeof *m->pending);
	}
	m->pending[m->count++] = event;
}

static void synced(const struct tape *t, struct image *m)
{
	for (size_t i = 0; i < m->count; i++)
		apply(&m->disk, &t->events[m->pending[i]]);
	m->count = 0;
}

static void dir_synced(struct image *images, int n)
{
	for (int i = 0; i < n; i++) {
		if (images[i].may_be)
			images[i].is_there = true;
		if (images[i].may_go)
			images[i].is_there = false;
		images[i].may_be = images[i].may_go = false;
	}
}

static void renamed(struct image *from, struct image *to)
{
	buf_clear(&to->disk);
	buf_add(&to->disk, buf_str(&from->disk), from->disk.len);
	to->count = 0;
	to->may_be = true;
	from->may_go = true;
	from->may_be = false;
}

/* Of the journals the library syncs the folder with their first sync; other new files wait for a sync of the folder. */
static bool is_journal(const char *name)
{
	return strstr(name, "-journal") || strstr(name, "-wal");
}

static void step(const struct tape *t, size_t i, struct image *images)
{
	const struct event *e = &t->events[i];
	struct image *m = &images[e->file];

	switch (e->op) {
	case VFS_OPEN:
		m->may_be = true;
		m->may_go = false;
		break;
	case VFS_WRITE:
	case VFS_TRUNCATE:
		if (!m->is_there)
			m->may_be = true;
		wait_for_sync(m, i);
		break;
	case VFS_SYNC:
		synced(t, m);
		if (is_journal(t->name[e->file]) && m->may_be) {
			m->is_there = true;
			m->may_be = false;
		}
		break;
	case VFS_DELETE:
		m->may_go = true;
		m->may_be = false;
		if (e->is_synced)
			dir_synced(images, t->files);
		break;
	case TAPE_RENAME:
		renamed(m, &images[e->to]);
		break;
	case TAPE_DIR:
		dir_synced(images, t->files);
		break;
	}
}

/* How a cut treats what was not synced: all of it is there, none, or each as chance will. */
enum luck { LUCK_ALL, LUCK_NONE, LUCK_ANY };

static void settle(const struct tape *t, struct image *m, enum luck luck, struct chance *c)
{
	for (size_t i = 0; i < m->count && luck != LUCK_NONE; i++) {
		const struct event *e = &t->events[m->pending[i]];
		unsigned how = luck == LUCK_ALL ? 0 : below(c, 4);

		if (how < 2)
			apply(&m->disk, e);
		else if (how == 2 && e->op == VFS_WRITE)
			tear(&m->disk, e, c);
	}
	if (m->may_go && (luck == LUCK_ALL || (luck == LUCK_ANY && below(c, 2))))
		m->is_there = false;
	if (m->may_be && (luck == LUCK_ALL || (luck == LUCK_ANY && below(c, 2))))
		m->is_there = true;
}

static void write_out(const char *dir, const char *name, const struct buf *bytes)
{
	char *path = temp_path(dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, buf_str(bytes), bytes->len) != (ssize_t)bytes->len || close(fd)) {
		perror(path);
		abort();
	}
	free(path);
}

void tape_cut(const struct tape *t, size_t k, uint64_t seed, const char *to)
{
	struct image *images = xcalloc((size_t)t->files, sizeof *images);
	struct chance c = { seed * 2654435761u | 1 };
	enum luck luck;

	below(&c, 2);
	luck = (enum luck[]){ LUCK_ALL, LUCK_NONE, LUCK_NONE, LUCK_ANY, LUCK_ANY, LUCK_ANY, LUCK_ANY, LUCK_ANY }[below(&c, 8)];
	for (int i = 0; i < t->files; i++) {
		images[i].is_there = t->was_there[i];
		buf_add(&images[i].disk, buf_str(&t->base[i]), t->base[i].len);
	}
	for (size_t i = 0; i < k && i < t->count; i++)
		step(t, i, images);
	for (int i = 0; i < t->files; i++) {
		settle(t, &images[i], luck, &c);
		if (images[i].is_there)
			write_out(to, t->name[i], &images[i].disk);
		buf_done(&images[i].disk);
		free(images[i].pending);
	}
	free(images);
}

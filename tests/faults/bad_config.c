/* Bad texts where they come in as files: the team's configuration, a CSV of deals. */
#include "model/buf.h"
#include "model/io/csv_out.h"
#include "model/text.h"
#include "tests/faults/bad_text.h"
#include "tests/faults/state.h"
#include "tests/support/temp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void bad_file(const char *dir, const char *name, const struct buf *text)
{
	char *path = temp_path(dir, name);
	FILE *f = fopen(path, "wb");

	if (!f || fwrite(text->data, 1, text->len, f) != text->len || fclose(f))
		abort();
	free(path);
}

/* A word of the configuration: on one line, and text, which its checker asks for. */
static void put_title(struct prop *p, long *number, bool shown, struct buf *out)
{
	bool done = false;

	while (!done) {
		struct prop again = *p;
		struct buf raw = { 0 };

		*number += 4 + (*number % 4 ? -1 : 1);
		bad_text_next(p, *number, BAD_RAW, &raw);
		done = text_valid(raw.data, raw.len) == raw.len && !raw.data[strcspn(raw.data, "\r\n")];
		if (done)
			bad_text_next(&again, *number, shown ? BAD_SHOWN : BAD_RAW, out);
		buf_done(&raw);
	}
}

static bool has_title(const char *line)
{
	static const char *const names[] = { "title = ", "short = ", "text = ", "prompt = ", "exit.", "entry.", "activity = " };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strncmp(line, names[i], strlen(names[i])))
			return true;
	return false;
}

/* A criterion stands under two stages, with one text. */
static void put_value(const char *line, const char *end, struct prop *p, long *number, bool shown, struct buf *out)
{
	struct prop own = { 1, 1 };
	uint32_t hash = 17;
	long n;

	if (strncmp(line, "exit.", 5) && strncmp(line, "entry.", 6)) {
		put_title(p, number, shown, out);
		return;
	}
	for (const char *at = strchr(line, '.'); at < end; at++)
		hash = hash * 31 + (unsigned char)*at;
	own.state = (p->seed ^ hash) | 1;
	n = BAD_MARK_MAX / 8 * 7 + 4 * (long)(hash % 5000);
	put_title(&own, &n, shown, out);
}

/* The team's own words for stages, questions and clocks are data too. */
static int fill_config(const char *world, const char *name, bool shown, struct prop *p, long *number)
{
	char *path = temp_path(world, "config.ini");
	const char *const out[] = { "config", name, "--export", path, NULL }, *const in[] = { "config", name, "--import", path, NULL };
	struct buf text = { 0 }, filled = { 0 };
	int rc = state_make(out, world, 50, 0);

	if (!rc && prop_read(path, &text))
		for (const char *at = buf_str(&text); *at; at += strcspn(at, "\n"), at += *at == '\n') {
			size_t len = strcspn(at, "\n");
			const char *value = memmem(at, len, " = ", 3);

			buf_add(&filled, at, value && has_title(at) ? (size_t)(value + 3 - at) : len);
			if (value && has_title(at))
				put_value(at, value, p, number, shown, &filled);
			buf_putc(&filled, '\n');
		}
	bad_file(world, "config.ini", &filled);
	rc = rc ? rc : state_make(in, world, 51, 0);
	remove(path);
	buf_done(&text);
	buf_done(&filled);
	free(path);
	return rc;
}

int bad_config(const char *world, bool shown, uint64_t seed)
{
	struct prop p = { seed, seed };
	long number = BAD_MARK_MAX / 4 * 3;

	return fill_config(world, "stages", shown, &p, &number) || fill_config(world, "questions", shown, &p, &number) ||
	       fill_config(world, "clocks", shown, &p, &number);
}

/* A file that is refused in part: its reasons quote it. */
void bad_import(const char *world, uint64_t seed)
{
	struct prop p = { seed ^ 0xAAAA, seed };
	struct buf text = { 0 };

	buf_puts(&text, "external_id,company,stage,amount,created,name\n");
	for (int row = 0; row < 48; row++)
		for (int column = 0; column < 6; column++) {
			struct buf cell = { 0 };

			bad_text_next(&p, 1000 + 6 * row + column, BAD_RAW, &cell);
			csv_put_cell(&text, row % 6 == column || column == 0 ? cell.data : column == 2 ? "lost" : "7",
				row % 6 == column || column == 0 ? cell.len : column == 2 ? 4 : 1, ',', true);
			buf_putc(&text, column < 5 ? ',' : '\n');
			buf_done(&cell);
		}
	bad_file(world, "bad.csv", &text);
	buf_done(&text);
}

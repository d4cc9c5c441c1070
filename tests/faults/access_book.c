#include "tests/faults/access_book.h"

#include "model/io/zip_in.h"
#include "tests/support/temp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NUMBERED = 12, PART_MAX = 64 << 20 };

static const char *const parts[] = { "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "docProps/app.xml",
				     "docProps/core.xml", "docProps/custom.xml", "[Content_Types].xml" };
static const char *const numbered[] = { "xl/worksheets/sheet%d.xml", "xl/charts/chart%d.xml", "xl/comments%d.xml", "xl/tables/table%d.xml",
					"xl/drawings/drawing%d.xml", "xl/drawings/vmlDrawing%d.vml",
					"xl/worksheets/_rels/sheet%d.xml.rels" };

static bool add(struct zip_in *z, const char *name, struct buf *out)
{
	long part = zip_in_find(z, name);

	return part < 0 || !zip_in_read(z, part, PART_MAX, out, NULL);
}

static bool read_parts(struct zip_in *z, struct buf *out)
{
	bool well = true;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		well &= add(z, parts[i], out);
	for (size_t i = 0; i < sizeof numbered / sizeof *numbered; i++)
		for (int n = 1; n <= NUMBERED; n++) {
			char name[64];

			snprintf(name, sizeof name, numbered[i], n);
			well &= add(z, name, out);
		}
	return well;
}

bool access_unfold(struct buf *out, const char *dir)
{
	char *path;
	struct zip_in *z;
	struct buf text = { 0 };
	bool well;
	FILE *f;

	if (out->len < 2 || memcmp(buf_str(out), "PK", 2))
		return true;
	path = temp_path(dir, "book.xlsx");
	f = fopen(path, "wb");
	well = f && fwrite(buf_str(out), 1, out->len, f) == out->len;
	well = f && !fclose(f) && well;
	if (well && !zip_in_open(&z, path, NULL)) {
		well = read_parts(z, &text);
		zip_in_close(z);
	} else {
		well = false;
	}
	buf_clear(out);
	buf_add(out, buf_str(&text), text.len);
	buf_done(&text);
	unlink(path);
	free(path);
	return well && out->len;
}

/* Reports: their formats and names, and those that were published. */
#include "model/report_private.h"

#include "model/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FOLDER "reports/revenue"

static const char *const formats[REPORT_FORMATS] = { "md", "text", "csv", "json", "xlsx" };
static const char *const endings[REPORT_FORMATS] = { "md", "txt", "csv", "json", "xlsx" };
static const char *const audiences[AUDIENCES] = { "cro", "product", "cmo" };

static int find(const char *const *list, int n, const char *word)
{
	for (int i = 0; i < n; i++)
		if (!strcasecmp(list[i], word))
			return i;
	return -1;
}

int report_format_find(const char *word)
{
	return find(formats, REPORT_FORMATS, word);
}

int report_audience_find(const char *word)
{
	return find(audiences, AUDIENCES, word);
}

const char *report_audience_key(enum rollup_audience a)
{
	return audiences[a];
}

struct writing {
	struct store *s;
	const struct rollup *r;
	enum report_format format;
	struct buf *out;
};

static int write_it(void *arg, struct err *err)
{
	const struct writing *w = arg;

	switch (w->format) {
	case REPORT_MD:
	case REPORT_TEXT:
		report_doc(w->s, w->r, w->format == REPORT_MD, w->out);
		return 0;
	case REPORT_CSV:
		report_csv(w->s, w->r, w->out);
		return 0;
	case REPORT_JSON:
		report_json(w->s, w->r, w->out);
		return 0;
	case REPORT_XLSX:
		return report_xlsx(w->s, w->r, w->out, err);
	case REPORT_FORMATS:
		break;
	}
	return err_set(err, ERR_BUG, "no such format");
}

int report_write(struct store *s, const struct rollup *r, enum report_format format, struct buf *out, struct err *err)
{
	struct writing w = { s, r, format, out };

	return db_whole(s->db, write_it, &w, err);
}

void report_path(const struct rollup *r, enum report_format format, struct buf *out)
{
	buf_printf(out, FOLDER "/win-loss-%s", r->period);
	if (r->scope.audience != AUDIENCE_CRO)
		buf_printf(out, "-%s", report_audience_key(r->scope.audience));
	if (r->segment) {
		char *slug = text_slug(r->segment);

		buf_printf(out, "-%s", slug);
		free(slug);
	}
	buf_printf(out, ".%s", endings[format]);
}

/* Out of the quarter: into a file, and published. */
#include "screens/report.h"

#include "model/access.h"
#include "model/cut.h"
#include "model/report.h"
#include "model/sheet.h"
#include "model/store.h"
#include "screens/strip_form.h"
#include "screens/ui/strip.h"

#include <stdio.h>
#include <string.h>

struct act report_export(struct screen *s, int key)
{
	static struct rollup_scope scope;

	(void)key;
	report_scope(s, &scope);
	return act_push(&report_export_screen, &scope);
}

/* ---- published ---- */

struct report_publish {
	struct rollup_scope scope; /* its audience is the one under the cursor */
	struct list list;
	char name[AUDIENCES][120]; /* of their files */
};
static const char *const holds[AUDIENCES] = {
	[AUDIENCE_CRO] = "every figure, permitted quotes, actions with their owners",
	[AUDIENCE_PRODUCT] = "the same without amounts",
	[AUDIENCE_CMO] = "figures and permitted quotes; no company, owner or action",
};

static struct report_publish *publish_of(const struct screen *s)
{
	return s->state;
}

const char *report_no_publish(const struct screen *s)
{
	static struct err err;

	if (report_page_of(s)->empty)
		return "nothing closed in this quarter: [ goes to the one before";
	return report_may_publish(s->view->store, &err) ? err.text : NULL;
}

struct act report_ask_publish(struct screen *s, int key)
{
	static struct rollup_scope scope;

	(void)key;
	report_scope(s, &scope);
	return act_push(&report_publish_screen, &scope);
}

/* The end of a file's name under the team's folder. */
static void own_name(const struct rollup *r, enum report_format format, struct buf *out)
{
	struct buf path = { 0 };
	const char *slash;

	report_path(r, format, &path);
	slash = strrchr(buf_str(&path), '/');
	buf_puts(out, slash ? slash + 1 : buf_str(&path));
	buf_done(&path);
}

static int open_publish(struct screen *s, const void *arg, struct err *err)
{
	struct report_publish *p = publish_of(s);
	struct rollup r;

	if (!arg)
		return err_set(err, ERR_REFUSED, "a quarter is published from the report");
	p->scope = *(const struct rollup_scope *)arg;
	if (report_may_publish(s->view->store, err) || rollup_load(s->view->store, &p->scope, &r, err))
		return -1;
	for (int a = AUDIENCE_CRO; a < AUDIENCES; a++) {
		struct buf name = { 0 };

		r.scope.audience = (enum rollup_audience)a;
		own_name(&r, REPORT_MD, &name);
		cut_printf(p->name[a], sizeof p->name[a], "%s", buf_str(&name));
		buf_done(&name);
	}
	rollup_done(&r);
	p->list.at = p->scope.audience;
	list_fit(&p->list, AUDIENCES, AUDIENCES);
	return 0;
}

static void draw_publish(struct screen *s, struct draw *d)
{
	struct report_publish *p = publish_of(s);
	struct area a = strip_draw(d, s->area, AUDIENCES + 2);
	int y = a.y;

	draw_printf(d, y, a.x, a.cols, STYLE_TITLE, "Publish %s? It cannot be taken back.", p->name[p->list.at]);
	y += 2;
	for (size_t i = 0; i < AUDIENCES; i++, y++) {
		if (i == p->list.at)
			draw_text(d, y, a.x, 1, STYLE_ACCENT, "▸");
		draw_printf(d, y, a.x + 2, 12, i == p->list.at ? STYLE_HERE : STYLE_TEXT, "for %s",
			    report_audience_key((enum rollup_audience)i));
		draw_text(d, y, a.x + 16, a.cols - 16, STYLE_MUTED, holds[i]);
	}
}

static struct act move_publish(struct screen *s, int key)
{
	return list_key(&publish_of(s)->list, key) ? ACT(HANDLED) : ACT(IGNORED);
}

static struct act not_published(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return ACT(POP);
}

/* Enter alone files nothing that cannot be taken back. */
static struct act say_publish(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_refuse("p publishes it; it cannot be taken back");
}

static struct act publish_it(struct screen *s, int key)
{
	struct report_publish *p = publish_of(s);
	struct report out;
	struct err err = { 0 };
	struct act a;

	(void)key;
	p->scope.audience = (enum rollup_audience)p->list.at;
	if (report_publish(s->view->store, &p->scope, &out, &err))
		return act_error(&err);
	a = act_say(ACT_POP, TONE_DONE, "published: %s%s", out.path ? out.path : "", out.supersedes ? ", a reissue" : "");
	report_done(&out);
	return a;
}

static const struct binding publish_bindings[] = {
	{ .levels = AT_LIST, .key = 'p', .command = "publish-now", .label = "publish", .title = "Publish it for whom is chosen",
	  .group = "Out", .footer = 1, .run = publish_it },
	{ .levels = AT_LIST, .key = 'n', .command = "publish-not", .label = "no", .group = "Out", .footer = 2, .run = not_published },
	{ .levels = AT_LIST, .key = K_ENTER, .command = "publish-say", .label = "what publishes", .group = "Out", .run = say_publish },
	LIST_MOVES(move_publish),
	{ .command = NULL },
};

const struct screen_type report_publish_screen = {
	.name = "report-publish", .title = "the quarter, published", .kind = SCREEN_STRIP, .level = LEVEL_LIST,
	.size = sizeof(struct report_publish), .bindings = publish_bindings, .init = open_publish, .draw = draw_publish,
};

/* ---- into a file ---- */

enum { EXPORT_FORMAT, EXPORT_AUDIENCE, EXPORT_PATH, EXPORT_FIELDS };
struct report_export {
	struct strip_form strip;
	struct rollup_scope scope;
	struct fields_spec field[EXPORT_FIELDS];
	bool aggregates; /* its reader's file is the CMO's, whatever is chosen */
};

static const char *const formats[] = { "md", "text", "csv", "json", "xlsx", NULL };
static const char *const audiences[] = { "cro", "product", "cmo", NULL };
static const char *const own_audience[] = { "cmo", NULL };
static const struct fields_spec export_fields[EXPORT_FIELDS] = {
	{ "format", "Format", "Left and Right choose: Markdown, plain text, CSV, JSON, XLSX", FIELDS_CHOICE, false, formats, 0 },
	{ "for", "For", "Left and Right choose; the CMO's holds aggregates and permitted quotes alone", FIELDS_CHOICE, false, audiences, 0 },
	{ "path", "File", "empty: its own name in the present folder", FIELDS_LINE, false, NULL, 0 },
};

static struct report_export *export_of(const struct screen *s)
{
	return s->state;
}

static int run(struct screen *s, struct buf *said, struct err *err);

static int open_export(struct screen *s, const void *arg, struct err *err)
{
	struct report_export *x = export_of(s);

	if (!arg)
		return err_set(err, ERR_REFUSED, "a quarter is exported from the report");
	x->scope = *(const struct rollup_scope *)arg;
	snprintf(x->strip.title, sizeof x->strip.title, "%d-Q%d into a file", x->scope.year, x->scope.quarter);
	memcpy(x->field, export_fields, sizeof x->field);
	x->aggregates = access_read(s->view->store, CLASS_DEAL) == ACCESS_NO;
	if (x->aggregates)
		x->field[EXPORT_AUDIENCE].choices = own_audience;
	strip_form_open(&x->strip, x->field, EXPORT_FIELDS, "Enter writes it", run);
	x->strip.stays = true;
	strip_form_drafts(&x->strip, s->view->store, 0, "report", NULL, true);
	return 0;
}

static int write_bytes(const char *path, const struct buf *bytes, struct err *err)
{
	struct export_options file = { .kind = "report", .path = path };
	struct sheet *sheet;
	int64_t rows;
	bool closed;

	if (sheet_open_whole(&sheet, &file, err))
		return -1;
	sheet_whole(sheet, bytes, 1);
	return sheet_close(sheet, &rows, &closed, err);
}

static int write_it(struct screen *s, struct buf *path, struct err *err)
{
	struct report_export *x = export_of(s);
	enum report_format format = (enum report_format)x->strip.form.values[EXPORT_FORMAT].choice;
	struct rollup_scope scope = x->scope;
	struct buf bytes = { 0 };
	struct rollup r;
	int rc;

	scope.audience = x->aggregates ? AUDIENCE_CMO : (enum rollup_audience)x->strip.form.values[EXPORT_AUDIENCE].choice;
	if (rollup_load(s->view->store, &scope, &r, err))
		return -1;
	if (*fields_get(&x->strip.form, EXPORT_PATH))
		buf_puts(path, fields_get(&x->strip.form, EXPORT_PATH));
	else
		own_name(&r, format, path);
	rc = report_write(s->view->store, &r, format, &bytes, err);
	if (!rc)
		rc = write_bytes(buf_str(path), &bytes, err);
	rollup_done(&r);
	buf_done(&bytes);
	return rc;
}

static int run(struct screen *s, struct buf *said, struct err *err)
{
	if (write_it(s, said, err))
		return -1;
	buf_puts(said, " holds the quarter");
	return 0;
}

static const struct binding export_bindings[] = {
	STRIP_FORM_ROWS("report", "write", "write it", "Write the file", "Out"),
	{ .command = NULL },
};

const struct screen_type report_export_screen = {
	.name = "report-export", .title = "the quarter into a file", .size = sizeof(struct report_export), .bindings = export_bindings,
	.init = open_export, .done = strip_form_done, STRIP_FORM_TYPE,
};

/* A sheet that went out as `export deals --wide` and comes back edited: what stood here when it was written, which deal
 * a row is, and its answers, which an import of deals leaves alone and says so. */
#include "model/import_private.h"

#include "model/debrief.h"
#include "model/io/csv_out.h"
#include "model/value.h"
#include "model/wide.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ANSWERS_SAID 20
/* Stands where the preset of an import does: import_match.c looks for it. */
#define IMPORT_SENT_BACK "sent-back"

struct import_sheet {
	char name[WIDE_QUESTIONS_MAX][WIDE_NAME_MAX];
	const char *known[WIDE_QUESTIONS_MAX + 2];
	int column[WIDE_QUESTIONS_MAX]; /* from 0; -1: the file has none */
	int as_of; /* column; -1 */
	size_t n, there, differ;
	bool foreign_said;
};

const char *const *import_sheet_known(struct import *im)
{
	struct import_sheet *sh = im->sheet = xcalloc(1, sizeof *sh);

	for (size_t i = 0; i < questions_count(im->s->questions) && i < WIDE_QUESTIONS_MAX; i++) {
		wide_name(question_at(im->s->questions, i), sh->name[i], sizeof sh->name[i]);
		sh->known[sh->n++] = sh->name[i];
	}
	sh->known[sh->n] = "as_of";
	return sh->known;
}

void import_sheet_start(struct import *im)
{
	struct import_sheet *sh = im->sheet;
	struct buf names = { 0 };

	sh->as_of = import_map_column(im->map, "as_of");
	if (sh->as_of >= 0 && !im->preset_name)
		im->preset_name = xstrdup(IMPORT_SENT_BACK);
	for (size_t i = 0; i < sh->n; i++) {
		sh->column[i] = import_map_column(im->map, sh->name[i]);
		if (sh->column[i] >= 0)
			buf_printf(&names, "%s%s", sh->there++ ? ", " : "", sh->name[i]);
	}
	if (sh->there)
		buf_printf(&im->notes, "%s: answers of debriefs, which an import of deals leaves as they are; winloss debrief DEAL"
			   " --answer N=TEXT changes one\n", buf_str(&names));
	buf_done(&names);
}

void import_sheet_sum(struct import *im)
{
	if (im->sheet && im->sheet->differ > ANSWERS_SAID)
		buf_printf(&im->notes, "%zu answers differ in the file; none was taken\n", im->sheet->differ);
}

void import_sheet_end(struct import *im)
{
	free(im->sheet);
	im->sheet = NULL;
}

int64_t import_sheet_group(struct import *im)
{
	int column = im->sheet->as_of;
	bool there = column >= 0 && column < im->row->count && im->row->fields[column].len;
	char *cell = there ? xstrndup(im->row->fields[column].text, im->row->fields[column].len) : NULL;
	int64_t group = wide_group(im->s, cell);

	free(cell);
	if (there && !group && !im->sheet->foreign_said) {
		im->sheet->foreign_said = true;
		buf_puts(&im->notes, "as_of is of another database: its rows are compared as those of any other file\n");
	}
	return group;
}

int64_t import_number_of(const char *word)
{
	char *end;
	long long n;

	if (!word || (word[0] | 32) != 'd' || word[1] != '-' || word[2] < '1' || word[2] > '9')
		return 0;
	n = strtoll(word + 2, &end, 10);
	return *end ? 0 : n;
}

int64_t import_sheet_deal(struct import *im, bool *named)
{
	const char *ext = im->cells.text[im->f_ext];
	int64_t own = import_number_of(im->cells.text[0]);

	*named = import_sheet_group(im) != 0;
	if (*named)
		return own ? own : import_number_of(ext);
	/* A column `id` stands for the external id where a file has none of that name. */
	return ext && !strcasecmp(reject_column(im->reject, im->cells.column[im->f_ext]), "id") ? import_number_of(ext) : 0;
}

static bool is_about(int64_t read_ms, int64_t is_ms)
{
	return is_ms != NO_MOMENT && (read_ms == is_ms || read_ms == is_ms - is_ms % 1000 || read_ms == is_ms - is_ms % 60000);
}

/* A workbook shows UTC, and where it becomes a CSV the zone is lost. */
bool import_sheet_is_moment(struct import *im, const char *text, int64_t read_ms, int64_t is_ms)
{
	struct buf zoned = { 0 };
	int64_t utc;
	bool about = is_about(read_ms, is_ms);

	buf_printf(&zoned, "%sZ", text);
	if (!about && im->as_of && !moment_parse_utc(buf_str(&zoned), &utc, NULL))
		about = is_about(utc, is_ms);
	buf_done(&zoned);
	return about;
}

static bool same_words(const char *a, const char *b)
{
	for (;;) {
		while (*a == '\r')
			a++;
		while (*b == '\r')
			b++;
		if (*a != *b || !*a)
			return !a[strspn(a, " \r\n")] && !b[strspn(b, " \r\n")];
		a++, b++;
	}
}

static void tell_answer(struct import *im, size_t i, int64_t deal, int64_t line)
{
	struct buf said = { 0 };
	int id = question_at(im->s->questions, i)->id;

	if (im->sheet->differ++ >= ANSWERS_SAID || !im->opt->note)
		return;
	buf_printf(&said, "line %lld, D-%lld, %s: the file has another answer, which is not taken (winloss debrief D-%lld --answer"
		   " %d=TEXT)", (long long)line, (long long)deal, im->sheet->name[i], (long long)deal, id);
	im->opt->note(im->opt->arg, buf_str(&said));
	buf_done(&said);
}

static void compare(struct import *im, const struct debrief_answer *a, size_t i, int64_t deal)
{
	const struct csv_row *row = im->row;
	int column = im->sheet->column[i];
	struct csv_field f = { NULL, 0 };
	struct buf ours = { 0 };
	char *theirs;

	if (column < 0 || column >= row->count)
		return;
	f = row->fields[column];
	if (!im->opt->raw)
		csv_unguard(&f.text, &f.len);
	theirs = f.len ? xstrndup(f.text, f.len) : xstrdup("");
	if (a)
		wide_answer(a, &ours);
	if (!(a && a->hidden) && !same_words(buf_str(&ours), theirs))
		tell_answer(im, i, deal, row->line);
	free(theirs);
	buf_done(&ours);
}

int import_sheet_answers(struct import *im, int64_t deal, struct err *err)
{
	struct debrief_answer a[WIDE_QUESTIONS_MAX];
	struct form form;
	int rc;

	if (!im->sheet || !im->sheet->there)
		return 0;
	rc = debrief_of(im->s, deal, &form, err);
	if (rc == 1 && debrief_answers(im->s, form.id, a, err))
		return -1;
	for (size_t i = 0; rc >= 0 && i < im->sheet->n; i++) {
		compare(im, rc ? &a[i] : NULL, i, deal);
		if (rc)
			answer_done(&a[i]);
	}
	return rc < 0 ? -1 : 0;
}

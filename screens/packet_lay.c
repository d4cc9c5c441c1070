/* Where the fields of the packet stand: short ones left, long ones and rows right, each section whole. */
#include "screens/packet.h"

int packet_label_cols(const struct screen *s)
{
	return packet_is_wide(s) ? 23 : 16;
}

/* A section with a long text or with rows needs the width of the right column. */
static int column_of(const struct packet_page *page, const struct packet_section *section)
{
	for (size_t i = 0; i < page->n; i++) {
		const struct packet_field *f = page->place[i]->field;

		if (f->section == section && (f->kind == PACKET_TEXT || f->kind == PACKET_ROWS))
			return 1;
	}
	return 0;
}

static int rows_of(const struct screen *s, struct place *p, int cols)
{
	bool here = p == packet_here(s), tall = packet_is_tall(s);
	int least = here ? tall ? 5 : 4 : tall ? 3 : 2, most = here ? tall ? 12 : 8 : tall ? 6 : 3, rows;

	if (p->is_row)
		return p->pad.edit.len > 4 * (size_t)cols || draw_prose_rows(p->pad.edit.text, cols) > 1 ? 2 : 1;
	if (p->field->kind != PACKET_TEXT)
		return 1;
	rows = edit_rows_most(&p->pad.edit, cols, most);
	return rows < least ? least : rows > most ? most : rows;
}

static int theirs_rows(const struct screen *s, const struct place *p, int cols)
{
	if (p != packet_here(s) || !p->pad.conflict)
		return 0;
	return draw_prose_rows(p->value->text, cols) > 5 ? 6 : draw_prose_rows(p->value->text, cols) + 1;
}

static bool has_label(const struct packet_page *page, size_t i)
{
	const struct packet_field *f = page->place[i]->field;

	return f->kind == PACKET_TEXT || (f->kind == PACKET_ROWS && (!i || page->place[i - 1]->field != f));
}

void packet_lay(struct screen *s, const int cols[COLUMNS])
{
	struct packet_page *page = packet_page(s);
	bool tall = packet_is_tall(s);
	int y[COLUMNS] = { 0, 0 }, blank = tall;

	for (size_t i = 0; i < page->n; i++) {
		struct place *p = page->place[i];
		bool is_first = !i || page->place[i - 1]->field->section != p->field->section;
		int c = column_of(page, p->field->section), *at = &y[c];

		p->spot = (struct spot){ .column = c, .head_y = -1, .label_y = -1 };
		if (is_first) {
			*at += *at > 0;
			p->spot.head_y = *at;
			*at += 1 + blank;
		}
		if (has_label(page, i)) {
			*at += !is_first && tall;
			p->spot.label_y = (*at)++;
		}
		p->spot.y = *at;
		p->spot.rows = rows_of(s, p, cols[c] - 3);
		p->spot.theirs = theirs_rows(s, p, cols[c] - 3);
		*at += p->spot.rows + p->spot.theirs;
	}
	page->height[0] = y[0];
	page->height[1] = y[1];
}

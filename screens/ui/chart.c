#include "screens/ui/chart.h"

#include "model/buf.h"

enum { EIGHTHS = 8 };
static const char *const widths[], *const heights[];

int chart_mark_cols(int cols, int64_t most)
{
	for (int mark = 3; mark; mark--)
		if (most * mark - (mark > 1) <= cols)
			return mark;
	return 0;
}

/* One that counts is never without a sign. */
static void add_bar(struct buf *line, int cols, int64_t n, int64_t most)
{
	int64_t eighths = most > 0 ? (n * cols * EIGHTHS + most / 2) / most : 0;

	if (eighths < 1 && n > 0)
		eighths = 1;
	for (; eighths >= EIGHTHS; eighths -= EIGHTHS)
		buf_puts(line, widths[EIGHTHS - 1]);
	if (eighths)
		buf_puts(line, widths[eighths - 1]);
}

void chart_count(struct draw *d, int y, int x, int cols, enum style ink, int mark_cols, int64_t n, int64_t most)
{
	static const char *const marks[] = { "", "■", "▆ ", "▆▆ " };
	struct buf line = { 0 };

	if (!mark_cols)
		add_bar(&line, cols, n, most);
	for (int64_t i = 0; mark_cols && i < n; i++)
		buf_puts(&line, marks[mark_cols]);
	draw_textn(d, y, x, cols, ink, buf_str(&line), line.len - (mark_cols > 1 && n));
	buf_done(&line);
}

void chart_spark(struct draw *d, int y, int x, enum style ink, const int64_t *value, size_t n)
{
	struct buf line = { 0 };
	int64_t most = 1;

	for (size_t i = 0; i < n; i++)
		most = value[i] > most ? value[i] : most;
	for (size_t i = 0; i < n; i++) {
		if (value[i] < 0)
			buf_puts(&line, "·");
		else if (draw_is_ascii(d))
			buf_putc(&line, (char)('0' + value[i] * 9 / most));
		else
			buf_puts(&line, heights[value[i] * (EIGHTHS - 1) / most]);
	}
	draw_text(d, y, x, (int)n, ink, buf_str(&line));
	buf_done(&line);
}

enum style chart_heat(int64_t n, int64_t most)
{
	int64_t step = most > 1 ? ((n - 1) * 3 + (most - 1) / 2) / (most - 1) : 0;

	return (enum style)(STYLE_HEAT_1 + (step > 3 ? 3 : step));
}

static const char *const widths[] = { "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█" };
static const char *const heights[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };

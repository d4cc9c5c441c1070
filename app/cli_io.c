#include "app/cli_io.h"

#include "model/buf.h"
#include "model/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A control byte that the text does not hold; 0: it holds them all, and then its line breaks are shown as signs. */
static char unused_byte(const char *text)
{
	char c = 1;

	while (c < ' ' && (c == '\n' || c == '\r' || strchr(text, c)))
		c++;
	return c < ' ' ? c : 0;
}

/* fmt with its line ends made into that byte. */
static char *mark_lines(const char *fmt, char mark)
{
	struct buf out = { 0 };

	for (; *fmt; fmt++)
		if (*fmt == '\n')
			buf_putc(&out, mark);
		else if (*fmt != '\r' || fmt[1] != '\n')
			buf_putc(&out, *fmt);
	buf_puts(&out, "");
	return buf_take(&out);
}

static void put_lines(FILE *to, const char *text, char mark)
{
	while (*text) {
		size_t n = strcspn(text, (const char[]){ mark, '\0' });
		struct buf out = { 0 };

		text_visible(&out, text, n, false);
		text += n;
		if (*text) {
			buf_putc(&out, '\n');
			text++;
		}
		fwrite(buf_str(&out), 1, out.len, to);
		buf_done(&out);
	}
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static char *format(const char *fmt, va_list ap)
{
	char *text = NULL;
	va_list copy;
	int n;

	va_copy(copy, ap);
	n = vasprintf(&text, fmt, copy);
	va_end(copy);
	return n < 0 ? NULL : text;
}
#pragma GCC diagnostic pop

static void say(FILE *to, const char *fmt, va_list ap)
{
	char *text = format(fmt, ap), mark = text ? unused_byte(text) : 0;
	char *marked = mark_lines(fmt, mark ? mark : ' ');

	free(text);
	text = format(marked, ap);
	if (text)
		put_lines(to, text, mark);
	if (!mark)
		fputc('\n', to);
	free(marked);
	free(text);
}

void cli_say(FILE *to, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(to, fmt, ap);
	va_end(ap);
}

void cli_print(FILE *to, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (isatty(fileno(to)))
		say(to, fmt, ap);
	else
		vfprintf(to, fmt, ap);
	va_end(ap);
}

void cli_cell(FILE *to, const char *text, int cols)
{
	int pad = cols - text_visible_width(text, strlen(text));

	cli_print(to, "%s%*s", text, pad > 0 ? pad : 0, "");
}

int cli_fail(const struct err *err)
{
	cli_say(stderr, "winloss: %s\n", err->text);
	return err->kind ? (int)err->kind : ERR_BUG;
}

bool cli_ask(const char *fmt, ...)
{
	va_list ap;
	int c, first;

	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return false;
	va_start(ap, fmt);
	say(stderr, fmt, ap);
	va_end(ap);
	fputs(" [y/N] ", stderr);
	first = c = getchar();
	while (c != EOF && c != '\n')
		c = getchar();
	return first == 'y' || first == 'Y';
}

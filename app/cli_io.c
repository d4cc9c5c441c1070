#include "app/cli_io.h"

#include "model/buf.h"
#include "model/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

static void say(FILE *to, const char *fmt, va_list ap)
{
	struct buf out = { 0 };
	char *text = NULL;
	int n = vasprintf(&text, fmt, ap);

	if (n < 0)
		return;
	text_visible(&out, text, (size_t)n, true);
	fwrite(buf_str(&out), 1, out.len, to);
	buf_done(&out);
	free(text);
}

void cli_say(FILE *to, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(to, fmt, ap);
	va_end(ap);
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

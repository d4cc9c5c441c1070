#include "model/err.h"

#include "model/cut.h"

#include <string.h>

int err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return -1;
	err->kind = kind;
	va_start(ap, fmt);
	cut_print(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
	return -1;
}

int err_wrap(struct err *err, const char *fmt, ...)
{
	char was[sizeof err->text];
	va_list ap;
	size_t n;

	if (!err)
		return -1;
	memcpy(was, err->text, sizeof was);
	va_start(ap, fmt);
	cut_print(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
	n = strlen(err->text);
	cut_printf(err->text + n, sizeof err->text - n, ": %s", was);
	return -1;
}

void err_clear(struct err *err)
{
	if (err) {
		err->kind = ERR_NONE;
		err->text[0] = '\0';
	}
}

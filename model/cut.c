#include "model/cut.h"

#include "model/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AHEAD = 64, FORMAT_MAX = 1024 };

size_t cut_length(const char *s, size_t len, size_t most)
{
	size_t at = 0, next;

	if (len <= most)
		return len;
	while ((next = text_next(s, len, at)) <= most)
		at = next;
	if (at)
		return at;
	for (at = most; at > 0 && ((unsigned char)s[at] & 0xC0) == 0x80; at--)
		;
	return at ? at : most;
}

/* One conversion of a format. */
struct spec {
	const char *end;     /* behind it */
	const char *digits;  /* of the precision; NULL: none, or * */
	int stars;
	char length, conv;   /* length: 'l' and 'L' of l and ll, z, j, t, 0 */
};

static struct spec read_spec(const char *p)
{
	struct spec c = { 0 };

	p += strspn(p, "-+ #0'");
	for (; *p == '*' || (*p >= '0' && *p <= '9'); p++)
		c.stars += *p == '*';
	if (*p == '.') {
		c.digits = *++p == '*' ? NULL : p;
		c.stars += *p == '*';
		p += strspn(p, "*0123456789");
	}
	for (; *p && strchr("hlzjtL", *p); p++)
		c.length = c.length == 'l' && *p == 'l' ? 'L' : *p;
	c.conv = *p;
	c.end = *p ? p + 1 : p;
	return c;
}

/* Goes past the argument of a conversion without text; false: one that is not known here. */
static bool skip(va_list *list, const struct spec *c)
{
	if (strchr("eEfFgGaA", c->conv) && c->length != 'L')
		(void)va_arg(*list, double);
	else if (c->conv == 'p')
		(void)va_arg(*list, void *);
	else if (!strchr("diouxXc", c->conv))
		return false;
	else if (c->length == 'l')
		(void)va_arg(*list, long);
	else if (c->length == 'L')
		(void)va_arg(*list, long long);
	else if (c->length == 'z')
		(void)va_arg(*list, size_t);
	else if (c->length == 'j')
		(void)va_arg(*list, intmax_t);
	else if (c->length == 't')
		(void)va_arg(*list, ptrdiff_t);
	else
		(void)va_arg(*list, int);
	return true;
}

static bool quotes(const char *fmt)
{
	for (const char *p = fmt; (p = strchr(p, '.')); p++)
		if (p[1] >= '0' && p[1] <= '9' && p[1 + strspn(p + 1, "0123456789")] == 's')
			return true;
	return false;
}

/* How much of a text of that precision is said. */
static size_t precision(const char *digits, const char *s)
{
	size_t most = (size_t)strtoul(digits, NULL, 10);

	return s ? cut_length(s, strnlen(s, most + AHEAD), most) : most;
}

/* One conversion at `p` into `room`, its texts cut; where it ends, NULL: unknown, or no room. */
static const char *rewrite(const char *p, va_list *list, char *room, size_t size, size_t *n)
{
	struct spec c = read_spec(p + 1);
	bool cuts = c.conv == 's' && c.digits;
	size_t len = (size_t)((cuts ? c.digits : c.end) - p);

	if (!c.conv || *n + len + 32 > size)
		return NULL;
	for (; c.stars; c.stars--)
		(void)va_arg(*list, int);
	memcpy(room + *n, p, len);
	*n += len;
	if (cuts)
		*n += (size_t)snprintf(room + *n, 32, "%zus", precision(c.digits, va_arg(*list, const char *)));
	else if (c.conv == 's')
		(void)va_arg(*list, const char *);
	else if (!skip(list, &c))
		return NULL;
	return c.end;
}

const char *cut_format(char *room, size_t size, const char *fmt, va_list ap)
{
	const char *p = fmt;
	size_t n = 0;
	va_list list;

	if (!quotes(fmt))
		return fmt;
	va_copy(list, ap);
	while (p && *p && n + 2 < size) {
		if (*p == '%' && p[1] != '%') {
			p = rewrite(p, &list, room, size, &n);
		} else {
			room[n++] = *p;
			if (*p++ == '%')
				room[n++] = *p++;
		}
	}
	va_end(list);
	room[n] = '\0';
	return p && !*p ? room : fmt;
}

/* Without the bytes of a code point whose end is not there. */
static size_t whole_points(const char *s, size_t len)
{
	size_t at = len, more = 0;

	while (at > 0 && more < 3 && ((unsigned char)s[at - 1] & 0xC0) == 0x80) {
		at--;
		more++;
	}
	if (at > 0 && (unsigned char)s[at - 1] >= 0xC0) {
		unsigned char lead = (unsigned char)s[at - 1];

		if (more < (lead >= 0xF0 ? 3u : lead >= 0xE0 ? 2u : 1u))
			return at - 1;
	}
	return len;
}

void cut_print(char *out, size_t size, const char *fmt, va_list ap)
{
	char room[FORMAT_MAX];
	int n = vsnprintf(out, size, cut_format(room, sizeof room, fmt, ap), ap);

	/* The last character may go on behind the end: it goes whole. */
	if (n >= (int)size) {
		size_t len = whole_points(out, size - 1);

		out[len ? cut_length(out, len, len - 1) : 0] = '\0';
	}
}

void cut_printf(char *out, size_t size, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	cut_print(out, size, fmt, ap);
	va_end(ap);
}

void cut_copy(char *out, size_t size, const char *s)
{
	size_t n = cut_length(s, strnlen(s, size + AHEAD), size - 1);

	memcpy(out, s, n);
	out[n] = '\0';
}

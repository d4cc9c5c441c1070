#include "model/io/json.h"

#include "model/text.h"
#include "model/value.h"

#include <inttypes.h>
#include <string.h>

static void begin(struct json *j, const char *name)
{
	if (j->filled[j->depth])
		buf_putc(j->out, ',');
	j->filled[j->depth] = true;
	if (name)
		buf_printf(j->out, "\"%s\":", name);
}

static void deeper(struct json *j, const char *name, bool array)
{
	begin(j, name);
	buf_putc(j->out, array ? '[' : '{');
	if (j->depth < JSON_DEPTH_MAX)
		j->depth++;
	j->filled[j->depth] = false;
	j->array[j->depth] = array;
}

void json_object(struct json *j, const char *name)
{
	deeper(j, name, false);
}

void json_array(struct json *j, const char *name)
{
	deeper(j, name, true);
}

void json_end(struct json *j)
{
	buf_putc(j->out, j->array[j->depth] ? ']' : '}');
	if (j->depth > 0)
		j->depth--;
}

void json_line(struct json *j)
{
	buf_putc(j->out, '\n');
	j->filled[0] = false;
}

/* Code points of three and four bytes that a terminal obeys or hides. */
static uint32_t hidden(const unsigned char *s, size_t n)
{
	uint32_t c = 0;

	if (n == 2)
		c = (uint32_t)(s[0] & 0x1F) << 6 | (s[1] & 0x3F);
	else if (n == 3)
		c = (uint32_t)(s[0] & 0x0F) << 12 | (uint32_t)(s[1] & 0x3F) << 6 | (s[2] & 0x3F);
	else if (n == 4)
		c = (uint32_t)(s[0] & 0x07) << 18 | (uint32_t)(s[1] & 0x3F) << 12 | (uint32_t)(s[2] & 0x3F) << 6 |
		    (s[3] & 0x3F);
	if ((c >= 0x80 && c < 0xA0) || c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
	    (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
	    (c >= 0xE0000 && c <= 0xE0FFF))
		return c;
	return 0;
}

static size_t put_wide(struct buf *out, const char *s, size_t len)
{
	unsigned char first = (unsigned char)s[0];
	size_t n = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
	uint32_t c;

	if (n > len || text_valid(s, n) != n) {
		buf_puts(out, "\\ufffd");
		return 1;
	}
	c = hidden((const unsigned char *)s, n);
	if (c >= 0x10000)
		buf_printf(out, "\\u%04x\\u%04x", (unsigned)(0xD7C0 + (c >> 10)), (unsigned)(0xDC00 | (c & 0x3FF)));
	else if (c)
		buf_printf(out, "\\u%04x", (unsigned)c);
	else
		buf_add(out, s, n);
	return n;
}

static void put_plain(struct buf *out, char c)
{
	switch (c) {
	case '"':
	case '\\':
		buf_putc(out, '\\');
		buf_putc(out, c);
		break;
	case '\n':
		buf_puts(out, "\\n");
		break;
	case '\r':
		buf_puts(out, "\\r");
		break;
	case '\t':
		buf_puts(out, "\\t");
		break;
	default:
		buf_printf(out, "\\u%04x", (unsigned)(unsigned char)c);
	}
}

void json_text(struct json *j, const char *name, const char *s, size_t len)
{
	if (!s) {
		json_null(j, name);
		return;
	}
	begin(j, name);
	buf_putc(j->out, '"');
	for (size_t i = 0; i < len;) {
		size_t from = i;

		while (i < len && s[i] >= 0x20 && s[i] < 0x7F && s[i] != '"' && s[i] != '\\')
			i++;
		buf_add(j->out, s + from, i - from);
		if (i < len && (unsigned char)s[i] >= 0x80)
			i += put_wide(j->out, s + i, len - i);
		else if (i < len)
			put_plain(j->out, s[i++]);
	}
	buf_putc(j->out, '"');
}

void json_str(struct json *j, const char *name, const char *s)
{
	json_text(j, name, s, s ? strlen(s) : 0);
}

void json_number(struct json *j, const char *name, const char *number)
{
	begin(j, name);
	buf_puts(j->out, number);
}

void json_int(struct json *j, const char *name, int64_t n)
{
	begin(j, name);
	buf_printf(j->out, "%" PRId64, n);
}

void json_bool(struct json *j, const char *name, bool b)
{
	json_number(j, name, b ? "true" : "false");
}

void json_null(struct json *j, const char *name)
{
	json_number(j, name, "null");
}

static void put_short(struct json *j, const char *name, struct buf *text)
{
	json_text(j, name, text->len ? text->data : NULL, text->len);
	buf_done(text);
}

void json_day(struct json *j, const char *name, int64_t day)
{
	struct buf text = { 0 };

	day_format(day, &text);
	put_short(j, name, &text);
}

void json_moment(struct json *j, const char *name, int64_t ms)
{
	struct buf text = { 0 };

	moment_format_utc(ms, &text);
	put_short(j, name, &text);
}

void json_amount(struct json *j, const char *name, int64_t minor, int digits)
{
	struct buf text = { 0 };

	amount_format_plain(minor, digits, &text);
	put_short(j, name, &text);
}

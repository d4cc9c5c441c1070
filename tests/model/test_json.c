#include "model/io/json.h"
#include "model/text.h"
#include "model/value.h"
#include "tests/support/prop.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

Test(json, nests_members_and_lines)
{
	struct buf b = { 0 };
	struct json j = { .out = &b };

	json_object(&j, NULL);
	json_str(&j, "company", "Lumen \"Labs\"\n\\");
	json_str(&j, "none", NULL);
	json_array(&j, "list");
	json_int(&j, NULL, -7);
	json_bool(&j, NULL, true);
	json_object(&j, NULL);
	json_end(&j);
	json_end(&j);
	json_day(&j, "day", day_from_ymd(2026, 11, 22));
	json_day(&j, "no_day", NO_DAY);
	json_moment(&j, "at", 0);
	json_amount(&j, "amount", 950050, 2);
	json_number(&j, "kappa", "0.81");
	json_end(&j);
	json_line(&j);
	json_array(&j, NULL);
	json_end(&j);
	json_line(&j);
	cr_assert_str_eq(
		buf_str(&b),
		"{\"company\":\"Lumen "
		"\\\"Labs\\\"\\n\\\\\",\"none\":null,\"list\":[-7,true,{}],\"day\":\"2026-11-22\","
		"\"no_day\":null,\"at\":\"1970-01-01T00:00:00Z\",\"amount\":\"9500.50\",\"kappa\":0.81}\n[]\n");
	buf_done(&b);
}

Test(json, escapes_what_commands_a_terminal)
{
	struct buf b = { 0 };
	struct json j = { .out = &b };

	json_str(&j, NULL, "\x1b[\x7f\u202e\u200b\xc2\x9b\xf3\xa0\x81\x81\xff é東\U0001F600");
	cr_assert_str_eq(buf_str(&b), "\"\\u001b[\\u007f\\u202e\\u200b\\u009b\\udb40\\udc41\\ufffd é東\U0001F600\"");
	buf_done(&b);
}

static uint32_t hex4(const char *s)
{
	char digits[5] = { s[0], s[1], s[2], s[3] };

	return (uint32_t)strtoul(digits, NULL, 16);
}

/* The text of a JSON string of ours, without its quotes, appended as UTF-8. */
static void unescape(const char *s, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len; i++) {
		uint32_t c;

		if (s[i] != '\\') {
			buf_putc(out, s[i]);
			continue;
		}
		i++;
		if (s[i] != 'u') {
			buf_putc(out, s[i] == 'n' ? '\n' : s[i] == 'r' ? '\r' : s[i] == 't' ? '\t' : s[i]);
			continue;
		}
		c = hex4(s + i + 1);
		i += 4;
		if (c >= 0xD800 && c < 0xDC00) {
			c = 0x10000 + ((c & 0x3FF) << 10) + (hex4(s + i + 3) & 0x3FF);
			i += 6;
			buf_putc(out, (char)(0xF0 | c >> 18));
			buf_putc(out, (char)(0x80 | (c >> 12 & 0x3F)));
			buf_putc(out, (char)(0x80 | (c >> 6 & 0x3F)));
			buf_putc(out, (char)(0x80 | (c & 0x3F)));
		} else if (c >= 0x800) {
			buf_putc(out, (char)(0xE0 | c >> 12));
			buf_putc(out, (char)(0x80 | (c >> 6 & 0x3F)));
			buf_putc(out, (char)(0x80 | (c & 0x3F)));
		} else if (c >= 0x80) {
			buf_putc(out, (char)(0xC0 | c >> 6));
			buf_putc(out, (char)(0x80 | (c & 0x3F)));
		} else {
			buf_putc(out, (char)c);
		}
	}
}

Test(json, text_comes_back)
{
	struct buf in = { 0 }, b = { 0 }, back = { 0 };
	struct prop p;

	prop_init(&p, 36);
	for (int i = 0; i < 20000; i++) {
		struct json j = { .out = &b };

		buf_clear(&in);
		buf_clear(&b);
		buf_clear(&back);
		prop_hostile(&p, 5, &in);
		json_text(&j, NULL, buf_str(&in), in.len);
		cr_assert_eq(text_valid(b.data, b.len), b.len);
		for (size_t k = 0; k < b.len; k++)
			cr_assert((unsigned char)b.data[k] >= 0x20 && b.data[k] != 0x7F);
		unescape(b.data + 1, b.len - 2, &back);
		if (text_valid(buf_str(&in), in.len) == in.len)
			cr_assert(back.len == in.len && memcmp(buf_str(&back), buf_str(&in), in.len) == 0, "case %d",
				  i);
	}
	buf_done(&in);
	buf_done(&b);
	buf_done(&back);
}

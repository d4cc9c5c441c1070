/* Themes are data; a wrong line is named. */
#include "screens/ui/style.h"
#include "screens/ui/sign.h"

#include <criterion/criterion.h>
#include <string.h>

Test(style, every_shipped_theme_answers_for_every_style)
{
	struct err err = { 0 };

	for (const char *const *name = theme_names; *name; name++) {
		struct scheme t;

		cr_assert_eq(theme_find(&t, *name, &err), 0, "%s", err.text);
		for (int i = 0; i < STYLE_COUNT; i++) {
			cr_assert(t.look[i].bg < 0 || t.look[i].fg >= 0, "%s: %s has a background alone", *name, style_key(i));
			if (!strstr(*name, "256"))
				cr_assert(t.look[i].fg < 8 || t.look[i].fg == 15, "%s: %s uses %d", *name, style_key(i),
					  t.look[i].fg);
			else
				cr_assert(t.look[i].fg < 0 || t.look[i].fg >= 16, "%s: %s uses %d", *name, style_key(i),
					  t.look[i].fg);
		}
	}
}

Test(style, what_matters_differs_in_every_theme)
{
	static const enum style apart[] = { STYLE_TEXT, STYLE_LATE, STYLE_HERE };
	struct scheme t;

	for (const char *const *name = theme_names; *name; name++) {
		cr_assert_eq(theme_find(&t, *name, NULL), 0);
		for (int i = 0; i < 3; i++)
			for (int j = i + 1; j < 3; j++) {
				struct look a = style_cell(&t, STYLE_BASE, apart[i]), b = style_cell(&t, STYLE_BASE, apart[j]);
				bool same = a.fg == b.fg && a.bg == b.bg && a.attrs == b.attrs;

				/* In mono late and here are both reverse; late has its sign. */
				cr_assert(!same || !strcmp(*name, "mono"), "%s: %s and %s", *name, style_key(apart[i]),
					  style_key(apart[j]));
			}
	}
}

Test(style, an_ink_takes_the_background_of_its_surface)
{
	struct scheme t;
	struct look c;

	cr_assert_eq(theme_find(&t, "dark-256", NULL), 0);
	c = style_cell(&t, STYLE_CARD, STYLE_SOON);
	cr_assert_eq(c.fg, 227);
	cr_assert_eq(c.bg, 235);
	c = style_cell(&t, STYLE_CARD, STYLE_HERE);
	cr_assert_eq(c.bg, 147);
	c = style_cell(&t, STYLE_CARD, STYLE_STRONG);
	cr_assert_eq(c.fg, 252);
	cr_assert_eq(theme_find(&t, "dark-16", NULL), 0);
	c = style_cell(&t, STYLE_SELECTION, STYLE_SOON);
	cr_assert_eq(c.fg, -1, "a reversed surface drops the colour");
	cr_assert(c.attrs & ATTR_REVERSE && c.attrs & ATTR_BOLD);
}

Test(style, a_wrong_line_is_named)
{
	static const char *const bad[] = { "[ink]\nlate = 300/1\n", "[ink]\nlate = default/1\n", "[ink]\nlate = 1 blinking\n",
					   "[ink]\nlaet = 1\n", "[theme]\nfames = yes\n" };
	struct scheme t;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err err = { 0 };

		cr_assert_eq(theme_parse(&t, "mine.ini", bad[i], strlen(bad[i]), &err), -1, "row %zu", i);
		cr_assert_eq(err.kind, ERR_CONFIG);
		cr_assert_not_null(strstr(err.text, "mine.ini:2"), "%s", err.text);
	}
}

/* Three currencies beside each other are told apart where the terminal has letters alone. */
Test(sign, every_currency_has_a_letter_of_its_own)
{
	static const wchar_t signs[] = L"€£¥₹₩₺₴₪฿";
	bool seen[128] = { false };

	for (size_t i = 0; signs[i]; i++) {
		char c = sign_ascii(signs[i]);

		cr_assert(c >= 'A' && c <= 'Z', "sign %zu is %d", i, c);
		cr_assert_not(seen[(int)c], "sign %zu is %c, as another", i, c);
		seen[(int)c] = true;
	}
}

#include "screens/ui/sign.h"

#include <stddef.h>

struct sign_row {
	const char *utf8, *ascii;
};
static const struct sign_row signs[SIGN_COUNT];
struct sign_pair {
	wchar_t wide;
	char ascii;
};
static const struct sign_pair pairs[];

const char *sign_text(enum sign s, bool ascii)
{
	return ascii ? signs[s].ascii : signs[s].utf8;
}

char sign_ascii(wchar_t c)
{
	if (c >= L'▁' && c <= L'█')
		return '#';
	if (c >= L'▉' && c <= L'▏')
		return c == L'▌' || c == L'▉' || c == L'▊' || c == L'▋' ? '#' : '|';
	for (size_t i = 0; pairs[i].wide; i++)
		if (pairs[i].wide == c)
			return pairs[i].ascii;
	return 0;
}

static const struct sign_row signs[SIGN_COUNT] = {
	[SIGN_LATE] = { "!", "!" }, [SIGN_SOON] = { "~", "~" }, [SIGN_REQUIRED] = { "*", "*" },
	[SIGN_DONE] = { "✓", "v" }, [SIGN_NOT] = { "✗", "x" }, [SIGN_WIN] = { "+", "+" }, [SIGN_LOSS] = { "−", "-" },
	[SIGN_MET] = { "■", "#" }, [SIGN_OPEN] = { "□", "." }, [SIGN_CUT] = { "…", ">" },
	[SIGN_UNKNOWN] = { "—", "-" }, [SIGN_NOT_YET] = { "·", "-" }, [SIGN_WRITING] = { "▌", "#" },
	[SIGN_CHOSEN] = { "▸", ">" }, [SIGN_PRESENT] = { "▶", ">" }, [SIGN_EDGE] = { "▎", "|" },
	[SIGN_RULE] = { "─", "-" }, [SIGN_HEAVY] = { "━", "=" }, [SIGN_VERTICAL] = { "│", "|" },
	[SIGN_AHEAD] = { "○", "o" }, [SIGN_LIVE] = { "●", "@" }, [SIGN_HALF] = { "╸", "-" },
	[SIGN_MORE_BELOW] = { "↓", "+" }, [SIGN_MORE_RIGHT] = { "›", ">" }, [SIGN_TO] = { "→", ">" },
	[SIGN_DRAGGED] = { "»", ">" }, [SIGN_DROP] = { "┆", ":" },
};

static const struct sign_pair pairs[] = {
	{ L'✓', 'v' }, { L'✗', 'x' }, { L'−', '-' }, { L'■', '#' }, { L'□', '.' }, { L'…', '>' }, { L'—', '-' },
	{ L'–', '-' }, { L'·', '-' }, { L'▸', '>' }, { L'▶', '>' }, { L'─', '-' }, { L'━', '=' }, { L'│', '|' },
	{ L'○', 'o' }, { L'●', '@' }, { L'╸', '-' }, { L'↓', '+' }, { L'↑', '^' }, { L'→', '>' }, { L'←', '<' },
	{ L'›', '>' }, { L'‹', '<' }, { L'»', '>' }, { L'«', '<' }, { L'┆', ':' }, { L'“', '"' }, { L'”', '"' },
	{ L'‘', '\'' }, { L'’', '\'' }, { L'⏎', '/' }, { L'×', 'x' }, { L'≤', '<' }, { L'≥', '>' },
	{ L'┌', '+' }, { L'┐', '+' }, { L'└', '+' }, { L'┘', '+' }, { L'┃', '|' },
	/* Sums in several currencies stay apart: one '?' for all of them would hide which is which. */
	{ L'€', 'E' }, { L'£', 'L' }, { L'¥', 'Y' }, { L'₹', 'R' }, { L'₩', 'W' }, { L'₺', 'T' }, { L'₴', 'H' }, { L'₪', 'S' },
	{ L'฿', 'B' }, { 0, 0 },
};

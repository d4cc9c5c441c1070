#include "model/io/csv_dialect.h"

#include <string.h>
#include <strings.h>

#define ROWS_MAX 200

static const struct {
	char c;
	const char *name;
} known[] = { { ',', "comma" }, { ';', "semicolon" }, { '\t', "tab" }, { '|', "pipe" }, { 0, NULL } };

/* Counts the fields of the row at s, quotes heeded; moves *at behind it. */
static int count_fields(const char *s, size_t n, size_t *at, char delimiter)
{
	int fields = 1;
	bool quoted = false, begin = true;
	size_t i = *at;

	for (; i < n; i++) {
		if (quoted) {
			if (s[i] == '"' && i + 1 < n && s[i + 1] == '"')
				i++;
			else if (s[i] == '"')
				quoted = false;
			continue;
		}
		if (s[i] == '\n' || s[i] == '\r')
			break;
		quoted = begin && s[i] == '"';
		begin = s[i] == delimiter;
		fields += begin;
	}
	while (i < n && (s[i] == '\n' || s[i] == '\r'))
		i++;
	*at = i;
	return fields;
}

/* Per mille of the rows that have as many fields as the first; 0 where that is one. */
static int evenness(const char *s, size_t n, char delimiter, int *first)
{
	int rows = 0, even = 0;
	size_t at = 0;

	while (at < n && (s[at] == '\n' || s[at] == '\r'))
		at++;
	while (at < n && rows < ROWS_MAX) {
		int fields = count_fields(s, n, &at, delimiter);

		if (!rows)
			*first = fields;
		/* The piece may end inside of its last row. */
		if (at == n && rows && s[n - 1] != '\n' && s[n - 1] != '\r')
			break;
		even += fields == *first;
		rows++;
	}
	return rows && *first > 1 ? even * 1000 / rows : 0;
}

char csv_delimiter_detect(const char *s, size_t n)
{
	char best = ',';
	int best_even = 0, best_fields = 0;

	for (size_t i = 0; known[i].name; i++) {
		int fields = 0, even = evenness(s, n, known[i].c, &fields);

		/* A clear lead in evenness, or nearly the same with more fields. */
		if (even > best_even + 100 || (even + 100 > best_even && even > 0 && fields > best_fields)) {
			best = known[i].c;
			best_even = even;
			best_fields = fields;
		}
	}
	return best;
}

const char *csv_line_ends(const char *s, size_t n)
{
	bool lf = false, crlf = false, cr = false;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\n')
			lf = true;
		else if (s[i] == '\r' && i + 1 < n && s[i + 1] == '\n') {
			crlf = true;
			i++;
		} else if (s[i] == '\r' && i + 1 < n)
			cr = true;
	}
	if (lf + crlf + cr > 1)
		return "mixed line ends";
	return crlf ? "CRLF" : cr ? "CR" : lf ? "LF" : "one line";
}

const char *csv_delimiter_name(char c)
{
	static char quoted[128][4];

	for (size_t i = 0; known[i].name; i++)
		if (known[i].c == c)
			return known[i].name;
	memcpy(quoted[c & 0x7F], (char[]){ '"', c, '"', '\0' }, 4);
	return quoted[c & 0x7F];
}

bool csv_delimiter_parse(const char *s, char *out)
{
	for (size_t i = 0; known[i].name; i++)
		if (strcasecmp(s, known[i].name) == 0) {
			*out = known[i].c;
			return true;
		}
	if (strcmp(s, "\\t") == 0) {
		*out = '\t';
		return true;
	}
	if (!s[0] || s[1] || s[0] == '"' || s[0] == '\n' || s[0] == '\r' || (unsigned char)s[0] >= 0x80)
		return false;
	*out = s[0];
	return true;
}

#include "model/target.h"

#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A million, which as days is still a moment. */
#define TARGET_MAX_C INT64_C(100000000)

static const char *const hows[] = { "", "at least ", "above ", "below " };

int target_parse(const char *words, struct target *out, struct err *err)
{
	char amount[24], unit[8], more[2];

	for (int i = TARGET_AT_LEAST; i <= TARGET_BELOW; i++) {
		int n;

		*unit = '\0';
		n = strncmp(hows[i], words, strlen(hows[i]))
			    ? 0 : sscanf(words + strlen(hows[i]), "%23s %7s %1s", amount, unit, more);
		if (n < 1 || n > 2)
			continue;
		out->how = (enum target_how)i;
		out->unit = !strcmp(unit, "%") ? "%" : !strcmp(unit, "days") ? "days" : "";
		if (!amount_parse(amount, 2, '.', &out->value_c, NULL) && (!*unit || *out->unit) &&
		    out->value_c >= -TARGET_MAX_C && out->value_c <= TARGET_MAX_C)
			return 0;
	}
	return err_set(err, ERR_CONFIG, "target is \"%.60s\", expected such as at least 95 %%, above 8 or below 14 days", words);
}

bool target_is_missed(const struct target *t, int64_t value_c)
{
	switch (t->how) {
	case TARGET_NONE:
		return false;
	case TARGET_AT_LEAST:
		return value_c < t->value_c;
	case TARGET_ABOVE:
		return value_c <= t->value_c;
	case TARGET_BELOW:
		break;
	}
	return value_c >= t->value_c;
}

void hundredths_format(int64_t v, struct buf *out)
{
	int64_t whole = v < 0 ? -v : v;

	buf_printf(out, "%s%" PRId64, v < 0 ? "-" : "", whole / 100);
	if (whole % 100)
		buf_printf(out, whole % 10 ? ".%02" PRId64 : ".%" PRId64, whole % 10 ? whole % 100 : whole % 100 / 10);
}

void target_words(const struct target *t, struct buf *out)
{
	if (t->how == TARGET_NONE)
		return;
	buf_puts(out, hows[t->how]);
	hundredths_format(t->value_c, out);
	buf_printf(out, "%s%s", *t->unit ? " " : "", t->unit);
}

int window_days_parse(const char *words, int *days, struct err *err)
{
	int n = 0, used = 0;

	if (sscanf(words, "%5d days%n", &n, &used) != 1 || !used || words[used] || n < 1 || n > 3660)
		return err_set(err, ERR_CONFIG, "window is \"%.40s\", expected such as 90 days", words);
	*days = n;
	return 0;
}

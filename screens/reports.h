#ifndef SCREENS_REPORTS_H
#define SCREENS_REPORTS_H
/* The regular reports: which there are, one of them, and what one of its figures means. */
#include "screens/screen.h"

struct bulletin;

struct figure_arg {
	const char *report, *key; /* of a metric or a table; borrowed for init */
};
extern const struct screen_type reports_screen;  /* arg: none */
extern const struct screen_type bulletin_screen; /* arg: const char *, the report's name */
extern const struct screen_type figure_screen;   /* arg: const struct figure_arg * */
#endif

#include "screens/registry.h"

#include "model/store.h"

#include <stdio.h>
#include <string.h>

const struct screen_type *screen_of_tab(int tab)
{
	for (const struct screen_type *const *t = screen_types; *t; t++)
		if ((*t)->tab == tab)
			return *t;
	return NULL;
}

const struct screen_type *screen_find(const char *name)
{
	for (const struct screen_type *const *t = screen_types; *t; t++)
		if (!strcmp((*t)->name, name))
			return *t;
	return NULL;
}

const char *tab_title(int tab)
{
	static const char *const titles[] = { "", "Board", "Handoffs", "Debriefs", "Interviews", "Report" };

	return titles[tab >= 1 && tab <= 5 ? tab : 0];
}

int bar_load(struct view *v, struct err *err)
{
	(void)err;
	if (!v->store)
		return 0;
	snprintf(v->who, sizeof v->who, "%s", v->store->actor.login);
	return 0;
}

const struct screen_type *const screen_types[] = {
	&board_screen, &handoffs_screen, &debriefs_screen, &interviews_screen, &report_screen,
	&palette_screen, &help_screen,
	NULL,
};

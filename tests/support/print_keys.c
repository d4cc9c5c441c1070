/* Prints the section KEYS of the manual, in the language of man pages, from the tables that dispatch the keys.
 * usage: print_keys winloss.1.in VERSION > winloss.1: copies the page with @KEYS@ and @VERSION@ filled in. */
#include "model/buf.h"
#include "screens/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A text of a man page: backslash, hyphen and a leading dot or quote mean something there. */
static void put_text(const char *s)
{
	if (*s == '.' || *s == '\'')
		fputs("\\&", stdout);
	for (; *s; s++) {
		if (*s == '\\')
			fputs("\\e", stdout);
		else if (*s == '-')
			fputs("\\-", stdout);
		else
			putchar(*s);
	}
}

static void put_levels(unsigned levels)
{
	if (levels & AT_LIST)
		return;
	fputs(levels & AT_TEXT ? levels & AT_FORM ? " (form)" : " (in text)" : " (form, after Esc)", stdout);
}

static void put_binding(const struct binding *b)
{
	struct buf key = { 0 };

	key_label(b->key, &key);
	if (b->key2) {
		buf_puts(&key, ", ");
		key_label(b->key2, &key);
	}
	fputs(".TP\n.B ", stdout);
	put_text(buf_str(&key));
	putchar('\n');
	put_text(b->title ? b->title : b->label);
	put_levels(b->levels);
	putchar('\n');
	buf_done(&key);
}

static void put_table(const char *title, const struct binding *b)
{
	if (!b || !b->command)
		return;
	fputs(".SS ", stdout);
	put_text(strncmp(title, "the ", 4) ? title : title + 4);
	putchar('\n');
	for (; b->command; b++)
		if (b->key)
			put_binding(b);
}

static void put_keys(void)
{
	puts(".SH KEYS");
	put_table("Everywhere", common_bindings);
	put_table("Text that is typed", typing_bindings);
	for (size_t i = 0; screen_types[i]; i++)
		put_table(screen_types[i]->title ? screen_types[i]->title : screen_types[i]->name, screen_types[i]->bindings);
}

int main(int argc, char **argv)
{
	char *line = NULL, *at;
	size_t size = 0;
	FILE *page = argc == 3 ? fopen(argv[1], "r") : NULL;

	if (!page) {
		fputs("usage: print_keys winloss.1.in VERSION\n", stderr);
		return 64;
	}
	while (getline(&line, &size, page) >= 0) {
		if (!strcmp(line, "@KEYS@\n"))
			put_keys();
		else if ((at = strstr(line, "@VERSION@")))
			printf("%.*s%s%s", (int)(at - line), line, argv[2], at + 9);
		else
			fputs(line, stdout);
	}
	free(line);
	fclose(page);
	return fflush(stdout) || ferror(stdout) ? 74 : 0;
}

/* check and backup: the file as a whole. */
#include "app/cli.h"

#include "model/access.h"
#include "model/check_store.h"
#include "model/fact.h"
#include "model/search.h"
#include "model/sum_deal.h"

#include <string.h>

static int print_finding(void *arg, const char *text)
{
	(void)arg;
	cli_data(stdout, text);
	putchar('\n');
	return 0;
}

int cli_check(struct store *s, int argc, char **argv)
{
	struct words w = { argc, 1, argv };
	struct err err = { 0 };
	struct word word;
	bool deep = false, anew = false;
	size_t findings = 0;

	while (words_next(&w, &word)) {
		if (!word.name || (strcmp(word.name, "deep") && strcmp(word.name, "rebuild")))
			return cli_usage("found “%s%s”, expected check [--deep] [--rebuild]", word.name ? "--" : "",
					 word.name ? word.name : word.value);
		if (word.value)
			return cli_usage("--%s takes no value, found “%s”", word.name, word.value);
		deep = deep || !strcmp(word.name, "deep");
		anew = anew || !strcmp(word.name, "rebuild");
	}
	if (anew && (search_rebuild(s, &err) || sum_deals_rebuild(s, &err) || facts_rebuild(s, &err)))
		return cli_fail(&err);
	if (store_check(s, deep, print_finding, NULL, &findings, &err))
		return cli_fail(&err);
	if (!findings)
		puts(deep ? "sound: file, rows, derived tables, history" : "sound: file and derived tables");
	return findings ? 1 : 0;
}

int cli_backup(struct store *s, int argc, char **argv)
{
	struct err err = { 0 };

	if (argc != 2 || argv[1][0] == '-')
		return cli_usage("backup FILE");
	if (access_act(s, "backup", &err) || db_backup(s->db, argv[1], &err))
		return cli_fail(&err);
	cli_print(stdout, "copied and verified: %s\n", argv[1]);
	return 0;
}

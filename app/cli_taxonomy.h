#ifndef APP_CLI_TAXONOMY_H
#define APP_CLI_TAXONOMY_H
/* Shared by the files of the command taxonomy. */
#include "app/cli.h"
#include "app/cli_list.h"
#include "model/taxonomy_doc.h"
#include "model/taxonomy_edit.h"

#define TAXONOMY_WORDS_MAX 40

/* What stands behind a verb. */
struct taxonomy_words {
	struct listing list;
	const char *plain[2];              /* a theme, a title, a version */
	size_t n;
	struct theme_new made;
	struct theme_words words;
	struct buf examples;
	const char *below, *note, *key;
	const char *into[TAXONOMY_WORDS_MAX];
	size_t n_into;
	bool root, back, all, none;
	enum taxonomy_print print;
};
/* What is shown (cli_taxonomy.c) and what changes it (cli_taxonomy_edit.c): the exit status. */
typedef int taxonomy_verb(struct store *s, struct taxonomy_words *w, struct err *err);
taxonomy_verb taxonomy_cli_add, taxonomy_cli_rename, taxonomy_cli_move, taxonomy_cli_letter, taxonomy_cli_define,
	taxonomy_cli_merge, taxonomy_cli_split, taxonomy_cli_retire, taxonomy_cli_recode, taxonomy_cli_publish;
#endif

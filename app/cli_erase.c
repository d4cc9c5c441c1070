/* erase: personal data of one person out of the file, with a receipt. */
#include "app/cli.h"
#include "app/cli_files.h"
#include "app/cli_io.h"

#include "model/buf.h"
#include "model/contact.h"
#include "model/erase.h"
#include "model/value.h"

#include <inttypes.h>
#include <string.h>

static const char *plural(int64_t n)
{
	return n == 1 ? "" : "s";
}

/* The receipt names nobody: it may be kept. */
static void print_receipt(struct store *s, const struct erased *e)
{
	struct buf at = { 0 };

	moment_format_utc(s->now(s), &at);
	cli_say(stdout, "erased: contact %" PRId64 ", %s, by %s, group %" PRId64 " of the history\n", e->contact, buf_str(&at), s->actor.login,
		e->grp);
	cli_say(stdout, "taken out: %" PRId64 " field%s of records, %" PRId64 " text%s, %" PRId64 " value%s of history\n", e->fields,
		plural(e->fields), e->texts, plural(e->texts), e->history, plural(e->history));
	cli_say(stdout, "an import of contacts refuses this person from now on\n");
	if (!e->by_name)
		cli_say(stdout, "left: texts that hold only the name, for it is one word or another contact's too; winloss search finds them\n");
	if (e->titles)
		cli_say(stdout, "left: %" PRId64 " title%s of history, which the chain of digests holds\n", e->titles, plural(e->titles));
	if (e->drafts)
		cli_say(stdout, "left: %" PRId64 " unsaved text%s of members; whoever typed one saves or discards it\n", e->drafts,
			plural(e->drafts));
	if (e->filed)
		cli_say(stdout, "left: the files of %" PRId64 " packet%s that were filed\n", e->filed, plural(e->filed));
	if (!e->rewritten)
		cli_say(stdout, "left: free pages of the file, for it could not be written again; winloss erase --rewrite does that\n");
	cli_say(stdout, "left, as nothing here reaches them: backups, exports and messages made before\n");
	buf_done(&at);
}

int cli_erase(struct store *s, int argc, char **argv)
{
	const char *words = NULL;
	struct err err = { 0 };
	struct erased e;
	bool yes = false;
	int64_t id;

	if (argc == 2 && !strcmp(argv[1], "--rewrite"))
		return erase_rewrite(s, &err) ? cli_fail(&err) : 0;
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--yes"))
			yes = true;
		else if (words || !strncmp(argv[i], "--", 2))
			return cli_usage("erase CONTACT [--yes] | --rewrite: found “%s”", argv[i]);
		else
			words = argv[i];
	}
	if (!words)
		return cli_usage("erase CONTACT [--yes] | --rewrite: a name, an e-mail address or the number that export contacts gives");
	if (contact_find(s, words, &id, &err))
		return cli_fail(&err);
	if (!yes && !cli_ask("Erase contact %" PRId64 " for good: this cannot be undone; winloss export contact %" PRId64
			     " gives what there is first. Go on?", id, id)) {
		cli_say(stderr, "winloss: nothing was erased; say --yes to go on without being asked\n");
		return ERR_USAGE;
	}
	if (erase_contact(s, words, &e, &err))
		return cli_fail(&err);
	print_receipt(s, &e);
	if (!e.rewritten)
		cli_say(stderr, "winloss: the file could not be written again: %s\n", e.why.text);
	return e.rewritten ? 0 : 1;
}

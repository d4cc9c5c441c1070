#include "screens/keymap.h"

#include "model/ini.h"
#include "screens/registry.h"

#include <string.h>

static const struct binding *find_table(const char *section)
{
	const struct screen_type *t = screen_find(section);

	return !strcmp(section, "common") ? common_bindings : t ? t->bindings : NULL;
}

static const struct binding *find_command(const struct binding *table, const char *command)
{
	for (const struct binding *b = table; b->command; b++)
		if (!strcmp(b->command, command))
			return b;
	return NULL;
}

/* Another command that has the key at one of the same levels. */
static const struct binding *find_rival(const struct keymap *k, const struct binding *table, const struct binding *b, int key)
{
	for (int level = LEVEL_LIST; level <= LEVEL_TEXT; level++) {
		const struct binding *other = b->levels & 1u << level ? keymap_find(k, table, (enum level)level, key) : NULL;

		if (other && other != b)
			return other;
	}
	return NULL;
}

static int take(void *arg, const char *section, const char *command, const char *name, int line, struct err *err)
{
	struct keymap *k = arg;
	const struct binding *table = find_table(section), *b = table ? find_command(table, command) : NULL, *rival;
	int key = key_parse(name);

	(void)line;
	if (!table)
		return err_set(err, ERR_CONFIG, "there is no screen “%s”: board, deal, debrief, common …", section);
	if (!b)
		return err_set(err, ERR_CONFIG, "the screen “%s” has no command “%s”", section, command);
	if (!b->key && !b->title) /* run by another key it would take that for the answer */
		return err_set(err, ERR_CONFIG, "%s answers a question of the screen: it has no key", command);
	if (!key || key & K_ALT || (b->levels & AT_TEXT && key_is_text(key)))
		return err_set(err, ERR_CONFIG, "“%s” is no key that %s can have", name, command);
	rival = find_rival(k, table, b, key);
	if (rival)
		return err_set(err, ERR_CONFIG, "%s has the key %s already; move that first", rival->command, name);
	if (k->count == KEYMAP_MAX)
		return err_set(err, ERR_CONFIG, "more than %d keys are moved", KEYMAP_MAX);
	k->rows[k->count].table = table;
	k->rows[k->count].binding = b;
	k->rows[k->count++].key = key;
	return 0;
}

int keymap_parse(struct keymap *k, const char *ini, size_t len, struct err *err)
{
	memset(k, 0, sizeof *k);
	return ini_each("keys.ini", ini, len, take, k, err);
}

int keymap_key(const struct keymap *k, const struct binding *b)
{
	for (int i = 0; k && i < k->count; i++)
		if (k->rows[i].binding == b)
			return k->rows[i].key;
	return b->key;
}

const struct binding *keymap_find(const struct keymap *k, const struct binding *table, enum level level, int key)
{
	const struct binding *b;

	for (int i = 0; k && i < k->count; i++)
		if (k->rows[i].table == table && k->rows[i].key == key && k->rows[i].binding->levels & 1u << level)
			return k->rows[i].binding;
	b = binding_find(table, level, key);
	return b && b->key == key && keymap_key(k, b) != key ? NULL : b;
}

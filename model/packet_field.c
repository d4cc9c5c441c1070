#include "model/packet_field.h"

#include "model/buf.h"
#include "model/deal.h"
#include "model/ini.h"
#include "model/value.h"

#include <stdlib.h>
#include <string.h>

#define FILE_NAME "packet.ini"
#define SETTINGS "packet"
#define SECTION "section "
#define PRICES_MAX 64

struct price {
	char *amount, *product; /* product "": of every other one */
	char currency[4];
};

/* Names are kept as they were read until the whole file is: a section may come after its fields. */
struct own_field {
	struct packet_field shown;
	char *key, *title, *help, *section, *from, *when, *required, *class;
	bool is_off, has_kind;
};
struct own_section {
	struct packet_section shown;
	char *key, *title;
};

struct packet_fields {
	char *title;
	struct price price[PRICES_MAX];
	size_t prices;
	struct own_section *section;
	size_t sections;
	struct own_field *field;
	size_t n;
	const struct packet_field **shown; /* in order; those that are enabled */
	size_t n_shown;
};

enum setting {
	SET_SECTION,
	SET_TITLE,
	SET_KIND,
	SET_REQUIRED,
	SET_FROM,
	SET_CLASS,
	SET_WHEN,
	SET_ENABLED,
	SET_HELP,
	SET_COUNT
};
static const char *const setting_names[SET_COUNT], *const kind_keys[];
static const struct row_kind {
	const char *key;
	enum item_kind rows;
} row_kinds[];

/* ---- reading ---- */

static int once(char **to, const char *key, const char *value, struct err *err)
{
	if (*to)
		return err_set(err, ERR_CONFIG, "%s stands here a second time", key);
	if (!*value)
		return err_set(err, ERR_CONFIG, "%s is empty, expected words", key);
	*to = xstrdup(value);
	return 0;
}

/* "2500 USD", "1800 EUR Audit" */
static int add_price(struct packet_fields *p, const char *value, struct err *err)
{
	size_t n = strcspn(value, " "), gap = strspn(value + n, " ");
	const char *code = value + n + gap;
	struct price *to = &p->price[p->prices];
	int64_t minor;

	if (p->prices == PRICES_MAX)
		return err_set(err, ERR_CONFIG, "found more than %d prices", PRICES_MAX);
	if (strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3 || (code[3] && code[3] != ' '))
		return err_set(err, ERR_CONFIG,
			       "price is \"%.60s\", expected an amount, a currency and perhaps a product: 2500 USD",
			       value);
	memcpy(to->currency, code, 3);
	to->currency[3] = '\0';
	to->amount = xstrndup(value, n);
	to->product = xstrdup(code + 3 + strspn(code + 3, " "));
	p->prices++;
	if (amount_parse(to->amount, currency_digits(to->currency), '.', &minor, err) || minor < 0)
		return err_set(err, ERR_CONFIG, "price is \"%.60s\", expected an amount such as 2500 USD", value);
	return 0;
}

static int take_setting(struct packet_fields *p, const char *key, const char *value, struct err *err)
{
	if (!strcmp(key, "title"))
		return once(&p->title, key, value, err);
	if (!strcmp(key, "price"))
		return add_price(p, value, err);
	return err_set(err, ERR_CONFIG, "\"%s\" is no setting of [" SETTINGS "], expected title or price", key);
}

static bool is_key(const char *word)
{
	return *word && strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(word);
}

static struct own_section *section_of(struct packet_fields *p, const char *key)
{
	for (size_t i = 0; i < p->sections; i++)
		if (!strcmp(p->section[i].key, key))
			return &p->section[i];
	return NULL;
}

static int take_section(struct packet_fields *p, const char *name, const char *key, const char *value,
			struct err *err)
{
	struct own_section *s = section_of(p, name);

	if (!is_key(name))
		return err_set(err, ERR_CONFIG, "[" SECTION "%s] is no name, expected small letters, digits and _",
			       name);
	if (!s) {
		p->section = xrealloc(p->section, (p->sections + 1) * sizeof *p->section);
		s = &p->section[p->sections++];
		*s = (struct own_section){ .key = xstrdup(name) };
	}
	if (!strcmp(key, "title"))
		return once(&s->title, key, value, err);
	if (strcmp(key, "record"))
		return err_set(err, ERR_CONFIG, "\"%s\" is no setting of a section, expected title or record", key);
	if (strcmp(value, "packet") && strcmp(value, "customer"))
		return err_set(err, ERR_CONFIG, "record is \"%.40s\", expected packet or customer", value);
	s->shown.record = *value == 'p' ? FORM_PACKET : FORM_CUSTOMER;
	return 0;
}

static struct own_field *field_of(const struct packet_fields *p, const char *key)
{
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->field[i].key, key))
			return &p->field[i];
	return NULL;
}

static struct own_field *need_field(struct packet_fields *p, const char *key, struct err *err)
{
	struct own_field *f = p->n ? &p->field[p->n - 1] : NULL;

	if (f && !strcmp(f->key, key))
		return f;
	if (!is_key(key) || strlen(key) > PACKET_KEY_MAX) {
		err_set(err, ERR_CONFIG,
			"[%.40s] is no key of a field, expected up to %d small letters, digits and _", key,
			PACKET_KEY_MAX);
		return NULL;
	}
	if (field_of(p, key)) {
		err_set(err, ERR_CONFIG, "field [%s] stands here a second time", key);
		return NULL;
	}
	p->field = xrealloc(p->field, (p->n + 1) * sizeof *p->field);
	f = &p->field[p->n++];
	*f = (struct own_field){ .key = xstrdup(key) };
	return f;
}

static int set_kind(struct own_field *f, const char *value, struct err *err)
{
	if (f->has_kind)
		return err_set(err, ERR_CONFIG, "kind stands here a second time");
	f->has_kind = true;
	for (enum packet_kind k = PACKET_LINE; k < PACKET_ROWS; k++)
		if (!strcmp(kind_keys[k], value)) {
			f->shown.kind = k;
			return 0;
		}
	f->shown.kind = PACKET_ROWS;
	for (size_t i = 0; row_kinds[i].key; i++)
		if (!strcmp(row_kinds[i].key, value)) {
			f->shown.rows = row_kinds[i].rows;
			return 0;
		}
	return err_set(err, ERR_CONFIG,
		       "kind is \"%.40s\", expected line, text, day, yesno, touchpoints, stakeholders, criteria"
		       " or risks",
		       value);
}

static int set_enabled(struct own_field *f, const char *value, struct err *err)
{
	bool on;

	if (!bool_parse(value, &on))
		return err_set(err, ERR_CONFIG, "enabled is \"%.40s\", expected yes or no", value);
	f->is_off = !on;
	return 0;
}

static int set_one(struct own_field *f, enum setting what, const char *value, struct err *err)
{
	switch (what) {
	case SET_SECTION:
		return once(&f->section, "section", value, err);
	case SET_TITLE:
		return ini_add_words(&f->title, "title", value, err);
	case SET_KIND:
		return set_kind(f, value, err);
	case SET_REQUIRED:
		return once(&f->required, "required", value, err);
	case SET_FROM:
		return once(&f->from, "from", value, err);
	case SET_CLASS:
		return once(&f->class, "class", value, err);
	case SET_WHEN:
		return once(&f->when, "when", value, err);
	case SET_ENABLED:
		return set_enabled(f, value, err);
	case SET_HELP:
		return ini_add_words(&f->help, "help", value, err);
	case SET_COUNT:
		break;
	}
	return err_set(err, ERR_BUG, "unknown setting");
}

static int take(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	struct packet_fields *p = arg;
	struct own_field *f;

	(void)line;
	if (!strcmp(section, SETTINGS))
		return take_setting(p, key, value, err);
	if (!strncmp(section, SECTION, strlen(SECTION)))
		return take_section(p, section + strlen(SECTION), key, value, err);
	f = need_field(p, section, err);
	if (!f)
		return -1;
	for (enum setting what = 0; what < SET_COUNT; what++)
		if (!strcmp(setting_names[what], key))
			return set_one(f, what, value, err);
	return err_set(err, ERR_CONFIG,
		       "\"%s\" is no setting of a field, expected section, title, kind, required, from, class,"
		       " when, enabled or help",
		       key);
}

/* ---- the whole of it ---- */

static int refuse(const struct own_field *f, const char *key, const char *found, const char *expected,
		  struct err *err)
{
	return err_set(err, ERR_CONFIG, FILE_NAME ": [%s] %s is \"%.60s\", expected %s", f->key, key, found,
		       expected);
}

/* "contact.ROLE", "contact.ROLE.PART" */
static int read_contact(struct own_field *f, const char *words, struct err *err)
{
	static const char *const parts[] = { "", "name", "title", "email", "phone" };
	size_t n = strcspn(words, ".");
	char *role = xstrndup(words, n);

	f->shown.from = FROM_CONTACT;
	f->shown.from_role = person_role_find(role);
	free(role);
	if (!f->shown.from_role)
		return refuse(f, "from", f->from, "a role of a contact: contact.primary", err);
	if (!words[n])
		return 0;
	for (int i = CONTACT_NAME; i <= CONTACT_PHONE; i++)
		if (!strcmp(parts[i], words + n + 1)) {
			f->shown.from_part = (enum contact_part)i;
			return 0;
		}
	return refuse(f, "from", f->from, "name, title, email or phone behind the role", err);
}

static int read_from(struct own_field *f, struct err *err)
{
	const char *dot = strchr(f->from, '.');
	int64_t n;

	if (!strcmp(f->from, "price")) {
		f->shown.from = FROM_PRICE;
	} else if (!strcmp(f->from, "sow")) {
		f->shown.from = FROM_SOW;
	} else if (!strcmp(f->from, "window")) {
		f->shown.from = FROM_WINDOW;
	} else if (dot && !strncmp(f->from, "deal.", 5)) {
		f->shown.from = FROM_DEAL;
		f->shown.from_key = dot + 1;
		if (!deal_field(dot + 1))
			return refuse(f, "from", f->from, "a field of deals: deal.company", err);
	} else if (dot && !strncmp(f->from, "contact.", 8)) {
		return read_contact(f, dot + 1, err);
	} else if (dot && !strncmp(f->from, "debrief.", 8) && !int_parse(dot + 1, &n, NULL) && n > 0 && n < 100) {
		f->shown.from = FROM_DEBRIEF;
		f->shown.from_question = (int)n;
	} else {
		return refuse(f, "from", f->from, "deal.FIELD, contact.ROLE, debrief.N, price, sow or window", err);
	}
	return 0;
}

static int read_class(struct own_field *f, struct err *err)
{
	for (enum field_class c = CLASS_DEAL; c < CLASS_COUNT; c++)
		if (!strcmp(class_key(c), f->class)) {
			f->shown.class = c;
			return 0;
		}
	return refuse(f, "class", f->class, "deal, crm, health, internal or personal", err);
}

static int read_required(struct own_field *f, struct err *err)
{
	bool yes;
	int64_t n;

	if (f->shown.kind == PACKET_ROWS && !int_parse(f->required, &n, NULL) && n >= 0 && n < 100)
		f->shown.required = (int)n;
	else if (bool_parse(f->required, &yes))
		f->shown.required = yes;
	else
		return refuse(f, "required", f->required,
			      f->shown.kind == PACKET_ROWS ? "yes, no or a number" : "yes or no", err);
	return 0;
}

static int read_when(struct packet_fields *p, struct own_field *f, struct err *err)
{
	const struct own_field *on = field_of(p, f->when);

	if (!on || on->shown.kind != PACKET_YESNO || on->is_off || on == f)
		return refuse(f, "when", f->when, "a field of kind yesno that is asked", err);
	f->shown.when = &on->shown;
	return 0;
}

static int check_field(struct packet_fields *p, struct own_field *f, struct err *err)
{
	struct own_section *s = f->section ? section_of(p, f->section) : NULL;
	const char *lacks = !f->title	   ? "title"
			    : !f->section  ? "section"
			    : !f->has_kind ? "kind"
			    : !f->class	   ? "class"
					   : NULL;

	if (lacks)
		return err_set(err, ERR_CONFIG, FILE_NAME ": [%s] has no %s", f->key, lacks);
	if (!s)
		return refuse(f, "section", f->section, "one that stands in this file as [" SECTION "NAME]", err);
	f->shown.key = f->key;
	f->shown.title = f->title;
	f->shown.help = f->help ? f->help : "";
	f->shown.section = &s->shown;
	if (f->from && f->shown.kind == PACKET_ROWS)
		return err_set(err, ERR_CONFIG,
			       FILE_NAME ": [%s] has rows and a from; rows are filled in by nothing else", f->key);
	return (f->from && read_from(f, err)) || read_class(f, err) || (f->required && read_required(f, err)) ||
	       (f->when && read_when(p, f, err)) ? -1 : 0;
}

static int check_sections(struct packet_fields *p, struct err *err)
{
	for (size_t i = 0; i < p->sections; i++) {
		struct own_section *s = &p->section[i];

		if (!s->title || !s->shown.record)
			return err_set(err, ERR_CONFIG, FILE_NAME ": [" SECTION "%s] has no %s", s->key,
				       s->title ? "record" : "title");
		s->shown.key = s->key;
		s->shown.title = s->title;
	}
	return 0;
}

static int check_whole(struct packet_fields *p, struct err *err)
{
	if (!p->n)
		return err_set(err, ERR_CONFIG, FILE_NAME ": holds no field");
	if (check_sections(p, err))
		return -1;
	for (size_t i = 0; i < p->n; i++)
		if (check_field(p, &p->field[i], err))
			return -1;
	p->shown = xcalloc(p->n, sizeof(struct packet_field *));
	for (size_t k = 0; k < p->sections; k++)
		for (size_t i = 0; i < p->n; i++)
			if (p->field[i].shown.section == &p->section[k].shown && !p->field[i].is_off)
				p->shown[p->n_shown++] = &p->field[i].shown;
	if (!p->n_shown)
		return err_set(err, ERR_CONFIG, FILE_NAME ": no field is enabled");
	return 0;
}

int packet_fields_parse(struct packet_fields **out, const char *ini, size_t len, struct err *err)
{
	struct packet_fields *p = xcalloc(1, sizeof *p);

	*out = NULL;
	if (ini_each(FILE_NAME, ini, len, take, p, err) || check_whole(p, err)) {
		packet_fields_free(p);
		return -1;
	}
	if (!p->title)
		p->title = xstrdup("Handoff packet");
	*out = p;
	return 0;
}

void packet_fields_free(struct packet_fields *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n; i++) {
		struct own_field *f = &p->field[i];
		char *own[] = { f->key, f->title, f->help, f->section, f->from, f->when, f->required, f->class };

		for (size_t k = 0; k < sizeof own / sizeof own[0]; k++)
			free(own[k]);
	}
	for (size_t i = 0; i < p->sections; i++) {
		free(p->section[i].key);
		free(p->section[i].title);
	}
	for (size_t i = 0; i < p->prices; i++) {
		free(p->price[i].amount);
		free(p->price[i].product);
	}
	free(p->title);
	free(p->section);
	free(p->field);
	free(p->shown);
	free(p);
}

/* ---- what they say ---- */

size_t packet_fields_count(const struct packet_fields *p)
{
	return p->n_shown;
}

const struct packet_field *packet_field_at(const struct packet_fields *p, size_t i)
{
	return p->shown[i];
}

const struct packet_field *packet_field_find(const struct packet_fields *p, const char *key)
{
	for (size_t i = 0; i < p->n_shown; i++)
		if (ini_is_key(p->shown[i]->key, key))
			return p->shown[i];
	return NULL;
}

bool packet_field_is_known(const struct packet_fields *p, const char *key)
{
	return field_of(p, key) != NULL;
}

size_t packet_sections_count(const struct packet_fields *p)
{
	return p->sections;
}

const struct packet_section *packet_section_at(const struct packet_fields *p, size_t i)
{
	return &p->section[i].shown;
}

const char *packet_title(const struct packet_fields *p)
{
	return p->title;
}

const char *packet_price(const struct packet_fields *p, const char *product, char currency[4])
{
	const struct price *found = NULL;

	for (size_t i = 0; i < p->prices; i++) {
		const struct price *one = &p->price[i];

		if (product && *product ? !strcasecmp(one->product, product) : !*one->product)
			found = one;
		else if (!*one->product && !found)
			found = one;
	}
	if (!found)
		return NULL;
	memcpy(currency, found->currency, 4);
	return found->amount;
}

static const char *const setting_names[SET_COUNT] = { "section", "title", "kind",    "required", "from",
						      "class",	 "when",  "enabled", "help" };
static const char *const kind_keys[] = { "line", "text", "day", "yesno", "rows" };
static const struct row_kind row_kinds[] = {
	{ "touchpoints", ITEM_TOUCHPOINT }, { "stakeholders", ITEM_STAKEHOLDER },
	{ "criteria", ITEM_CRITERION },	    { "risks", ITEM_RISK },
	{ NULL, 0 },
};

/* The fields of the packet as data: the shipped ones hold every field of the source, and the checker names what is
 * wrong. */
#include "assets/assets.h"
#include "model/config.h"
#include "model/packet_field.h"
#include "tests/model/team.h"

#include "model/buf.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct packet_fields *read_fields(const char *ini)
{
	struct packet_fields *p = NULL;
	struct err err = { 0 };

	cr_assert_eq(packet_fields_parse(&p, ini, strlen(ini), &err), 0, "%s", err.text);
	return p;
}

static struct packet_fields *shipped(void)
{
	return read_fields(asset_find("packet.ini")->body);
}

/* Every line of the packet and of the customer handoff form of the two sources, by our key. */
Test(packet_field, shipped_hold_the_source)
{
	static const char *const keys[] = {
		"company",   "contact",	  "contact_title", "email",	   "phone",    "closed", "sow",
		"price",     "start",	  "window",	   "problem",	   "expect",   "sold",	 "sensitivities",
		"motion",    "origin",	  "touchpoints",   "briefing",	   "response", "scope",	 "red_flags",
		"follow_on", "customer",  "csm",	   "ae",	   "value",    "term",	 "go_live",
		"champion",  "executive", "technical",	   "stakeholders", "criteria", "risks",	 "notes",
	};
	struct packet_fields *p = shipped();
	size_t n = sizeof keys / sizeof keys[0];

	cr_assert_eq(packet_fields_count(p), n);
	for (size_t i = 0; i < n; i++) {
		const struct packet_field *f = packet_field_at(p, i);

		cr_assert_str_eq(f->key, keys[i]);
		cr_assert_eq(f->section->record, i < 22 ? FORM_PACKET : FORM_CUSTOMER, "%s", keys[i]);
		cr_assert_neq(f->class, CLASS_NONE, "%s", keys[i]);
	}
	cr_assert_eq(packet_field_find(p, "criteria")->required, 3);
	cr_assert_eq(packet_field_find(p, "criteria")->rows, ITEM_CRITERION);
	cr_assert_eq(packet_field_find(p, "phone")->required, 0, "if available");
	cr_assert_eq(packet_field_find(p, "red_flags")->class, CLASS_INTERNAL);
	cr_assert_eq(packet_field_find(p, "email")->class, CLASS_PERSONAL);
	cr_assert_eq(packet_field_find(p, "response")->when, packet_field_find(p, "briefing"));
	cr_assert_str_eq(packet_title(p), "Assessment handoff packet");
	packet_fields_free(p);
}

Test(packet_field, what_fills_them_in)
{
	struct packet_fields *p = shipped();
	const struct packet_field *f = packet_field_find(p, "Go-Live");

	cr_assert_str_eq(f->key, "go_live");
	cr_assert_eq(f->from, FROM_NOTHING);
	f = packet_field_find(p, "email");
	cr_assert_eq(f->from, FROM_CONTACT);
	cr_assert_eq(f->from_role, PERSON_PRIMARY);
	cr_assert_eq(f->from_part, CONTACT_EMAIL);
	cr_assert_eq(packet_field_find(p, "champion")->from_part, CONTACT_BOTH);
	cr_assert_str_eq(packet_field_find(p, "origin")->from_key, "source");
	cr_assert_eq(packet_field_find(p, "red_flags")->from_question, 6);
	cr_assert_null(packet_field_find(p, "weather"));
	packet_fields_free(p);
}

#define ONE "[section a]\ntitle = A\nrecord = packet\n[b]\nsection = a\ntitle = B\nkind = line\nclass = crm\n"

Test(packet_field, prices_by_product)
{
	struct packet_fields *p = read_fields("[packet]\nprice = 2500 USD\nprice = 1800.50 EUR Audit day\n" ONE);
	char currency[4];

	cr_assert_str_eq(packet_price(p, NULL, currency), "2500");
	cr_assert_str_eq(currency, "USD");
	cr_assert_str_eq(packet_price(p, "audit DAY", currency), "1800.50");
	cr_assert_str_eq(currency, "EUR");
	cr_assert_str_eq(packet_price(p, "Assessment", currency), "2500", "of every other one");
	packet_fields_free(p);
	p = read_fields(ONE);
	cr_assert_null(packet_price(p, NULL, currency));
	packet_fields_free(p);
}

/* Out of use, and still known: what was written under it stays readable. */
Test(packet_field, fields_that_are_not_asked)
{
	struct packet_fields *p =
		read_fields(ONE "[c]\nsection = a\ntitle = C\nkind = text\nclass = crm\nenabled = no\n");

	cr_assert_eq(packet_fields_count(p), 1);
	cr_assert_null(packet_field_find(p, "c"));
	cr_assert(packet_field_is_known(p, "c"));
	cr_assert_not(packet_field_is_known(p, "d"));
	packet_fields_free(p);
}

static void refused(const char *ini, const char *why)
{
	struct packet_fields *p = NULL;
	struct err err = { 0 };

	cr_assert_eq(packet_fields_parse(&p, ini, strlen(ini), &err), -1, "%s", ini);
	cr_assert_eq(err.kind, ERR_CONFIG);
	cr_assert_not_null(strstr(err.text, why), "%s", err.text);
	cr_assert_null(p);
}

Test(packet_field, refusals_name_line_and_reason)
{
	refused("[section a]\ntitle = A\nrecord = packet\n", "holds no field");
	refused("[section A]\ntitle = A\n", "packet.ini:2: [section A] is no name");
	refused("[section a]\nrecord = debrief\n",
		"packet.ini:2: record is \"debrief\", expected packet or customer");
	refused("[section a]\ncolour = red\n", "packet.ini:2: \"colour\" is no setting of a section");
	refused("[section a]\ntitle = A\n[b]\nsection = a\ntitle = B\nkind = line\nclass = crm\n",
		"[section a] has no record");
	refused("[abcdefghijklmnop]\ntitle = B\n",
		"packet.ini:2: [abcdefghijklmnop] is no key of a field, expected up to 15");
	refused("[B]\ntitle = B\n", "[B] is no key of a field");
	refused(ONE "[b2]\ntitle = C\n[b]\ntitle = D\n", "packet.ini:12: field [b] stands here a second time");
	refused(ONE "kind = text\n", "packet.ini:9: kind stands here a second time");
	refused("[b]\nkind = prose\n",
		"packet.ini:2: kind is \"prose\", expected line, text, day, yesno, touchpoints");
	refused("[b]\ncolour = red\n", "\"colour\" is no setting of a field");
	refused("[b]\nenabled = perhaps\n", "enabled is \"perhaps\", expected yes or no");
	refused(ONE "[c]\nsection = z\ntitle = C\nkind = line\nclass = crm\n", "[c] section is \"z\"");
	refused(ONE "[c]\nsection = a\nkind = line\nclass = crm\n", "packet.ini: [c] has no title");
	refused(ONE "[c]\nsection = a\ntitle = C\nclass = crm\n", "[c] has no kind");
	refused(ONE "[c]\nsection = a\ntitle = C\nkind = line\n", "[c] has no class");
	refused(ONE "[c]\nsection = a\ntitle = C\nkind = line\nclass = secret\n",
		"[c] class is \"secret\", expected deal, crm");
	refused(ONE "required = 3\n", "[b] required is \"3\", expected yes or no");
	refused(ONE "[c]\nsection = a\ntitle = C\nkind = risks\nclass = crm\nrequired = many\n",
		"expected yes, no or a number");
	refused(ONE "[c]\nsection = a\ntitle = C\nkind = risks\nclass = crm\nfrom = debrief.6\n",
		"[c] has rows and a from");
	refused(ONE "from = deal.weather\n", "[b] from is \"deal.weather\", expected a field of deals");
	refused(ONE "from = contact.friend\n", "expected a role of a contact");
	refused(ONE "from = contact.primary.shoe\n", "expected name, title, email or phone");
	refused(ONE "from = debrief.x\n", "expected deal.FIELD, contact.ROLE");
	refused(ONE "from = stars\n", "expected deal.FIELD, contact.ROLE");
	refused(ONE "when = b\n", "[b] when is \"b\", expected a field of kind yesno");
	refused("[packet]\nprice = cheap\n", "packet.ini:2: price is \"cheap\"");
	refused("[packet]\nprice = many USD\n", "price is \"many USD\"");
	refused("[packet]\ncolour = red\n", "expected title or price");
}

/* Read into the store, replaced as a new version, refused whole; a field that holds words stays. */
Test(packet_field, is_configuration_of_the_team)
{
	struct store *s = team_open(NULL);
	struct err err = { 0 };

	cr_assert_eq(packet_fields_count(s->packet), 35);
	cr_assert_eq(config_put(s, "packet", "[b]\nkind = prose\n", NULL, NULL, &err), -1);
	cr_assert_eq(packet_fields_count(s->packet), 35);
	cr_assert_eq(config_put(s, "packet", ONE, NULL, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(packet_fields_count(s->packet), 1);
	store_close(s);
}

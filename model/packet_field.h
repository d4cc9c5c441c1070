#ifndef MODEL_PACKET_FIELD_H
#define MODEL_PACKET_FIELD_H
/* The fields of the handoff packet and of the customer handoff form as data (assets/packet.ini, kept versioned in the
 * database): sections, what fills a field in by itself, what is required before filing. Source: the handoff SOP,
 * "Handoff Packet"; the customer handoff SOP, "Handoff Form"; domain.md, "The handoff packet". Pure. */
#include "model/access.h"
#include "model/err.h"
#include "model/item.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which of the two records of a deal a section belongs to: FORM_PACKET or FORM_CUSTOMER of model/form.h. */
struct packet_section {
	const char *key;   /* "context" */
	const char *title; /* "Context for delivery" */
	enum form_kind record;
};

enum packet_kind { PACKET_LINE, PACKET_TEXT, PACKET_DAY, PACKET_YESNO, PACKET_ROWS };

/* What fills a field in while nothing of its own is written. */
enum packet_from {
	FROM_NOTHING,
	FROM_DEAL,    /* from_key: of the deal's field table; what is typed is written there */
	FROM_CONTACT, /* from_role, from_part; written back to the contact */
	FROM_DEBRIEF, /* from_question: its answer; what is typed here stands for itself */
	FROM_PRICE,   /* the deal's amount, else the price of its product; written to the amount */
	FROM_SOW,     /* signed on a day, or verbal and expected by a day: told by `mark`, not typed */
	FROM_WINDOW,  /* the last day of delivery, by the clock that the signed SOW starts: not typed */
};
enum contact_part {
	CONTACT_BOTH,
	CONTACT_NAME,
	CONTACT_TITLE,
	CONTACT_EMAIL,
	CONTACT_PHONE
}; /* BOTH: "name, title" */

/* form_value.field is 16 bytes with its end. */
#define PACKET_KEY_MAX 15

struct packet_field {
	const char *key;   /* stored as form_value.field; never changed */
	const char *title, *help; /* help "" where there is none */
	const struct packet_section *section;
	enum packet_kind kind;
	enum item_kind rows;   /* of PACKET_ROWS */
	int required;          /* 0 no; 1 yes; of rows how many at least */
	enum packet_from from;
	const char *from_key;
	int from_role, from_question;
	enum contact_part from_part;
	enum field_class class; /* of what is typed here; of rows that of their kind counts (item_class()) */
	const struct packet_field *when; /* asked only where that yesno field says yes; NULL always */
};
struct packet_fields;

/* packet.ini. ERR_CONFIG names line and reason: a name twice or longer than can be stored, an unknown section, kind,
 * source or class, a `when` that is no yesno field. Fields that are not enabled are checked and left out. */
int packet_fields_parse(struct packet_fields **out, const char *ini, size_t len, struct err *err);
void packet_fields_free(struct packet_fields *p);
/* In the order in which they are shown: by section, and in a section as they stand in the file. */
size_t packet_fields_count(const struct packet_fields *p);
const struct packet_field *packet_field_at(const struct packet_fields *p, size_t i);
/* By key, any case, `-` and `_` alike. NULL: no such. */
const struct packet_field *packet_field_find(const struct packet_fields *p, const char *key);
/* Also of one that is not enabled: what was typed under it may still be there. */
bool packet_field_is_known(const struct packet_fields *p, const char *key);
size_t packet_sections_count(const struct packet_fields *p);
const struct packet_section *packet_section_at(const struct packet_fields *p, size_t i);
const char *packet_title(const struct packet_fields *p); /* "Assessment handoff packet" */
/* "2500 USD": the amount as typed, and in currency[4] its code, of that product (folded by any case; NULL or ""
 * none). NULL: the team has no price. */
const char *packet_price(const struct packet_fields *p, const char *product, char currency[4]);
#endif

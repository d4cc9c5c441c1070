#ifndef MODEL_PACKET_H
#define MODEL_PACKET_H
/* The handoff packet of a won deal and the customer handoff form beside it, over the form engine: what is known
 * already fills itself in, what is typed is kept field by field, and once nothing is missing the packet is filed for
 * customer success, who acknowledge it or return it with the gaps named. Source: the handoff SOP; the customer
 * handoff SOP; domain.md, "The handoff packet".
 *
 * Two forms of one deal: FORM_PACKET and FORM_CUSTOMER, made with the win. Their fields are data (packet_field.h).
 * The value of a field is, in this order: what was typed under it (form_value, layer live); what its source says (the
 * deal, a contact, an answer of the debrief). What is typed into a field that a deal or a contact fills in is written
 * there, so that it is known once and everywhere. Rows (touchpoints, stakeholders, criteria, risks) are items of the
 * deal, whichever of its forms they were written on: a criterion that the debrief heard is one of the three.
 *
 * The state of the packet is form.state: FORM_OPEN, FORM_FILED, FORM_RETURNED, FORM_ACKED. Gaps of a return are
 * values of the packet form in the layer LAYER_GAP: field, item = round, text = why. They have history, search,
 * classes and checksums as all values have, and are open while the packet is FORM_RETURNED. */
#include "model/deal.h"
#include "model/form.h"
#include "model/item.h"
#include "model/packet_field.h"

struct packet_value {
	const struct packet_field *field;
	char *text;       /* owned, never NULL: what counts now, "" nothing; of rows nothing */
	bool own;         /* typed here */
	bool prefilled;   /* filled by its source */
	bool asked;       /* false: its `when` says no */
	bool hidden;      /* the actor may not see it: text is "" */
	bool missing;     /* required, asked and not filled */
	size_t rows;      /* of rows: how many */
	int64_t rev; /* of its words, for packet_set(): draft_base(), 0 nothing is there. Not of the place where they are
		      * kept: a deal has one rev for all its fields, and what is typed in one is no conflict in another. */
	char *gap;        /* owned: why it was returned, while the packet is returned; NULL else */
	char *warning;    /* owned: "later than the last day of the window, 2026-12-20"; NULL none */
};
struct packet {
	struct deal deal;
	struct form form, customer;
	struct packet_value *value; /* packet_fields_count() of them, in that order */
	size_t n;
	struct item *row; /* that the actor may see, by kind; touchpoints by day, others as they were written */
	size_t n_rows;
	size_t asked, filled, missing, prefilled; /* of the fields that the actor may see */
	size_t warnings;
	int64_t rounds;             /* how often it was returned */
};

/* Inside edit(): both forms of a won deal, each made once. */
int packet_create(struct store *s, struct group *g, const struct deal *d, struct err *err);
/* The packet of a deal that the actor may see, as it stands: 1, 0 none yet, -1. */
int packet_load(struct store *s, int64_t deal, struct packet *out, struct err *err);
void packet_done(struct packet *p);
/* Makes both forms where a won deal has none (it came closed by import). ERR_REFUSED for a deal that is not won. */
int packet_need(struct store *s, int64_t deal, struct err *err);
const struct packet_value *packet_value_of(const struct packet *p, const char *field); /* NULL: no such */
/* Filled of asked in one section, of the fields that the actor may see. */
void packet_section_count(const struct packet *p, const struct packet_section *section, size_t *filled,
			  size_t *asked);
/* What is missing before it can be filed, one a line: "problem: Problem statement", "criteria: Success criteria, 1 of
 * 3". Appended. */
void packet_missing(const struct packet *p, struct buf *out);
const char *packet_state_key(int64_t state); /* "draft", "filed", "returned", "acknowledged" */
/* How many rows of that kind, and the n-th, from 1; NULL none. */
size_t packet_rows(const struct packet *p, enum item_kind kind);
const struct item *packet_row(const struct packet *p, enum item_kind kind, size_t n);

/* One edit(): a field takes that text ("" takes what was typed away), read by its kind: a day as people type it, yes
 * or no, one line. `base_rev`: the rev that was read, -1 whatever is there; ERR_REFUSED when somebody wrote it since.
 * `request` (16 bytes, NULL none) makes repeating it harmless. ERR_REFUSED for what is told elsewhere (SOW, window),
 * ERR_ROLE for who may not: act "packet", and writing the class. */
int packet_set(struct store *s, int64_t deal, const struct packet_field *f, const char *text, int64_t base_rev,
	       const unsigned char *request, struct err *err);
/* The same for rows: `n` 0 adds one, else the n-th as packet_row() counts takes the words; "" removes it.
 * Words: touchpoint "2026-10-02 intro call -> asked for a demo", risk "RISK -> what is done about it", stakeholder
 * "WHO: what this person gains or loses". */
int packet_set_row(struct store *s, int64_t deal, const struct packet_field *f, size_t n, const char *words,
		   const unsigned char *request, struct err *err);
/* The same for a row as it was read (NULL adds one): what somebody else changed in it meanwhile stays, the same words
 * changed by both are ERR_REFUSED (item_put()). "" removes it. */
int packet_save_row(struct store *s, int64_t deal, const struct packet_field *f, const struct item *base,
		    const char *words, const unsigned char *request, struct err *err);
/* What the actor may not write there, in a sentence: act "packet", the class, what is told elsewhere. 0 or ERR_ROLE,
 * ERR_REFUSED. */
int packet_may_write(struct store *s, const struct deal *d, const struct packet_field *f, struct err *err);
/* A row in such words; appended. */
void packet_row_words(struct store *s, const struct item *it, struct buf *out);

/* The packet as a document of what the actor may see; appended. The Markdown ends with its state: what is missing,
 * what it was returned for, who filed and acknowledged it. */
int packet_markdown(struct store *s, const struct packet *p, struct buf *out, struct err *err);
int packet_json(struct store *s, const struct packet *p, struct buf *out, struct err *err);

/* ---- filed (model/packet_file.c) ----
 * The packet is filed as Markdown at handoffs/assessment-{slug}-{day of close}.md below the store's out_dir; two
 * deals of one name and day get -2, -3. Every filing, amendment and acknowledgement is a version, whole and never
 * changed (table filed); a later one replaces the file at the same path. The database leads: the new text is whole
 * and on disk beside its place before the COMMIT that knows it, and takes its name after it. Killed between the two,
 * the old file stands there and packet_settle() puts the new one in its place; killed at any other point they agree.
 * Undo takes a version out of force and puts the text before it back. Nothing ever removes a file. */
enum filed_kind { FILED_FIRST = 1, FILED_AMENDED, FILED_ACKED };
struct packet_filed {
	int64_t id, form, version, kind, member, at_ms;
	char *path;  /* owned; below out_dir */
	char *body;  /* owned */
	bool gone;   /* taken back */
};
void packet_filed_done(struct packet_filed *f);
/* `version` 0: the newest in force. 1, 0 no such, -1. ERR_ROLE for who may not read everything that went in. */
int packet_version(struct store *s, int64_t form, int64_t version, struct packet_filed *out, struct err *err);
/* Files it, or files it again as an amendment; `path` (may be NULL) gets the whole path, *version its number.
 * ERR_REFUSED with what is missing, when nothing changed since the version in force, and for a deal that is not won
 * any more; ERR_ROLE (act "file"); ERR_OUTPUT when the file cannot be written, with nothing filed: a folder that is
 * missing, full or read-only, a link or a file of another hand in its place. */
int packet_file(struct store *s, int64_t deal, struct buf *path, int64_t *version, struct err *err);
/* Where it is filed, or will be, below out_dir. Appended. */
int packet_path(struct store *s, const struct packet *p, struct buf *out, struct err *err);
/* A csm (of this deal, or of one without a csm, which is theirs from then on) or a csm_manager, never who filed it.
 * The version with the signature takes the file's place; that it could not is said in `say`, and the packet is
 * acknowledged all the same. */
int packet_acknowledge(struct store *s, int64_t deal, struct buf *say, struct err *err);
/* Back to the deal's side with the gaps named field by field; the clocks go on. */
struct packet_gap {
	const struct packet_field *field;
	const char *why;
};
int packet_return(struct store *s, int64_t deal, const struct packet_gap *gap, size_t n, struct err *err);
/* The file against the version in force: 0 they agree or nothing is filed, 1 the file was put in its place, 2 the
 * file holds what winloss never wrote and was left as it is; -1 it cannot be written. `say` gets the sentence of 1
 * and 2. Whoever may not read everything in it leaves it alone: 0. */
int packet_settle(struct store *s, int64_t deal, struct buf *say, struct err *err);
/* The same for the packet that a group of changes was about: undo and redo end with it. */
int packet_settle_group(struct store *s, int64_t group, struct buf *say, struct err *err);
/* What changed from one text to the other, line by line under the heading it stands below: "- was", "+ is". Appended;
 * nothing where they are the same. Pure. */
void packet_difference(const char *was, const char *is, struct buf *out);
/* What would be filed now against the version in force, in the words of packet_difference(); nothing where that is the
 * same or none stands. Appended. */
int packet_changes(struct store *s, const struct packet *p, struct buf *out, struct err *err);
extern const struct record_ops filed_ops;
extern const struct sql packet_sql[], filed_sql[];
#endif

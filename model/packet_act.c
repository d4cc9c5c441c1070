/* What customer success does with a filed packet: acknowledge it, or return it with the gaps named. */
#include "model/packet_private.h"

#include "model/away.h"
#include "model/buf.h"
#include "model/event.h"
#include "model/file.h"
#include "model/member.h"
#include "model/note.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct acting {
	int64_t deal;
	const struct packet_gap *gap;
	size_t n;
	struct packet_filed f; /* of the acknowledgement */
};

/* ---- who, and when ---- */

static int check_state(const struct packet *p, const char *doing, struct err *err)
{
	switch (p->form.state) {
	case FORM_FILED:
		return 0;
	case FORM_ACKED:
		return err_set(err, ERR_REFUSED, "not %s: the packet is acknowledged already", doing);
	case FORM_RETURNED:
		return err_set(err, ERR_REFUSED, "not %s: the packet was returned and is not filed again yet", doing);
	}
	return err_set(err, ERR_REFUSED, "not %s: the packet is not filed yet", doing);
}

/* A csm for the deals that are theirs, nobody's, or of one for whom they stand in; a csm_manager for all. */
static int check_csm(struct store *s, const struct packet *p, struct err *err)
{
	if (access_act(s, "acknowledge", err))
		return -1;
	if (s->actor.roles & 1u << ROLE_CSM_MANAGER || !p->deal.csm || p->deal.csm == s->actor.member ||
	    away_is_mine(s, p->deal.csm))
		return 0;
	return err_set(err, ERR_ROLE, "the packet is for %s, the CSM of this deal, who stands in for them, or a csm_manager",
		       member_login(s, p->deal.csm));
}

/* ---- acknowledging ---- */

static int check_filer(struct store *s, const struct packet_filed *filed, struct err *err)
{
	if (filed->member != s->actor.member)
		return 0;
	return err_set(err, ERR_ROLE,
		       "who filed the packet does not acknowledge it; another csm or csm_manager does");
}

/* What was filed, and the signature: not what was typed since. */
static void sign(struct store *s, const struct packet_filed *filed, struct packet_filed *f)
{
	struct buf body = { 0 };

	buf_add(&body, filed->body, filed_content_len(filed->body));
	filed_sign(s, filed, f, &body);
	f->body = buf_take(&body);
}

static int take_over(struct store *s, struct group *g, const struct packet *p, struct err *err)
{
	struct deal d;
	int rc;

	if (p->deal.csm)
		return 0;
	deal_copy(&d, &p->deal);
	d.csm = s->actor.member;
	rc = deal_save(s, g, &p->deal, &d, err);
	deal_done(&d);
	return rc;
}

static int put_ack(struct store *s, struct group *g, const struct packet *p, const struct packet_filed *filed,
		   struct packet_filed *f, struct err *err)
{
	struct new_event e = { .deal = p->deal.id, .kind = EV_ACKED, .value = filed->version, .at_ms = g->at_ms,
			       .for_ms = NO_MOMENT };
	struct form form = p->form;

	*f = (struct packet_filed){ .form = p->form.id, .version = filed->version + 1, .kind = FILED_ACKED,
				    .path = xstrdup(filed->path), .member = s->actor.member, .at_ms = g->at_ms };
	f->id = db_next_id(s->db, "filed", 1, err);
	if (f->id < 0 || filed_next(s, p->form.id, &f->version, err))
		return -1;
	sign(s, filed, f);
	form.state = FORM_ACKED;
	return filed_insert(s, g, p, f, err) || form_save(s, g, &p->form, &form, err) || take_over(s, g, p, err) ||
	       event_add(s, g, &e, err) || note_follow(s, g, NOTE_INTRO, p->deal.id, err) ? -1 : 0;
}

static int acknowledge(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct acting *a = arg;
	struct packet_filed filed = { 0 };
	struct packet p;
	int rc = packet_load(s, a->deal, &p, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "D-%" PRId64 " has no packet", a->deal);
	packet_filed_done(&a->f);
	rc = check_csm(s, &p, err) || check_state(&p, "acknowledged", err)
		     ? -1
		     : filed_newest(s, p.form.id, 0, &filed, err);
	if (rc == 1)
		rc = check_filer(s, &filed, err) ? -1 : put_ack(s, g, &p, &filed, &a->f, err);
	else if (!rc)
		rc = err_set(err, ERR_BUG, "the packet is filed and has no version");
	packet_title_group(g, &p.deal, "acknowledged");
	packet_filed_done(&filed);
	packet_done(&p);
	return rc < 0 ? -1 : 0;
}

static int run(struct store *s, struct acting *a, int (*fn)(struct store *, struct group *, void *, struct err *),
	       struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_FORM };
	struct form form;
	int rc = form_of_deal(s, a->deal, FORM_PACKET, &form, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "D-%" PRId64 " has no packet", a->deal);
	how.scope = form.id;
	return edit(s, &how, fn, a, NULL, err);
}

int packet_acknowledge(struct store *s, int64_t deal, struct buf *say, struct err *err)
{
	struct acting a = { .deal = deal };
	struct buf told = { 0 };
	struct err why = { 0 };
	int rc = run(s, &a, acknowledge, err), settled = rc ? 0 : packet_settle(s, deal, &told, &why);

	packet_filed_done(&a.f);
	/* The clock does not wait for a disk: the signature is in the database, and the file follows. */
	if (settled < 0 || settled == 2)
		buf_printf(say, "acknowledged, but the file does not say so: %s",
			   settled < 0 ? why.text : buf_str(&told));
	buf_done(&told);
	return rc;
}

/* ---- returning ---- */

static int put_gap(struct store *s, struct group *g, const struct packet *p, const struct packet_gap *gap,
		   struct err *err)
{
	const struct packet_field *f = gap->field;
	struct form_save save = { .form = p->form.id,
				  .field = f->key,
				  .item = p->rounds + 1,
				  .layer = LAYER_GAP,
				  .text = gap->why,
				  .reply = -1,
				  .again = -1,
				  .base_rev = -1,
				  .class = f->kind == PACKET_ROWS ? item_class(s, f->rows) : f->class };

	if (!text_says(gap->why))
		return err_set(err, ERR_USAGE, "%s: say what is missing or wrong", f->key);
	return form_value_put(s, g, &save, NULL, err);
}

static int give_back(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct acting *a = arg;
	struct packet p;
	int rc = packet_load(s, a->deal, &p, err);
	struct form form = p.form;
	struct buf doing = { 0 };

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "D-%" PRId64 " has no packet", a->deal);
	rc = check_csm(s, &p, err) || check_state(&p, "returned", err) ? -1 : 0;
	for (size_t i = 0; !rc && i < a->n; i++)
		rc = put_gap(s, g, &p, &a->gap[i], err);
	if (!rc) {
		struct new_event e = { .deal = a->deal, .kind = EV_RETURNED, .value = p.rounds + 1, .at_ms = g->at_ms,
				       .for_ms = NO_MOMENT };

		form.state = FORM_RETURNED;
		rc = form_save(s, g, &p.form, &form, err) || event_add(s, g, &e, err) ? -1 : 0;
	}
	buf_printf(&doing, "returned, %zu gap%s", a->n, a->n == 1 ? "" : "s");
	packet_title_group(g, &p.deal, buf_str(&doing));
	buf_done(&doing);
	packet_done(&p);
	return rc;
}

int packet_return(struct store *s, int64_t deal, const struct packet_gap *gap, size_t n, struct err *err)
{
	struct acting a = { .deal = deal, .gap = gap, .n = n };

	if (!n)
		return err_set(err, ERR_USAGE, "not returned: name the gaps, field by field");
	return run(s, &a, give_back, err);
}

int packet_changes(struct store *s, const struct packet *p, struct buf *out, struct err *err)
{
	struct packet_filed before = { 0 };
	struct buf now = { 0 };
	int rc = packet_version(s, p->form.id, 0, &before, err);

	if (rc == 1) {
		char *was = xstrndup(before.body, filed_content_len(before.body));

		packet_content(s, p, &now);
		packet_difference(was, buf_str(&now), out);
		free(was);
	}
	packet_filed_done(&before);
	buf_done(&now);
	return rc < 0 ? -1 : 0;
}

/* Team data files with bytes changed, doubled, cut and swapped: each is taken, or refused naming its file. */
#include "assets/assets.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/clock.h"
#include "model/packet_field.h"
#include "model/playbook_file.h"
#include "model/question.h"
#include "model/stage.h"

#include <criterion/criterion.h>
#include <string.h>

#define MUTANTS 1500

static unsigned draw(unsigned *seed, unsigned below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

static void mutate(struct buf *out, const struct asset *a, unsigned *seed)
{
	static const char bytes[] = "\0\n\t =:;[]#.,-_0159aZ\xff\xc3\x80\"";
	unsigned changes = 1 + draw(seed, 4);

	buf_clear(out);
	buf_add(out, a->body, a->size);
	for (unsigned i = 0; i < changes && out->len > 2; i++) {
		size_t at = draw(seed, (unsigned)out->len), from = draw(seed, (unsigned)out->len);
		size_t n = 1 + draw(seed, 40), last = out->len - (at > from ? at : from);

		n = n > last ? last : n;
		switch (draw(seed, 4)) {
		case 0:
			out->data[at] = bytes[draw(seed, sizeof bytes - 1)];
			break;
		case 1:
			memmove(out->data + at, out->data + from, n);
			break;
		case 2:
			memmove(out->data + at, out->data + at + n, out->len - at - n);
			out->len -= n;
			break;
		default:
			buf_add(out, a->body + draw(seed, (unsigned)a->size / 2), n);
		}
	}
}

static int parse(const char *name, const char *body, size_t len, struct err *err)
{
	struct calendar *calendar = NULL;
	struct stages *stages = NULL;
	struct clock_rules *clocks = NULL;
	struct questions *questions = NULL;
	struct packet_fields *packet = NULL;
	struct playbook *playbook = NULL;
	int rc;

	if (!strcmp(name, "calendar.ini"))
		rc = calendar_parse(&calendar, body, len, err);
	else if (!strcmp(name, "stages.ini"))
		rc = stages_parse(&stages, body, len, err);
	else if (!strcmp(name, "clocks.ini"))
		rc = clock_rules_parse(&clocks, body, len, err);
	else if (!strcmp(name, "questions.ini"))
		rc = questions_parse(&questions, body, len, err);
	else if (!strcmp(name, "playbooks/onboarding.ini"))
		rc = playbook_parse(&playbook, name, body, len, err);
	else if (!strcmp(name, "packet.ini"))
		rc = packet_fields_parse(&packet, body, len, err);
	else
		rc = questions_phrases(NULL, body, len, err);
	cr_assert(!rc || (!calendar && !stages && !clocks && !questions && !packet && !playbook), "refused, and something is handed out");
	calendar_free(calendar);
	stages_free(stages);
	clock_rules_free(clocks);
	questions_free(questions);
	packet_fields_free(packet);
	playbook_free(playbook);
	return rc;
}

static void survives(const char *name)
{
	const struct asset *a = asset_find(name);
	unsigned seed = 20261122;
	struct buf b = { 0 };
	int refused = 0;

	cr_assert_not_null(a);
	for (int i = 0; i < MUTANTS; i++) {
		struct err err = { 0 };

		mutate(&b, a, &seed);
		if (!parse(name, b.data, b.len, &err))
			continue;
		refused++;
		cr_assert_eq(err.kind, ERR_CONFIG, "%d of %s: %s", i, name, err.text);
		cr_assert_eq(strncmp(err.text, name, strlen(name)), 0, "%d of %s: %s", i, name, err.text);
	}
	cr_assert_gt(refused, 0);
	cr_assert_lt(refused, MUTANTS);
	buf_done(&b);
}

Test(mutants, calendar)
{
	survives("calendar.ini");
}

Test(mutants, stages)
{
	survives("stages.ini");
}

Test(mutants, clocks)
{
	survives("clocks.ini");
}

Test(mutants, questions)
{
	survives("questions.ini");
}

Test(mutants, phrases)
{
	survives("phrases.txt");
}

Test(mutants, packet)
{
	survives("packet.ini");
}

Test(mutants, playbook)
{
	survives("playbooks/onboarding.ini");
}

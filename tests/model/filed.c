#include "tests/model/filed.h"

#include "model/file.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct filed filed;

void filed_open(void)
{
	won_open_at(&filed.w, "60000", filed.db);
	free(filed.w.s->out_dir);
	filed.w.s->out_dir = xstrdup(filed.out);
	won_as(&filed.w, "dana");
}

void filed_begin(void)
{
	filed.dir = temp_dir("packet");
	filed.db = temp_path(filed.dir, "a.db");
	filed.out = temp_path(filed.dir, "out");
	filed_open();
}

void filed_end(void)
{
	won_close(&filed.w);
	temp_remove(filed.dir);
	free(filed.dir);
	free(filed.db);
	free(filed.out);
}

void filed_set(const char *key, const char *words)
{
	won_packet_set(&filed.w, key, words);
}

void filed_fill(void)
{
	static const char *const words[][2] = {
		{ "email", "fox@umber.example" }, { "start", "2026-12-01" },
		{ "problem", "Three teams, three spreadsheets,\n## and no heading of ours" },
		{ "expect", "One number" },	  { "sold", "A demo with their own data" },
		{ "origin", "partner" },	  { "touchpoints", "2026-10-02 intro call -> asked for a demo" },
		{ "briefing", "no" },		  { "criteria", "Sourced revenue known weekly" },
		{ "criteria", "First value in 14 days" }, { "criteria", "Two partners report by themselves" },
		{ "risks", "Nobody owns the migration -> name one at the kickoff" },
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		filed_set(words[i][0], words[i][1]);
}

int64_t filed_file(void)
{
	struct err err = { 0 };
	int64_t version = 0;

	cr_assert_eq(packet_file(filed.w.s, filed.w.deal, NULL, &version, &err), 0, "%s", err.text);
	return version;
}

void filed_refused(enum err_kind kind, const char *why)
{
	struct err err = { 0 };

	cr_assert_eq(packet_file(filed.w.s, filed.w.deal, NULL, NULL, &err), -1);
	cr_assert_eq(err.kind, kind, "%s", err.text);
	cr_assert_not_null(strstr(err.text, why), "%s", err.text);
}

const char *filed_there(const char *name)
{
	static struct buf text;
	char *path = temp_path(filed.out, name);
	int rc;

	buf_clear(&text);
	rc = file_read(path, 1 << 20, &text);
	free(path);
	return rc ? NULL : buf_str(&text);
}

static struct form packet_form(void)
{
	struct form f;

	cr_assert_eq(form_of_deal(filed.w.s, filed.w.deal, FORM_PACKET, &f, NULL), 1);
	return f;
}

int64_t filed_form(void)
{
	return packet_form().id;
}

int64_t filed_state(void)
{
	return packet_form().state;
}

char *filed_body(int64_t version)
{
	struct packet_filed f;
	struct err err = { 0 };
	char *text;

	cr_assert_eq(packet_version(filed.w.s, filed_form(), version, &f, &err), 1, "%s", err.text);
	text = xstrdup(f.body);
	packet_filed_done(&f);
	return text;
}

void filed_is(int64_t version)
{
	char *want = filed_body(version);

	cr_assert_not_null(filed_there(FILED_NAME));
	cr_assert_str_eq(filed_there(FILED_NAME), want);
	free(want);
}

int filed_told(enum event_kind kind)
{
	return event_is_told(filed.w.s, filed.w.deal, kind, NULL);
}

/* The exchange record: its configuration, its two directions, the five scores, filing and its clock. */
#include "model/exchange.h"
#include "model/exchange_quarter.h"

#include "assets/assets.h"
#include "model/account.h"
#include "model/config.h"
#include "model/deal.h"
#include "model/event.h"
#include "model/file.h"
#include "model/move.h"
#include "model/packet.h"
#include "model/report.h"
#include "model/taxonomy.h"
#include "tests/model/won.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct won w;
static struct err err;

static void begin(void)
{
	err = (struct err){ 0 };
	won_open(&w, NULL);
}

static void put(enum exchange_direction d, const char *field, const char *text)
{
	cr_assert_eq(exchange_set(w.s, w.deal, d, field, text, &err), 0, "%s: %s", field, err.text);
}

static void refuses(enum exchange_direction d, const char *field, const char *text, enum err_kind kind, const char *says)
{
	err = (struct err){ 0 };
	cr_assert_eq(exchange_set(w.s, w.deal, d, field, text, &err), -1, "%s", text);
	cr_assert_eq(err.kind, kind, "%s", err.text);
	cr_assert_not_null(strstr(err.text, says), "%s", err.text);
}

/* What stands in a field; "~" in front of what filled itself in. The caller frees. */
static char *value(enum exchange_direction d, const char *key)
{
	struct exchange_fields fields;
	struct buf out = { 0 }, said = { 0 };
	struct exchange x;
	bool prefilled;

	cr_assert_eq(exchange_fields_load(w.s, &fields, &err), 0, "%s", err.text);
	cr_assert_geq(exchange_get(w.s, w.deal, d, &x, &err), 0, "%s", err.text);
	cr_assert_geq(exchange_value(w.s, &x, w.deal, exchange_field_find(&fields, d, key), &out, &prefilled, &err), 0, "%s",
		      err.text);
	buf_printf(&said, "%s%s", prefilled ? "~" : "", buf_str(&out));
	buf_done(&out);
	return buf_take(&said);
}

static void says(enum exchange_direction d, const char *key, const char *expected)
{
	char *is = value(d, key);

	cr_assert_str_eq(is, expected);
	free(is);
}

static void deliver(void)
{
	struct new_event e = { .deal = w.deal, .kind = EV_DELIVERED, .at_ms = w.s->now(w.s), .for_ms = NO_MOMENT,
			       .override = true, .reason = "delivered ahead of the papers" };

	won_as(&w, "dana");
	cr_assert_eq(event_mark(w.s, &e, &err), 0, "%s", err.text);
	won_as(&w, "priya");
}

static struct clock clock_of_record(void)
{
	struct clock c[64];
	size_t n = 0;

	cr_assert_eq(clocks_of(w.s, w.deal, c, 64, &n, &err), 0, "%s", err.text);
	for (size_t i = 0; i < n; i++)
		if (c[i].kind == clock_rule_find(w.s->clocks, "post_delivery")->id)
			return c[i];
	cr_assert(false, "no clock of the record runs");
	return c[0];
}

static void undo(void)
{
	struct undone u;

	cr_assert_eq(history_undo(w.s, SUBJECT_DEAL, w.deal, &u, &err), 0, "%s", err.text);
}

static void redo(void)
{
	struct undone u;

	cr_assert_eq(history_redo(w.s, SUBJECT_DEAL, w.deal, &u, &err), 0, "%s", err.text);
}

/* ---- the configuration ---- */

static void refused(const char *name, const char *was, const char *is, const char *sentence)
{
	const struct asset *a = asset_find(name);
	const char *at = strstr(a->body, was);
	struct buf ini = { 0 };

	cr_assert_not_null(at, "%s", was);
	buf_add(&ini, a->body, (size_t)(at - a->body));
	buf_printf(&ini, "%s%s", is, at + strlen(was));
	err = (struct err){ 0 };
	cr_assert_eq(config_check(*name == 'i' ? "icp" : "exchange", buf_str(&ini), ini.len, &err), -1, "%s", is);
	cr_assert_eq(err.kind, ERR_CONFIG);
	cr_assert_not_null(strstr(err.text, sentence), "%s", err.text);
	buf_done(&ini);
}

Test(exchange, the_shipped_configuration_has_five_dimensions_and_is_not_ratified)
{
	struct exchange_fields f;
	struct icp icp;
	size_t done = 0;

	begin();
	cr_assert_eq(icp_load(w.s, &icp, &err), 0, "%s", err.text);
	cr_assert_eq(exchange_fields_load(w.s, &f, &err), 0, "%s", err.text);
	cr_assert(!icp.ratified && icp.config > 0 && icp.version == 1 && icp.predicted_within == 1);
	cr_assert_str_eq(icp.dimension[4].title, "Dimension 5");
	cr_assert_str_eq(icp.dimension[0].score[4], "strong");
	cr_assert(!exchange_is_ratified(&f));
	cr_assert_eq(f.n_open, 6);
	for (size_t i = 0; i < f.n_open; i++)
		done += f.open[i].done;
	cr_assert_eq(done, 0);
	won_close(&w);
}

Test(exchange, a_configuration_that_cannot_be_is_refused_with_its_line)
{
	refused("icp.ini", "title = Dimension 2", "titel = Dimension 2", "icp:29");
	refused("icp.ini", "[dimension_5]", "[dimension_1]", "[dimension_1] twice");
	refused("icp.ini", "predicted_within = 1", "predicted_within = 9", "expected 0 … 4");
	refused("icp.ini", "title = Dimension 5\n", "", "[dimension_5] has no title");
	refused("icp.ini", "title = Dimension 5\n", "title = Dimension 2\n", "[dimension_5] has the title “Dimension 2” of [dimension_2]");
	refused("exchange.ini", "kind = list", "kind = many", "found kind “many”");
	refused("exchange.ini", "from = rows.friction", "from = rows.thought", "found from “rows.thought”");
	refused("exchange.ini", "direction = post\nrequired", "required", "[codes] has no direction");
	refused("exchange.ini", "field = friction", "field = thought", "which is none of this file");
	refused("exchange.ini", "stage = Stage\n", "", "has no stage");
	refused("exchange.ini", "class = crm\nhelp = the same", "class = internal\nhelp = the same", "scores are");
}

/* ---- scores ---- */

Test(exchange, scores_are_read_in_words_and_written_in_words)
{
	int64_t score[ICP_DIMENSIONS];
	struct buf out = { 0 };

	cr_assert_eq(icp_scores_parse("3, 2 - – 0", score, &err), 0);
	icp_scores_format(score, &out);
	cr_assert_str_eq(buf_str(&out), "3 2 – – 0");
	cr_assert_eq(icp_scores_parse("", score, &err), 0);
	buf_clear(&out);
	icp_scores_format(score, &out);
	cr_assert_str_eq(buf_str(&out), "");
	cr_assert_eq(icp_scores_parse("3 2 1", score, &err), -1);
	cr_assert_not_null(strstr(err.text, "found 3 scores, expected 5"), "%s", err.text);
	cr_assert_eq(icp_scores_parse("3 2 1 5 0", score, &err), -1);
	cr_assert_eq(icp_scores_parse("3 2 1 4 0 1", score, &err), -1);
	buf_done(&out);
}

static int64_t version_of(int phase)
{
	static const struct sql versions[] = {
		{ "test_version_1", "select max(model_version) from deal_icp where phase = 1 and dimension = 1" },
		{ "test_version_2", "select max(model_version) from deal_icp where phase = 2 and dimension = 1" },
	};

	return db_scalar(w.s->db, &versions[phase - 1], -1);
}

Test(exchange, scores_of_the_record_are_those_of_the_deal_and_keep_their_version)
{
	const struct asset *shipped = asset_find("icp.ini");
	struct deal d;
	int64_t first;

	begin();
	won_as(&w, "mira");
	put(EXCHANGE_PRE, "icp", "3 2 - 4 1");
	cr_assert_eq(deal_need(w.s, w.deal, &d, &err), 0);
	cr_assert(d.icp[0] == 3 && d.icp[2] == -1 && d.icp[4] == 1);
	deal_done(&d);
	first = version_of(1);
	won_as(&w, "dana");
	cr_assert_eq(config_put(w.s, "icp", shipped->body, NULL, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(version_of(1), first, "an earlier score changed its version");
	won_as(&w, "priya");
	put(EXCHANGE_POST, "validation", "1 2 3 4 0");
	cr_assert_gt(version_of(2), first);
	says(EXCHANGE_PRE, "icp", "3 2 – 4 1");
	won_as(&w, "mira");
	put(EXCHANGE_PRE, "icp", "0 2 - 4 1");
	cr_assert_gt(version_of(1), first);
	undo();
	says(EXCHANGE_PRE, "icp", "3 2 – 4 1");
	cr_assert_eq(version_of(1), first, "undo gave the score another version");
	redo();
	says(EXCHANGE_PRE, "icp", "0 2 – 4 1");
	won_sound(&w);
	won_close(&w);
}

/* ---- fields ---- */

Test(exchange, packet_and_debrief_fill_a_record_in_until_something_is_typed)
{
	begin();
	cr_assert_eq(debrief_answer(w.s, w.form, 1, LAYER_LIVE, "Their spreadsheet broke", -1, 0, NULL, NULL, &err), 0);
	item_done(&(struct item[]){ won_add(&w, ITEM_OBJECTION, "Too dear") }[0]);
	won_as(&w, "mira");
	won_packet_set(&w, "expect", "One workshop a week");
	says(EXCHANGE_PRE, "signals", "~Their spreadsheet broke");
	says(EXCHANGE_PRE, "objections", "~Too dear");
	says(EXCHANGE_PRE, "expectations", "~One workshop a week");
	put(EXCHANGE_PRE, "signals", " - A new CFO \n\n* Budget for the year\n");
	says(EXCHANGE_PRE, "signals", "A new CFO\nBudget for the year");
	put(EXCHANGE_PRE, "signals", "");
	says(EXCHANGE_PRE, "signals", "~Their spreadsheet broke");
	won_close(&w);
}

Test(exchange, the_recommendation_is_one_paragraph_of_a_length)
{
	char *longer = xmalloc(1300);

	begin();
	put(EXCHANGE_POST, "recommendation", "Ask who owns the data.\nBefore the pitch.\n\n");
	says(EXCHANGE_POST, "recommendation", "Ask who owns the data.\nBefore the pitch.");
	refuses(EXCHANGE_POST, "recommendation", "One.\n \nTwo.", ERR_USAGE, "line 2 is empty");
	memset(longer, 'a', 1201);
	longer[1201] = '\0';
	refuses(EXCHANGE_POST, "recommendation", longer, ERR_USAGE, "1201 characters long, expected at most 1200");
	memcpy(longer + 1198, "\xc3\xa4", 3); /* 1199 characters, 1200 bytes */
	put(EXCHANGE_POST, "recommendation", longer);
	free(longer);
	won_close(&w);
}

Test(exchange, pattern_codes_are_keys_of_themes)
{
	begin();
	put(EXCHANGE_POST, "codes", "Pricing and, implementation; pricing");
	says(EXCHANGE_POST, "codes", "pricing, implementation");
	refuses(EXCHANGE_POST, "codes", "pricing, weather", ERR_USAGE, "found “weather”, which is no theme of version 1.0");
	says(EXCHANGE_POST, "codes", "pricing, implementation");
	refuses(EXCHANGE_POST, "mood", "x", ERR_USAGE, "no field “mood” of a post-delivery record; expected one of validation, codes");
	won_close(&w);
}

static int point(void *arg, const char *words, int64_t theme)
{
	buf_printf(arg, "[%s|%s]", words, theme ? "theme" : "-");
	return 0;
}

Test(exchange, friction_points_say_their_theme_in_front)
{
	struct buf out = { 0 };
	struct taxonomy t;

	begin();
	cr_assert_eq(taxonomy_get(w.s, 0, &t, &err), 1);
	exchange_points("implementation: access came late\n- no theme here\n\nodd: colon", &t, point, &out);
	cr_assert_str_eq(buf_str(&out), "[implementation: access came late|theme][no theme here|-][odd: colon|-]");
	taxonomy_done(&t);
	buf_done(&out);
	won_close(&w);
}

/* ---- filing ---- */

Test(exchange, what_is_missing_is_said_before_it_is_filed)
{
	begin();
	won_as(&w, "mira");
	put(EXCHANGE_PRE, "icp", "3 2 - 4 1");
	cr_assert_eq(exchange_file(w.s, w.deal, EXCHANGE_PRE, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_str_eq(err.text, "not filed: missing icp: ICP dimension scores, 4 of 5; signals: Key signals; expectations:"
				   " Expectations set during pitch");
	won_as(&w, "priya");
	cr_assert_eq(exchange_file(w.s, w.deal, EXCHANGE_POST, &err), -1);
	cr_assert_not_null(strstr(err.text, "it was not delivered yet"), "%s", err.text);
	won_close(&w);
}

Test(exchange, filed_after_the_delivery_it_meets_its_clock_and_undo_takes_it_back)
{
	struct exchange x;
	struct clock c;

	begin();
	deliver();
	c = clock_of_record();
	cr_assert_eq(c.met_at, NO_MOMENT, "the clock is met already");
	put(EXCHANGE_POST, "codes", "pricing");
	cr_assert_eq(exchange_file(w.s, w.deal, EXCHANGE_POST, &err), 0, "%s", err.text);
	c = clock_of_record();
	cr_assert_eq(c.met_at, w.s->now(w.s));
	cr_assert_eq(exchange_get(w.s, w.deal, EXCHANGE_POST, &x, &err), 1);
	cr_assert(x.filed_by == w.priya && x.filed_at == w.s->now(w.s) && !x.amended);
	w.s->now_offset_ms += 3600000;
	put(EXCHANGE_POST, "context", "They are merging");
	cr_assert_eq(exchange_get(w.s, w.deal, EXCHANGE_POST, &x, &err), 1);
	cr_assert(x.amended);
	cr_assert_eq(exchange_file(w.s, w.deal, EXCHANGE_POST, &err), 0, "%s", err.text);
	cr_assert_eq(clock_of_record().met_at, c.met_at, "filed again it is met anew");
	undo();
	undo();
	undo();
	c = clock_of_record();
	cr_assert_eq(c.met_at, NO_MOMENT, "undo left the clock met");
	cr_assert_eq(exchange_get(w.s, w.deal, EXCHANGE_POST, &x, &err), 1);
	cr_assert(x.form.state == FORM_OPEN && !x.filed_at && !x.filed_by);
	redo();
	cr_assert_neq(clock_of_record().met_at, NO_MOMENT);
	won_sound(&w);
	won_close(&w);
}

Test(exchange, what_filled_itself_in_stays_as_it_was_filed)
{
	begin();
	won_as(&w, "mira");
	put(EXCHANGE_PRE, "icp", "3 2 1 4 1");
	won_packet_set(&w, "expect", "One workshop a week");
	won_packet_set(&w, "problem", "Reports by hand");
	cr_assert_eq(exchange_file(w.s, w.deal, EXCHANGE_PRE, &err), 0, "%s", err.text);
	won_packet_set(&w, "problem", "Another one");
	says(EXCHANGE_PRE, "signals", "Reports by hand");
	won_close(&w);
}

Test(exchange, the_layout_of_the_source_is_the_same_bytes_each_time)
{
	static const char expected[] =
		"WIN/LOSS DATA EXCHANGE\n──────────────────────────────\nDeal ID: D-1 Umber Group\n"
		"Direction: customer.success → sales.ops\nStage: post-delivery\n"
		"ICP dimension scores: Dimension 1 1, Dimension 2 2, Dimension 3 –, Dimension 4 4, Dimension 5 0\n"
		"Pattern codes: pricing\nKey signals:\n  - They are merging\n  - Filed by: nobody\n"
		"Delivery friction: none\nQualification refinement recommendation: none\nFiled by: priya\nDate: 2026-11-20\n";
	struct buf out = { 0 }, again = { 0 };

	begin();
	deliver();
	put(EXCHANGE_POST, "codes", "pricing");
	put(EXCHANGE_POST, "validation", "1 2 - 4 0");
	put(EXCHANGE_POST, "context", "They are merging\nFiled by: nobody");
	cr_assert_eq(exchange_file(w.s, w.deal, EXCHANGE_POST, &err), 0, "%s", err.text);
	cr_assert_eq(exchange_write(w.s, w.deal, EXCHANGE_POST, &out, &err), 0, "%s", err.text);
	won_as(&w, "dana");
	cr_assert_eq(exchange_write(w.s, w.deal, EXCHANGE_POST, &again, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_str(&out), expected);
	cr_assert_str_eq(buf_str(&again), expected);
	buf_done(&out);
	buf_done(&again);
	won_close(&w);
}

Test(exchange, a_field_with_words_in_it_stays_in_the_configuration)
{
	const char *body = asset_find("exchange.ini")->body, *from = strstr(body, "[context]"), *to = strstr(body, "[objections]");
	struct buf ini = { 0 };

	begin();
	put(EXCHANGE_POST, "context", "They are merging");
	buf_add(&ini, body, (size_t)(from - body));
	buf_puts(&ini, to);
	won_as(&w, "dana");
	cr_assert_eq(config_put(w.s, "exchange", buf_str(&ini), NULL, NULL, &err), -1);
	cr_assert_str_eq(err.text, "exchange: the field [context] is gone, but there are records with it");
	cr_assert_eq(config_put(w.s, "exchange", body, NULL, NULL, &err), 0, "%s", err.text);
	says(EXCHANGE_POST, "context", "They are merging");
	buf_done(&ini);
	won_close(&w);
}

/* ---- who ---- */

Test(exchange, each_side_writes_its_own_record_and_others_read_what_they_may)
{
	begin();
	put(EXCHANGE_POST, "context", "They are merging");
	refuses(EXCHANGE_PRE, "signals", "x", ERR_ROLE, "");
	won_as(&w, "mira");
	put(EXCHANGE_PRE, "signals", "A new CFO");
	refuses(EXCHANGE_POST, "context", "x", ERR_ROLE, "");
	says(EXCHANGE_POST, "context", "They are merging");
	won_as(&w, "rex");
	says(EXCHANGE_POST, "context", "");
	refuses(EXCHANGE_PRE, "signals", "x", ERR_ROLE, "");
	won_as(&w, "jo");
	cr_assert_eq(exchange_set(w.s, w.deal, EXCHANGE_PRE, "signals", "x", &err), -1);
	won_close(&w);
}

Test(exchange, account_and_packet_show_the_scores_by_their_titles)
{
	struct buf out = { 0 };
	struct account a;
	struct packet p;

	begin();
	won_as(&w, "mira");
	put(EXCHANGE_PRE, "icp", "3 2 - 4 1");
	won_as(&w, "priya");
	put(EXCHANGE_POST, "validation", "1 - - - -");
	cr_assert_eq(account_load(w.s, w.deal, &a, &err), 0, "%s", err.text);
	account_markdown(&a, &out);
	cr_assert_not_null(strstr(buf_str(&out), "Dimension 1 3, Dimension 2 2, Dimension 3 –, Dimension 4 4, Dimension 5 1"), "%s",
			   buf_str(&out));
	cr_assert_not_null(strstr(buf_str(&out), "ICP after delivery:** Dimension 1 1, "), "%s", buf_str(&out));
	account_done(&a);
	buf_clear(&out);
	cr_assert_eq(packet_load(w.s, w.deal, &p, &err), 1, "%s", err.text);
	cr_assert_eq(packet_markdown(w.s, &p, &out, &err), 0, "%s", err.text);
	cr_assert_not_null(strstr(buf_str(&out), "\nICP at handoff: Dimension 1 3, Dimension 2 2"), "%s", buf_str(&out));
	buf_clear(&out);
	cr_assert_eq(packet_json(w.s, &p, &out, &err), 0, "%s", err.text);
	cr_assert_not_null(strstr(buf_str(&out), "],\"icp\":[{\"dimension\":\"dimension_1\",\"title\":\"Dimension 1\",\"score\":3},"), "%s",
			   buf_str(&out));
	cr_assert_not_null(strstr(buf_str(&out), "\"title\":\"Dimension 3\",\"score\":null}"), "%s", buf_str(&out));
	cr_assert_not_null(strstr(buf_str(&out), "\"title\":\"Dimension 5\",\"score\":1}]}\n"), "%s", buf_str(&out));
	packet_done(&p);
	buf_done(&out);
	won_close(&w);
}

/* ---- the quarter ---- */

static int hear(void *arg, const char *sentence)
{
	buf_printf(arg, "%s\n", sentence);
	return 0;
}

/* The file holds what was filed; a changed letter in it is found, and who does not read all of it is told nothing. */
static void check_file(const char *dir)
{
	char *path = temp_path(dir, "reports/exchange/exchange-2026-Q4.txt");
	struct buf bytes = { 0 }, frozen = { 0 }, said = { 0 };
	size_t differences, moved;

	cr_assert_eq(file_read(path, 1 << 20, &bytes), 0);
	cr_assert_eq(exchange_quarter_write(w.s, "2026-Q4", NULL, &frozen, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_str(&bytes), buf_str(&frozen));
	cr_assert_eq(report_verify(w.s, path, buf_str(&bytes), bytes.len, hear, &said, &differences, &moved, &err), 0, "%s", err.text);
	cr_assert(!differences && !moved, "%s", buf_str(&said));
	*strstr(bytes.data, "1 of 4") = '3';
	cr_assert_eq(report_verify(w.s, path, buf_str(&bytes), bytes.len, hear, &said, &differences, &moved, &err), 0, "%s", err.text);
	cr_assert(differences == 1 && strstr(buf_str(&said), "found 3, published 1"), "%s", buf_str(&said));
	won_as(&w, "mira");
	cr_assert_eq(report_verify(w.s, path, buf_str(&bytes), bytes.len, hear, &said, &differences, &moved, &err), -1);
	cr_assert(err.kind == ERR_ROLE && strstr(err.text, "that your roles do not read"), "%s", err.text);
	won_as(&w, "priya");
	buf_done(&bytes);
	buf_done(&frozen);
	buf_done(&said);
	free(path);
}

/* What a kill left out the next filing puts there; what is not ours stays, and nothing is filed. */
static void check_places(const char *dir)
{
	char *path = temp_path(dir, "reports/exchange/exchange-2026-Q4.txt");
	struct buf out = { 0 };
	FILE *f;

	cr_assert_eq(unlink(path), 0);
	cr_assert_eq(exchange_quarter_file(w.s, "2026-Q4", "Ask again.", &out, &err), 0, "%s", err.text);
	buf_clear(&out);
	cr_assert_eq(file_read(path, 1 << 20, &out), 0);
	cr_assert_not_null(strstr(buf_str(&out), "Ask again."));
	f = fopen(path, "w");
	cr_assert(f && fputs("mine", f) >= 0 && !fclose(f));
	cr_assert_eq(exchange_quarter_file(w.s, "2026-Q4", "Once more.", &out, &err), -1);
	cr_assert_eq(err.kind, ERR_OUTPUT);
	buf_clear(&out);
	cr_assert_eq(exchange_quarter_write(w.s, "2026-Q4", NULL, &out, &err), 0, "%s", err.text);
	cr_assert_null(strstr(buf_str(&out), "Once more."));
	buf_done(&out);
	free(path);
}

Test(exchange, the_record_of_a_quarter_says_what_its_records_say_together)
{
	struct buf out = { 0 };
	char *dir = temp_dir("exchange");

	begin();
	free(w.s->out_dir);
	w.s->out_dir = xstrdup(dir);
	cr_assert_eq(exchange_quarter_file(w.s, "2026-Q4", NULL, &out, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	deliver();
	put(EXCHANGE_POST, "codes", "pricing");
	put(EXCHANGE_POST, "validation", "1 2 - 4 0");
	put(EXCHANGE_POST, "friction", "pricing: dear\nimplementation: late access\nimplementation: no plan\nno room");
	cr_assert_eq(exchange_file(w.s, w.deal, EXCHANGE_POST, &err), 0, "%s", err.text);
	cr_assert_eq(exchange_quarter_file(w.s, "2026-Q4", "Two\n\nparagraphs", &out, &err), -1);
	cr_assert_eq(exchange_quarter_file(w.s, "2026-Q4", "Ask who owns the data.", &out, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_str(&out), "2026-Q4, 1 record");
	put(EXCHANGE_POST, "friction", "changed afterwards");
	buf_clear(&out);
	cr_assert_eq(exchange_quarter_write(w.s, "2026-Q4", NULL, &out, &err), 0, "%s", err.text);
	for (const char *const *say = (const char *const[]){ "2026-Q4, 1 record of deals closed from 2026-10-01 to 2026-12-31",
		     "Stage: quarterly rollup", "  - Dimension 1: at handoff – (n=0), after delivery 1.0 (n=1)\n",
		     "  - Pricing and commercial terms: 1 of 1 record\n", 
		     "  - Implementation risk: 2 of 4 points\n  - Pricing and commercial terms: 1 of 4 points\n"
		     "  - no theme said: 1 of 4 points\n", "recommendation: Ask who owns the data.\n", "Filed by: priya\n", NULL }; *say; say++)
		cr_assert_not_null(strstr(buf_str(&out), *say), "%s is not in\n%s", *say, buf_str(&out));
	cr_assert_eq(history_undo(w.s, SUBJECT_REPORT, 0, &(struct undone){ 0 }, &err), -1, "what was issued was taken back");
	check_file(dir);
	check_places(dir);
	won_as(&w, "rex");
	cr_assert_eq(exchange_quarter_write(w.s, "2026-Q4", NULL, &out, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	won_as(&w, "priya");
	won_sound(&w);
	buf_done(&out);
	won_close(&w);
	temp_remove(dir);
	free(dir);
}

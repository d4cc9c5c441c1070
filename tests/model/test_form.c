#include "model/check_store.h"
#include "model/draft.h"
#include "tests/model/won.h"

#include <criterion/criterion.h>
#include <string.h>

static struct won w;

static struct form_save saving(const char *text, int64_t base_rev, const unsigned char *request)
{
	return (struct form_save){ .form = w.form, .field = "4", .layer = LAYER_LIVE, .text = text, .reply = -1,
				   .again = -1, .class = CLASS_CRM, .base_rev = base_rev, .request = request };
}

static struct form_value value(void)
{
	struct form_value v = { 0 };
	struct err err = { 0 };

	cr_assert_geq(form_value_get(w.s, w.form, "4", 0, LAYER_LIVE, &v, &err), 0, "%s", err.text);
	return v;
}

Test(form, a_field_is_stored_byte_for_byte)
{
	static const char *const texts[] = { "plain", " blanks  kept ", "two\nlines\r\nand\ttabs", "\x1b[31m\xe2\x80\xae",
					     "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", "'=1+1" };

	won_open(&w, NULL);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct form_save save = saving(texts[i], -1, NULL);
		struct err err = { 0 };
		struct form_value v;

		cr_assert_eq(form_value_save(w.s, &save, NULL, &err), 0, "%s", err.text);
		v = value();
		cr_assert_str_eq(v.text, texts[i]);
		form_value_done(&v);
	}
	won_close(&w);
}

Test(form, text_that_cannot_be_stored_is_refused_with_its_byte)
{
	struct form_save save;
	struct err err = { 0 };
	struct form_value v;

	won_open(&w, NULL);
	save = saving("good \xff bad", -1, NULL);
	cr_assert_eq(form_value_save(w.s, &save, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	cr_assert_not_null(strstr(err.text, "0xff"));
	v = value();
	cr_assert_null(v.text);
	won_close(&w);
}

Test(form, saving_again_with_one_request_changes_nothing)
{
	unsigned char request[16] = { 1, 2, 3 };
	struct form_save save;
	struct form_value v;
	struct err err = { 0 };
	int64_t rev = 0, again = 0;

	won_open(&w, NULL);
	save = saving("once", 0, request);
	cr_assert_eq(form_value_save(w.s, &save, &rev, &err), 0, "%s", err.text);
	cr_assert_eq(form_value_save(w.s, &save, &again, &err), 0, "the base is stale, the request is known: %s",
		     err.text);
	cr_assert_eq(rev, again);
	v = value();
	cr_assert_str_eq(v.text, "once");
	cr_assert_eq(v.rev, 1);
	form_value_done(&v);
	cr_assert_eq(draft_is_saved(w.s, request, &err), 1);
	won_close(&w);
}

Test(form, a_stale_base_is_a_conflict_and_overwrites_nothing)
{
	struct form_save save;
	struct form_value v;
	struct err err = { 0 };
	int64_t rev = 0;

	won_open(&w, NULL);
	save = saving("first", 0, NULL);
	cr_assert_eq(form_value_save(w.s, &save, &rev, &err), 0, "%s", err.text);
	won_as(&w, "max");
	save = saving("second", rev, NULL);
	cr_assert_eq(form_value_save(w.s, &save, NULL, &err), 0, "%s", err.text);
	won_as(&w, "priya");
	save = saving("mine", rev, NULL);
	cr_assert_eq(form_value_save(w.s, &save, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_not_null(strstr(err.text, "max"));
	v = value();
	cr_assert_str_eq(v.text, "second");
	form_value_done(&v);
	won_close(&w);
}

Test(form, time_spent_is_added_and_is_no_change)
{
	struct form_save save;
	struct form_value v;
	struct err err = { 0 };

	won_open(&w, NULL);
	save = saving("words", -1, NULL);
	save.add_ms = 1500;
	cr_assert_eq(form_value_save(w.s, &save, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(form_value_save(w.s, &save, NULL, &err), 0, "%s", err.text);
	v = value();
	cr_assert_eq(v.ms_spent, 3000);
	cr_assert_eq(v.rev, 1);
	form_value_done(&v);
	won_close(&w);
}

Test(form, undo_of_another_members_change_is_not_ours)
{
	struct form_save save;
	struct undone u;
	struct err err = { 0 };
	struct form_value v;

	won_open(&w, NULL);
	save = saving("priya's", -1, NULL);
	cr_assert_eq(form_value_save(w.s, &save, NULL, &err), 0, "%s", err.text);
	won_as(&w, "max");
	save = saving("max's", -1, NULL);
	cr_assert_eq(form_value_save(w.s, &save, NULL, &err), 0, "%s", err.text);
	won_as(&w, "priya");
	cr_assert_eq(history_undo(w.s, SUBJECT_FORM, w.form, &u, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	v = value();
	cr_assert_str_eq(v.text, "max's");
	form_value_done(&v);
	won_close(&w);
}

Test(form, attendance_is_undone_and_done_again)
{
	struct undone u;
	struct err err = { 0 };
	int64_t member = 0;
	bool absent = true;

	won_open(&w, NULL);
	cr_assert_eq(form_attend(w.s, w.form, PART_AE, w.mira, true, "on leave", &err), 0, "%s", err.text);
	cr_assert_eq(form_attend(w.s, w.form, PART_AE, w.mira, false, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(form_attendance(w.s, w.form, PART_AE, &member, &absent, &err), 1);
	cr_assert_eq(absent, false);
	cr_assert_eq(history_undo(w.s, SUBJECT_FORM, w.form, &u, &err), 0, "%s", err.text);
	cr_assert_eq(form_attendance(w.s, w.form, PART_AE, &member, &absent, &err), 1);
	cr_assert_eq(absent, true);
	cr_assert_eq(history_undo(w.s, SUBJECT_FORM, w.form, &u, &err), 0, "%s", err.text);
	cr_assert_eq(form_attendance(w.s, w.form, PART_AE, &member, &absent, &err), 0);
	cr_assert_eq(history_redo(w.s, SUBJECT_FORM, w.form, &u, &err), 0, "%s", err.text);
	cr_assert_eq(form_attendance(w.s, w.form, PART_AE, &member, &absent, &err), 1);
	cr_assert_eq(absent, true);
	won_close(&w);
}

static int is_finding(void *arg, const char *text)
{
	(void)arg;
	cr_log_error("%s", text);
	return 0;
}

Test(form, who_said_an_answer_is_kept_and_is_undone)
{
	struct form_save save;
	struct form_value v;
	struct undone u;
	struct err err = { 0 };
	int64_t rev = 0;
	size_t findings = 99;

	won_open(&w, NULL);
	save = saving("the price held", -1, NULL);
	save.said_by = "R. Ames";
	cr_assert_eq(form_value_save(w.s, &save, NULL, &err), 0, "%s", err.text);
	save = saving("the price held firm", -1, NULL);
	cr_assert_eq(form_value_save(w.s, &save, NULL, &err), 0, "%s", err.text);
	v = value();
	cr_assert_str_eq(v.said_by, "R. Ames", "a save that names nobody leaves who said it");
	form_value_done(&v);
	save.said_by = "L. Fox";
	cr_assert_eq(form_value_save(w.s, &save, &rev, &err), 0, "%s", err.text);
	cr_assert_eq(rev, 3);
	cr_assert_eq(history_undo(w.s, SUBJECT_FORM, w.form, &u, &err), 0, "%s", err.text);
	v = value();
	cr_assert_str_eq(v.said_by, "R. Ames");
	form_value_done(&v);
	cr_assert_eq(history_redo(w.s, SUBJECT_FORM, w.form, &u, &err), 0, "%s", err.text);
	v = value();
	cr_assert_str_eq(v.said_by, "L. Fox");
	form_value_done(&v);
	save.said_by = "";
	cr_assert_eq(form_value_save(w.s, &save, NULL, &err), 0, "%s", err.text);
	v = value();
	cr_assert_str_eq(v.said_by, "");
	form_value_done(&v);
	cr_assert_eq(store_check(w.s, true, is_finding, NULL, &findings, &err), 0, "%s", err.text);
	cr_assert_eq(findings, 0);
	won_close(&w);
}

Test(form, an_undone_answer_forgets_who_said_it)
{
	struct form_save save;
	struct form_value v;
	struct undone u;
	struct err err = { 0 };

	won_open(&w, NULL);
	save = saving("once", -1, NULL);
	save.said_by = "R. Ames";
	cr_assert_eq(form_value_save(w.s, &save, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(history_undo(w.s, SUBJECT_FORM, w.form, &u, &err), 0, "%s", err.text);
	save = saving("again", -1, NULL);
	cr_assert_eq(form_value_save(w.s, &save, NULL, &err), 0, "%s", err.text);
	v = value();
	cr_assert_str_eq(v.text, "again");
	cr_assert_str_eq(v.said_by, "");
	form_value_done(&v);
	save.said_by = "no \xff name";
	cr_assert_eq(form_value_save(w.s, &save, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	cr_assert_not_null(strstr(err.text, "0xff"));
	won_close(&w);
}

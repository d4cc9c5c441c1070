#include "tests/model/coded.h"

#include "model/buf.h"
#include "model/member.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>

static int64_t next_id = 700000;

void coded_run(struct store *s, const char *fmt, ...)
{
	struct buf b = { 0 };
	struct err err = { 0 };
	char line[2000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	buf_puts(&b, line);
	cr_assert_eq(db_script(s->db, buf_str(&b), &err), 0, "%s: %s", line, err.text);
	buf_done(&b);
}

int64_t coded_member(struct store *s, const char *login)
{
	struct err err = { 0 };
	int64_t id = member_find(s, login, &err);

	cr_assert_gt(id, 0, "%s: %s", login, err.text);
	return id;
}

struct store *coded_open(void)
{
	struct store *s = team_open(NULL);
	struct err err = { 0 };

	cr_assert_eq(member_add(s, "ben", 1u << ROLE_ANALYST, 0, &err), 0, "%s", err.text);
	coded_run(s, "insert into taxonomy (id, major, minor, state, title, member, at_ms) values (900, 9, 0, 1, 'tests', 1, 1)");
	coded_run(s, "insert into theme (id, key, made_in) values (9001, 'price', 900), (9002, 'risk', 900), (9003, 'owner', 900)");
	coded_run(s, "insert into theme_in (taxonomy, theme, parent, seq, letter, title) values (900, 9001, 0, 1, 'p', 'Price of it'),"
		     " (900, 9002, 0, 2, 'i', 'Risk of it'), (900, 9003, 9002, 1, 'o', 'Owner not named')");
	return s;
}

int64_t coded_interview(struct store *s, const char *const *notes)
{
	int64_t deal = team_deal(s, "Stagg Industrial", "mira", "100"), form = next_id++, id = next_id++;

	coded_run(s, "insert into form (id, kind, deal) values (%" PRId64 ", 7, %" PRId64 ")", form, deal);
	coded_run(s, "insert into interview (id, deal, form, state, made_at) values (%" PRId64 ", %" PRId64 ", %" PRId64 ", 4, 1)", id,
		  deal, form);
	for (int i = 0; notes[i]; i++) {
		int64_t text = next_id++;

		coded_run(s, "insert into text (id, body, digest, chars, class, subject_kind, subject, at_ms, member) values (%" PRId64
			     ", '%s', x'00', 1, 6, 23, 0, 1, 1)", text, notes[i]);
		coded_run(s, "insert into interview_note (id, interview, seq, kind, text, member, at_ms) values (%" PRId64 ", %" PRId64
			     ", %d, 1, %" PRId64 ", 1, 1)", id * 100 + i + 1, id, i + 1, text);
	}
	return id;
}

int64_t coded_note(struct store *s, int64_t interview, int number)
{
	(void)s;
	return interview * 100 + number;
}

int64_t coded_pass(struct store *s, int64_t interview, const char *coder)
{
	int64_t id = next_id++;

	coded_run(s, "insert into coding_pass (id, interview, coder, taxonomy, opened_at) values (%" PRId64 ", %" PRId64 ", %" PRId64
		     ", 900, 1)", id, interview, coded_member(s, coder));
	return id;
}

int64_t coded_code(struct store *s, int64_t pass, int64_t note, int64_t theme, int64_t start_cp, int64_t end_cp)
{
	int64_t id = next_id++;

	coded_run(s, "insert into code (id, pass, note, text, start_cp, end_cp, theme, memo, made_at) select %" PRId64 ", %" PRId64
		     ", id, text, %" PRId64 ", %" PRId64 ", %" PRId64 ", 'canary', 1 from interview_note where id = %" PRId64,
		  id, pass, start_cp, end_cp, theme, note);
	return id;
}

void coded_none(struct store *s, int64_t pass, int64_t note)
{
	coded_run(s, "insert into pass_note (pass, note, text) select %" PRId64 ", id, text from interview_note where id = %" PRId64,
		  pass, note);
}

void coded_close(struct store *s, int64_t pass)
{
	coded_run(s, "update coding_pass set closed_at = 5 where id = %" PRId64, pass);
}

void coded_release(struct store *s, int64_t pass)
{
	coded_run(s, "update coding_pass set released_at = 6 where id = %" PRId64, pass);
}

void coded_end(struct store *s, int64_t pass)
{
	coded_close(s, pass);
	coded_release(s, pass);
}

void coded_assign(struct store *s, int64_t interview, const char *coder)
{
	coded_run(s, "insert into assignment (interview, coder, made_by, at_ms) values (%" PRId64 ", %" PRId64 ", 1, 1)", interview,
		  coded_member(s, coder));
}

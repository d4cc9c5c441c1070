#include "tests/model/noted.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void noted_consent(struct asked *a, enum permission p, enum consent c)
{
	struct err err = { 0 };

	team_as(a->s, "olga");
	cr_assert_eq(interview_consent(a->s, a->interview, p, c, NULL, &err), 0, "%s", err.text);
	team_as(a->s, "ana");
}

int64_t noted_note(struct asked *a, enum said_kind kind, const char *text)
{
	struct interview_note n;
	struct err err = { 0 };
	int64_t id;

	interview_note_init(&n, a->interview, kind);
	free(n.text);
	n.text = xstrdup(text);
	cr_assert_eq(interview_note_save(a->s, NULL, &n, NULL, &err), 0, "%s", err.text);
	id = n.id;
	interview_note_done(&n);
	return id;
}

struct interview_note noted_get(struct asked *a, int64_t id)
{
	struct interview_note n;
	struct err err = { 0 };

	cr_assert_eq(interview_note_get(a->s, id, &n, &err), 1, "%s", err.text);
	return n;
}

const char *noted_all(struct asked *a)
{
	static char all[4096];
	struct buf out = { 0 };
	struct interview_note *notes;
	struct err err = { 0 };
	size_t n;

	cr_assert_eq(interview_notes(a->s, a->interview, &notes, &n, &err), 0, "%s", err.text);
	for (size_t i = 0; i < n; i++)
		buf_printf(&out, "%s%s%s%s: %s", i ? "|" : "", said_key(notes[i].kind), *notes[i].speaker ? " " : "",
			   notes[i].speaker, notes[i].text);
	interview_notes_done(notes, n);
	snprintf(all, sizeof all, "%s", buf_str(&out));
	buf_done(&out);
	return all;
}

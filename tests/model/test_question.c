#include "assets/assets.h"
#include "model/buf.h"
#include "model/config.h"
#include "model/question.h"
#include "model/store.h"
#include "tests/model/team.h"
#include "tests/model/won.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct questions *shipped(void)
{
	const struct asset *a = asset_find("questions.ini"), *p = asset_find("phrases.txt");
	struct questions *q = NULL;
	struct err err = { 0 };

	cr_assert_eq(questions_parse(&q, a->body, a->size, &err), 0, "%s", err.text);
	cr_assert_eq(questions_phrases(q, p->body, p->size, &err), 0, "%s", err.text);
	return q;
}

Test(question, shipped_seven)
{
	static const char *const keys[] = { "trigger",	 "champion", "objections", "promises",
					    "expansion", "risks",    "gut" };
	static const enum destination dest[] = { DEST_CRM,    DEST_HEALTH,   DEST_INTERNAL, DEST_CRM,
						 DEST_HEALTH, DEST_INTERNAL, DEST_HEALTH };
	struct questions *q = shipped();

	cr_assert_eq(questions_count(q), 7);
	for (int id = 1; id <= 7; id++) {
		const struct debrief_question *d = question_get(q, id);

		cr_assert_str_eq(d->key, keys[id - 1]);
		cr_assert_eq(d->dest, dest[id - 1]);
		cr_assert_eq(d->class, destination_class(d->dest));
		cr_assert_eq(d->customer, id == 1 || id == 4);
		cr_assert_geq(d->n_prompts, 2);
		cr_assert_leq(d->n_prompts, 3);
		cr_assert_eq(d->kind, (enum answer_kind)id);
	}
	cr_assert_eq(question_get(q, 6)->rows, DEST_CRM);
	cr_assert_eq(question_get(q, 6)->rows_class, CLASS_CRM);
	cr_assert_eq(question_get(q, 6)->class, CLASS_INTERNAL);
	cr_assert_eq(question_get(q, 4)->rows, DEST_CRM);
	cr_assert_str_eq(question_get(q, 4)->text,
			 "What did we promise, explicitly or implicitly, that CS must deliver?");
	cr_assert_null(question_get(q, 0));
	cr_assert_null(question_get(q, 8));
	cr_assert_eq(questions_arr_threshold_minor(q), 5000000);
	cr_assert_str_eq(questions_arr_currency(q), "USD");
	cr_assert_eq(questions_target_bp(q), 8000);
	cr_assert_eq(questions_minutes(q), 45);
	questions_free(q);
}

Test(question, found_by_number_or_key)
{
	struct questions *q = shipped();

	cr_assert_eq(question_find(q, "4")->id, 4);
	cr_assert_eq(question_find(q, "Q4")->id, 4);
	cr_assert_eq(question_find(q, "Promises")->id, 4);
	cr_assert_null(question_find(q, "8"));
	cr_assert_null(question_find(q, "-1"));
	cr_assert_null(question_find(q, ""));
	cr_assert_null(question_find(q, "q"));
	questions_free(q);
}

/* A screen holds what it borrowed until it reads again: another member's change must not take it away. */
Test(question, what_was_borrowed_outlives_a_new_version)
{
	struct store *s = team_open(NULL);
	const struct debrief_question *held = question_get(s->questions, 1);
	char *body = NULL, *title;
	struct err err = { 0 };

	cr_assert_eq(config_get(s, "questions", &body, NULL, NULL, &err), 1);
	title = strstr(body, "title = Buying trigger");
	cr_assert_not_null(title);
	memcpy(title, "title = Buying reasons", 22);
	for (int i = 0; i < 2; i++)
		cr_assert_eq(config_put(s, "questions", body, NULL, NULL, &err), 0, "%s", err.text);
	cr_assert_str_eq(question_get(s->questions, 1)->title, "Buying reasons");
	cr_assert_str_eq(held->title, "Buying trigger");
	free(body);
	store_close(s);
}

/* Puts the shipped questions without what stands between two places; what the store says, "" when it took them. */
static const char *put_without(struct store *s, const char *from, const char *to, struct err *err)
{
	const char *body = asset_find("questions.ini")->body, *a = strstr(body, from), *b = to ? strstr(a, to) : "";
	struct buf out = { 0 };

	err->text[0] = '\0';
	buf_add(&out, body, (size_t)(a - body));
	buf_puts(&out, b);
	config_put(s, "questions", buf_str(&out), NULL, NULL, err);
	buf_done(&out);
	return err->text;
}

/* An answer without its question would be on no screen and in no export. */
Test(question, one_with_answers_or_rows_is_kept)
{
	struct err err = { 0 };
	struct item risk;
	struct won w;

	won_open(&w, NULL);
	cr_assert_eq(debrief_answer(w.s, w.form, 7, LAYER_LIVE, "Good, if Lars stays.", -1, 0, NULL, NULL, &err), 0, "%s",
		     err.text);
	risk = won_add(&w, ITEM_RISK, "The old vendor");
	item_done(&risk);
	won_as(&w, "dana");
	cr_assert_not_null(strstr(put_without(w.s, "[gut", NULL, &err), "question 7 is gone, but there are answers"), "%s",
			   err.text);
	cr_assert_eq(err.kind, ERR_CONFIG);
	cr_assert_eq(questions_count(w.s->questions), 7);
	cr_assert_not_null(strstr(put_without(w.s, "beside = risks\n", "prompt = Who wanted", &err), "“Risks”"), "%s", err.text);
	cr_assert_str_eq(put_without(w.s, "prompt = What happened in their company", "prompt = Who inside", &err), "");
	won_close(&w);
}

static void refused(const char *was, const char *is, const char *says)
{
	const char *body = asset_find("questions.ini")->body, *at = strstr(body, was);
	struct buf b = { 0 };
	struct questions *q = NULL;
	struct err err = { 0 };

	cr_assert_not_null(at, "%s", was);
	buf_add(&b, body, (size_t)(at - body));
	buf_puts(&b, is);
	buf_puts(&b, at + strlen(was));
	cr_assert_eq(questions_parse(&q, b.data, b.len, &err), -1, "accepted: %s", is);
	cr_assert_eq(err.kind, ERR_CONFIG);
	cr_assert_not_null(strstr(err.text, says), "\"%s\" lacks \"%s\"", err.text, says);
	cr_assert_not_null(strstr(err.text, "questions.ini"), "%s", err.text);
	buf_done(&b);
}

Test(question, checker_names_line_and_reason)
{
	refused("id = 2\n", "id = 3\n", "questions.ini:34: id is \"3\", expected 2");
	refused("id = 2\n", "", "[champion] has no id");
	refused("goes = health\n", "goes = wiki\n", "goes is \"wiki\", expected crm, health or internal");
	refused("goes = health\n", "goes = health\ngoes = crm\n", "goes stands here a second time");
	refused("goes = health\n", "goes = health\ncustomer = yes\n",
		"only what goes to crm may be shown to the customer");
	refused("beside = stake\n", "beside = story\n", "beside is \"story\"");
	refused("customer = yes\n", "customer = perhaps\n", "customer is \"perhaps\"");
	refused("[champion]\n", "[trigger2]\nid = 2\n[trigger]\n", "question [trigger] stands here a second time");
	refused("[champion]\n", "[Champion]\n", "is no key of a question");
	refused("title = Champion\n", "name = Champion\n", "\"name\" is no setting of a question");
	refused("arr_threshold = 50000\n", "arr_threshold = much\n", "expected a number from 0");
	refused("arr_currency = USD\n", "arr_currency = dollars\n", "expected three capitals");
	refused("target = 80\n", "target = 101\n", "expected a number from 0 to 100");
	refused("minutes = 45\n", "hours = 1\n", "is no setting of [debrief]");
}

Test(question, threshold_is_in_minor_units_of_its_currency)
{
	static const char head[] = "[debrief]\narr_threshold = 7000000\narr_currency = JPY\n";
	const struct asset *a = asset_find("questions.ini");
	const char *rest = strstr(a->body, "[trigger]");
	struct buf b = { 0 };
	struct questions *q = NULL;

	buf_puts(&b, head);
	buf_puts(&b, rest);
	cr_assert_eq(questions_parse(&q, b.data, b.len, NULL), 0);
	cr_assert_eq(questions_arr_threshold_minor(q), 7000000);
	buf_done(&b);
	questions_free(q);
}

Test(question, generic_answers)
{
	static const char *const generic[] = {
		"They seemed enthusiastic.",
		"The champion was supportive",
		"ok",
		"THEY SEEMED ENTHUSIASTIC",
		"Workflow efficiency, which is what everybody over there kept asking us about again and again",
		"Nothing beyond the contract that I remember.",
		"I'm not sure. We will see.",
		"Price. Features. Timing.",
		"It went well, and they were happy with what they saw in the end, I think",
		"ここは問題ありません。",
		"Étaient très contents de tout",
		"A great fit for what we do and for how they like to work with vendors",
	};
	static const char *const specific[] = {
		"",
		"   \n",
		"the COO had hired a new lead",
		"we told Mira so",
		"go-live in 30 days",
		"due in March",
		"thirty days, on the phone",
		"she said \"or we walk\"",
		"« jamais sans test »",
		"「三十日」と言われた",
		"their operations lead wants the reporting cycle to take less time than today",
		"連携を三十日以内に動かすと電話で約束しました",
		"они обещали Ивану",
		"2026-Q2",
		"She seemed enthusiastic because Kestrel had just left them",
	};
	struct questions *q = shipped();

	for (size_t i = 0; i < sizeof generic / sizeof *generic; i++)
		cr_assert(question_is_generic(q, generic[i], strlen(generic[i])), "%s", generic[i]);
	for (size_t i = 0; i < sizeof specific / sizeof *specific; i++)
		cr_assert_not(question_is_generic(q, specific[i], strlen(specific[i])), "%s", specific[i]);
	questions_free(q);
}

Test(question, eight_words_and_sixteen_graphemes_are_enough)
{
	struct questions *q = shipped();
	static const char seven[] = "they want to replace their old tool",
			  eight[] = "they want to replace their very old tool",
			  fifteen[] = "連携を早めに動かすと電話で約束",
			  sixteen[] = "連携を早めに動かすと電話で約束し";

	cr_assert(question_is_generic(q, seven, strlen(seven)));
	cr_assert_not(question_is_generic(q, eight, strlen(eight)));
	cr_assert(question_is_generic(q, fifteen, strlen(fifteen)));
	cr_assert_not(question_is_generic(q, sixteen, strlen(sixteen)));
	questions_free(q);
}

Test(question, stock_phrases_are_whole_words_in_any_case)
{
	static const char list[] = "# a comment\r\n\r\n  Good   Fit \r\nbien sûr\n";
	static const char yes[] = "overall i would say that this is a good fit for everybody here",
			  accent[] = "they answered bien sur to each and every thing that we asked",
			  no[] = "overall i would say that they are good fitters and good people too";
	struct questions *q = shipped();
	struct err err = { 0 };

	cr_assert_eq(questions_phrases(q, list, strlen(list), &err), 0, "%s", err.text);
	cr_assert_eq(questions_phrase_count(q), 2);
	cr_assert_str_eq(questions_phrase_at(q, 0), "good fit");
	cr_assert(question_is_generic(q, yes, strlen(yes)));
	cr_assert(question_is_generic(q, accent, strlen(accent)));
	cr_assert_not(question_is_generic(q, no, strlen(no)));
	cr_assert_eq(questions_phrases(NULL, list, strlen(list), &err), 0);
	cr_assert_eq(questions_phrases(q,
				       "fine\nb\xff"
				       "d\n",
				       8, &err),
		     -1);
	cr_assert_str_eq(err.text, "phrases.txt:2: not UTF-8 from byte 2 on");
	cr_assert_eq(questions_phrase_count(q), 2, "the earlier list stays");
	questions_free(q);
}

Test(question, any_bytes_are_survived)
{
	struct questions *q = shipped();
	unsigned seed = 20261122;
	char text[64];
	size_t marked = 0;

	for (int i = 0; i < 20000; i++) {
		size_t n = (size_t)(i % 64);

		for (size_t k = 0; k < n; k++) {
			seed = seed * 1103515245 + 12345;
			text[k] = (char)(seed >> 16);
		}
		marked += question_is_generic(q, text, n);
	}
	cr_assert_gt(marked, 0);
	questions_free(q);
}

#ifndef MODEL_TRANSCRIPT_H
#define MODEL_TRANSCRIPT_H
/* A transcript of an interview from a file: plain text or Markdown in paragraphs or in turns of speakers ("Ana: …",
 * "**CFO:** …", with or without a time), or CSV with columns for speaker and text. Each paragraph becomes a note: what the
 * respondent said a quote, the interviewer's own lines facts with the speaker's name. Encodings and line ends are told
 * apart as in every import; control characters and those that turn text round are kept as they came, shown as escapes,
 * and said. Source: the list of bad input; S3-02, S3-13. */
#include "model/interview_note.h"
#include "model/io/encoding.h"

/* NOTE_BYTES: a longer paragraph is cut behind a sentence. */
enum { TRANSCRIPT_BYTES = 10 << 20, TRANSCRIPT_NOTES = 20000, TRANSCRIPT_NOTE_BYTES = 4000 };

struct said_line {
	char *speaker, *text; /* owned; speaker "" not said */
};
struct transcript {
	struct said_line *at;
	size_t n;
	char says[80];        /* "UTF-8, CRLF": how it was read */
	size_t headings;      /* of Markdown, left out */
	size_t odd, controls, turned; /* bytes that were no text, control characters, such as turn text round */
	int64_t refused;      /* rows of CSV */
	char first[200];      /* why the first of them was */
};
/* Reads it whole. ERR_NO_INPUT, ERR_INPUT: no text in it, larger than TRANSCRIPT_BYTES, more than TRANSCRIPT_NOTES
 * paragraphs, CSV without a column for the text. delimiter 0: found out. */
int transcript_read(struct transcript *t, const char *path, enum encoding encoding, char delimiter, struct err *err);
/* The same of bytes; `name` decides by its end which kind it is. */
int transcript_parse(struct transcript *t, const char *name, const char *bytes, size_t len, enum encoding encoding,
		     char delimiter, struct err *err);
void transcript_done(struct transcript *t);
/* Words that stand for who asks ("Interviewer", "Q") and who answers ("Respondent", "A"). */
bool transcript_is_asker(const char *speaker);
bool transcript_is_answerer(const char *speaker);

struct transcript_counts {
	int64_t quotes, facts, unchanged; /* unchanged: stands in the interview already */
};
/* One edit(), which one undo takes back. `name`: of the file. dry_run: nothing is written. ERR_REFUSED without the
 * permission for notes and in a validated interview. */
int transcript_import(struct store *s, int64_t interview, const struct transcript *t, const char *name, bool dry_run,
		      struct transcript_counts *counts, struct err *err);
#endif

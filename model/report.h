#ifndef MODEL_REPORT_H
#define MODEL_REPORT_H
/* The documents of a quarter, and what was published of it. Publishing freezes the bytes, their digest, taxonomy and
 * configuration, the window, and behind every number what was counted; a reissue says what changed. Source: domain.md,
 * "Exchange record and rollup"; S0-26, S0-28, S3-24, S3-25; commands.md, "report". */
#include "model/rollup.h"

/* Stored. */
enum report_kind { REPORT_ROLLUP = 1, REPORT_EXCHANGE };
enum report_format { REPORT_MD, REPORT_TEXT, REPORT_CSV, REPORT_JSON, REPORT_XLSX, REPORT_FORMATS };
/* "md"; -1 unknown. */
int report_format_find(const char *word);
int report_audience_find(const char *word);
const char *report_audience_key(enum rollup_audience a);

/* The same bytes for the same rollup. CSV, JSON and Markdown of one rollup hold the same numbers. XLSX: a sheet each for
 * outcomes, themes, quotes, process, ICP, actions, with native charts. */
int report_write(struct store *s, const struct rollup *r, enum report_format format, struct buf *out, struct err *err);
/* "reports/revenue/win-loss-2026-Q4.md", with the audience or segment behind the quarter where it is not the CRO's of all. */
void report_path(const struct rollup *r, enum report_format format, struct buf *out);

struct report {
	int64_t id, kind, audience, segment, taxonomy, config, from_day, to_day, as_of_ms, as_of_grp, text, supersedes, member,
		at_ms;
	char period[16];
	char *path; /* owned */
};
void report_done(struct report *r);
/* By role, for any audience: who publishes, and sees every deal and interview. 0; -1 ERR_ROLE. */
int report_may_publish(struct store *s, struct err *err);
/* Refused (ERR_REFUSED, naming them) while an escalation that blocks is open on an interview of the cohort. Writes the
 * Markdown under the team's folder in the order of packet_file.h (no kill leaves half a file), supersedes the newest of the same
 * period, audience and segment, and appends to the document what changed against it. Cannot be undone and says so. */
int report_publish(struct store *s, const struct rollup_scope *scope, struct report *out, struct err *err);
int report_each(struct store *s, int (*fn)(void *arg, const struct report *r), void *arg, struct err *err); /* newest first */
/* Those that quote an interview: withdrawing leave to quote lists them. */
int report_quoting(struct store *s, int64_t interview, int (*fn)(void *arg, const struct report *r), void *arg, struct err *err);

/* A published file: its bytes against the digest, every number against the frozen facts, then how far today's figures
 * have moved. Hears each difference as a sentence with its line; *differences and *moved count them. ERR_INPUT: no report of ours. */
int report_verify(struct store *s, const char *name, const char *bytes, size_t len,
		  int (*fn)(void *arg, const char *sentence), void *arg, size_t *differences, size_t *moved, struct err *err);
extern const struct sql report_sql[];
#endif

/* The command line as a script meets it: exit status, results on standard output alone, a sentence on standard error
 * for everything else. commands.md is the contract. */
#include "tests/cli/cli.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

TestSuite(cli, .init = cli_begin, .fini = cli_end);

static const struct said {
	const char *as, *line;
	int status;
	const char *out; /* part of standard output; NULL: nothing may stand there */
	const char *err; /* part of standard error; NULL: nothing may stand there */
} table[] = {
	/* wrong usage */
	{ "dana", "frobnicate", 64, NULL, "no command “frobnicate”" },
	{ "dana", "deal|frobnicate", 64, NULL, "expected list, show, add" },
	{ "dana", "deal|show", 64, NULL, "deal show DEAL" },
	{ "dana", "deal|show|D-1|more", 64, NULL, "found “more”" },
	{ "dana", "deal|history|D-1|more", 64, NULL, "found “more”" },
	{ "dana", "deal|list|--colour|red", 64, NULL, "no option --colour" },
	{ "dana", "deal|list|--stage", 64, NULL, "--stage wants a value" },
	{ "dana", "deal|add|words", 64, NULL, "expected --FIELD TEXT" },
	{ "dana", "deal|add|--colour|red", 64, NULL, "no field --colour" },
	{ "dana", "deal|add|--company", 64, NULL, "--company wants a value" },
	{ "dana", "deal|set|D-1", 64, NULL, "deal set DEAL" },
	{ "dana", "deal|move|D-1", 64, NULL, "deal move DEAL STAGE" },
	{ "dana", "deal|move|D-1|discovery|solution", 64, NULL, "found “solution”" },
	{ "dana", "deal|move|D-1|discovery|--colour|red", 64, NULL, "no option --colour" },
	{ "dana", "deal|move|D-1|won|--commitment|oral", 64, NULL, "expected written or verbal" },
	{ "dana", "mark|D-1", 64, NULL, "mark DEAL EVENT" },
	{ "dana", "mark|D-1|exploded", 64, NULL, "expected one of committed" },
	{ "dana", "mark|D-1|committed", 64, NULL, "--commitment written or verbal" },
	{ "dana", "mark|D-1|kickoff_set", 64, NULL, "--for MOMENT" },
	{ "dana", "mark|D-1|checkin|--day|31", 64, NULL, "30, 60 or 90" },
	{ "dana", "mark|D-1|checkin|--day|soon", 64, NULL, "30, 60 or 90" },
	{ "dana", "due|words", 64, NULL, "expected an option" },
	{ "dana", "due|--within|soon", 64, NULL, "24h or 3d" },
	{ "dana", "due|--format|yaml", 64, NULL, "text, csv or json" },
	{ "dana", "due|--owner|king", 64, NULL, "role or duty" },
	{ "dana", "due|--explain|D-1", 64, NULL, "--explain DEAL CLOCK" },
	{ "dana", "due|--handoffs|--explain|D-1|debrief", 64, NULL, "explains one clock" },
	{ "dana", "due|--handoffs|words", 64, NULL, "expected an option" },
	{ "dana", "due|--handoffs|--within|soon", 64, NULL, "24h or 3d" },
	{ "dana", "due|--handoffs|--format|yaml", 64, NULL, "text, csv or json" },
	{ "dana", "due|--handoffs|--owner|king", 64, NULL, "role or duty" },
	{ "dana", "due|--handoffs|--owner", 64, NULL, "wants a value" },
	{ "dana", "due|--handoffs|--late=x", 64, NULL, "takes no value" },
	{ "dana", "due|--explain|D-1|lunch", 65, NULL, "no clock “lunch”" },
	{ "dana", "export|contact", 64, NULL, "export contact NAME" },
	{ "dana", "export|contact|Nobody Such", 65, NULL, "no contact “Nobody Such”" },
	{ "dana", "export|deals|D-1", 64, NULL, "more than one kind" },
	{ "dana", "export|all|--wide", 64, NULL, "it takes no --columns, --wide" },
	{ "dana", "export|quotes|--columns|theme,words", 0, "theme,words", "0 rows of quotes" },
	{ "dana", "import|all|none.jsonl", 66, NULL, "cannot open none.jsonl" },
	{ "dana", "import|members|none.csv", 66, NULL, "cannot open none.csv" },
	{ "dana", "erase", 64, NULL, "erase CONTACT" },
	{ "dana", "erase|Nobody Such", 65, NULL, "no contact “Nobody Such”" },
	{ "dana", "erase|--all", 64, NULL, "found “--all”" },
	{ "dana", "erase|--rewrite", 0, NULL, NULL },
	{ "jo", "erase|--rewrite", 77, NULL, "jo" },
	{ "dana", "undo|all", 64, NULL, "takes no words" },
	{ "dana", "redo|all", 64, NULL, "takes no words" },
	{ "dana", "member|remove|jo", 64, NULL, "expected add, set, away or list" },
	{ "dana", "member|add|kim", 64, NULL, "--role ROLE" },
	{ "dana", "member|add", 64, NULL, "NAME" },
	{ "dana", "member|set|jo", 64, NULL, "--role, --duty" },
	{ "dana", "member|set|jo|--active|perhaps", 64, NULL, "yes or no" },
	{ "dana", "config|stages|--shout", 64, NULL, "no option --shout" },
	{ "dana", "config|stages|calendar", 64, NULL, "one name and one option" },
	{ "dana", "config|stages|--import", 64, NULL, "--import FILE" },
	{ "dana", "check|me", 64, NULL, "check [--deep]" },
	{ "dana", "backup", 64, NULL, "backup FILE" },
	{ "dana", "agreement", 65, NULL, "nobody has coded there yet" },
	{ "dana", "agreement|words", 64, NULL, "expected an option" },
	{ "dana", "agreement|--coders|dana", 64, NULL, "two names or more" },
	{ "dana", "agreement|--coders", 64, NULL, "wants a value" },
	{ "dana", "agreement|--rounds|-1", 64, NULL, "a number from 0 to 100000" },
	{ "dana", "assignment|give", 64, NULL, "expected list, add, remove or draw" },
	{ "dana", "assignment|list|words", 64, NULL, "expected an option" },
	{ "dana", "assignment|add|--coder|dana", 64, NULL, "assignment add I --coder NAME" },
	{ "dana", "assignment|remove|--coder|dana", 64, NULL, "assignment remove I" },
	{ "dana", "assignment|draw", 64, NULL, "name the coders" },
	{ "dana", "assignment|draw|--coders|dana|--double|20%", 64, NULL, "name two coders or more" },
	{ "dana", "assignment|draw|--coders|dana", 1, NULL, "given to somebody, or coded already" },
	{ "rex", "assignment|draw|--coders|dana", 77, NULL, "interview" },
	{ "dana", "search", 64, NULL, "winloss" },
	{ "dana", "export|weather", 64, NULL, "weather" },
	{ "dana", "import", 64, NULL, "winloss" },
	{ "dana", "action", 64, NULL, "list, show, add, set, close or reopen" },
	{ "dana", "action|burn|1", 64, NULL, "expected list, show, add, set, close or reopen" },
	{ "dana", "action|add", 64, NULL, "action add TEXT" },
	{ "dana", "action|add|x|--reason|y", 64, NULL, "no option --reason" },
	{ "dana", "action|close|soon", 64, NULL, "found “soon”, expected the number of an action" },
	{ "dana", "action|reopen|1|--reason|y", 64, NULL, "no option --reason" },
	{ "dana", "action|set|1", 64, NULL, "--owner NAME, --due D, --change KIND" },
	{ "dana", "action|list|--format|yaml", 64, NULL, "text, csv or json" },
	{ "dana", "outbox", 64, NULL, "outbox list" },
	{ "dana", "outbox|sent", 64, NULL, "expected the number of a message" },
	{ "dana", "outbox|list|--format|csv", 64, NULL, "text or json" },
	{ "dana", "report", 64, NULL, "report QUARTER" },
	{ "dana", "report|weather", 65, NULL, "no report “weather”" },
	{ "dana", "report|list", 0, "pipeline-review", NULL },
	{ "dana", "report|list|--format|json", 0, "[{\"report\":\"", NULL },
	{ "dana", "report|forecast|--format|yaml", 64, NULL, "expected md, text, csv, json or xlsx" },
	{ "dana", "report|forecast|--as-of|2999-01-01", 64, NULL, "a day that has come" },
	{ "dana", "report|forecast|--as-of|soon", 64, NULL, "soon" },
	{ "dana", "report|forecast|--colour|red", 64, NULL, "no option --colour" },
	{ "dana", "report|forecast|--definitions|--format|md", 0, "each currency against its own", NULL },
	{ "dana", "report|pipeline-review|--format|csv", 0, "pipeline_deals", NULL },
	{ "dana", "report|marketing-review|--format|text", 0, "not measured", NULL },
	{ "jo", "report|board-deck", 77, NULL, "board-deck: Board deck is for" },
	{ "dana", "playbook", 64, NULL, "playbook DEAL" },
	{ "dana", "playbook|D-1|--tick", 64, NULL, "wants a value" },
	{ "dana", "playbook|D-1|--tick|a|--done|b", 64, NULL, "one at a time" },
	{ "dana", "playbook|list|--owner|x", 64, NULL, "no option" },
	{ "dana", "playbook|metrics|--owner|x", 64, NULL, "no option" },
	{ "dana", "playbook|metrics", 0, "Handoff NPS", NULL },
	{ "dana", "playbook|metrics|--format|json", 0, "\"metric\":\"first_value\"", NULL },
	{ "dana", "account", 64, NULL, "account DEAL" },
	{ "dana", "account|D-1|--format|text", 64, NULL, "md or json" },
	{ "dana", "checkin|D-1", 64, NULL, "--day 30, 60 or 90" },
	{ "dana", "checkin|D-1|--day|31", 64, NULL, "30, 60 or 90" },
	{ "dana", "exchange", 64, NULL, "exchange DEAL" },
	{ "dana", "exchange|D-1|--direction|up", 64, NULL, "expected pre or post" },
	{ "dana", "exchange|D-1|--set|signals", 64, NULL, "expected FIELD=TEXT" },
	{ "dana", "exchange|D-1|--set|mood=x", 64, NULL, "no field “mood”" },
	{ "dana", "exchange|D-1|--format|xml", 64, NULL, "expected text, md or json" },
	{ "dana", "exchange|D-1|--direction|post|--set|recommendation=a\n\nb", 64, NULL, "line 2 is empty" },
	{ "dana", "exchange|D-1|--direction|pre|--file", 1, NULL, "icp: ICP dimension scores" },
	{ "dana", "exchange|2026-Q4|--file", 1, NULL, "no post-delivery record" },
	{ "dana", "exchange|2026-Q4|--set|a=b", 64, NULL, "plain text" },
	{ "dana", "checkin|D-1|--day|30|--health|fine", 64, NULL, "good, unsure or worried" },
	{ "dana", "debrief|--rate|--format|yaml", 64, NULL, "text or json" },
	/* input unusable */
	{ "dana", "action|add|x|--checkin|30", 64, NULL, "wants the --deal" },
	{ "dana", "action|add|x|--checkin|soon", 64, NULL, "expected 30, 60 or 90" },
	{ "dana", "action|add|x|--deal|D-1|--checkin|31", 64, NULL, "expected 30, 60 or 90" },
	{ "dana", "action|add|x|--deal|D-1|--checkin|30", 1, NULL, "kickoff was not held" },
	{ "dana", "action|reopen|99", 65, NULL, "no action 99" },
	{ "dana", "action|close|99", 65, NULL, "no action 99" },
	{ "dana", "action|add|x|--owner|nobody", 65, NULL, "no member “nobody”" },
	{ "dana", "action|add|x|--due|someday", 64, NULL, "someday" },
	{ "dana", "action|add|x|--deal|D-99", 65, NULL, "no deal" },
	{ "mira", "action|add|x|--deal|D-2", 65, NULL, "no deal" },
	{ "dana", "outbox|sent|99", 65, NULL, "no message 99" },
	{ "dana", "outbox|copy|99", 65, NULL, "no message 99" },
	{ "dana", "account|D-99", 65, NULL, "no deal" },
	{ "mira", "account|D-2", 65, NULL, "no deal" },
	{ "dana", "deal|show|D-99", 65, NULL, "no deal “D-99”" },
	{ "dana", "deal|show|nobody", 65, NULL, "no deal “nobody”" },
	{ "dana", "deal|list|--owner|nobody", 65, NULL, "no member “nobody”" },
	{ "dana", "deal|list|--stage|limbo", 65, NULL, "limbo" },
	{ "dana", "deal|move|D-1|limbo", 65, NULL, "limbo" },
	{ "dana", "deal|move|D-1|discovery|--check|nonsense|--reason|x", 65, NULL, "nonsense" },
	{ "dana", "deal|move|D-1|stalled|--reason|x|--follow-up|someday", 64, NULL, "someday" },
	{ "dana", "deal|set|D-1|--amount|lots", 64, NULL, "lots" },
	{ "dana", "deal|set|D-1|--external-id|CRM-2", 65, NULL, "belongs to another deal" },
	{ "dana", "deal|add|--amount|5", 65, NULL, "a company, a name or an external id" },
	{ "dana", "mark|D-99|introduced", 65, NULL, "no deal" },
	{ "dana", "mark|D-1|introduced|--at|2999-01-01", 65, NULL, "future" },
	{ "dana", "member|add|kim|--role|king", 64, NULL, "king" },
	{ "dana", "member|set|nobody|--role|ae", 65, NULL, "no member “nobody”" },
	{ "dana", "member|add|mira|--role|csm", 65, NULL, "a member already" },
	{ "dana", "config|weather|--print", 65, NULL, "no configuration “weather”" },
	{ "dana", "debrief|D-99", 65, NULL, "no deal" },
	{ "dana", "handoff|D-99", 65, NULL, "no deal" },
	{ "dana", "handoff", 64, NULL, "handoff DEAL" },
	{ "dana", "handoff|D-1|words", 64, NULL, "expected an option" },
	{ "dana", "handoff|D-1|--colour|red", 64, NULL, "no option --colour" },
	{ "dana", "handoff|D-1|--set", 64, NULL, "--set wants a value" },
	{ "dana", "handoff|D-1|--version|1|--file", 64, NULL, "goes with nothing else" },
	{ "dana", "due|--morning|--daily", 64, NULL, "one of --morning and --daily" },
	{ "dana", "due|--morning|--late", 64, NULL, "no option --late beside" },
	{ "dana", "due|--morning|--since|soon", 64, NULL, "soon" },
	{ "dana", "handoff|D-1|--copy", 64, NULL, "what becomes of a --note KIND" },
	{ "dana", "handoff|D-1|--note|slack|--format|md", 64, NULL, "goes with no --format" },
	{ "dana", "import|deals|/nowhere/at-all.csv", 66, NULL, "/nowhere/at-all.csv" },
	{ "dana", "config|stages|--import|/nowhere/at-all.ini", 66, NULL, "/nowhere/at-all.ini" },
	/* a rule refused */
	{ "dana", "deal|add|--company|X|--stage|won", 1, NULL, "criteria are open" },
	{ "mira", "deal|move|D-1|discovery", 1, NULL, "5 criteria are open" },
	{ "dana", "deal|move|D-1|prospecting", 1, NULL, "there already" },
	{ "dana", "deal|move|D-1|lost", 1, NULL, "why it was lost" },
	{ "dana", "mark|D-1|kickoff_held", 1, NULL, "debrief is not complete" },
	{ "dana", "debrief|D-1", 1, NULL, "won" },
	{ "dana", "handoff|D-1", 1, NULL, "its packet opens with the win" },
	{ "dana", "checkin|D-1|--day|30|--note|x", 1, NULL, "kickoff was not held" },
	{ "mira", "undo", 1, NULL, "nothing of yours" },
	{ "mira", "redo", 1, NULL, "nothing of yours" },
	{ "dana", "member|set|dana|--role|ae", 1, NULL, "only admin" },
	/* the role may not */
	{ "rex", "deal|add|--company|X", 77, NULL, "rex" },
	{ "rex", "deal|set|D-1|--amount|1", 77, NULL, "rex" },
	{ "rex", "deal|move|D-1|discovery|--check|all", 77, NULL, "not" },
	{ "rex", "deal|delete|D-1", 77, NULL, "rex" },
	{ "rex", "deal|history|D-1", 77, NULL, "history" },
	{ "rex", "mark|D-1|introduced", 77, NULL, "rex" },
	{ "rex", "member|add|kim|--role|ae", 77, NULL, "members" },
	{ "rex", "config|stages|--edit", 77, NULL, "config" },
	{ "rex", "action|add|x", 77, NULL, "action" },
	{ "dana", "action|add|x|--change|colour", 65, NULL, "messaging, process, pricing or product" },
	{ "dana", "action|add|x|--evidence|I-999", 65, NULL, "no interview" },
	{ "dana", "action|add|x|--finding", 1, NULL, "at least 2 different interviews" },
	{ "dana", "action|show|999", 65, NULL, "no action 999" },
	{ "dana", "action|show", 64, NULL, "winloss action list" },
	{ "priya", "checkin|D-1|--day|30", 0, "Health: not said", NULL },
	{ "mira", "checkin|D-1|--day|30|--note|x", 77, NULL, "debrief" },
	{ "rex", "backup|/tmp/never.db", 77, NULL, "backup" },
	{ "priya", "deal|set|D-1|--amount|1", 77, NULL, "priya" },
	{ "stranger", "deal|add|--company|X", 77, NULL, "stranger is no member of this file and may only read. An admin (dana) adds you" },
	{ "stranger", "undo", 1, NULL, "nothing of yours" },
	{ "mira", "deal|add|--company|X|--owner|jo", 77, NULL, "mira" },
	{ "mira", "deal|show|D-2", 65, NULL, "no deal" },
	/* results */
	{ "dana", "deal|list", 0, "Kestrel Data", NULL },
	{ "dana", "deal|list|--plain", 0, "Kestrel Data", NULL },
	{ "dana", "deal|show|D-1", 0, "Kestrel Data", NULL },
	{ "dana", "deal|show|kestrel|--plain|--yes", 0, "$9,500", NULL },
	{ "dana", "deal|history|D-1", 0, "Amount: — → 9500.00", NULL },
	{ "mira", "deal|list", 0, "Kestrel Data", NULL },
	{ "rex", "deal|list", 0, "Lumen Labs", NULL },
	{ "stranger", "deal|list", 0, "Lumen Labs", NULL },
	{ "dana", "due", 0, NULL, NULL },
	{ "dana", "due|--format|json", 0, "[]", NULL },
	{ "dana", "due|--handoffs", 0, NULL, NULL },
	{ "dana", "due|--handoffs|--format|json", 0, "[]", NULL },
	{ "dana", "due|--format|csv", 0, "deal,company,clock,owner,due,state,member,deputy\r\n", NULL },
	{ "dana", "playbook|list", 0, "no playbook is running", NULL },
	{ "dana", "export|steps", 0, "deal,company,playbook,step,title,state,from,due,done", "0 rows of steps" },
	{ "dana", "playbook|D-1|--start|onboarding", 0, "D-1 onboarding begun\n", NULL },
	{ "dana", "playbook|D-1|--start|onboarding", 1, NULL, "has a run of Onboarding already" },
	{ "dana", "playbook|D-1|--start|nothing", 65, NULL, "no playbook" },
	{ "mira", "playbook|D-1", 0, "0 of 7 steps done", NULL },
	{ "jo", "playbook|D-1", 65, NULL, "no deal" },
	{ "dana", "undo", 0, "onboarding, begun", NULL },
	{ "dana", "playbook|D-1", 65, NULL, "begins when the packet is acknowledged" },
	{ "dana", "action|list", 0, NULL, NULL },
	{ "dana", "action|list|--format|json", 0, "[]", NULL },
	{ "priya", "action|add|call|Lena|--deal|D-1|--owner|priya|--due|2099-01-02", 0, "action 1\n", NULL },
	{ "priya", "action|list|--format|csv", 0, "1,D-1,Kestrel Data,call Lena,action,priya,2099-01-02,open,by hand", NULL },
	{ "jo", "action|list", 0, NULL, NULL },
	{ "mira", "action|list|--owner|priya", 0, "2099-01-02  D-1 Kestrel Data: call Lena  priya", NULL },
	{ "priya", "action|set|1|--due|2099-01-03", 0, "action 1 changed\n", NULL },
	{ "priya", "action|close|1|--reason|she called", 0, "action 1 closed\n", NULL },
	{ "priya", "action|close|1", 1, NULL, "closed already (priya, " },
	{ "dana", "action|list", 0, NULL, NULL },
	{ "priya", "action|reopen|1", 0, "action 1 open again\n", NULL },
	{ "priya", "action|reopen|1", 1, NULL, "is open" },
	{ "rex", "action|close|1", 77, NULL, "action" },
	{ "priya", "action|list|--format|json", 0, "\"from\":\"by hand\"", NULL },
	{ "dana", "deal|set|D-1|--csm|priya", 0, "D-1\n", NULL },
	{ "dana", "deal|set|D-1|--csm|jo", 0, "D-1\n", "handed over 1 action from priya to jo" },
	{ "dana", "action|list|--owner|jo", 0, "call Lena", NULL },
	{ "dana", "undo", 0, "handed over 1 action from priya to jo", NULL },
	{ "priya", "action|list|--owner|priya", 0, "call Lena", NULL },
	{ "priya", "action|close|1", 0, "action 1 closed\n", NULL },
	{ "dana", "action|list|--all", 0, "closed", NULL },
	{ "dana", "outbox|list|--format|json", 0, "[]", NULL },
	{ "dana", "account|D-1", 0, "## CRM account record", NULL },
	{ "rex", "account|D-1", 0, "*not shown to this reader*", NULL },
	{ "rex", "account|D-1", 0, "*nothing that this reader may see*", NULL },
	{ "dana", "account|D-1", 0, "Kestrel Data: new deal", NULL },
	{ "dana", "account|D-1|--format|json", 0, "\"internal\":[]", NULL },
	{ "dana", "debrief|--rate", 0, "no debrief to count", NULL },
	{ "dana", "debrief|--rate|--format|json", 0, "\"n\":0,\"complete\":0,\"rate_bp\":null,\"target_bp\":8000", NULL },
	{ "dana", "member|list", 0, "priya", NULL },
	{ "dana", "config", 0, "stages", NULL },
	{ "dana", "config|stages", 0, "[prospecting]", NULL },
	{ "dana", "config|stages|--history", 0, "version 1", NULL },
	{ "dana", "config|--check", 0, NULL, NULL },
	{ "dana", "check", 0, "sound", NULL },
	{ "dana", "check|--deep|--plain", 0, "sound", NULL },
	{ "dana", "check|--deep|--rebuild", 0, "sound", NULL },
	{ "dana", "search|kestrel", 0, "Kestrel", NULL },
	{ "dana", "export|deals|--raw", 0, "Lumen Labs", "" },
	{ "dana", "deal|set|D-1|--next-step|call", 0, "D-1\n", NULL },
	{ "dana", "undo|--plain", 0, "taken back: Kestrel Data", NULL },
	{ "dana", "redo|--yes", 0, "done again: Kestrel Data", NULL },
	{ "dana", "deal|history|D-1", 0, "done again: Kestrel Data", NULL },
	{ "dana", "deal|history|D-1", 0, "taken back: Kestrel Data", NULL },
	{ "dana", "export|history|--raw", 0, "done again: Kestrel Data", "" },
	{ "dana", "export|history|--raw", 0, "taken back: Kestrel Data", "" },
	{ "mira", "deal|delete|D-1", 0, "D-1 deleted", NULL },
	{ "dana", "deal|show|D-1", 65, NULL, "no deal" },
	{ "mira", "undo", 0, "deleted", NULL },
	{ "dana", "--plain|deal|show|D-1", 0, "Kestrel Data", NULL },
	{ "dana", "--help", 0, "usage: winloss", NULL },
	{ "dana", "due|--help", 0, "--morning [--since MOMENT] | --daily", NULL },
	{ "dana", "outbox|--help", 0, "send N", NULL },
	{ "dana", "config|--help", 0, "messages --allow", NULL },
	{ "dana", "--version", 0, "winloss ", NULL },
	{ "dana", "--colour", 64, NULL, "colour" },
	{ "dana", "--color|pink|deal|list", 64, NULL, "auto, always or never" },
	{ "dana", "--now|yesterday|deal|list", 64, NULL, "--now" },
};

Test(cli, every_command_answers_with_its_status_and_on_its_stream)
{
	long failed = 0;

	cli_team();
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		const struct said *s = &table[i];
		bool holds;

		cli_run(s->as, NULL, s->line);
		holds = cli.run.status == s->status;
		holds &= s->out ? strstr(buf_str(&cli.run.out), s->out) != NULL : cli.run.out.len == 0;
		holds &= s->err ? strstr(buf_str(&cli.run.err), s->err) != NULL : cli.run.err.len == 0;
		if (s->status && strncmp(s->line, "--colour", 8))
			holds &= !strncmp(buf_str(&cli.run.err), "winloss: ", 9);
		if (!holds) {
			failed++;
			cr_log_error("%s as %s: status %d for %d\nout: %s\nerr: %s", s->line, s->as, cli.run.status,
				     s->status, buf_str(&cli.run.out), buf_str(&cli.run.err));
		}
	}
	cr_assert_eq(failed, 0, "%ld of %zu", failed, sizeof table / sizeof table[0]);
}

/* commands.md, "Exit status": whatever the option and whatever the file holds, a value that cannot be read as what is
 * asked for is wrong usage (64); one that reads well and names nothing here, or cannot be, is unusable input (65). */
static const struct value {
	const char *line; /* %: the value */
	int status;
	const char *values; /* parted by | */
} values[] = {
	/* days, moments, spans, quarters, amounts, percentages, numbers */
	{ "--now|%|deal|list", 64, "someday|2026-13-01|12:00" },
	{ "deal|set|D-1|--expected-close|%", 64, "someday|2026-02-30" },
	{ "deal|set|D-1|--follow-up|%", 64, "someday" },
	{ "deal|set|D-1|--sow-date|%", 64, "someday" },
	{ "deal|set|D-1|--created|%", 64, "someday" },
	{ "deal|set|D-1|--closed|%", 64, "someday" },
	{ "deal|set|D-1|--stage-since|%", 64, "someday" },
	{ "deal|add|--company|X|--expected-close|%", 64, "someday" },
	{ "deal|move|D-1|stalled|--reason|x|--follow-up|%", 64, "someday" },
	{ "deal|move|D-1|won|--sow-date|%", 64, "someday" },
	{ "mark|D-1|introduced|--at|%", 64, "someday" },
	{ "mark|D-1|kickoff_set|--for|%", 64, "someday" },
	{ "action|add|x|--due|%", 64, "someday|2026-13" },
	{ "action|set|1|--due|%", 64, "someday" },
	{ "debrief|D-3|--promise|x|--due|%", 64, "someday|Q7" },
	{ "debrief|D-3|--schedule|%", 64, "someday|2026-12-01" },
	{ "export|deals|--since|%", 64, "someday" },
	{ "due|--within|%", 64, "soon|-3d" },
	{ "deal|list|--quarter|%", 64, "2026-Q7|soon" },
	{ "export|deals|--quarter|%", 64, "2026-Q7|soon" },
	{ "deal|set|D-1|--amount|%", 64, "lots|1e9" },
	{ "deal|set|D-1|--arr|%", 64, "lots" },
	{ "deal|add|--company|X|--amount|%", 64, "lots" },
	{ "deal|set|D-1|--discount|%", 64, "lots|101" },
	{ "deal|set|D-1|--probability|%", 64, "lots|101" },
	{ "deal|set|D-1|--term-months|%", 64, "lots|-1" },
	{ "deal|set|D-1|--icp-1|%", 64, "lots|5" },
	{ "deal|set|D-1|--currency|%", 64, "dollars" },
	{ "checkin|D-1|--day|%", 64, "31|soon" },
	{ "mark|D-1|checkin|--day|%", 64, "31|soon" },
	{ "action|close|%", 64, "soon|0|-1" },
	{ "outbox|sent|%", 64, "soon|0|-1" },
	{ "import|--revert|%", 64, "soon" },
	{ "debrief|D-3|--row|%", 64, "soon|0" },
	{ "debrief|D-3|--remove|%", 64, "soon|0" },
	/* one of few words of the program */
	{ "--color|%|deal|list", 64, "blue" },
	{ "deal|set|D-1|--commitment|%", 64, "oral" },
	{ "deal|move|D-1|won|--commitment|%", 64, "oral" },
	{ "mark|D-1|committed|--commitment|%", 64, "oral" },
	{ "deal|set|D-1|--sow-status|%", 64, "perhaps" },
	{ "deal|move|D-1|won|--sow|%", 64, "perhaps" },
	{ "deal|set|D-1|--outcome|%", 64, "drawn" },
	{ "mark|D-1|%", 64, "exploded" },
	{ "due|--owner|%", 64, "king" },
	{ "member|add|kim|--role|%", 64, "king|ae,king" },
	{ "member|add|kim|--role|ae|--duty|%", 64, "king" },
	{ "member|set|mira|--active|%", 64, "perhaps" },
	{ "member|add|%|--role|ae", 64, "-x" },
	{ "checkin|D-1|--day|30|--health|%", 64, "fine" },
	{ "debrief|D-3|--layer|%", 64, "below" },
	{ "debrief|D-3|--audience|%", 64, "everybody" },
	{ "debrief|D-3|--signal|%", 64, "fine" },
	{ "debrief|D-3|--doubt|%", 64, "perhaps" },
	{ "debrief|D-3|--promise|x|--kind|%", 64, "loud" },
	{ "debrief|D-3|--promise|x|--state|%", 64, "loud" },
	{ "debrief|D-3|--flag|%", 64, "loud=x|x" },
	{ "debrief|D-3|--absent|%", 64, "x|csm=x" },
	{ "debrief|D-3|--answer|%", 64, "x" },
	{ "debrief|D-3|--unknown|%", 64, "x" },
	{ "debrief|D-3|--followup|%", 64, "x" },
	{ "due|--format|%", 64, "yaml" },
	{ "action|list|--format|%", 64, "yaml" },
	{ "outbox|list|--format|%", 64, "yaml" },
	{ "approval|list|--format|%", 64, "yaml" },
	{ "interview|list|--format|%", 64, "yaml" },
	{ "interview|%", 64, "dance" },
	{ "interview|add|D-1|--role|%", 64, "king" },
	{ "interview|add|D-1|--format|%", 64, "letter" },
	{ "interview|add|D-1|--minutes|%", 64, "long|-5" },
	{ "interview|list|--deal|%", 65, "D-99" },
	{ "interview|add|%", 65, "D-99|nobody" },
	{ "interview|add|D-1|--interviewer|%", 65, "nobody" },
	{ "interview|add|D-1|--guide|%", 65, "mining" },
	{ "interview|show|%", 65, "I-99" },
	{ "interview|consent|%|--notes|yes", 65, "I-99" },
	{ "interview|notes|%", 65, "I-99" },
	{ "interview|note|%|--quote|x", 65, "I-99" },
	{ "interview|validate|%", 65, "I-99" },
	{ "interview|escalate|%|--trigger|contract", 65, "I-99" },
	{ "load|--format|%", 64, "yaml" },
	{ "agreement|--format|%", 64, "yaml" },
	{ "agreement|--unit|%", 64, "sentence|words" },
	{ "agreement|--seed|%", 64, "soon|-1" },
	{ "agreement|--theme|%", 65, "weather" },
	{ "agreement|--programme|%", 65, "weather" },
	{ "agreement|--interview|%", 65, "I-99" },
	{ "assignment|list|--format|%", 64, "yaml" },
	{ "assignment|draw|--double|%", 64, "soon|-1|101%" },
	{ "assignment|draw|--seed|%", 64, "soon|-1" },
	{ "assignment|add|%|--coder|dana", 65, "I-99" },
	{ "snooze|D-3|--reason|x|--until|%", 64, "someday" },
	{ "programme|add|x|--window|%", 64, "soon|2026|2026-13" },
	{ "programme|add|x|--types|%", 64, "all|won,open" },
	{ "programme|add|x|--cadence|%", 64, "daily" },
	{ "programme|list|--format|%", 64, "yaml" },
	{ "approval|approve|%", 64, "soon|0|-1" },
	{ "member|away|mira|--deputy|dana|--to|%", 64, "someday" },
	{ "account|D-1|--format|%", 64, "yaml" },
	{ "playbook|D-1|--format|%", 64, "yaml" },
	{ "playbook|list|--format|%", 64, "yaml" },
	{ "playbook|D-1|--day|%", 64, "soon" },
	{ "checkin|D-1|--day|30|--format|%", 64, "yaml" },
	{ "debrief|D-3|--format|%", 64, "yaml" },
	{ "debrief|--rate|--format|%", 64, "yaml" },
	{ "export|deals|--format|%", 64, "yaml" },
	{ "export|deals|--columns|%", 64, "mood|id,mood" },
	{ "export|deals|--delimiter|%", 64, "dash" },
	{ "export|deals|--decimal|%", 64, "dash" },
	{ "export|%", 64, "weather" },
	{ "import|%|/dev/null", 64, "weather" },
	{ "import|deals|/dev/null|--encoding|%", 64, "runes" },
	{ "import|deals|/dev/null|--delimiter|%", 64, "dash" },
	{ "due|--late=%", 64, "x" },
	{ "check|--deep=%", 64, "x" },
	/* a name that reads well */
	{ "deal|set|D-1|--owner|%", 65, "nobody" },
	{ "deal|set|D-1|--csm|%", 65, "nobody" },
	{ "deal|list|--owner|%", 65, "nobody" },
	{ "action|add|x|--owner|%", 65, "nobody" },
	{ "action|list|--owner|%", 65, "nobody" },
	{ "debrief|D-3|--promise|x|--owner|%", 65, "nobody" },
	{ "debrief|D-3|--attended|%", 65, "nobody" },
	{ "member|set|%|--active|yes", 65, "nobody" },
	{ "deal|show|%", 65, "D-99|nobody" },
	{ "action|add|x|--deal|%", 65, "D-99" },
	{ "outbox|list|--deal|%", 65, "D-99" },
	{ "approval|list|--deal|%", 65, "D-99" },
	{ "snooze|%|--end", 65, "D-99" },
	{ "programme|show|%", 65, "P-99|nothing" },
	{ "programme|add|x|--window|2026-Q4|--segment|%", 65, "nowhere" },
	{ "approval|ask|D-1|--matrix|%", 65, "weather" },
	{ "approval|approve|%", 65, "99" },
	{ "member|away|%|--back", 65, "nobody" },
	{ "member|away|mira|--to|2027-01-01|--deputy|%", 65, "nobody" },
	{ "deal|set|D-1|--stage|%", 65, "limbo" },
	{ "deal|list|--stage|%", 65, "limbo" },
	{ "deal|move|D-1|%", 65, "limbo" },
	{ "deal|move|D-1|discovery|--reason|x|--check|%", 65, "nonsense" },
	{ "deal|list|--segment|%", 65, "nowhere" },
	{ "due|--explain|D-1|%", 65, "lunch" },
	{ "debrief|D-3|--answer|%", 65, "9=x" },
	{ "debrief|D-3|--take|%", 65, "9|lunch" },
	{ "debrief|D-3|--unknown|%", 65, "9=x" },
	{ "debrief|D-3|--followup|%", 65, "9=x" },
	{ "debrief|D-3|--park|x|--question|%", 65, "9" },
	{ "debrief|D-3|--row|%|--text|x", 65, "99" },
	{ "debrief|D-3|--remove|%", 65, "99" },
	{ "handoff|D-3|--set|%", 64, "x|weather=1|problem.1=x|risks.0=x|risks.x=y|start=soon|briefing=perhaps" },
	{ "handoff|D-3|--set|%", 65, "risks.9=x" },
	{ "handoff|D-3|--return|%", 64, "x|weather=1|risks.1=x" },
	{ "handoff|D-3|--version|%", 64, "x|0|-1|1..|1..x" },
	{ "handoff|D-3|--version|%", 65, "9" },
	{ "handoff|D-3|--format|%", 64, "yaml" },
	{ "handoff|D-3|--note|%", 64, "weather|Slack" },
	{ "action|close|%", 65, "99" },
	{ "outbox|sent|%", 65, "99" },
	{ "import|--yes|--revert|%", 65, "99" },
	{ "import|deals|/dev/null|--preset|%", 65, "nobody" },
	{ "config|%|--print", 65, "weather" },
	{ "mark|D-1|introduced|--at|%", 65, "2999-01-01" },
};

/* The line with the value in the place of %. */
static const char *with_value(const char *line, const char *value, struct buf *out)
{
	const char *at = strchr(line, '%');

	buf_clear(out);
	buf_add(out, line, (size_t)(at - line));
	buf_puts(out, value);
	buf_puts(out, at + 1);
	return buf_str(out);
}

Test(cli, a_value_that_cannot_be_read_has_one_status_in_every_command)
{
	struct buf line = { 0 };
	size_t failed = 0;

	cli_team();
	cli_ok("dana", "deal|add|--company|Umber|--owner|mira|--stage|negotiation");
	cli_ok("dana", "deal|move|D-3|won|--check|all|--commitment|written|--sow|signed|--contact|Ida");
	cli_ok("dana", "action|add|x");
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		char *list = xstrdup(values[i].values), *save = NULL;

		for (char *v = strtok_r(list, "|", &save); v; v = strtok_r(NULL, "|", &save)) {
			if (cli_run("dana", NULL, with_value(values[i].line, v, &line)) == values[i].status &&
			    !cli.run.out.len && strstr(buf_str(&cli.run.err), "winloss"))
				continue;
			fprintf(stderr, "%s: status %d for %d\n%s%s", buf_str(&line), cli.run.status, values[i].status,
				buf_str(&cli.run.out), buf_str(&cli.run.err));
			failed++;
		}
		free(list);
	}
	buf_done(&line);
	cr_assert_eq(failed, 0, "%zu", failed);
	cli_ok("dana", "deal|history|D-1");
	cr_assert_null(strstr(buf_str(&cli.run.out), "someday"), "%s", buf_str(&cli.run.out));
}

Test(cli, the_told_clock_ticks_from_its_moment)
{
	cli_team();
	cli_ok("dana", "--now|2026-11-24T09:00:00Z|deal|set|D-1|--next-step|one");
	cli_ok("dana", "--now|2026-11-24T23:59:59Z|deal|set|D-1|--expected-close|tomorrow");
	cli_ok("dana", "deal|show|D-1");
	cr_assert_not_null(strstr(buf_str(&cli.run.out), "expected_close"), "%s", buf_str(&cli.run.out));
	cli_ok("dana", "export|history|--raw");
	cr_assert_not_null(strstr(buf_str(&cli.run.out), "2026-11-24T09:00:0"), "%s", buf_str(&cli.run.out));
	cr_assert_not_null(strstr(buf_str(&cli.run.out), "2026-11-25"), "%s", buf_str(&cli.run.out));
}

Test(cli, the_database_is_the_one_that_is_said)
{
	const char *env[] = { "WINLOSS_DB", "WINLOSS_USER=kim", NULL, NULL };
	const char *argv[] = { getenv("WINLOSS_BIN"), "deal", "add", "--company", "Kestrel Data", NULL };
	char *place = temp_path(cli.dir, "sub/winloss/winloss.db"), *home = temp_path(cli.dir, "sub");
	struct buf data = { 0 };
	struct stat st;

	buf_printf(&data, "XDG_DATA_HOME=%s", home);
	env[2] = buf_str(&data);
	cr_assert_eq(run_program(&cli.run, argv, env, NULL), 0, "%s", buf_str(&cli.run.err));
	cr_assert_str_eq(buf_str(&cli.run.out), "D-1\n");
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "its admin is kim"), "%s", buf_str(&cli.run.err));
	cr_assert_eq(stat(place, &st), 0, "%s was not made", place);
	cr_assert_eq(st.st_mode & 0777, 0600);
	buf_done(&data);
	free(place);
	free(home);
}

Test(cli, a_file_that_is_not_ours_is_left_alone)
{
	FILE *f = fopen(cli.db, "wb");
	struct stat before, after;

	fputs("this is no database, it is a letter to somebody", f);
	fclose(f);
	stat(cli.db, &before);
	cr_assert_eq(cli_run("dana", NULL, "deal|list"), 69, "%d %s", cli.run.status, buf_str(&cli.run.err));
	cr_assert_eq(cli.run.out.len, 0);
	stat(cli.db, &after);
	cr_assert_eq(before.st_size, after.st_size);
	cr_assert_eq(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
}

/* Byte 60 of a database file is its user_version, which our schema's number stands in. */
Test(cli, a_file_of_a_newer_program_is_refused_in_words)
{
	FILE *f;

	cli_team();
	f = fopen(cli.db, "r+b");
	cr_assert_not_null(f);
	fseek(f, 60, SEEK_SET);
	fwrite("\x7f\xff\x00\x00", 1, 4, f);
	fclose(f);
	cr_assert_eq(cli_run("dana", NULL, "deal|list"), 69, "%d %s", cli.run.status, buf_str(&cli.run.err));
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "newer"), "%s", buf_str(&cli.run.err));
	cr_assert_eq(cli.run.out.len, 0);
}

Test(cli, no_database_in_a_place_that_cannot_be_written)
{
	const char *argv[] = { getenv("WINLOSS_BIN"), "--db", "/proc/winloss/a.db", "deal", "list", NULL };

	cr_assert_eq(run_program(&cli.run, argv, NULL, NULL), 69, "%d %s", cli.run.status, buf_str(&cli.run.err));
	cr_assert_eq(cli.run.out.len, 0);
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "/proc/winloss"), "%s", buf_str(&cli.run.err));
}

Test(cli, undo_says_who_stood_in_the_way)
{
	cli_team();
	cli_ok("mira", "deal|set|D-1|--amount|1");
	cli_ok("dana", "deal|set|D-1|--amount|2");
	cr_assert_eq(cli_run("mira", NULL, "undo"), 1);
	cr_assert_not_null(strstr(buf_str(&cli.run.err), "dana changed Amount since"), "%s", buf_str(&cli.run.err));
}

/* "--dry-run" as a manual page writes it. */
static void manual_word(const char *word, size_t n, struct buf *out)
{
	buf_clear(out);
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "%s%c", word[i] == '-' ? "\\" : "", word[i]);
}

Test(cli, the_manual_names_every_option_that_help_names)
{
	static const char *const commands[] = { "deal", "import", "export", "mark", "handoff", "debrief", "account", "checkin", "playbook", "report", "action",
						"outbox", "approval", "interview", "due", "snooze", "load", "programme", "agreement", "assignment", "taxonomy", "member", "config",
						"check" };
	const char *src = getenv("WINLOSS_SRCDIR");
	struct buf path = { 0 }, manual = { 0 }, word = { 0 };
	char line[1024];
	size_t named = 0;
	FILE *f;

	buf_printf(&path, "%s/assets/winloss.1.in", src ? src : ".");
	f = fopen(buf_str(&path), "r");
	cr_assert_not_null(f, "%s", buf_str(&path));
	while (fgets(line, sizeof line, f))
		buf_puts(&manual, line);
	fclose(f);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		snprintf(line, sizeof line, "%s|--help", commands[i]);
		cli_ok("dana", line);
		for (const char *p = buf_str(&cli.run.out); (p = strstr(p, "--")); p += 2, named++) {
			manual_word(p, strspn(p, "-abcdefghijklmnopqrstuvwxyz"), &word);
			cr_assert_not_null(strstr(buf_str(&manual), buf_str(&word)), "%s: %s is not in the manual", commands[i],
					   buf_str(&word));
		}
	}
	cr_assert_gt(named, 40, "%zu", named);
	buf_done(&path);
	buf_done(&manual);
	buf_done(&word);
}

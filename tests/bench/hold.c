#include "tests/bench/hold.h"

#include "model/buf.h"
#include "model/store.h"
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct hold {
	pid_t pid;
	int told, end; /* it says that it holds; closed, it lets go */
};

/* In the other process, inside its transaction. */
static int hold(void *arg, struct err *err)
{
	struct hold *h = arg;
	char c;

	if (write(h->told, "h", 1) != 1 || read(h->end, &c, 1) < 0)
		return err_set(err, ERR_IO, "the bench is gone");
	return 0;
}

static int run(const char *db, struct hold *h)
{
	struct err err = { 0 };
	struct store *s;
	int rc = store_open(&s, &(struct store_options){ .path = db, .login = BENCH_LOGIN }, NULL, &err);

	if (!rc) {
		rc = db_tx(s->db, hold, h, &err);
		store_close(s);
	}
	if (rc)
		fprintf(stderr, "bench: %s is not held: %s\n", db, err.text);
	return rc ? 1 : 0;
}

struct hold *hold_open(const char *db)
{
	struct hold *h = xcalloc(1, sizeof *h);
	int told[2], end[2];
	char c;

	if (pipe(told) || pipe(end))
		abort();
	h->pid = fork();
	if (!h->pid) {
		close(told[0]);
		close(end[1]);
		*h = (struct hold){ 0, told[1], end[0] };
		_exit(run(db, h));
	}
	close(told[1]);
	close(end[0]);
	*h = (struct hold){ h->pid, told[0], end[1] };
	if (h->pid < 0 || read(h->told, &c, 1) != 1)
		exit(1);
	return h;
}

void hold_close(struct hold *h)
{
	int status;

	close(h->end);
	close(h->told);
	waitpid(h->pid, &status, 0);
	free(h);
}

#include "tests/faults/promise.h"

#include "model/buf.h"
#include "tests/support/temp.h"

#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t first_seed(void)
{
	const char *given = getenv("WINLOSS_SEED");
	struct timespec t;

	if (given)
		return strtoull(given, NULL, 10);
	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000003u + (uint64_t)t.tv_nsec;
}

unsigned promise_random(struct promise_run *run, unsigned below)
{
	run->random ^= run->random << 13;
	run->random ^= run->random >> 7;
	run->random ^= run->random << 17;
	return (unsigned)(run->random >> 20) % below;
}

void promise_in_memory(void)
{
	if (!getenv("TMPDIR") && !access("/dev/shm", W_OK))
		setenv("TMPDIR", "/dev/shm", 1);
}

bool promise_is_settled(const struct promise_run *run)
{
	return run->is_twin && run->fails;
}

bool promise_case(struct promise_run *run, bool holds, const char *fmt, ...)
{
	va_list ap;

	run->cases++;
	if (holds)
		return true;
	run->fails++;
	if (run->is_twin)
		return false;
	fputs("FAILS: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return false;
}

static void __attribute__((noreturn)) work(const struct promise_run *run, int worker,
	void (*fn)(struct promise_run *run, int worker, void *arg), void *arg, int to)
{
	struct promise_run own = *run;
	int counts[2];

	own.cases = own.fails = 0;
	own.random += (uint64_t)worker * 2654435761u * 2;
	fn(&own, worker, arg);
	counts[0] = own.cases;
	counts[1] = own.fails;
	_exit(write(to, counts, sizeof counts) != sizeof counts);
}

void promise_workers(struct promise_run *run, int workers, void (*fn)(struct promise_run *run, int worker, void *arg),
	void *arg)
{
	int ends[2], counts[2], status, left = workers;

	if (pipe(ends))
		abort();
	fflush(stdout);
	for (int i = 0; i < workers; i++)
		if (!fork())
			work(run, i, fn, arg, ends[1]);
	close(ends[1]);
	while (read(ends[0], counts, sizeof counts) == sizeof counts) {
		run->cases += counts[0];
		run->fails += counts[1];
		left--;
	}
	close(ends[0]);
	while (wait(&status) > 0)
		;
	promise_case(run, !left, "%d workers did not end well", left);
}

static struct promise_run start_run(uint64_t seed, const char *program, const char *const *env)
{
	const char *tier = getenv("WINLOSS_TIER");
	struct promise_run run = { .program = getenv(program), .env = env, .random = seed | 1 };

	run.is_fast = tier && !strcmp(tier, "fast");
	run.is_long = tier && !strcmp(tier, "long");
	run.is_sanitized = tier && !strcmp(tier, "sanitize");
	if (!run.program) {
		fprintf(stderr, "%s is not set: run by make check\n", program);
		exit(64);
	}
	return run;
}

/* The number of failures the walk finds with these protections off. */
static int walk_twin(const struct promise *p, uint64_t seed, const char *names)
{
	struct buf pair = { 0 };
	const char *env[] = { NULL, NULL };
	struct promise_run run;

	buf_printf(&pair, "TEETH=%s", names);
	env[0] = buf_str(&pair);
	run = start_run(seed, "WINLOSS_TEST_BIN", env);
	run.is_twin = true;
	p->walk(&run);
	printf("twin %s: %s off: %d of %d cases fail\n", p->id, names, run.fails, run.cases);
	buf_done(&pair);
	return run.fails;
}

static int twin_main(const struct promise *p, uint64_t seed, const char *asked)
{
	struct buf names = { 0 };
	int fails;

	if (strcmp(asked, "1"))
		buf_puts(&names, asked);
	else
		for (const char *const *name = p->protections; *name; name++)
			buf_printf(&names, "%s%s", names.len ? "," : "", *name);
	fails = walk_twin(p, seed, buf_str(&names));
	buf_done(&names);
	return fails ? 1 : 0;
}

/* Only the test build can be told to enter WAL. */
static void walk_in_wal(const struct promise *p, uint64_t seed, struct promise_run *whole)
{
	static const char *const env[] = { "TEETH=db-wal", NULL };
	struct promise_run run = start_run(seed + 2, "WINLOSS_TEST_BIN", env);

	run.is_wal = true;
	p->walk(&run);
	printf("%s: %d cases with a rollback journal, %d with WAL\n", p->id, whole->cases, run.cases);
	promise_case(whole, run.cases > 0, "nothing was walked with WAL");
	whole->cases += run.cases;
	whole->fails += run.fails;
}

static int whole_main(const struct promise *p, uint64_t seed, bool both)
{
	struct promise_run run = start_run(seed, "WINLOSS_BIN", NULL);

	p->walk(&run);
	if (both)
		walk_in_wal(p, seed, &run);
	for (const char *const *name = p->protections; *name; name++)
		if (!walk_twin(p, seed, *name)) {
			fprintf(stderr, "FAILS: with %s off the walk finds nothing\n", *name);
			run.fails++;
		}
	printf("PROMISE %s cases=%d fail=%d\n", p->id, run.cases, run.fails);
	return run.fails || !run.cases ? 1 : 0;
}

/* A key that comes when a form was left already may export the board: into a folder that goes with the test. */
static int main_in(const char *dir, const struct promise *p, bool both)
{
	char *asked = getenv("TEETH") ? xstrdup(getenv("TEETH")) : NULL;
	uint64_t seed = first_seed();
	int status;

	unsetenv("TEETH");
	if (chdir(dir))
		return 1;
	/* Widths as the program has them, which the driver starts in this locale. */
	setlocale(LC_CTYPE, "C.UTF-8");
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("seed %llu (WINLOSS_SEED replays it)\n", (unsigned long long)seed);
	if (p->set_up && p->set_up())
		return 1;
	status = asked && *asked ? twin_main(p, seed, asked) : whole_main(p, seed, both);
	if (p->tear_down)
		p->tear_down();
	/* A program may hold two promises. */
	if (asked)
		setenv("TEETH", asked, 1);
	free(asked);
	return status;
}

static int main_of(const struct promise *p, bool both)
{
	char *dir = temp_dir("here"), *was = getcwd(NULL, 0);
	int status = main_in(dir, p, both);

	if (!was || chdir(was))
		status = 1;
	temp_remove(dir);
	free(dir);
	free(was);
	return status;
}

int promise_main(const struct promise *p)
{
	return main_of(p, false);
}

int promise_main_both(const struct promise *p)
{
	return main_of(p, true);
}

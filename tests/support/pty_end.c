/* The program as a process: signals, stopping, its end and what it cost. */
#include "tests/support/pty_private.h"

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void pty_signal(struct pty *p, int signal_number)
{
	kill(p->pid, signal_number);
}

void pty_hang_up(struct pty *p)
{
	pty_drain(p);
	close(p->slave);
	p->slave = -1;
	close(p->master);
	p->is_hung_up = true;
}

bool pty_wait_stopped(struct pty *p, int limit_ms)
{
	struct pollfd wait = { p->states, POLLIN, 0 };
	double limit = pty_now_ms() + limit_ms;
	int status;

	/* Output is taken meanwhile: a program that stops while the line is full would wait for us. */
	while (poll(&wait, 1, 5) == 0) {
		pty_drain(p);
		if (pty_now_ms() > limit)
			return false;
	}
	if (read(p->states, &status, sizeof status) != sizeof status)
		return false;
	pty_drain(p);
	if (WIFSTOPPED(status))
		return true;
	p->has_ended = true;
	p->status = status;
	waitpid(p->child, &status, 0);
	return false;
}

void pty_continue(struct pty *p)
{
	if (write(p->orders, "f", 1) != 1)
		pty_give_up("the shell of the harness is gone");
}

static void note_end(struct pty *p, int status, const struct rusage *used)
{
	p->has_ended = true;
	p->status = status;
	p->cpu_ms = (double)(used->ru_utime.tv_sec + used->ru_stime.tv_sec) * 1e3 +
		    (double)(used->ru_utime.tv_usec + used->ru_stime.tv_usec) / 1e3;
}

/* With jobs the status comes from the shell, which ends after it. */
static bool has_ended(struct pty *p)
{
	struct rusage used = { 0 };
	int status;
	pid_t ended = wait4(p->child, &status, WNOHANG, &used);

	if (ended != p->child)
		return false;
	if (p->child != p->pid && read(p->states, &status, sizeof status) != sizeof status)
		status = SIGKILL;
	note_end(p, status, &used);
	return true;
}

bool pty_wait_exit(struct pty *p, int limit_ms, int *status)
{
	double limit = pty_now_ms() + limit_ms;

	while (!p->has_ended && !has_ended(p)) {
		if (pty_now_ms() >= limit)
			return false;
		/* Taking the output lets a program that writes its last words finish. */
		pty_drain(p);
		poll(NULL, 0, 1);
	}
	*status = p->status;
	return true;
}

/* One file of the kernel's: nanoseconds at work, nanoseconds ready. */
static double waited_ms(const char *path)
{
	double ran = 0, waited = 0;
	FILE *f = fopen(path, "re");

	if (f && fscanf(f, "%lf %lf", &ran, &waited) != 2)
		waited = 0;
	if (f)
		fclose(f);
	return waited / 1e6;
}

double pty_starved_ms(struct pty *p)
{
	char path[320];
	struct dirent *entry;
	double sum = 0;
	DIR *dir;

	snprintf(path, sizeof path, "/proc/%d/task", (int)p->pid);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.') {
			snprintf(path, sizeof path, "/proc/%d/task/%.20s/schedstat", (int)p->pid, entry->d_name);
			sum += waited_ms(path);
		}
	if (dir)
		closedir(dir);
	if (sum > p->starved_ms)
		p->starved_ms = sum;
	return p->starved_ms;
}

double pty_fair_now_ms(struct pty *p)
{
	double waited = pty_starved_ms(p) + waited_ms("/proc/self/schedstat");

	return pty_now_ms() - waited;
}

bool pty_wait_exit_fair(struct pty *p, int limit_ms, int *status)
{
	double limit = pty_fair_now_ms(p) + limit_ms;

	while (!pty_wait_exit(p, 20, status))
		if (pty_fair_now_ms(p) >= limit)
			return false;
	return true;
}

double pty_cpu_ms(struct pty *p)
{
	clockid_t clock;
	struct timespec t;

	if (p->has_ended || clock_getcpuclockid(p->pid, &clock) || clock_gettime(clock, &t))
		return p->cpu_ms;
	p->cpu_ms = (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
	return p->cpu_ms;
}

const char *pty_ledger(struct pty *p)
{
	char bytes[4096];
	ssize_t n;

	while ((n = read(p->ledger, bytes, sizeof bytes)) > 0)
		buf_add(&p->ledger_text, bytes, (size_t)n);
	return buf_str(&p->ledger_text);
}

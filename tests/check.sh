# Read by ./bootstrap check: every test, plain and under sanitizers, then the tarball, then the other compiler.
# Uses say, need, missing, install, configure_in, jobs and top of bootstrap. Ends with one plain line: N passed, N failed.

passed=0
failed=0
LC_ALL=C.UTF-8
TZ=UTC
export LC_ALL TZ

note_failure() { failed=$((failed + 1)); say "FAILED: $*"; }

# Adds up what the programs of one run said. Criterion sums up in a line of its own; the programs that walk a promise
# print one PROMISE line, which counts as one test.
count_logs()
{
	ran=0
	bad=0
	for log in $(find "$1/tests" -name '*.log' | sort); do
		sums=$(sed -n 's/.*Synthesis: Tested: .*\([0-9][0-9]*\) .*/&/p' "$log" |
			sed 's/\x1b\[[0-9;]*m//g; s/.*Tested: *\([0-9]*\).*Passing: *\([0-9]*\).*/\1 \2/')
		for promise in $(sed -n 's/^PROMISE .*fail=\([0-9][0-9]*\).*/\1/p' "$log"); do
			ok=0
			[ "$promise" != 0 ] || ok=1
			sums="$sums
1 $ok"
		done
		while read -r all good; do
			[ -n "$all" ] || continue
			ran=$((ran + all))
			bad=$((bad + all - good))
		done <<-END
			$sums
		END
		status=$(sed -n 's/^:test-result: *//p' "${log%.log}.trs" 2>/dev/null)
		case $status in
		PASS* | SKIP*) ;;
		*)
			[ "$bad" -gt 0 ] || bad=1
			sed 's/^/    /' "$log" | grep -vE 'Warning! The test .* crashed during' | tail -n 60 >&2
			;;
		esac
		case $status in SKIP*) say "SKIPPED: ${log#"$1"/}: $(tail -n 1 "$log")" ;; esac
	done
	passed=$((passed + ran - bad))
	failed=$((failed + bad))
	say "$1: $ran tests, $bad failed"
	floor=$(cat "$top/tests/floor")
	[ "$ran" -ge "$floor" ] || note_failure "$1 ran $ran tests; tests/floor asks for $floor"
}

# DIR and how many programs at once.
run_tests()
{
	dir=$1
	make -C "$dir" -s -j"$jobs" all >&2 || { note_failure "$dir does not build"; return 0; }
	find "$dir" -name '*.trs' -delete
	find "$dir/tests" -name '*.log' -delete 2>/dev/null || :
	make -C "$dir" -s -k -j"$2" check >"$dir/check.out" 2>&1 || say "$dir: make check reports failures"
	if ! find "$dir/tests" -name '*.trs' 2>/dev/null | grep -q .; then
		tail -n 40 "$dir/check.out" >&2
		note_failure "$dir: no test program was built or run"
		return 0
	fi
	count_logs "$dir"
}

# A leak or a report of undefined behaviour does not fail a Criterion test: the logs decide.
scan_reports()
{
	# Criterion's own process may end with memory that it alone allocated: not ours, and seldom.
	find "$1" -type f -size +0c | while read -r f; do
		if grep -q 'ERROR: LeakSanitizer' "$f" && grep -q '^ *#1 .*libcriterion\.so' "$f" &&
			! grep '^ *#1 ' "$f" | grep -qv 'libcriterion\.so'; then
			rm -f "$f"
		fi
	done
	reports=$(find "$1" -type f -size +0c | wc -l)
	[ "$reports" = 0 ] && return 0
	find "$1" -type f -size +0c | head -n 5 | while read -r f; do
		say "sanitizer report $f"
		head -n 30 "$f" >&2
	done
	note_failure "$reports sanitizer reports in $1"
}

started=$(date +%s)
say "1 of 4: plain"
configure_in build --enable-werror
touch build/.building
# Tests of the screen sleep half of their time, waiting for a program to rest: more than twice as many as cores keep those busy.
run_tests build $((2 * jobs + 1))
[ ! -x build/winloss ] || mv build/.building build/.built

say "2 of 4: address and undefined-behaviour sanitizers"
configure_in build-asan --enable-werror --enable-sanitize "CFLAGS=-O1 -g1"
rm -rf build-asan/reports
mkdir -p build-asan/reports
ASAN_OPTIONS="log_path=$top/build-asan/reports/asan:detect_leaks=1:strict_string_checks=1:quarantine_size_mb=16:malloc_context_size=12:handle_segv=0:handle_abort=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0"
UBSAN_OPTIONS="log_path=$top/build-asan/reports/ubsan:print_stacktrace=1"
LSAN_OPTIONS="suppressions=$top/tests/lsan.supp:print_suppressions=0:exitcode=0"
export ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS
WINLOSS_TIER=sanitize run_tests build-asan $((jobs + 1))
scan_reports build-asan/reports
unset ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS

say "3 of 4: the tarball builds and passes the fast tests outside of this tree"
# All programs are built from it; those run that read what it must bring along. The faults were walked twice by now.
of_tarball="tests/fuzz/csv_mutate tests/model/check_model tests/cli/check_cli tests/support/check_support"
of_tarball="$of_tarball tests/stories/check_stories tests/noshell.sh"
if WINLOSS_TIER=fast make -C build -s -j$((2 * jobs)) distcheck TESTS="$of_tarball" \
	DISTCHECK_CONFIGURE_FLAGS="CFLAGS=-O0" >build/distcheck.out 2>&1; then
	passed=$((passed + 1))
else
	tail -n 60 build/distcheck.out >&2
	note_failure "make distcheck, see build/distcheck.out"
fi

say "4 of 4: clang"
command -v clang >/dev/null 2>&1 || install clang || say "SKIPPED: clang could not be installed"
if command -v clang >/dev/null 2>&1; then
	configure_in build-clang --enable-werror CC=clang "CFLAGS=-O0 -g0"
	if make -C build-clang -s -j"$jobs" all >build-clang/make.out 2>&1; then
		passed=$((passed + 1))
	else
		grep -E 'error|warning' build-clang/make.out | head -n 20 >&2
		note_failure "clang does not build the tree without a warning"
	fi
fi

say "took $(($(date +%s) - started)) s"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

#!/bin/sh
# Promises of text, CSV, access, history and the gates, each with its twin: the same test with the protection turned off, which must
# then fail.
# usage: twins.sh [ID…]   (all of them without one; run where the tests are built)
# With TEETH=1 only the twins run and their failure is this command's, as with every check-… command.
set -u
model=./tests/model/check_model
status=0

run()
{
	case $1 in
	P23) $model --filter 'text/p23_*' ;;
	P24) $model --filter 'text/p24_*' ;;
	P25) $model --filter 'csv/p25_*' ;;
	P26) ./tests/fuzz/csv_mutate "${2:-}" ;;
	P27) $model --filter 'csv/p27_*' ;;
	P38) $model --filter 'export/p38_*' ;;
	P38-late) $model --filter 'member/p38_*' ;;
	dict-back | member-back) $model --filter 'member/words_and_names_*' ;;
	P39) $model --filter 'redact/p39_*' ;;
	P40) $model --filter 'audit/p40_*' ;;
	P41) $model --filter 'chain/p41_*' ;;
	P42) $model --filter 'erase/p42_*' ;;
	P45) $model --filter 'span/p45_*' ;;
	P8-flight) ./tests/screens/check_screens --filter 'pad/words_*' ;;
	P1-fresh) ./tests/screens/check_screens --filter 'pad/eight_*' ;;
	db-lent) ./tests/screens/check_screens --filter 'pad/whoever_*' ;;
	P8-left) ./tests/screens/check_screens --filter 'left/is_painted_*' ;;
	xml-doctype) $model --filter 'codebook/hostile_*' ;;
	zip-name | zip-size) $model --filter 'qdpx/bad_archives_*' ;;
	# As many acts as without a tier: in fewer the one that is off may not come up.
	facts-deal | facts-interview | facts-code | facts-all) (unset WINLOSS_TIER; $model --filter 'fact_random/*') ;;
	gate) $model --filter 'mark/*_waits_for_*' ;;
	refinement-deals) $model --filter 'refinement/gate_*' ;;
	cmo-file) $model --filter 'report_name/*' ;;
	*) echo "$1 is no promise of these tests" >&2; return 64 ;;
	esac
}

[ $# -gt 0 ] || set -- P23 P24 P25 P26 P27 P38 P38-late dict-back member-back P39 P40 P41 P42 P45 facts-deal facts-interview facts-code facts-all gate refinement-deals cmo-file xml-doctype zip-name zip-size P8-flight P8-left P1-fresh db-lent
for id in "$@"; do
	if [ "${TEETH-}" = 1 ]; then
		TEETH=$id run "$id" 5000 || status=1
		continue
	fi
	# A twin is meant to fail and then leaves what it holds behind: that is no leak of ours.
	# The promises themselves run with the other tests, unless one is asked for by name.
	if [ $# -lt 8 ] && ! run "$id"; then
		status=1
	elif ASAN_OPTIONS="${ASAN_OPTIONS-}:detect_leaks=0" TEETH=$id run "$id" 5000 >/dev/null 2>&1; then
		echo "$id: the test does not notice that its protection is off" >&2
		echo "PROMISE $id-twin cases=1 fail=1"
		status=1
	else
		echo "PROMISE $id-twin cases=1 fail=0"
	fi
done
exit $status

#!/bin/sh
# The promises with as many cases as they name, again and again, each time from another seed: for the hours before a
# release. usage: soak.sh PROGRAM…   (run by make soak, where the programs were built)
# SOAK_MINUTES: how long (120); the round that has begun is finished. SOAK_SEED: the first seed (the time of day), so
# that a round can be played again. Ends at the first failure, whose output is shown whole.
set -u
minutes=${SOAK_MINUTES:-120}
seed=${SOAK_SEED:-$(date +%s)}
end=$(($(date +%s) + minutes * 60))
WINLOSS_TIER=long
export WINLOSS_TIER
log=$(mktemp)
trap 'rm -f "$log"' EXIT
rounds=0

[ $# -gt 0 ] || { echo "usage: soak.sh PROGRAM…" >&2; exit 64; }
while [ "$(date +%s)" -lt "$end" ] || [ "$rounds" = 0 ]; do
	for program in "$@"; do
		if ! WINLOSS_SEED=$seed "./$program" >"$log" 2>&1; then
			cat "$log"
			echo "soak: $program fails; SOAK_SEED=$seed plays it again" >&2
			exit 1
		fi
		grep '^PROMISE' "$log" | sed "s|\$| seed=$seed|"
	done
	rounds=$((rounds + 1))
	seed=$((seed + 1))
done
echo "soak: $rounds rounds without a failure"

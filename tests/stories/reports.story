title Dana reads the pipeline review, asks what a figure means, opens a deal behind it, and finds its action

run --now 2026-11-20T09:00:00Z member add mira --role ae
run --now 2026-11-20T09:02:00Z member add carl --role cmo
run --now 2026-11-20T09:04:00Z deal add --company "Umber Group" --owner mira --amount 2500 --expected-close 2026-12-01
run --now 2026-11-20T09:06:00Z deal add --company "Tarn Foods" --owner mira --amount 900 --currency EUR
run --now 2026-11-30T09:00:00Z deal set umber --expected-close 2026-12-20

start --now 2026-12-01T09:00:00Z
see Prospecting
keys :
type regular reports
keys <Enter>
see Campaign performance
see Pipeline review
keys jjj
keys <Enter>
see Stale share
see $2,500 · €900
see target below 25 %
keys G
see 2026-12-01  2026-12-20
keys g
see As it stands
keys jjjj
keys d
see Stale deals, of all open deals.
see Target: below 25 %.
see Behind it: 2
see Tarn Foods
keys <Enter>
see Tarn Foods
see EUR
keys q
see Behind it: 2
keys q
see As it stands
keys q
see Campaign performance
keys q
see Prospecting
keys q
ends

# What falls short opens its action, which leads back to the reports.
run --now 2026-12-01T09:04:00Z report pipeline-review --format text
status 1
out ! Stale share
out 2 of 2
run --now 2026-12-01T09:06:00Z report pipeline-review --format text
status 1
start --now 2026-12-01T09:08:00Z
see Prospecting
keys A
see Stale share: 2 of 2
keys <Enter>
see Campaign performance
keys q
see Stale share: 2 of 2
keys q
see Prospecting
keys q
ends

# The CMO reads the reports for marketing, which say that nothing is measured, and no others.
start --now 2026-12-01T09:10:00Z --as carl
see Nothing closed
keys R
see Marketing review
gone Pipeline review
keys <Enter>
see not measured
keys q
see Marketing review
keys q
see Nothing closed
keys q
ends

title Who stands in acknowledges, returns and is named by every list

run --now 2026-11-20T09:00:00Z member add priya --role csm
run --now 2026-11-20T09:00:00Z member add sam --role csm
run --now 2026-11-20T09:00:00Z member add max --role csm_manager
run --now 2026-11-20T09:00:00Z member add mira --role ae
run --now 2026-11-20T09:00:00Z deal add --company "Umber Group" --owner mira --csm priya --amount 2500 --currency USD
run --now 2026-11-20T09:00:00Z deal move umber won --check all --commitment written --sow signed --contact "L. Fox"

run --now 2026-11-20T09:10:00Z --as priya member away priya --to 2026-11-29 --deputy mira
err mira is no csm
run --now 2026-11-20T09:10:00Z --as priya member away priya --back
run --now 2026-11-20T09:10:00Z --as priya member away priya --to 2026-11-29 --deputy sam
not is no csm
run --now 2026-11-20T09:20:00Z --as dana due --format csv
out Z,running,priya,sam
run --now 2026-11-20T09:20:00Z --as dana due --format json
out "member":null,"deputy":null
out "member":"priya","deputy":"sam"
run --now 2026-11-20T09:20:00Z --as dana due --handoffs --format csv
out ,next,packet,acknowledge,sow,debrief,kickoff,put_off,deputy,missing
out  left *
out ,sam,
run --now 2026-11-20T09:20:00Z --as dana due --handoffs --format json
out "deputy":"sam","missing":
run --now 2026-11-20T09:20:00Z --as dana export handoffs --raw
out put_off,deputy,missing
out ,sam,

# The deputy of a deputy; and where they are all away nobody is there.
run --now 2026-11-20T09:30:00Z --as sam member away sam --to 2026-11-22 --deputy max
run --now 2026-11-21T11:00:00Z --as dana due --format csv
status 1
out Z,late,priya,max
run --now 2026-11-20T09:30:00Z --as max member away max --to 2026-11-21 --deputy priya
run --now 2026-11-20T09:31:00Z --as dana due
out csm priya (away)
run --now 2026-11-22T11:00:00Z --as dana due
status 1
out csm max for priya

# What is put off says so in the morning's text, and stays counted.
run --now 2026-11-22T11:00:00Z --as dana due --handoffs
status 1
out Umber Group        age 2d    packet !
run --now 2026-11-22T11:00:00Z --as dana snooze umber --until 2026-11-24 --reason "legal reads it"
run --now 2026-11-22T11:00:00Z --as dana due --morning
status 1
out Open handoffs 1, late 1
out put off to 2026-11-24

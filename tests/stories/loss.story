title A deal is lost: its buyer is asked, the clock is met, a permission is taken back, and the team writes a guide of its own

run --now 2026-11-20T09:00:00Z member add ana --role analyst --duty interviewer
run --now 2026-11-20T09:00:00Z member add ben --role analyst
run --now 2026-11-20T09:00:00Z member add mira --role ae
run --now 2026-11-20T09:00:00Z deal add --company "Stagg Industrial" --owner mira --amount 40000 --external-id S1
run --now 2026-11-20T09:00:00Z deal add --company "Basin Health" --owner mira --amount 14000
run --now 2026-11-20T09:00:00Z deal move stagg lost --reason price --competitor Gridwell
run --now 2026-11-20T09:00:00Z deal move basin lost --reason timing --competitor Tessel
run --now 2026-11-20T09:05:00Z due
out Loss interview held  15 bd
run --now 2026-12-14T09:05:00Z due --late
status 1
out Loss interview held

# The list behind 4: nothing yet, then one that is planned, scheduled and permitted.
start --now 2026-11-23T09:00:00Z --as ana
see Board
keys 4
see No interviews to hold.
keys n
see plan an interview
type basin
keys <Tab>
type IT lead
keys <Enter>
keys <Tab><Enter>
see Open interviews 1
keys r
see the respondent declined
type their project has stopped
keys <Enter>
see No interviews to hold.
keys n
see plan an interview
type S1
keys <Tab>
type CFO
keys <Enter>
keys <Tab><Enter>
see 1 waits for me
keys s
see when the interview is
type 2026-11-24 10:00
keys <Tab>
type 40
keys <Tab>v<Enter>
type no names
keys <Enter>
see 11-24 10:00, 40 minutes, video
see no names
keys c
see what the respondent permits
keys g<Tab>r<Tab>g<Enter>
see ✓n ✓q ✗r
keys qq
ends

# Held a day later: the board says that both were asked.
run --now 2026-11-24T11:00:00Z --as ana interview held stagg --at "2026-11-24 10:00"
run --now 2026-11-24T11:01:00Z due
not Loss interview
run --now 2026-11-24T11:01:00Z --as mira interview consent stagg --quoting withdrawn
status 77
run --now 2026-11-24T11:01:00Z --as ana interview consent stagg --quoting withdrawn
out leave every later report
run --now 2026-11-24T11:02:00Z interview list --all
out ✓n ✗q ✗r
out refused
run --now 2026-11-24T11:02:00Z interview show stagg --format json
out "may_quote":false

# A guide of the team's own; the interview keeps the one it was held with.
run --now 2026-11-24T11:03:00Z config guides --export {dir}/guides.ini
run --now 2026-11-24T11:03:00Z interview guide stagg
out ## Before recording
not Health care
file more.ini
| [all]
| purpose = p
run --now 2026-11-24T11:04:00Z config guides --import {dir}/more.ini
status 78
err [all] has no use
run --now 2026-11-24T11:05:00Z export interviews --raw -o {dir}/out.csv
holds out.csv S1,,CFO
run --now 2026-11-24T11:06:00Z import interviews {dir}/out.csv
out added 0, updated 0, unchanged 2, refused 0

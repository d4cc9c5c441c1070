title What a debrief leaves is sent, acted on, checked and found again after both hands changed

run --now 2026-11-20T09:00:00Z member add priya --role csm
run --now 2026-11-20T09:00:00Z member add nils --role csm
run --now 2026-11-20T09:00:00Z member add max --role csm_manager
run --now 2026-11-20T09:00:00Z member add olga --role sales_ops
run --now 2026-11-20T09:00:00Z member add mira --role ae
run --now 2026-11-20T09:00:00Z member add jo --role ae
run --now 2026-11-20T09:00:00Z deal add --company "Umber Group" --owner mira --csm priya --amount 2500 --currency USD
run --now 2026-11-20T09:00:00Z deal move umber won --check all --commitment written --sow signed --contact "L. Fox"

# The csm books the call; on the kickoff's day it is too late.
run --now 2026-11-20T09:00:00Z mark umber kickoff_set --for "2026-11-25 15:00"
run --now 2026-11-20T09:00:00Z --as priya debrief umber --schedule "2026-11-25 09:00"
status 1
err the kickoff is on 11-25
run --now 2026-11-20T09:00:00Z --as priya debrief umber --schedule "2026-11-24 10:00"
out call set for 11-24 10:00

run --now 2026-11-24T10:30:00Z --as priya debrief umber --answer 1="Audit in March" --answer 2="Ana Ruiz, her budget hangs on it" --answer 3="Price, settled in week 9" --promise "Second site is included" --owner priya --due 2026-12-22
run --now 2026-11-24T10:40:00Z --as priya debrief umber --note-ae
out message 1, to send
run --now 2026-11-24T10:41:00Z --as mira outbox copy 1
out Second site is included
run --now 2026-11-24T10:42:00Z --as jo outbox list
not ae-note
run --now 2026-11-24T10:42:00Z --as priya outbox sent 1
run --now 2026-11-24T10:43:00Z --as priya account umber
out **Promised:** Second site is included · priya · due 2026-12-22
out **Objections:** Price, settled in week 9

# The kickoff goes ahead without the rest: not by the csm, and not without a word.
run --now 2026-11-25T15:30:00Z --as priya mark umber kickoff_held --reason "they flew in"
status 77
run --now 2026-11-25T15:30:00Z --as max mark umber kickoff_held
status 1
err the debrief is not complete
run --now 2026-11-25T15:30:00Z --as max mark umber kickoff_held --reason "they flew in"

# Whoever opens the debriefs next sees the rate, and sales operations has something to do.
start --as max --now 2026-12-01T09:00:00Z
see 3 Debriefs
keys 3
see 0 of 1 before kickoff
keys q
ends
run --now 2026-12-01T09:10:00Z --as olga action list --owner olga
out Debriefs complete before the kickoff: 0 %
run --now 2026-12-01T09:11:00Z --as olga debrief --rate
status 1
out kickoffs held before it, with a reason: 1
run --now 2026-12-01T09:12:00Z --as olga action close 1 --reason "the call was booked too late"
run --now 2026-12-01T09:13:00Z --as max due
status 1
err target 80 %
run --now 2026-12-01T09:14:00Z --as olga action list --owner olga
not Debriefs complete

# Thirty days on the champion's stake is there again.
run --now 2026-12-25T09:00:00Z --as priya checkin umber --day 30 --note "Two sites live" --health good --complete
run --now 2026-12-25T09:01:00Z --as priya checkin umber --day 30
out Ana Ruiz, her budget hangs on it
out Health: good

# Half a year later both hands are others.
run --now 2027-06-01T09:00:00Z deal set umber --csm nils --owner jo
run --now 2027-06-01T09:01:00Z --as nils search "second site"
out Umber Group
run --now 2027-06-01T09:01:00Z --as jo search "week 9"
out Price, settled in
run --now 2027-06-01T09:01:00Z --as mira search "week 9"
not Price

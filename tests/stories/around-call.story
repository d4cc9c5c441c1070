title Priya books the calls, looks what is prepared, tells the kickoff, and reads the account a month later

run --now 2026-11-20T09:00:00Z member add priya --role csm
run --now 2026-11-20T09:02:00Z member add mira --role ae
run --now 2026-11-20T09:04:00Z member add omar --role csm_manager
run --now 2026-11-20T09:06:00Z deal add --company "Umber Group" --owner mira --csm priya --amount 2500 --arr 60000 --currency USD
run --now 2026-11-20T09:08:00Z deal add --company "Tarn Foods" --owner mira --csm priya --amount 900
run --now 2026-11-20T09:10:00Z deal move umber won --check all --commitment written --sow signed --contact "L. Fox"
run --now 2026-11-20T09:12:00Z deal move tarn won --check all --commitment written --sow signed --contact "P. Reed"
run --now 2026-11-20T09:14:00Z --as mira debrief umber --answer 7="A great account: Fox is behind it."
run --now 2026-11-20T09:16:00Z debrief umber --gap "Who signs the order form?"
run --now 2026-11-20T09:18:00Z debrief umber --promise "Integrations live in 30 days"

# Both are due the same day; the one whose call is today has the cursor when the list opens.
start --now 2026-11-20T09:20:00Z --as priya
see Debriefs
keys 3
see Debriefs due 2
see Umber Group  book the call: due
see * and a CS manager or RevOps
see ○ 7 Gut read
see Who signs the order form?
keys js
see Tarn Foods: when the debrief is held
type some day
keys <Enter>
see some day
keys <C-u>
type today 23:00
keys <Enter>
see today 23:00
keys q
ends
start --now 2026-11-20T09:30:00Z --as priya
see Debriefs
keys 3
see Tarn Foods  today 23:00
keys u
see taken back
see Tarn Foods  book the call: due
keys <C-r>
see Tarn Foods  today 23:00

# No call on the kickoff's day or after it.
run --now 2026-11-20T09:40:00Z mark umber kickoff_set --for 2026-11-30
run --now 2026-11-20T09:42:00Z debrief umber --schedule "2026-11-30 10:00"
status 1
err kickoff

# The kickoff is not held before the debrief without a reason of who may give one.
keys kK
see Umber Group: the kickoff
type now
keys <Enter>
type she wanted to begin
keys <Enter>
see csm_manager or cro
kill
start --now 2026-11-20T09:44:00Z --as omar
see Debriefs
keys 3gK
type now
keys <Enter>
type the customer begins today
keys <Enter>
see the kickoff was held
keys a
see CRM account record
see Health inputs
see Internal
see Integrations live in 30
see What happened
see kickoff held
keys p
see Who sees what
keys <Tab>
keys <Tab>
keys <Tab>
see Integrations live in 30 days
gone A great account
keys <Esc>
see What happened
keys c
see Umber Group: 30-day check-in
see From the debrief
keys <Enter>
type They use it in two regions.
see They use it in two regions.
rest
kill

# Cut off: the words are there.
start --now 2026-11-20T09:54:00Z --as omar
see Debriefs
keys 3gac
see They use it in
keys <A-r>
keys <A-Enter>
see the check-in is complete
keys c
see 60-day check-in

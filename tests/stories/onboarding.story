title Priya acknowledges a packet and takes the customer through the onboarding, step by step

run --now 2026-11-20T09:00:00Z member set dana --role admin,cro
run --now 2026-11-20T09:00:00Z member add priya --role csm
run --now 2026-11-20T09:00:00Z member add max --role csm_manager
run --now 2026-11-20T09:00:00Z member add mira --role ae
run --now 2026-11-20T09:00:00Z deal add --company "Umber Group" --owner mira --csm priya --amount 2500 --currency USD
run --now 2026-11-20T09:00:00Z deal move umber won --check all --commitment written --sow signed --contact "L. Fox"
run --now 2026-11-20T09:00:00Z handoff umber --set email=f@umber.example --set origin=partner --set start=2026-12-01 --set problem=x --set expect=y --set sold=z
run --now 2026-11-20T09:00:00Z handoff umber --set briefing=n --set "touchpoints=2026-10-02 call -> demo" --set criteria=a --set criteria=b --set criteria=c
run --now 2026-11-20T09:00:00Z handoff umber --file

# In the queue: nothing runs before the acknowledgement, and the onboarding with it.
start --now 2026-11-20T09:30:00Z --as priya
see Board
keys 2
see Umber Group
keys S
see begins when the packet is acknowledged
keys a
see packet acknowledged
keys S
see Onboarding · Umber Group
see 0 of 7 steps
see Pre-handoff
see csm priya

# The handoff meeting: its agenda by the clock, then done, taken back and done again.
keys j
see Agenda, 30 minutes
keys t
see t goes to the next line
keys ttttt
see Questions and answers
keys t
see the agenda took
keys c
see Handoff meeting is done
see 1 of 7 steps
keys u
see 0 of 7 steps
keys <C-r>
see 1 of 7 steps

# The kickoff: what it leaves behind is ticked; the debrief comes first, and only a manager may say why not.
keys jj
see Agenda, 60 minutes
keys l<Space>j<Space>
see 2/5
keys hc
see Kickoff call is done with 3 of 5 open
type we were short of time
keys <Enter>
see csm_manager
keys <Esc><Esc>
see Kickoff call
kill

# What the manager decides goes the same way; week 1 knows it by itself.
run --now 2026-11-20T10:30:00Z --as max playbook umber --done kickoff --reason "the debrief is on Monday"
run --now 2026-11-20T10:30:00Z --as priya playbook umber
out 2 of 7 steps done
out - [x] Kickoff completed (told) `kickoff_done`
run --now 2026-11-20T10:30:00Z --as priya playbook umber --note satisfaction=9
run --now 2026-11-20T10:30:00Z --as priya playbook list
out Umber Group

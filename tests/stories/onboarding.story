title Priya acknowledges a packet and takes the customer through the onboarding, step by step

run member set dana --role admin,cro
run member add priya --role csm
run member add max --role csm_manager
run member add mira --role ae
run deal add --company "Umber Group" --owner mira --csm priya --amount 2500 --currency USD
run deal move umber won --check all --commitment written --sow signed --contact "L. Fox"
run handoff umber --set email=f@umber.example --set origin=partner --set start=2026-12-01 --set problem=x --set expect=y --set sold=z
run handoff umber --set briefing=n --set "touchpoints=2026-10-02 call -> demo" --set criteria=a --set criteria=b --set criteria=c
run handoff umber --file

# In the queue: nothing runs before the acknowledgement, and the onboarding with it.
start --as priya
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
run --as max playbook umber --done kickoff --reason "the debrief is on Monday"
run --as priya playbook umber
out 2 of 7 steps done
out - [x] Kickoff completed (told) `kickoff_done`
run --as priya playbook umber --note satisfaction=9
run --as priya playbook list
out Umber Group

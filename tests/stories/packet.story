title Rosa wins a deal, fills its packet in, is told what is missing, files it; Priya returns it with a gap and acknowledges

run member add priya --role csm
run member add rosa --role cro
run deal add --company "Umber Group" --owner rosa --csm priya --amount 2500 --stage negotiation --source web
run --as rosa deal move umber won --check all --commitment written --sow signed --contact "L. Fox"

# From the board to the first gap in two keys: what the deal knows stands there already.
start --as rosa
see 2 Handoffs 1
keys 2
see file the packet
keys <Enter>
see Handoff packet  Umber Group
see 10/34 8 missing
see L. Fox
see $2,500
see Contact's e-mail
type lfox@umber.example
keys <Enter>
see 7 missing
type 2026-12-01
keys <Enter>
see 6 missing
type Three partner teams, three spreadsheets,
keys <Enter>
type and nobody can tell me which partner sourced what.
keys <A-Enter>

# Not filed: the list of what is missing, and the way there.
see Not filed yet: 5 required fields are missing
see What sold them
see Success criteria
keys <Enter>
type They want one number a week.
keys <A-g>
type The map of their partners, in the second call.
rest
kill

# The line was cut: the sentence is there.
start --as rosa
see 2 Handoffs 1
keys 2
see Open handoffs
keys <Enter>
see what you typed last is back: What sold them
see second call.
keys <A-g>
see Conversation history
type 2026-10-02 intro call -> asked for a demo
keys <Enter>
see 2026-10-02 intro call → asked for a
type 2026-10-20 demo -> asked for the price
keys <Enter><Enter>
see Briefing delivered
type y
keys <Enter>
see Response to the briefing
type The map of their partners.
keys <A-g>
see Success criteria
type One number a week from January
keys <Enter>
see 1 of 3
type Two regions live by March
keys <Enter>
see 2 of 3
type Sourced deals up by a tenth
keys <Enter>
see 3 of 3
keys <A-Enter>
see File the packet
see Enter files it
keys <Enter>
see filed, version 1
see ✓ filed v1
keys <C-c><C-c>
see Open handoffs
keys q
ends

# Priya reads it, gives it back for one field, and Rosa amends it there.
run --as rosa handoff umber --ack
status 77
run --as priya handoff umber --return "price=is the travel in it?"
start --as rosa
see 2 Handoffs 1
keys 2
see returned for Assessment price
keys <Enter>
see ! returned, 1 gap
see ! returned: is the travel in it?
keys <A-4>
see Scope agreements
type Travel is in the price.
keys <A-Enter>
see what changed
see + > Travel is in the price.
keys <Enter>
see filed, version 2
kill
start --as priya
see 2 Handoffs 1
keys 2
see Open handoffs
keys <Enter>
see ✓ filed v2
keys a
see packet acknowledged
see ✓ acknowledged v3
keys v
see version 3, acknowledged by priya
kill
run --as rosa handoff umber --version 2
out Travel is in the price.
run handoff umber
out Acknowledged by priya

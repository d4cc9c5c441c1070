title Priya does what the call left to do, sends the note, and hands the account to Kim, who finds everything

run member add priya --role csm
run member add mira --role ae
run member add kim --role csm
run member add omar --role csm_manager
run deal add --company "Umber Group" --owner mira --csm priya --amount 2500 --currency USD
run deal move umber won --check all --commitment written --sow signed --contact "L. Fox"
run --as priya debrief umber --answer "1=an audit in spring" --answer "2=L. Fox" --answer "3=the price" --answer "4=a roadmap call" --answer "5=a second site" --answer "6=their head of IT" --answer "7=good, Fox calls us"
run --as priya debrief umber --promise "Integrations live in 30 days" --owner priya --due 2026-12-20
run --as priya debrief umber --promise "a roadmap call" --owner priya
run --as priya debrief umber --flag "capacity=two of us are away"
run --as priya debrief umber --attended mira,priya
run --as priya debrief umber --complete
run --as priya debrief umber --note-ae

# Three became actions; one is done, and its promise kept.
start --as priya
see Board
keys A
see Open actions 3
see Integrations live in 30
see capacity: two of us are
keys j<Space>
see closed, and its promise is kept
see Open actions 2
keys u
see Open actions 3
keys <C-r>
see Open actions 2
run account umber
out kept

# The note, read and sent.
keys M
see Messages to send 1
keys <Enter>
see Umber Group: did I get you right?
keys <Space>
see marked as sent
keys <Esc>
see No message to send.
keys q
see Board
kill

# A manager hands the account over; what was open goes along.
start --as omar
see Board
keys 3ooa
see csm priya
keys H
see from priya to another CSM
type ki
keys <Enter>
see kim is the CSM now; handed over 2 actions from priya to kim
keys u
see csm priya
keys <C-r>
see csm kim
kill

# In a script as well, said on the other stream.
run --as omar deal set umber --csm priya
err handed over 2 actions from kim to priya
run --as omar deal set umber --csm kim
err handed over 2 actions from priya to kim

# Kim finds what was promised, done, flagged and sent.
run --as kim action list --owner kim --format csv
out Integrations live in 30 days
out capacity: two of us are away
run --as kim search roadmap
out a roadmap call
run --as kim search integrations
out Integrations live in 30 days
run --as kim search "right"
out did I get you right?
start --as kim
see Board
keys Ao
see My open actions 2
keys <Enter>
see Buying trigger

title Priya runs the debrief of a won deal, is cut off twice, completes it, takes that back and hands the answers on

run member add priya --role csm
run member add mira --role ae
run deal add --company "Umber Group" --owner mira --csm priya --amount 2500 --arr 60000 --currency USD
run deal move umber won --check all --commitment written --sow signed --contact "L. Fox"

# Mira writes ahead what she knows; she may not answer in the call's place.
run --as mira debrief umber --answer 4="Nothing beyond the contract that I remember." --answer 7="A great account: Fox is behind it."
out Q4 kept, ahead
run --as mira debrief umber --answer 4="Something else" --layer live
status 77
run --as mira debrief umber --take 4
status 77

# The call: three keys from the board to the first word.
start --as priya
see 3 Debriefs
keys 3
see Umber Group
see 5 bd
keys <Enter>
see What really set this purchase off?
type An audit in spring; Ana Ruiz owns it.
keys <A-2>
see ✓ 1 Buying trigger
see ● live
type Ana Ruiz, new in the role since June; her budget hangs on it.
keys <A-3>
paste Price changed on 10-29.\nSettled by payment in January.
see Settled by payment in January.
keys <A-4>
see What did we promise
see Alt-A shows it
keys <A-A>
see Nothing beyond the contract that I remember.
type Mira said 30 days for the integrations, on the ph
see on the ph
resize 100x24
see of 45:00
rest
kill

# Cut off in the middle of a sentence: the call is where it was.
start --as priya
see 3 Debriefs
keys 3
see 3/7
keys <Enter>
see Mira said 30 days for the integrations, on the ph
see ▶ 4 Promises
type one on 2026-11-09.
keys <A-5>
see ✓ 4 Promises
type If month-end closes in half the time they add finance.
resize 120x40
see Said so far
resize 80x24
keys <A-6><A-w>
see Not known, because
type nobody met
see nobody met
resize 100x24
see of 45:00
rest
kill

# A reason half said is there again as well.
start --as priya
keys 3<Enter>
see ▶ 6 Risks
keys <A-6><A-w>
see nobody met
keys <Space>
type the IT lead
keys <Enter>
see not known: nobody met the IT lead

# The AE's gut read is taken with one key. What is still missing is named, and nothing completes.
keys <A-7><A-t>
see taken as written ahead
keys <A-Enter>
see who was there
keys v
see Who was there
type mira, dana
keys <Enter>
see 3rd   dana
keys <A-Enter>
see nothing is missing
keys <Tab>
keys <Enter>
see each answer is at its destination
run debrief umber
out State: complete
run due
not Debrief complete

# Undo and redo of the completion keep its first moment; later words amend and do not move it.
keys <Esc>u
see taken back: Umber Group: debrief complete
run due
out Debrief complete
keys <C-r>
see done again: Umber Group: debrief complete
keys 4
keys <Space>
type And a roadmap call in Q2.
keys <A-1>
see ▶ 1 Buying trigger
keys <Esc><Esc>
see No debriefs to run
run debrief umber
out State: complete
out And a roadmap call in Q2.
keys o
see complete
keys q
ends

# Each answer where it belongs; a customer gets nothing internal, no health answer and no word of Mira's alone.
run debrief umber --audience customer
out An audit in spring
out on the phone on 2026-11-09
not Price changed
not half the time
not great account
not nobody met
not Nothing beyond
run debrief umber --audience health
out her budget hangs on it
not Price changed
run search roadmap call
out Umber Group
out And a roadmap call in Q2.
run --as rex search price changed
not 10-29
run export answers
out Settled by payment in January.
out accepted

title Dana moves a deal through a gate, takes it back over a restart, wins it and loses another

run deal add --company "Kestrel Data" --amount 9500
run deal add --company "Tallgrass" --amount 14000
run deal add --company "北浜電機" --amount 9000
start

# Narrow to a company by the beginning of a word; the totals follow.
see $32,500
keys /kest
see 1 deal
gone Tallgrass
keys <Enter>

# The gate stands with its criteria; a tick stays; going on anyway takes a reason.
keys L
see 0 of 5 criteria met
keys <Space>
see 1 of 5 criteria met
keys <Enter>
see 4 open: tick what is met
type they asked for the call at once
keys <Enter>
see ✓ Kestrel Data: Prospecting → Discovery
keys u
see taken back: Kestrel Data: Prospecting → Discovery
keys <C-r>
see done again: Kestrel Data: Prospecting → Discovery

# The sheet tells the move, its undo and its redo apart.
keys <Enter>
see taken back: Prospecting
see done again: Prospecting
keys <Esc>
gone taken back: Prospecting
keys q
ends

# What was done is still there after a restart, and can be taken back and done again.
start
see Discovery
keys u
see taken back: Kestrel Data: Prospecting → Discovery
keys q
ends
start
see Discovery
keys <C-r>
see done again: Kestrel Data: Prospecting → Discovery
run deal show D-1
out Discovery

# To Won: the open criteria first, then what a win asks for. What is typed outlives Esc and a crash.
keys mw
see Kestrel Data: Discovery → Won
keys <Tab>
type they signed
keys <Esc>
see ▸ □
keys <Esc>
gone criteria met
keys mw
see they signed
type , on the phone
see they signed, on the phone
resize 100x30
gone 2 ›
kill
start
see Discovery
keys l
see Kestrel Data day
keys mw
see they signed, on the phone
keys <Enter>
see Commitment
keys <Esc><Enter>
see Commitment is needed
keys v<Tab>p<Tab>
type tomorrow
keys <Tab>
type Vera Holm
keys <Enter>
see ✓ Kestrel Data: Discovery → Won
run due
out Debrief complete  5 bd
run deal show D-1
out Vera Holm

# To Lost: reason and competitor.
keys gg/tall
see 1 deal
keys <Enter>mx
see Tallgrass: Prospecting → Lost
type price
keys <Enter>
type Northgate
keys <Enter><Enter>
see ✓ Tallgrass: Prospecting → Lost
run deal show D-2
out Northgate
out price
keys <Esc>q
ends

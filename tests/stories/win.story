title A win by key and form: what it asks, what it starts, and the gate of delivery

size 120x120

run deal add --company "Larkspur Tools" --stage negotiation --owner dana
run member set dana --role admin,cro
run member add priya --role csm

# The key asks for the criteria, then for commitment, SOW and contact.
start
see Larkspur
keys llllL
see criteria met
keys <Tab>
type the papers follow
keys <Enter>
see Commitment
keys v<Tab>p<Tab>
type 2030-11-27
keys <Tab>
type Ida Moss
keys <Enter>
see ✓ Larkspur Tools

# Each clock that runs, with what it counted; the delivery waits for the signature.
keys 2
see Open handoffs
keys c
see what each clock counted
see Handoff packet filed: running
see of it working time
see Assessment delivered: waiting
see signed SOW is not told yet
keys <Esc>
see Open handoffs
keys q
ends

run deal show Larkspur
out verbal
out pending

# Delivery names all that it waits for, and goes on with a reason that is counted.
run mark Larkspur delivery_started
status 1
err the SOW is not signed, the handoff packet is not acknowledged, no CSM owns it; delivery comes after that
run mark Larkspur delivery_started --reason "their site is shut from Monday"
run due --overrides
out overrides: 1 of stages, 0 of kickoffs, 1 of deliveries
out stage compliance: 0 % (0 of 1 moves), target 85 %

# What was told and why stands in the deal's history, and a late clock says what of it was working time.
run deal history Larkspur
out reason: the papers follow
out delivery_started: 20
out reason: their site is shut from Monday
run --now 2031-01-06T10:00:00Z due --late
status 1
out of it working time
run deal set Larkspur --amount 24000.50
run deal show Larkspur
out $24,000.50

# A commitment and a day that the deal says already are not asked for again.
run deal add --company "Moor & Kay" --stage negotiation --owner dana --commitment verbal --sow-status pending --sow-date 2030-12-03
start
see Moor
keys /moor
keys <Enter>L
see criteria met
keys <Tab>
type the papers follow
keys <Enter>
see Commitment
keys <Tab><Tab><Tab>
type Jo Kay
keys <Enter>
see ✓ Moor & Kay
keys q
ends

run deal show Moor
out verbal
out 2030

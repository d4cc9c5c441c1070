title What the deal's side knows reaches customer success, and what the delivery showed comes back

run --now 2026-11-20T09:00:00Z member add priya --role csm
run --now 2026-11-20T09:00:00Z member add olga --role sales_ops
run --now 2026-11-20T09:00:00Z member add mira --role ae
run --now 2026-11-20T09:00:00Z member add cleo --role cmo
run --now 2026-11-20T09:00:00Z deal add --company "Umber Group" --owner mira --csm priya --amount 2500 --currency USD
run --now 2026-11-20T09:00:00Z deal move umber won --check all --commitment written --sow signed --contact "L. Fox"
run --now 2026-11-20T09:10:00Z --as mira handoff umber --set "problem=Reports by hand" --set "expect=One workshop a week"

# The deal's side: the packet has filled it in but for the scores.
run --now 2026-11-20T09:20:00Z --as olga exchange umber --direction pre --file
status 1
err icp: ICP dimension scores
run --now 2026-11-20T09:21:00Z --as olga exchange umber --set "icp=3 2 1 4 0" --file
out exchange record pre-delivery filed
run --now 2026-11-20T09:22:00Z --as priya exchange umber
out Dimension 1 3, Dimension 2 2
out   - Reports by hand
out Filed by: olga
run --now 2026-11-20T09:23:00Z --as cleo exchange umber
status 65

# Five business days after the delivery it is due; the week is over and nobody wrote it.
run --now 2026-12-07T09:00:00Z mark umber delivered --reason "the packet came late"
run --now 2026-12-16T09:00:00Z --as priya due --late
status 1
out Exchange record filed
start --as priya --now 2026-12-16T09:05:00Z
see 3 Debriefs
keys 3
see Umber Group
keys a
see Health inputs
keys x
see post-delivery
see at handoff 3
keys 12
see [2]
keys <Tab>
see [ ] p Pricing
keys p
see [x] p Pricing
keys <Tab>
see new signals
keys They merge in May<Tab>
see one point a line
keys implementation: access came late<A-Enter>
see the exchange record is filed
keys <Esc>
keys q
ends
run --now 2026-12-16T09:20:00Z --as priya due --late
status 1
not Exchange record filed
run --now 2026-12-16T09:21:00Z --as olga exchange umber
out Pattern codes: pricing
out   - They merge in May
run --now 2026-12-16T09:22:00Z --as olga exchange 2026-Q4 --recommendation "Ask who merges." --file
out 2026-Q4, 1 record
run --now 2026-12-16T09:23:00Z exchange 2026-Q4
out Implementation risk: 1 of 1 point
out recommendation: Ask who merges.
run --now 2026-12-16T09:24:00Z deal show umber
out 3 good, after delivery 1 weak (Dimension 1)

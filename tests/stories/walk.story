title The first walk: a real export on the board, a deal moved and won, the debrief begun, a CSV out
needs shared

# All rows go in; what is missing stays missing.
run import deals {shared}/data/crm-opportunities/sales_pipeline.csv --preset crm-opportunities
out read 8800, added 8800, updated 0, unchanged 0, refused 0

# On the board, narrowed to a company, a deal moves on with a reason, back, and on again.
start
see 500
keys /kone
see 7 deals
keys <Enter>L
see Konex: Prospecting → Discovery
keys <Tab>
type they called us
keys <Enter>
see ✓ Konex: Prospecting → Discovery
keys u
see taken back: Konex: Prospecting → Discovery
keys q
ends

start
see 500
keys <C-r>
see done again: Konex: Prospecting → Discovery
keys q
ends

# The file again: where the team moved a deal, it stays.
run import deals {shared}/data/crm-opportunities/sales_pipeline.csv --preset crm-opportunities
out read 8800, added 0, updated 0, unchanged 8800, refused 0

# Won: the clocks start and the debrief is there.
run deal add --company "Larkspur Tools" --stage negotiation
run deal move Larkspur won --check all --commitment written --sow signed --contact "Ida Moss"
run due
out Debrief complete
start
see 8I5ONXJX
keys 3
see Larkspur Tools
keys <Enter>
see Buying trigger
type their auditor asked for it
see their auditor asked for it
keys <Tab>
see ▶ 2 Champion
see ✓ 1 Buying trigger
kill

# The window went away in the middle; the words did not.
start
see 8I5ONXJX
keys 3
see Larkspur Tools
keys <Enter>
see Buying trigger
keys <Esc>1
see their auditor asked for it
keys <Esc><Esc>
kill

run export answers -o {dir}/answers.csv
holds answers.csv their auditor asked for it
run export deals -o {dir}/deals.csv
holds deals.csv Larkspur Tools

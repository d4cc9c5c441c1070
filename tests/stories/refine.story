title A change of the qualification model: flagged by delivery, proposed over three deals, decided by the CRO

size 100x40

run member add priya --role csm
run member add olga --role sales_ops
run member add cora --role cro
run deal add --company "Larkspur Tools" --owner dana
run deal add --company "Quill Freight" --owner dana
run deal add --company "Osprey Rail" --owner dana

start --as priya
see Prospecting
keys :
type refinem
keys <Enter>
see No change of the qualification model waits
keys n
see flag what a delivery showed
type an owner on their side first
keys <Tab>
type Nowhere
keys <Enter>
see Nowhere
keys <C-u>
type Larkspur
keys <Enter>
see flagged   u undo
see 1/3
keys p
see propose refinement
keys q
see Prospecting
keys q
ends

start --as olga
see Prospecting
keys :
type refinem
keys <Enter>
see an owner on their side first
keys p
see Enter proposes it
keys <Tab><Tab><Tab>
type three deliveries waited for one
keys <Enter><Enter>
see it rests on 1 deal, 3 different ones are needed: D-1
keys <S-Tab><S-Tab>
type , Quill, Osprey
keys <Enter><Enter><Enter>
see proposed; the CRO decides
see 3/3
keys a
see approve refinement
keys l
see a deal of
type Osprey
keys <Tab><Right><Enter>
see 2/3
keys q
see Prospecting
keys q
ends

start --as cora
see Prospecting
keys :
type refinem
keys <Enter>
see an owner on their side first
keys a
see Enter approves
keys <Enter>
see Comment is needed
type we saw it too
keys <Enter>
see it rests on 2 deals, 3 different ones are needed: D-1, D-2
keys <Esc>
see kept?   Esc back
keys <Esc>
see 1 to decide
run refine link 1 Osprey
keys a
see we saw it too
keys <Enter>
see approved; e applies it
see 1 to apply
keys <Enter>
see What refinement 1 rests on
keys j<Enter>
see Quill Freight   Prospecting
keys q
see What refinement 1
keys q
see 1 to apply
keys q
see Larkspur
keys q
ends

run --as dana refine reject 1 --comment "too early"
status 1
err is approved already (cora,
run config icp --export {dir}/icp.ini
run refine list --format csv
out approved

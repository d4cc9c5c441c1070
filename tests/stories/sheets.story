title Omar imports a CRM with two spellings of one company, mends it on the screen, and sends an edited sheet back

run --now 2026-11-20T09:00:00Z member add omar --role sales_ops
file crm.csv
| external_id,company,amount,stage,created
| A1,Kestrel Data,9500,discovery,2026-11-02
| A2,"Kestrel Data, Inc.",4000,discovery,2026-11-03
| A3,Umber Group,7000,prospecting,2026-11-04
run --now 2026-11-20T09:00:00Z --as omar import deals {dir}/crm.csv
file stages.csv
| Opportunity ID;Stage Name;Entered Date
| A1;Discovery;16.11.2026
| A1;Prospecting;02.11.2026
run --now 2026-11-20T09:00:00Z --as omar import stages {dir}/stages.csv --dry-run
out stage_since: "2026-11-02T18:00:00Z" -> "2026-11-16T18:00:00Z"
run --now 2026-11-20T09:00:00Z --as omar import stages {dir}/stages.csv
out read 2, added 2, updated 0, unchanged 0, refused 0
run --now 2026-11-20T09:00:00Z --as omar merge company --suggest
out merge company "Kestrel Data, Inc." "Kestrel Data"

# On the deal of the second spelling, with the palette.
start --now 2026-11-20T10:00:00Z --as omar
see Board
keys 4G
see Open interviews
keys 1
see Board
keys /
type inc
keys <Enter>
see Kestrel Data, Inc
keys <Enter>
see A2
keys :
type merge
see Merge its company
keys <Enter>
see into another spelling
type kestrel data
keys <Enter>
keys <Enter>
see Kestrel Data, Inc. → Kestrel Data: 1 deal, 0 contacts
keys u
see taken back: merge of Kestrel Data, Inc.
keys <C-r>
see done again: merge of Kestrel Data, Inc.
keys qq
ends

# What was edited in the sheet is shown by field before Enter takes it.
file back.csv
| id;company;amount;expected_close
| D-1;Kestrel Data;12.345,50;24.12.2026
| D-3;Umber Group;7000,00;
start --now 2026-11-20T11:00:00Z --as omar
see Board
keys i
see a CSV file
type {dir}/back.csv
keys <Enter><Enter><Enter>
see amount: 9500.00 → 12345.50
see expected_close: — → 2026-12-24
see 1  changed
keys <Enter>
see 2 read, 0 added, 1 updated, 1 unchanged, 0 refused
keys qq
ends
run --as omar deal show D-1
out 12,345.50

title A programme of interviews: drawn, invited, declined, replaced, and what the balance says

size 100x40

run member set dana --role admin,analyst
run member add ana --role analyst --duty interviewer
run deal add --company "Larkspur Tools" --amount 4000 --segment SMB --owner dana
run deal move Larkspur won --check all --commitment written --sow signed --contact "Ida Moss"
run deal add --company "Quill Freight" --amount 9000 --segment SMB --owner dana
run deal move Quill won --check all --commitment written --sow signed --contact "Jo Reed"
run deal add --company "Osprey Rail" --amount 7000 --segment SMB
run deal move Osprey lost --reason price --competitor "Rival Works"

start
see Prospecting
keys 4
see nterviews
keys p
see No programme of interviews yet
keys n
see a new programme of interviews
type Why they chose
keys <Tab>
type nonsense
keys <Tab><Tab>
type 2
keys <Tab>
type pricing
keys <Tab><Tab>
type nowhere
keys <Enter>
see no segment “nowhere”
keys <C-u>
keys <Enter>
see expected a quarter
keys <Esc><Esc>
see No programme of interviews yet
keys <Esc>
see No interviews to hold
keys q
ends

run programme add "Why they chose" --from 2020-01-01 --to 2099-12-31 --wanted 2 --objective "what decided it"

start
see Prospecting
keys 4p
see what decided it
see 3 eligible
keys A
see 2 drawn
see lost, SMB
keys u
see 3 eligible
keys A
see 2 drawn
keys i
see who interviews
type ana
keys <Enter>
see interview I-1 is planned
see invited
keys /
type invited
keys <Enter>
see invited
keys r
see they declined
type no time before the audit
keys <Enter>
see noted; in its place
keys <Esc>
see refused
keys <Esc>
see Open interviews
keys q
ends

run export sample --raw
out in place of D-

run programme show Why
out refused
out in place of D-
run interview show I-1
out refused

title Ana and Ben code one interview blind, learn how far they agree, and Dana settles the rest

run member add ana --role analyst
run member add ben --role analyst
run member add rex --role readonly
run deal add --company "Stagg Industrial" --amount 40000
run deal move stagg lost --reason price --competitor Northwind
run interview add stagg --interviewer dana --role economic --respondent "L. Ott"
run interview consent I-1 --notes given --recording refused --quoting given
run interview held I-1
run interview note I-1 --quote "Nobody could tell us who would own the migration."
run interview note I-1 --fact "Two vendors in the final round."
run interview note I-1 --interpretation "They wanted proof, not a lower price."
run interview note I-1 --criterion "time to first value"
run interview note I-1 --competitor none
run interview note I-1 --price none
run interview note I-1 --summary "Nobody owned it."
run --as ana interview validate I-1

# Who codes what: both, so that agreement can be told.
run assignment draw --coders ana,ben --double 100%
out 1 interviews given to 2 coders, 1 of them to two
run interview assign I-1 --coder ben --due 2099-01-04
run assignment list --coder ben
out due 2099-01-04

# Ana codes first and releases; nobody else sees or counts it yet.
start --as ana
see 4 Interviews
keys 4
see Open interviews
see Stagg Industrial
keys <Enter>
see no code yet
keys i
see Implementation risk
keys jc
see Competitive displacement
keys jw
see read, no theme fits
keys E
see Close the pass?
keys c
see closed; E releases
keys E
see Release it?
keys r
see released
keys a
see nothing to settle before all have released: ben has not begun
keys <Esc>
see Open interviews
keys q
ends
run --as ben agreement --coders ana,ben
status 1
err ben has not begun
not kappa
run --as rex export ratings --raw
not implementation

# Ben sees none of it and codes otherwise.
start --as ben
see 4 Interviews
keys 4
see Open interviews
see Stagg Industrial
keys <Enter>
see no code yet
gone └ i
keys i
see Implementation risk
keys js
see Sales process
keys jp
see Pricing and com
keys E
see Close the pass?
keys c
see closed; E releases
keys E
see Release it?
keys r
see released
keys <Esc>
see Open interviews
keys q
ends

run agreement --interview I-1
out ana and ben over 3 notes of 1 interview, unit note
out overall, by label
out 33.3 %
run agreement --unit word --format json
out "method":"label"
run export ratings --raw
out I-1,1,implementation,1,1
out I-1,3,pricing,0,1

# Dana settles: the first's, none, and she thinks again.
start --as dana
see 4 Interviews
keys 4
see Open interviews
keys o
gone Open interviews
keys o
see Stagg Industrial
keys <Enter>
see Notes
keys a
see 2 of 2 to settle
see Sales process quality
keys a
see 1 to settle
keys w
see all 2 are settled
keys u
see taken back
see 1 of 2 to settle
keys b
see all 2 are settled
see as ben
keys t
see Who called what what
keys <Esc>
gone Who called what what
keys <Enter>
see Notes
keys <Esc>
see all 2 settled
keys <Esc>
see Themes
keys <Esc>
see All interviews
keys q
ends
run check --deep

run interview consent I-1 --notes withdrawn
run search value
out interview criterion: (words kept back: the respondent did not permit notes)
not first value

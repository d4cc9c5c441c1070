title Ana interviews a lost buyer live, is cut off, escalates what was said; Ben validates, and Olga corrects a word

run member add ana --role analyst
run member add ben --role analyst
run member add olga --role sales_ops
run member add mira --role ae
run deal add --company "Stagg Industrial" --owner mira --amount 40000 --currency USD
run deal move stagg lost --reason price --competitor Northwind
run interview add stagg --interviewer ana --role economic --respondent "L. Ott"
run interview consent I-1 --notes given --quoting refused

# The call: a thought a note, Enter begins the next; the kind is one key.
start --as ana
see 4 Interviews
keys 4
see Stagg Industrial
keys <Enter>
see Ask 1 of
see n begins a note
keys g
see Ask 2 of
keys g
see Ask 3 of
keys G
keys G
keys n
type The number was fine. Nobody could tell us who owns the migration.
keys <Enter>
type Two vendors in the final round.
see is held from now on
keys <Esc>
keys f
see it is a fact
see fact   Two vendors
keys <Enter>
type They wanted proof, not
keys <A-i>
see interp
keys <Space>
type a lower pr
see They wanted proof, not a lower pr
rest
kill

# Cut off in the middle of a word: it is there, and goes on.
start --as ana
keys 4
see Stagg Industrial
keys <Enter>
see They wanted proof, not a lower pr
type ice.
see lower price.
keys <A-t>
type time to first value
keys <A-c>
type Northwind
keys <A-s>
type Nobody owned the migration.
resize 120x40
see Decision criteria
see · Northwind
keys <Esc>
keys v
see what its record must hold
see note what was said of price and value
see you asked the questions
keys <Esc>
gone what its record must hold
keys <Esc>
keys p
type the number was fine
see the number was fine

# What is said may not be quoted: no clipboard takes it.
keys <Esc>
keys h
keys k
keys k
keys y
see did not permit quoting

# It goes to somebody, with a day.
keys !
see escalate what was said in I-1
type contract
keys <Tab>
type mira
keys <Tab>
type 2099-01-04
keys <Tab>
type legal answers in writing
keys <Enter>
see escalated to mira
keys q
keys <Esc>
keys <Esc>
see Open interviews
keys q
ends

run --as ana action list
out contract, privacy or compliance; interview I-1, note
out expected: legal answers in writing  (blocks publishing)
out interview
run --as ana interview validate I-1
status 1
err you asked the questions
run --as ana interview validate I-1 --incomplete "the recording is not checked"
run --as ben interview validate I-1
out validated
run --as ben interview notes I-1
out words kept back: the respondent did not permit quoting
out time to first value
not Nobody could tell us
run --as ben export notes --raw
not Nobody could tell us
out Two vendors in the final round.
run --as ana interview note I-1 --fact "one more"
status 1
err its notes are corrected, none comes or goes

# A transcript is refused as a whole now, and taken where the record is open.
file talk.md
| # The talk
|
| **Ana:** Why them?
|
| **L. Ott:** They paid a pilot.
|
run --as ana import transcript {dir}/talk.md --interview I-1
status 1
run --as ben interview validate I-1 --incomplete "a transcript came"
run --as ana import transcript {dir}/talk.md --interview I-1
out quotes 1, facts 1, unchanged 0
err 1 heading is left out
err the permission to record is not asked
run --as ana undo
out transcript talk.md
run check --deep

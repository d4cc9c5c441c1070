title Ana and Ben code an interview without seeing each other's codes, and compare when both have released

run --now 2026-11-20T09:00:00Z member add ana --role analyst
run --now 2026-11-20T09:02:00Z member add ben --role analyst
run --now 2026-11-20T09:04:00Z deal add --company "Umber Group" --amount 2500 --currency USD
run --now 2026-11-20T09:06:00Z deal move umber lost --reason price --competitor Northwind
run --now 2026-11-20T09:08:00Z interview add umber --respondent "Lena Fox" --role executive --interviewer dana
run --now 2026-11-20T09:10:00Z interview consent I-1 --notes given --recording refused --quoting refused
run --now 2026-11-20T09:12:00Z interview held I-1
run --now 2026-11-20T09:14:00Z interview note I-1 --quote "The number was fine. Nobody could tell us who would own the migration."
run --now 2026-11-20T09:16:00Z interview note I-1 --fact "Two vendors were in the final round."
run --now 2026-11-20T09:18:00Z interview note I-1 --interpretation "They wanted proof, not a lower price."
run --now 2026-11-20T09:20:00Z interview note I-1 --criterion "time to go live"
run --now 2026-11-20T09:22:00Z interview note I-1 --competitor Northwind
run --now 2026-11-20T09:24:00Z interview note I-1 --price "fine"
run --now 2026-11-20T09:26:00Z interview note I-1 --summary "nobody owned the migration"
run --now 2026-11-20T09:28:00Z --as ana interview validate I-1
run --now 2026-11-20T09:30:00Z assignment add I-1 --coder ben

# Two keys a note: the cursor, a letter. A sentence by its number, then its sub-theme.
start --now 2026-11-20T10:00:00Z --as ana
see Debriefs
keys 4
see Umber Group
keys <Enter>
see Themes  v1.0
see no code yet
keys v2i
see Implementation risk, loss: note 1
see Doubt that we can put
see Who runs it in week
keys o
see No owner named, loss: note 1
see io No owner named
see theirs was named for
see “Nobody
keys -
keys jc
see Competitive displacement, loss: note 2
keys =
see c Competitive displacement  ana
# What may not be quoted is not copied.
keys ky
see did not permit quoting
keys .
see 3 of 3
keys w
see read, no theme fits
keys E
see All 3 notes are coded or read. Close the pass?
keys c
see closed; E releases it
keys E
see Release it?
keys r
see released
keys <Esc>
see Open interviews
keys q
ends

# Ben does not see a letter of it before he has released himself: each finds by himself.
start --now 2026-11-20T11:00:00Z --as ben
see Debriefs
keys 4
see Umber Group
keys <Enter>
see Themes  v1.0
see no code yet
keys i
see Implementation risk, loss: note 1
keys r
see Implementation risk, note 1
type they said it twice
keys <Enter>
see memo kept
see they said it twice
run --as ben export codes
out they said it twice
not ana
keys u
see taken back
gone they said it twice
keys <C-r>
see they said it twice
keys .c.p
see Pricing and commercial terms, loss: note 3
keys Ec
see closed; E releases it
keys Er
see io No owner named
see ana
keys #
see Themes that stand together
keys <Esc>
see Notes
keys <Esc>
see interviews
keys q
ends
run --as ana export codes
out they said it twice
run --as ana export matrix
out I-1,lost,
# Nothing of it disagrees with its checksums, or with the words it stands on.
run --now 2026-11-20T12:00:00Z check --deep

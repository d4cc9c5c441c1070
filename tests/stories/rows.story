title Omar reads the key rows of a gate and a close, and is led to what a win still needs

run deal add --company "Kestrel Data" --amount 9500
start
see H L stage back, on

# The gate says how it is left and what Tab does on either side.
keys L
see Tab reason
see Esc back
keys <Tab>
see Tab criteria
keys <Esc>
see Tab reason
keys <Esc>
gone Tab reason

# A choice shows its words; Ctrl-S says what is missing; a day that cannot be read has the cursor.
keys mw<Tab>
type they called
keys <Enter>
see ‹ — ›   written verbal
see Alt-Enter move
see Esc Esc back
keys <C-s>
see kept; missing for the move: Commitment, SOW
keys v<Tab>p<Tab>
type soon
keys <Tab>
type Vera Holm
keys <Enter>
see SOW day: “soon” is no day
keys <C-a><C-k>
type tomorrow
keys <Tab><Enter>
see ✓ Kestrel Data: Prospecting → Won

# The line of a won deal says what its clock means, its sheet calls clocks and events by name.
see Handoff packet filed: 1:59 left
run mark D-1 sow_signed
keys <Enter>
see Customer introduced
see SOW signed · dana
keys <Esc>
gone External id

# Filters say what they leave out, in the whole row where nothing is typed.
keys o
see No deal of yours is on the board.
see mine · 0 deals · Esc clears
keys o
gone Esc clears

# Ctrl-S in a debrief names the open questions by number.
keys 3<Enter>
see Buying trigger
keys <C-s>
see all is kept. Open: Q1 Q2 Q3 Q4 Q5 Q6 Q7, and who was there

# What is written is not also not known; that is said before a reason is typed.
type they called twice
keys <A-w>
see Q1 has a live answer; it stays. Clear it first.
keys <Esc>
see │ ▎
keys <Esc>
see The call is running.
keys q
see Debriefs due 1
keys 1
see Handoff packet filed:

# In the palette a name with nothing beside it is whole.
keys :
type fold or
see Fold or unfold stalled and delayed deals
keys <Esc>
gone Fold or

# What asks before it leaves says the whole of it.
keys n
type Hollow Reed
keys <Esc>
keys <Down>
see 2 of 8
keys <Esc>
see The new deal is not written yet.  y write it   d drop it   Esc go on typing
keys d
gone New deal
keys q
ends

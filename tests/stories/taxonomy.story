title Ana brings the themes of interviews into a new version: a sub-theme, a merge, a split, and what was coded goes along

size 120x40
run member add ana --role analyst
start --as ana
see Board
keys :
type themes of
see Themes of interviews
keys <Enter>
see Themes 1.0
see and how well it suits

# A sub-theme with its definition; the draft of the next version opens with it.
keys n
see a new theme below it
type Reports and figures
keys <Tab><Tab>
type What it says about itself
rest
keys <A-Enter>
see 1 added, 0 changed, 0 retired
see Themes draft of 1.1
keys u
see Themes 1.0
keys <C-r>
see Themes draft of 1.1

# Renamed: the letter stays.
keys /
type messag
see / messag
keys <Enter>e
see Messaging and positioning: its words
keys <C-u>
type What we say we are
rest
keys <A-Enter>
see kept in the draft
keys <Esc>
gone / messag

# Merged and split: the next version is another major one.
keys /
type unclear
see / unclear
keys <Enter>m
see merge it into another
type proof
keys <Enter>
see merged in the draft
see Themes draft of 2.0
keys <Esc>
gone / unclear
keys gjjjjj
keys S
see Pricing and commercial terms: split it into parts
type Price
keys <Tab>
type Terms of the contract
rest
keys <A-Enter>
see split in the draft
see p Price
see Terms of the contract
keys o
see × Value not clear
keys o
gone × Value not clear

# Published; the version before can still be read.
keys P
see publish the draft of 2.0
type after the first quarter
keys <Enter>
see Themes 2.0
keys [
see Themes 1.0
see published; ] goes on
keys e
see published and stays as it is
keys ]
see Themes 2.0
keys c
see No code waits for a choice
keys <Esc>
see Themes 2.0
keys q
see No deals yet
keys q
ends
run --as ana taxonomy list --format csv
out 2.0,published
out after the first quarter

title Ana splits a theme that is coded already, and gives its codes to the parts with one key each

size 120x40
start --as ana demo
see Board
keys 4
see Open interviews
keys t
see Themes 1.0
keys /
type goes on
see / goes on
keys <Enter>S
see Staying as they are: split it into parts
type Nobody decided
keys <Tab>
type The old way goes on
rest
keys <A-Enter>
see split in the draft
keys <Esc>
gone / goes on

# Nothing waits before the version is published; then the theme's codes do.
keys P
see publish the draft of 2.0
keys <Enter>
see Themes 2.0
see to give to a part
keys c
see Codes of split themes
see 1 Nobody decided
keys 1
see given to Nobody decided
keys u
see taken back: a code given to
keys 2
see given to The old way
keys o
see ✓
keys w
see nobody chose yet
keys <Esc>
see Themes 2.0
keys q
see Open interviews
keys q
ends

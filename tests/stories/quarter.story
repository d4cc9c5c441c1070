title Dana looks at the quarter: a theme and its words, the quarter before, one segment, the table, a file, and publishes it

size 120x40
start --now 2026-11-23T10:00:00Z --as dana demo
see Prospecting
keys 5
see Win/loss 2026-Q4 to date
see 15 closed
see 60% [36–80] n=15
see Why we lose
see Themes by segment

# A theme, the words behind it, the interview they were said in, and back to the same number.
keys <PgDn><PgDn><PgDn><PgDn>
see Implementation risk: 5 of 9 coded
keys <Enter>
see Why we lose, Implementation risk
see Who tidies up the archive
keys j<Enter>
see Moss & Vale  lost
keys <Esc>
see Why we lose, Implementation risk
keys <Esc>
see Implementation risk: 5 of 9 coded

# The other sides of the cross-table.
keys b
see Themes by competitor
keys b
see Themes by size

# The quarter before, and one that is empty.
keys [
see Win/loss 2026-Q3
see 12 closed
keys ]]
see Nothing closed in 2027-Q1 yet.
keys [
see 15 closed

# One segment.
keys s
see Which segment
keys j<Enter>
gone Which segment
gone 15 closed
keys sg<Enter>
see 15 closed

# Every figure as a row.
keys t
see Figure
keys /
type kickoff
see / kickoff
keys <Enter>
see Process
keys <Esc>
gone / kickoff
keys t
see In their words

# Into a file, and published.
keys x
see 2026-Q4 into a file
keys <Tab><Tab>
type {dir}/quarter.md
rest
keys <Enter>
see quarter.md holds the quarter
keys p
see It cannot be taken back
keys n
see 15 closed
keys p
see It cannot be taken back
keys p
see published: reports/revenue/win-loss-2026-Q4.md
keys q
ends
holds quarter.md ## Why we lose

title Dana gives the team a preset for a CRM that none of the shipped ones knows

file mine.ini
| [preset]
| title = Mine
| [deals]
| header = Opp Id
| [deals columns]
| external_id = Opp Id
| company = Account
| stage = Phase
| [deals values]
| stage = Qualify -> discovery
file mine.csv
| Opp Id,Account,Phase
| Q1,Kestrel Data,Qualify
run import deals {dir}/mine.csv
status 65
err no column for external_id
run config presets/mine --import {dir}/mine.ini
run config presets/mine --check
run config
out presets/mine
run import deals {dir}/mine.csv
err preset mine: taken
out read 1, added 1, updated 0, unchanged 0, refused 0
run deal list --stage discovery
out Kestrel Data

# Other names hold what the program itself reads; a new one would be read by nothing.
run config nosuch --import {dir}/mine.ini
status 65
run config presets/../x --import {dir}/mine.ini
status 65
run config presets/other --print
status 65

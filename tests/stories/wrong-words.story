title Dana mistypes commands, and nothing happens that was not asked for

run deal add --company "Kestrel Data" --segment SMB
run deal add --company "Tallgrass" --segment Enterprise

# Help of a command is help, and makes no file.
run --db {dir}/none.db import --help
out usage: winloss
not made
run handoff --help
out --note slack
run --db "" deal list
status 64
err --db

run deal list --segment nothing
status 65
run deal list --segment smb
out Kestrel Data
not Tallgrass

# Who acts has a name that stands in history and in files.
run --as "" deal list
status 64
err expected 1 to 63 bytes
run --as xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx deal list
status 64

# A typing error in an owner's name makes no member.
run deal add --company Sorrel --owner dnaa
status 65
err no member “dnaa”
run deal set D-1 --csm dnaa
status 65
run member list
not dnaa
run member add jo --role ae --name "Jo Okoro" --email jo@ostra.example
run export deals --raw --columns company
not Sorrel
run deal set D-1 --owner "Jo Okoro"
run deal list --owner jo
out Kestrel Data
run member list
not no login

# The records are not written over by a copy of some of them.
run export deals -o {db}
status 73
err is the database itself
run import deals {dir}/absent.csv --rejects {db}
status 66
run backup {db}
status 73
run check --deep

# The number is the program's.
run deal set D-1 --id 5
status 65
err given by the program
run deal add --company Sorrel --id D-9
status 65
err given by the program

# What names a deal is not taken away altogether.
run deal set D-1 --company ""
status 65
err a deal needs
run deal show D-1
out Kestrel Data

run deal add --company ""
status 65
err a deal needs
run deal add --company "  " --name " "
status 65
err a deal needs

# A folder is no configuration, and neither is an empty file.
run config presets/hubspot --import {dir}
status 66
run config presets/hubspot --print
out HubSpot
file empty.ini
run config presets/hubspot --import {dir}/empty.ini
status 78
run config stages --import {dir}/empty.ini
status 78
run config presets/hubspot --history
not version 2

# Several files: all must be there before the first is taken.
file good.csv
| external_id,company
| G1,Wayfare Labs
run import deals {dir}/good.csv {dir}/absent.csv
status 66
err absent.csv
run deal list
not Wayfare
run import deals {dir}
status 66
err Is a directory
run import deals {dir}/good.csv {dir}
status 66
run deal list
not Wayfare

# Two deals of one company are told apart.
run deal add --company Wayfare --name renewal
run deal add --company Wayfare --name expansion
run deal list wayfare
out Wayfare · renewal
out Wayfare · expansion

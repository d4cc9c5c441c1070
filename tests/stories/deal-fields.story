title Dana writes every field of a deal from a script, its stage and outcome among them

# A move is made by the same step as the other fields, with the same questions.
run deal add --company "Kestrel Data" --amount 100
run deal set D-1 --stage discovery --amount 200
status 1
err criteria are open
run deal show D-1
out $100
not $200
run deal set D-1 --stage Discovery --amount 200 --reason "they asked for it"
run deal show D-1
out Discovery
out $200
not they asked
run undo
run deal show D-1
out Prospecting
out $100
run redo

# The same words again change nothing and are no mistake.
run deal set D-1 --stage discovery --amount 200
run deal set D-1 --outcome stalled
status 1
err reason
run deal set D-1 --outcome stalled --reason budget --follow-up 2099-01-01
run deal list
out stalled
run deal set D-1 --outcome active
run deal list
not stalled
run deal set D-1 --stage won --outcome stalled --reason x
status 65
err do not go together
run deal set D-1 --outcome lost --reason price --competitor Zenith --closed 2026-01-15
run export deals --raw --columns stage,outcome,competitor,reason,closed
out lost,lost,Zenith,price,2026-01-15
run deal set D-1 --closed 2026-02-01
status 65
err told with a move

# A new deal may be told as far as it is.
run deal add --company Tallgrass --stage proposal --stage-since 2026-01-02T09:00:00Z
run export deals --raw --columns company,stage,stage_since
out Tallgrass,proposal,2026-01-02T09:00:00Z
run deal add --company Sorrel --stage won --reason "signed before we had this" --commitment written --sow-status signed
status 1
err primary contact
run deal list
not Sorrel
run deal add --company Sorrel --stage won --reason "signed before" --commitment written --sow-status signed --contact "Ida Berg" --closed 2026-01-15
run export deals --raw --columns company,stage,outcome,closed,commitment,sow_status
out Sorrel,won,won,2026-01-15,written,signed
run deal add --company Umber --stage won --closed 2999-01-01
status 65
err future
run deal add --company Umber --closed 2026-01-01
status 65
err told with a move
run deal list
not Umber
run check --deep

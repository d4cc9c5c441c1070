title Cora reads a quarter of one deal, then one of three currencies and a deal without an amount, at 80 columns

run --now 2026-11-02T09:00:00Z member add mira --role ae
run --now 2026-11-02T09:02:00Z deal add --company "Sorrel Foods" --owner mira --amount 3000 --currency GBP
run --now 2026-11-02T09:04:00Z deal move sorrel lost --reason price --competitor Northwind

start --now 2026-11-03T09:00:00Z
see Prospecting
keys 5
see 0 of 1 won: too few
gone too few fo…
see £3,000
keys q
ends

run --now 2026-11-04T09:00:00Z deal add --company "Umber Group" --owner mira --amount 2500 --currency USD
run --now 2026-11-04T09:02:00Z deal move umber lost --reason price --competitor Northwind
run --now 2026-11-04T09:04:00Z deal add --company "Tarn Foods" --owner mira --amount 900 --currency EUR
run --now 2026-11-04T09:06:00Z deal move tarn lost --reason price --competitor Northwind
run --now 2026-11-04T09:08:00Z deal add --company "Gorse Mills" --owner mira
run --now 2026-11-04T09:10:00Z deal move gorse lost --reason price --competitor Northwind

start --now 2026-11-05T09:00:00Z
see Prospecting
keys 5
see − lost 4
see $2,500
see €900
see £3,000
see 1 no amount
keys q
ends

# v1 has the fault, v6 has it no more: which commit mended it?
git bisect start --term-old=broken --term-new=fixed v6 v1
git bisect run python -m conformance replay ../report.json parameter-default --find-fix

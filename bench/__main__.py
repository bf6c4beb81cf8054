"""`make bench`: every benchmark, one after the other."""

from __future__ import annotations

from bench import delivery, kudos, start

for benchmark in (kudos, delivery, start):
    benchmark.main()

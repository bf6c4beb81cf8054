"""`make bench`: every benchmark, one after the other."""

from __future__ import annotations

from bench import delivery, digest, form, growth, home, kudos, prompts, start, suggest

for benchmark in (kudos, form, suggest, home, delivery, prompts, digest, growth, start):
    benchmark.main()

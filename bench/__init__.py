"""Benchmarks: every figure is a ratio to a reference that runs in the same minutes."""

from __future__ import annotations

"""One module per feature: parse, one service call, answer."""

from __future__ import annotations

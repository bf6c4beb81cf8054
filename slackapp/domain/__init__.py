"""Pure rules, without I/O."""

from __future__ import annotations

"""What people read on their Home."""

from __future__ import annotations

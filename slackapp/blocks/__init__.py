"""Plain values to Block Kit; one module per feature."""

from __future__ import annotations

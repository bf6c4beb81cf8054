"""The blocks of workspace."""

from __future__ import annotations

"""The words of workspace, by topic."""

from __future__ import annotations

"""Kudos: giving them, who may read them, and what is decided later."""

from __future__ import annotations

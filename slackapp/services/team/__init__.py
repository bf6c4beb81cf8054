"""A channel's team: digest, report, leaders."""

from __future__ import annotations

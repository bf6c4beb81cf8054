"""The forms of kudos: giving, changing, and what somebody did."""

from __future__ import annotations

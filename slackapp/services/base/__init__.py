"""What services of every feature share."""

from __future__ import annotations

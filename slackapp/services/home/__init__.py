"""What a Home reads, for each of its views."""

from __future__ import annotations

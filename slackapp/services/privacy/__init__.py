"""What people find out about their own data, and for how long each kind is kept."""

from __future__ import annotations

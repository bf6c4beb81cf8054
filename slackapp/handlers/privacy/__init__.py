"""What people do about their own data, and admins about how long it is kept."""

from __future__ import annotations

"""What people read about their own data, and the forms for it."""

from __future__ import annotations

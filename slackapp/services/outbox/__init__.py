"""Messages that are promised, and their way to Slack."""

from __future__ import annotations

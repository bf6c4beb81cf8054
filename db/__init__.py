"""Tables and sessions; imports nothing of slackapp."""

from __future__ import annotations

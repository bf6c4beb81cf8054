"""The door: how requests of Slack come in, over HTTP and over WebSockets, and become values."""

from __future__ import annotations

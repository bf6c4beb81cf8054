"""Messages that kudos thank for: keeping them, and telling of them where they may be told."""

from __future__ import annotations

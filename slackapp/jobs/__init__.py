"""What runs by itself: ticks of the scheduler and the delivery of the outbox."""

from __future__ import annotations

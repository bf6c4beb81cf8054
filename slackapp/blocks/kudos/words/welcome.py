"""What people read where the app has just joined a channel."""

from __future__ import annotations

HELLO = (
    "*Hello, I am Kudoscope.* Thank a colleague for something that they did well, and I tell this "
    "channel.\nPress the button, or type `/kudos @name` and what they did, in your own words."
)
UNASKED = "I say this once. What others see of you, and how to change that, is on my Home."

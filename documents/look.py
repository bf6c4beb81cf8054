"""A part of the page as a picture, and in words."""

from __future__ import annotations

import re

from playwright.sync_api import FloatRect, Locator

#: Around several things, so that nothing touches the edge; one has its own.
_MARGIN = 12


def take_picture(shown: Locator) -> bytes:
    """A PNG of what is shown, which may be several things one below the other."""
    page = shown.page
    size = page.viewport_size
    assert size is not None
    shown.last.scroll_into_view_if_needed()
    shown.first.scroll_into_view_if_needed()
    boxes = [box for one in shown.all() if (box := one.bounding_box())]
    margin = _MARGIN if len(boxes) > 1 else 0
    left = max(0, min(box["x"] for box in boxes) - margin)
    top = max(0, min(box["y"] for box in boxes) - margin)
    right = min(size["width"], max(box["x"] + box["width"] for box in boxes) + margin)
    # Not so far down that the next thing begins.
    bottom = min(size["height"], max(box["y"] + box["height"] for box in boxes) + margin / 4)
    clip: FloatRect = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    return page.screenshot(clip=clip, animations="disabled", caret="hide")


def outline(shown: Locator) -> str:
    """What a screen reader finds there, without the addresses of links."""
    text = "\n".join(one.aria_snapshot() for one in shown.all())
    return re.sub(r"^ *- /url: .*\n?", "", text, flags=re.MULTILINE).rstrip() + "\n"

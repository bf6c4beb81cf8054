"""`python -m documents.pictures`: take all pictures anew, and write down what each shows."""

from __future__ import annotations

import io
import logging
import shutil
import subprocess
import sys

from PIL import Image
from playwright.sync_api import sync_playwright

from documents.look import outline, take_picture
from documents.scenes import play
from documents.stage import FOLDER, opened
from slackapp.logs import configure_logs
from tests.browser.chromium import find_chromium

_COLOURS = 256


def main() -> int:
    """Take them; 0 means that all are there."""
    path = find_chromium()
    if path is None:
        print("No Chromium is there: `make chromium` first.", file=sys.stderr)
        return 1
    if not _has_font():
        print("The font Inter is missing (Debian: fonts-inter): all pictures would change.")
        return 1
    configure_logs(logging.WARNING)
    total = 0
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright, opened(playwright, path) as stage:
        for name, shown in play(stage):
            picture = _make_small(take_picture(shown))
            (FOLDER / f"{name}.png").write_bytes(picture)
            (FOLDER / f"{name}.txt").write_text(outline(shown), encoding="utf-8")
            total += len(picture)
            print(f"  {name:12} {len(picture) // 1000:4} kB", flush=True)
    print(f"  {'all':12} {total // 1000:4} kB, in {FOLDER}")
    return 0


def _has_font() -> bool:
    finder = shutil.which("fc-match")
    if finder is None:
        return True
    found = subprocess.run([finder, "Inter"], capture_output=True, text=True, check=False)
    return '"Inter"' in found.stdout


def _make_small(png: bytes) -> bytes:
    """The same in the colours that it has most of, each as it is."""
    with Image.open(io.BytesIO(png)) as opened_picture:
        picture = opened_picture.convert("RGB")
    counted = picture.getcolors(picture.width * picture.height) or []
    most = [colour for _, colour in sorted(counted, reverse=True)[:_COLOURS]]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in most if isinstance(colour, tuple) for part in colour])
    out = io.BytesIO()
    picture.quantize(palette=palette, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())

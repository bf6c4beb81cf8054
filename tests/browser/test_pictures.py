"""The pictures in the documents show what the app shows today."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

from databases import sqlite_template
from documents.look import outline
from documents.scenes import play
from documents.stage import FOLDER, opened
from tests.browser.chromium import find_chromium


def test_no_picture_has_grown_old() -> None:
    path = find_chromium()
    assert path is not None, "No Chromium is there: run `python -m tests.browser.chromium` first."
    old = {}
    template = sqlite_template()
    with sync_playwright() as playwright, opened(playwright, path, template) as stage:
        for name, shown in play(stage):
            told, now = _read(FOLDER / f"{name}.txt").splitlines(), outline(shown).splitlines()
            if told != now:
                old[name] = sorted({*now} ^ {*told}, key=[*told, *now].index)
    assert old == {}, f"Run `make screenshots`: these pictures show what is no longer so. {old}"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""

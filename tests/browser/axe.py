"""What axe-core finds that would keep somebody from reading or using the sandbox's page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_SERIOUS = ("serious", "critical")


def find_serious(page: Page, within: str = "") -> list[str]:
    """What it calls serious, or worse: rule, element, and what is wrong with it."""
    found = Axe().run(page, context=within or None).response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for one in found
        if one["impact"] in _SERIOUS
        for node in one["nodes"]
    ]

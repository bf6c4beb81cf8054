"""What a monitor reads of a running app."""

from __future__ import annotations

import urllib.error
import urllib.request

from tests.flows.office import Office

#: Seconds that only something that hangs would take.
HUNG = 60


def fetch(office: Office, path: str) -> tuple[int, str]:
    """What a monitor reads there."""
    try:
        with urllib.request.urlopen(office.address + path, timeout=HUNG) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()

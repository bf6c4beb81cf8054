"""What the flows of teams share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.flows.office import Office
from tests.flows.telling import switch_digests_off


@pytest.fixture(autouse=True)
def no_digest_is_left_on(request: pytest.FixtureRequest) -> Iterator[None]:
    """No digest of one test comes in the next one, which has the same app."""
    yield
    if "shared_office" in request.fixturenames:
        office: Office = request.getfixturevalue("shared_office")
        switch_digests_off(office)

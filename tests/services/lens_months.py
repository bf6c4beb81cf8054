"""A workspace with kudos in every vocabulary, and its months read through each of them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from db import OwnFramework
from factories import NOW, PROVEN, make_channel
from services.team import SUPPORT, Team
from slackapp.domain.base.digest_times import Month
from slackapp.services.team.figures import Figures, read_figures
from slackapp.services.team.page import draw_digest
from slackapp.services.workspace.lenses import list_lenses, open_lens

MONTH = Month.of(NOW.date())

#: A company's own values: one with a practice of ECF, one that ECF has nothing for.
VALUES = """
key = "acme"
name = "Acme Values"

[[clusters]]
key = "how"
name = "How we work"
domain = "work"

[[clusters.competencies]]
key = "kind"
name = "Be kind"
definition = "Is good to people"
crosswalk = ["empathy", "building_bonds"]

[[clusters.competencies]]
key = "own_it"
name = "Own it"
definition = "Says what went wrong"
crosswalk = ["trustworthiness"]
same_as = "trustworthiness.owns_mistakes"

[[clusters]]
key = "fun"
name = "Fun"
domain = "work"

[[clusters.competencies]]
key = "silliness"
name = "Silliness"
definition = "Makes a dull day bearable"
"""


def load_values(session: Session, team: Team, *, version: int = 1, text: str = VALUES) -> str:
    """Have the workspace know its own values, without using them; their stored key."""
    session.add(
        OwnFramework(
            workspace_id=team.workspace_id,
            key="acme",
            version=version,
            name="Acme Values",
            content=text,
            loaded_at=NOW,
        )
    )
    session.flush()
    return f"acme@{version}"


def open_room(session: Session, team: Team) -> None:
    """Have everybody of the team in the channel where they give."""
    make_channel(
        session,
        workspace=team.row,
        slack_channel_id=SUPPORT.slack_channel_id,
        members=[team.ana, team.ben, team.cem],
    )


def keys_of(session: Session, team: Team) -> list[str]:
    """The keys of all that the workspace may read through, its own framework first."""
    return [
        one.key.partition("@")[0] for one in list_lenses(session, workspace_id=team.workspace_id)
    ]


def read_month(session: Session, team: Team, key: str = "") -> Figures:
    """The month's figures through that lens."""
    return read_figures_of(session, team.workspace_id, SUPPORT.slack_channel_id, key)


def read_figures_of(
    session: Session, workspace_id: int, slack_channel_id: str, key: str
) -> Figures:
    """Those of any channel."""
    return read_figures(
        session,
        workspace_id=workspace_id,
        slack_channel_id=slack_channel_id,
        window=MONTH.window("UTC"),
        proven_since=PROVEN,
        lens=open_lens(session, workspace_id=workspace_id, key=key).lens,
    )


def draw_month(session: Session, team: Team, key: str = "") -> str:
    """The digest's words through that lens."""
    drawn = draw_digest(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=SUPPORT.slack_channel_id,
        tz="UTC",
        month=MONTH,
        proven_since=PROVEN,
        lens_key=key,
    )
    return "\n".join(part.text for part in drawn.parts)

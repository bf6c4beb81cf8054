"""What a workspace decided about giving: undo time, reactions, large groups, hints."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import GivingPolicy, PerDialect


@dataclass(frozen=True, slots=True)
class GivingPolicyView:
    """A workspace's decisions; the defaults are those of one that decided nothing.

    Givers may change a kudos and take it back for `undo_hours`. Where it `takes_reactions`, the
    `reaction` of that name, without colons, is a wish to thank. A kudos to a user group goes to
    `most_in_group` people at most. Where it `gives_hints`, the form asks for more once, where a
    message says nothing.
    """

    undo_hours: int = 24
    takes_reactions: bool = False
    reaction: str = "kudos"
    most_in_group: int = 30
    gives_hints: bool = True

    @property
    def undo_time(self) -> timedelta:
        """For how long givers may change a kudos and take it back."""
        return timedelta(hours=self.undo_hours)


_COLUMNS = tuple(getattr(GivingPolicy, name) for name in asdict(GivingPolicyView()))
_RECORD_POLICY = PerDialect(
    GivingPolicy,
    lambda statement: statement.on_conflict_do_update(
        index_elements=["workspace_id"],
        set_={column.key: statement.excluded[column.key] for column in _COLUMNS},
    ),
)


def get_giving_policy(session: Session, *, workspace_id: int) -> GivingPolicyView:
    """What the workspace decided, or the defaults."""
    row = session.execute(
        select(*_COLUMNS).where(GivingPolicy.workspace_id == workspace_id)
    ).one_or_none()
    return GivingPolicyView() if row is None else GivingPolicyView(*row)


def change_giving_policy(session: Session, *, workspace_id: int, policy: GivingPolicyView) -> None:
    """Store the decisions in place of those before."""
    values = {"workspace_id": workspace_id, **asdict(policy)}
    session.connection().execute(_RECORD_POLICY.of(session), values)

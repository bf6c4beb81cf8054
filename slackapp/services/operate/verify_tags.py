"""Of `kudoscope verify`: whether tags agree with the frameworks that they are of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db import KudosTag
from slackapp.frameworks.loader import ECF_KEY, FrameworkError
from slackapp.frameworks.model import Competency
from slackapp.services.workspace.frameworks import find_framework

_TAGGED = (
    KudosTag.workspace_id,
    KudosTag.framework_key,
    KudosTag.cluster_key,
    KudosTag.competency_key,
    KudosTag.behaviour_key,
    KudosTag.tier,
    KudosTag.tier_source,
)
_WORDED = (
    KudosTag.workspace_id,
    KudosTag.framework_key,
    KudosTag.competency_key,
    KudosTag.word_framework_key,
    KudosTag.word_key,
)


def find_wrong_tags(session: Session) -> list[tuple[str, str, list[int]]]:
    """The name of each check, its rule, and the ids of the tags that break it."""
    return [
        (
            "tier_wrong",
            "a tag's tier is that of the chosen behaviour, else the competency's entry tier",
            _list_wrong(session, _TAGGED, _agrees),
        ),
        (
            "word_wrong",
            "a word of another vocabulary counts as one of its counterparts",
            _list_wrong(session, _WORDED, _is_counterpart),
        ),
    ]


def _list_wrong(
    session: Session,
    columns: Sequence[InstrumentedAttribute[Any]],
    is_right: Callable[[Session, Row[Any]], bool],
) -> list[int]:
    # A framework has few entries, however many kudos there are.
    wrong: list[int] = []
    for tag in session.execute(select(*columns).distinct()).all():
        if not is_right(session, tag):
            pairs = zip(columns, tag, strict=True)
            same = [one.is_not_distinct_from(value) for one, value in pairs]
            wrong += session.scalars(select(KudosTag.id).where(*same))
    return wrong


def _agrees(session: Session, tag: Row[Any]) -> bool:
    competency = _find(session, tag.workspace_id, tag.framework_key, tag.competency_key)
    if competency is None or competency.cluster_key != tag.cluster_key:
        return False
    if tag.behaviour_key is None:
        return (tag.tier, tag.tier_source) == (competency.entry_tier, "entry")
    behaviour = competency.find_behaviour(tag.behaviour_key)
    return behaviour is not None and (tag.tier, tag.tier_source) == (behaviour.tier, "chosen")


def _is_counterpart(session: Session, tag: Row[Any]) -> bool:
    if tag.word_framework_key is None and tag.word_key is None:
        return True
    word = _find(session, tag.workspace_id, tag.word_framework_key or "", tag.word_key or "")
    counts_as = (tag.framework_key, tag.competency_key)
    if word is None:
        return False
    if not word.crosswalk:
        return counts_as == (tag.word_framework_key, tag.word_key)
    return counts_as in {(ECF_KEY, key) for key in word.crosswalk}


def _find(session: Session, workspace_id: int, framework_key: str, key: str) -> Competency | None:
    try:
        framework = find_framework(session, workspace_id=workspace_id, key=framework_key)
    except FrameworkError:
        return None
    return framework.find_competency(key)

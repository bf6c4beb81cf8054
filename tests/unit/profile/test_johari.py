"""What the mirror says, and that it never says more than the evidence does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.profile.johari import OthersView, OwnView, Thresholds, View, look

KEYS = ["empathy", "optimism", "influence"]

any_own = st.lists(st.builds(OwnView, st.sampled_from(KEYS), st.integers(1, 5)))
any_others = st.lists(
    st.builds(OthersView, st.sampled_from(KEYS), st.sampled_from(["ana", "ben", "cy"]))
)
any_thresholds = st.builds(
    Thresholds, st.integers(1, 4), st.floats(1, 5), st.integers(1, 4), st.integers(1, 3)
)


def mirror(frequencies: list[int], givers: list[str], **thresholds: int) -> View:
    own = [OwnView("empathy", frequency) for frequency in frequencies]
    others = [OthersView("empathy", giver) for giver in givers]
    return look(["empathy"], own=own, others=others, thresholds=Thresholds(**thresholds))["empathy"]


SILENT: list[int] = []
A_FEW, NOT_OFTEN, SEEN = [5], [2, 4], [4, 5]
NOBODY: list[str] = []
SOMEBODY, OTHERS = ["ana", "ben"], ["ana", "ben", "ana"]


@pytest.mark.parametrize(
    ("frequencies", "givers", "view"),
    [
        (SILENT, NOBODY, View.NOT_YET),
        (SILENT, SOMEBODY, View.NOT_ENOUGH),
        (SILENT, OTHERS, View.OTHERS),
        (A_FEW, NOBODY, View.NOT_ENOUGH),
        (A_FEW, SOMEBODY, View.NOT_ENOUGH),
        (A_FEW, OTHERS, View.NOT_ENOUGH),
        (NOT_OFTEN, NOBODY, View.NOT_ENOUGH),
        (NOT_OFTEN, SOMEBODY, View.NOT_ENOUGH),
        (NOT_OFTEN, OTHERS, View.OTHERS),
        (SEEN, NOBODY, View.OWN),
        (SEEN, SOMEBODY, View.NOT_ENOUGH),
        (SEEN, OTHERS, View.BOTH),
    ],
)
def test_the_mirror_lays_both_sides_beside_each_other(
    frequencies: list[int], givers: list[str], view: View
) -> None:
    assert mirror(frequencies, givers) is view


def test_many_kudos_of_one_giver_are_one_voice() -> None:
    assert mirror(SEEN, ["ana"] * 20) is View.NOT_ENOUGH
    assert mirror(SEEN, ["ana"] * 20, min_givers=1) is View.BOTH


def test_the_mean_of_the_answers_counts_up_to_the_threshold_itself() -> None:
    assert mirror([3, 5], NOBODY) is View.OWN
    assert mirror([3, 4, 4], NOBODY) is View.NOT_ENOUGH
    assert mirror([3, 4, 4], NOBODY, seen_from=3) is View.OWN


def test_thresholds_are_settings() -> None:
    assert mirror([5], NOBODY, min_answers=1) is View.OWN
    assert mirror(SEEN, SOMEBODY, min_kudos=2) is View.BOTH
    assert mirror([5, 5, 5], OTHERS, min_answers=4) is View.NOT_ENOUGH


def test_every_competency_asked_for_is_answered_in_order() -> None:
    seen = look(KEYS, own=[], others=[OthersView("tact", 7)], thresholds=Thresholds())
    assert list(seen.items()) == [(key, View.NOT_YET) for key in KEYS]


def test_no_view_is_a_verdict() -> None:
    words = " ".join(View).casefold()
    assert not [word for word in ("weak", "blind", "fail", "poor", "bad", "lack") if word in words]


@given(any_own, any_others, any_thresholds)
def test_each_competency_stands_for_itself(
    own: list[OwnView], others: list[OthersView], thresholds: Thresholds
) -> None:
    together = look(KEYS, own=own, others=others, thresholds=thresholds)
    for key in KEYS:
        alone = look(
            [key],
            own=[one for one in own if one.competency_key == key],
            others=[one for one in others if one.competency_key == key],
            thresholds=thresholds,
        )
        assert alone == {key: together[key]}


@given(any_own, any_others, any_thresholds)
def test_nothing_is_said_below_the_evidence(
    own: list[OwnView], others: list[OthersView], thresholds: Thresholds
) -> None:
    for key, view in look(KEYS, own=own, others=others, thresholds=thresholds).items():
        answers = [one for one in own if one.competency_key == key]
        kudos = [one for one in others if one.competency_key == key]
        if view in (View.BOTH, View.OWN):
            assert len(answers) >= thresholds.min_answers
            assert max(one.frequency for one in answers) >= thresholds.seen_from
        if view in (View.BOTH, View.OTHERS):
            assert len(kudos) >= thresholds.min_kudos
            assert len({one.giver_key for one in kudos}) >= thresholds.min_givers
        if view is View.OWN:
            assert not kudos
        assert (view is View.NOT_YET) == (not answers and not kudos)

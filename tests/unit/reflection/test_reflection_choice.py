"""What a reflection asks about: the rules in their order, and the reason that they give."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.reflection.choice import (
    AskedBefore,
    Choice,
    Reason,
    Recognised,
    choose_question,
    find_cluster,
)
from slackapp.frameworks.loader import builtin_keys, load_builtin
from slackapp.frameworks.model import Behaviour, Cluster, Competency, Framework, Tier
from slackapp.services.workspace.frameworks import get_builtin

ECF = load_builtin()
STRENGTHS = load_builtin("five_core_strengths")
TODAY = date(2026, 11, 26)  # a Thursday
WEEK = timedelta(weeks=1)

COMPETENCIES = {
    (framework.key, one.key): one
    for framework in (ECF, STRENGTHS)
    for one in framework.competencies()
}
ECF_CLUSTERS = {one.key: one.cluster_key for one in ECF.competencies()}
STAGES = [
    {"self_awareness"},
    {"self_regulation", "self_motivation", "social_awareness"},
    {"social_skills"},
]

any_question = st.sampled_from(
    [(*key, behaviour.key) for key, one in COMPETENCIES.items() for behaviour in one.behaviours]
)
any_asked = st.lists(
    st.builds(
        lambda question, days: AskedBefore(*question, TODAY - timedelta(days=days)),
        any_question,
        st.integers(0, 200),
    ),
    max_size=40,
)
any_recognised = st.lists(
    st.builds(
        Recognised,
        st.sampled_from(list(ECF_CLUSTERS)),
        st.text(max_size=30),
        st.integers(0, 30).map(lambda days: TODAY - timedelta(days=days)),
    ),
    max_size=10,
)


def choose(
    *asked: AskedBefore,
    recognised: list[Recognised] | None = None,
    takes_leader_tier: bool = False,
    today: date = TODAY,
    frameworks: tuple[Framework, ...] = (ECF, STRENGTHS),
) -> Choice:
    return choose_question(
        frameworks,
        asked=asked,
        recognised=recognised or [],
        takes_leader_tier=takes_leader_tier,
        today=today,
    )


def cluster_of(framework_key: str, competency_key: str) -> str:
    competency = COMPETENCIES[framework_key, competency_key]
    return ECF_CLUSTERS[(*competency.crosswalk, competency_key)[0]]


def subject_of(framework_key: str, competency_key: str) -> str:
    return (*COMPETENCIES[framework_key, competency_key].crosswalk, competency_key)[0]


def ask(competency_key: str, weeks_ago: int, behaviour_key: str = "any") -> AskedBefore:
    return AskedBefore("ecf", competency_key, behaviour_key, TODAY - weeks_ago * WEEK)


def ask_all_clusters(weeks_ago: int) -> list[AskedBefore]:
    keys = ["self_confidence", "trustworthiness", "commitment", "service_orientation", "influence"]
    return [ask(key, weeks_ago) for key in keys]


def own_framework(*competencies: Competency) -> Framework:
    return Framework("own", "Own", (Cluster("values", "Our\nvalues", "personal", competencies),))


def behaviour(key: str, tier: Tier = Tier.BASIC, question: str = "How often?") -> Behaviour:
    return Behaviour(key, "Does it", tier, question=question)


def key_of(choice: Choice) -> tuple[str, str]:
    return choice.framework_key, choice.competency_key


def tier_of(one: AskedBefore) -> Tier:
    found = COMPETENCIES[one.framework_key, one.competency_key].find_behaviour(one.behaviour_key)
    assert found is not None
    return found.tier


def key(one: AskedBefore) -> tuple[str, str]:
    return one.framework_key, one.competency_key


def simulate(weeks: int, *, takes_leader_tier: bool = False) -> list[AskedBefore]:
    asked: list[AskedBefore] = []
    for week in range(weeks):
        today = TODAY + week * WEEK
        choice = choose(*asked, takes_leader_tier=takes_leader_tier, today=today)
        asked.append(
            AskedBefore(choice.framework_key, choice.competency_key, choice.behaviour_key, today)
        )
    return asked


def test_the_first_question_is_about_the_ground() -> None:
    choice = choose()
    assert (choice.framework_key, choice.competency_key) == ("ecf", "emotional_awareness")
    assert choice.reason is Reason.GROUND
    found = COMPETENCIES["ecf", "emotional_awareness"].find_behaviour(choice.behaviour_key)
    assert found is not None
    assert choice.question == found.question


def test_the_first_five_weeks_lay_one_stage_on_the_other() -> None:
    clusters = [cluster_of(one.framework_key, one.competency_key) for one in simulate(5)]
    assert clusters == [
        "self_awareness",
        "self_regulation",
        "self_motivation",
        "social_awareness",
        "social_skills",
    ]


def test_a_cluster_that_was_never_asked_about_is_named_as_the_reason() -> None:
    choice = choose(ask("self_confidence", 1))
    assert cluster_of(choice.framework_key, choice.competency_key) == "self_regulation"
    assert choice.reason is Reason.NEW_CLUSTER


def test_a_core_strength_lays_the_ground_of_its_crosswalk() -> None:
    asked = AskedBefore(STRENGTHS.key, "self_talk", "any", TODAY - WEEK)
    assert cluster_of(STRENGTHS.key, "self_talk") == "self_awareness"
    choice = choose(asked)
    assert cluster_of(choice.framework_key, choice.competency_key) == "self_regulation"
    found = find_cluster((ECF, STRENGTHS), framework_key=STRENGTHS.key, competency_key="self_talk")
    assert found is not None and found.key == "self_awareness"
    assert find_cluster((ECF,), framework_key=STRENGTHS.key, competency_key="self_talk") is None


def test_social_skills_wait_although_somebody_gave_thanks_for_them() -> None:
    kudos = [Recognised("communication", "Ana", TODAY)]
    choice = choose(ask("self_confidence", 2), ask("self_control", 1), recognised=kudos)
    assert cluster_of(choice.framework_key, choice.competency_key) == "self_motivation"


def test_a_new_cluster_goes_before_thanks_and_thanks_choose_within_it() -> None:
    kudos = [Recognised("trustworthiness", "Ana", TODAY), Recognised("optimism", "Ben", TODAY)]
    asked = [ask("self_confidence", 3), ask("self_control", 2), ask("empathy", 1)]
    choice = choose(*asked, recognised=kudos)
    assert (choice.competency_key, choice.reason) == ("optimism", Reason.RECOGNISED)
    assert (choice.thanked_by, choice.thanked_on) == ("Ben", TODAY)


def test_thanks_go_before_what_was_not_asked_for_longest() -> None:
    kudos = [Recognised("empathy", "Ana", date(2026, 11, 24))]
    choice = choose(*ask_all_clusters(10), ask("empathy", 7), recognised=kudos)
    assert choice.competency_key == "empathy"
    assert (choice.thanked_by, choice.thanked_on) == ("Ana", date(2026, 11, 24))


def test_without_thanks_the_longest_not_asked_is_next() -> None:
    choice = choose(*ask_all_clusters(10))
    assert (choice.competency_key, choice.reason) == ("emotional_awareness", Reason.NEW_COMPETENCY)
    asked = [
        AskedBefore(*key, "any", TODAY - (10 + (key == ("ecf", "optimism"))) * WEEK)
        for key in COMPETENCIES
    ]
    choice = choose(*asked)
    assert (choice.competency_key, choice.reason) == ("optimism", Reason.LONGEST_AGO)


def test_nothing_is_asked_again_within_six_weeks_although_somebody_gave_thanks_for_it() -> None:
    kudos = [Recognised("empathy", "Ana", TODAY)]
    day_short = AskedBefore("ecf", "empathy", "any", TODAY - 6 * WEEK + timedelta(days=1))
    assert subject_of(*key_of(choose(*ask_all_clusters(10), day_short, recognised=kudos))) != (
        "empathy"
    )
    six_weeks = ask("empathy", 6)
    choice = choose(*ask_all_clusters(10), six_weeks, recognised=kudos)
    assert choice.competency_key == "empathy"


@pytest.mark.parametrize(("days_ago", "counts"), [(0, True), (14, True), (15, False), (-1, False)])
def test_thanks_count_for_two_weeks(days_ago: int, counts: bool) -> None:
    day = TODAY - timedelta(days=days_ago)
    choice = choose(*ask_all_clusters(10), recognised=[Recognised("empathy", "Ana", day)])
    assert choice.reason is (Reason.RECOGNISED if counts else Reason.NEW_COMPETENCY)
    assert (choice.thanked_by, choice.thanked_on) == (("Ana", day) if counts else ("", None))


def test_of_several_thanks_the_latest_is_named() -> None:
    kudos = [
        Recognised("empathy", "Ana", TODAY),
        Recognised("empathy", "Ben", TODAY - timedelta(days=3)),
    ]
    choice = choose(*ask_all_clusters(10), recognised=kudos)
    assert (choice.thanked_by, choice.thanked_on) == ("Ana", TODAY)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("<@U1> *&*", "<@U1> *&*"),
        ("Ana\n\u2028\tMaria  ", "Ana Maria"),
        ("{giver}", "{giver}"),
        (" \n", ""),
    ],
)
def test_a_name_stays_as_it_came_on_one_line(name: str, written: str) -> None:
    kudos = [Recognised("empathy", name, TODAY)]
    assert choose(*ask_all_clusters(10), recognised=kudos).thanked_by == written


def test_behaviours_are_asked_in_turn_with_the_lowest_tier_first() -> None:
    keys = []
    asked: list[AskedBefore] = []
    one = Competency(
        "care",
        "Care",
        "Cares",
        "values",
        behaviours=(
            behaviour("leads", Tier.LEADER),
            behaviour("more", Tier.HIGHER),
            behaviour("first"),
            behaviour("second"),
        ),
    )
    for week in range(8):
        today = TODAY + 6 * week * WEEK
        choice = choose(
            *asked, frameworks=(own_framework(one),), takes_leader_tier=True, today=today
        )
        keys.append(choice.behaviour_key)
        asked.append(AskedBefore("own", "care", choice.behaviour_key, today))
    assert keys == ["first", "second", "more", "leads"] * 2


def test_what_the_framework_bars_is_never_asked_although_it_has_a_question() -> None:
    barred = Behaviour("barred", "Does it", Tier.BASIC, question="How often?", asked=False)
    behaviours = (barred, behaviour("leads", Tier.HIGHER))
    one = Competency("care", "Care", "Cares", "values", behaviours=behaviours)
    asked = AskedBefore("own", "care", "leads", TODAY)
    assert choose(asked, frameworks=(own_framework(one),)).behaviour_key == "leads"


def test_a_behaviour_of_another_competency_by_the_same_key_was_not_asked() -> None:
    behaviours = (behaviour("same"), behaviour("other"))
    one = Competency("care", "Care", "Cares", "values", behaviours=behaviours)
    asked = AskedBefore("ecf", "optimism", "same", TODAY - WEEK)
    assert choose(asked, frameworks=(own_framework(one),)).behaviour_key == "same"


def test_leading_service_is_asked_only_of_those_who_want_it() -> None:
    def tiers(takes_leader_tier: bool) -> set[Tier]:
        asked = simulate(150, takes_leader_tier=takes_leader_tier)
        return {tier_of(one) for one in asked}

    assert tiers(False) == {Tier.BASIC, Tier.HIGHER}
    assert tiers(True) == set(Tier)


def test_a_person_always_gets_a_question_even_when_nothing_has_rested() -> None:
    first = Competency("care", "Care", "Cares", "values", behaviours=(behaviour("one"),))
    second = Competency("wit", "Wit", "Jokes", "values", behaviours=(behaviour("two"),))
    asked = [
        AskedBefore("own", "care", "one", TODAY - WEEK),
        AskedBefore("own", "wit", "two", TODAY - 2 * WEEK),
    ]
    choice = choose(*asked, frameworks=(own_framework(first, second),))
    assert (choice.competency_key, choice.reason) == ("wit", Reason.LONGEST_AGO)


def test_a_cluster_of_somebodys_own_comes_last() -> None:
    one = Competency("care", "Care", "Cares", "values", behaviours=(behaviour("one"),))
    frameworks = (own_framework(one), ECF)
    assert choose(frameworks=frameworks).competency_key == "emotional_awareness"
    choice = choose(*ask_all_clusters(10), frameworks=frameworks)
    assert (choice.competency_key, choice.reason) == ("care", Reason.NEW_CLUSTER)
    cluster = find_cluster(frameworks, framework_key="own", competency_key="care")
    assert cluster is not None and cluster.key == "values"


def test_a_cluster_without_a_question_keeps_nothing_closed() -> None:
    silent = Cluster(
        "self_awareness",
        "Self-Awareness",
        "personal",
        (
            Competency(
                "knowing",
                "Knowing",
                "Knows",
                "self_awareness",
                behaviours=(behaviour("a", question=""),),
            ),
        ),
    )
    talking = Cluster(
        "social_skills",
        "Social Skills",
        "social",
        (Competency("talk", "Talk", "Talks", "social_skills", behaviours=(behaviour("b"),)),),
    )
    choice = choose(frameworks=(Framework("ecf", "ECF", (silent, talking)),))
    assert choice.competency_key == "talk"


def test_frameworks_without_any_question_are_an_error_of_the_caller() -> None:
    one = Competency("care", "Care", "Cares", "values", behaviours=(behaviour("a", question=""),))
    with pytest.raises(ValueError):
        choose(frameworks=(own_framework(one),))


@pytest.mark.parametrize("takes_leader_tier", [False, True])
def test_three_years_of_questions_rest_six_weeks_and_leave_nothing_out(
    takes_leader_tier: bool,
) -> None:
    asked = simulate(160, takes_leader_tier=takes_leader_tier)
    for first, second in pairwise(
        sorted(asked, key=lambda one: (subject_of(*key(one)), one.asked_on))
    ):
        if subject_of(*key(first)) == subject_of(*key(second)):
            assert second.asked_on - first.asked_on >= 6 * WEEK
    may_be_asked = {
        competency_key
        for competency_key, competency in COMPETENCIES.items()
        if any(
            one.asked and (takes_leader_tier or one.tier is not Tier.LEADER)
            for one in competency.behaviours
        )
    }
    assert {key(one) for one in asked} == may_be_asked
    assert not {"puts_us_first", "cuts_red_tape", "makes_friends"} & {
        one.behaviour_key for one in asked
    }


@given(any_asked, any_recognised, st.booleans())
def test_every_choice_keeps_the_rules(
    asked: list[AskedBefore], recognised: list[Recognised], takes_leader_tier: bool
) -> None:
    choice = choose(*asked, recognised=recognised, takes_leader_tier=takes_leader_tier)
    found = COMPETENCIES[key_of(choice)].find_behaviour(choice.behaviour_key)
    assert found is not None
    assert found.asked
    assert choice.question == found.question != ""
    assert takes_leader_tier or found.tier is not Tier.LEADER

    resting = {subject_of(*key(one)) for one in asked if TODAY - one.asked_on < 6 * WEEK}
    # Even without leading service there are 21 to ask about.
    if len(resting) < 21:
        assert subject_of(*key_of(choice)) not in resting
        clusters = {cluster_of(*key(one)) for one in asked}
        stage = next(
            number for number, stage in enumerate(STAGES) if cluster_of(*key_of(choice)) in stage
        )
        assert set().union(*STAGES[:stage]) <= clusters

    thanked = {one.competency_key for one in recognised if (TODAY - one.given_on).days <= 14}
    assert (choice.reason is Reason.RECOGNISED) == (choice.competency_key in thanked)


@given(any_asked, any_recognised)
def test_the_order_in_which_history_is_told_changes_nothing(
    asked: list[AskedBefore], recognised: list[Recognised]
) -> None:
    assert choose(*reversed(asked), recognised=recognised) == choose(*asked, recognised=recognised)


def test_a_word_for_a_behaviour_asks_the_question_of_that_behaviour() -> None:
    zealous = get_builtin("twelve_zealous")
    asked = [
        AskedBefore("ecf", one.key, one.behaviours[0].key, TODAY - 30 * WEEK)
        for one in ECF.competencies()
    ]

    choice = choose(*asked, frameworks=(ECF, zealous))

    found = zealous.find_competency(choice.competency_key)
    assert choice.framework_key == "twelve_zealous"
    assert found is not None
    competency, _, behaviour = found.same_as.partition(".")
    same = COMPETENCIES["ecf", competency].find_behaviour(behaviour)
    assert same is not None
    assert choice.question == same.question


@pytest.mark.parametrize("framework", [get_builtin(key) for key in builtin_keys()[1:]])
def test_every_vocabulary_can_ask(framework: Framework) -> None:
    assert choose(frameworks=(framework, ECF)).question

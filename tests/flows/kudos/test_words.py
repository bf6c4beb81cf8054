"""The words behind `/kudos` that give nothing, and words of every kind that are given."""

from __future__ import annotations

import pytest

from tests.flows.office import Office, elements, words


@pytest.fixture
def room(shared_office: Office) -> tuple[str, str, str]:
    """Two people and a channel with the app, for each test other ones."""
    ana, ben = shared_office.person(), shared_office.person()
    return ana, ben, shared_office.room(ana, ben)


@pytest.mark.parametrize("text", ["help", " HELP "])
def test_help_shows_how_it_is_done(
    shared_office: Office, room: tuple[str, str, str], text: str
) -> None:
    answer = shared_office.kudos(room[0], room[2], text)
    assert answer.text.startswith("*Thank somebody, and say what for:*")
    assert "/kudos list" in answer.text


def test_the_list_says_what_every_competency_means(
    shared_office: Office, room: tuple[str, str, str]
) -> None:
    shown = words(shared_office.kudos(room[0], room[2], "list"))
    assert shown.count("•") == 25
    assert "*Empathy*: Feels what others feel" in shown


@pytest.mark.parametrize("text", ["list social skills", "list Social-Skills"])
def test_a_cluster_is_listed_with_its_behaviours(
    shared_office: Office, room: tuple[str, str, str], text: str
) -> None:
    shown = words(shared_office.kudos(room[0], room[2], text))
    assert shown.count("•") == 33
    assert "outstanding leaders are known for this" in shown


@pytest.mark.parametrize("text", ["list empathy", "list listening", "list empaty"])
def test_a_competency_is_listed_by_any_of_its_names(
    shared_office: Office, room: tuple[str, str, str], text: str
) -> None:
    shown = words(shared_office.kudos(room[0], room[2], text))
    assert shown.count("•") == 3
    assert "outstanding providers are known for this" in shown
    assert "Also called: listening" in shown


@pytest.mark.parametrize(
    ("typed", "named"),
    [("nonsense", "nonsense"), ("&lt;b&gt; &amp; c", "&lt;b&gt; &amp; c"), ("<!here>", "@here")],
)
def test_words_that_name_no_competency_are_answered_with_all_there_are(
    shared_office: Office, room: tuple[str, str, str], typed: str, named: str
) -> None:
    shown = words(shared_office.kudos(room[0], room[2], f"list {typed}"))
    assert shown.startswith(f"“{named}” is not one of these.\n")
    assert shown.count("•") == 25


def test_ones_own_kudos_begin_empty_and_show_given_received_and_held(
    shared_office: Office, room: tuple[str, str, str]
) -> None:
    ana, ben, channel = room
    assert (
        "neither given nor received any kudos yet" in shared_office.kudos(ana, channel, "me").text
    )
    elsewhere = shared_office.room(ana, ben, app_is_member=False)
    shared_office.kudos(ana, channel, f"<@{ben}> empathy from me")
    shared_office.kudos(ben, channel, f"<@{ana}> initiative to me")
    shared_office.kudos(ana, elsewhere, f"<@{ben}> optimism waiting")

    mine, bens = (words(shared_office.kudos(who, channel, "me")) for who in (ana, ben))

    assert f"You thanked <@{ben}> for *Empathy*" in mine
    assert "thanked you for *Initiative*" in mine
    assert "for *Optimism* (held: nobody has seen it yet)" in mine
    assert "Optimism" not in bens


def test_a_choice_of_announcement_is_shown_made_and_explained(
    shared_office: Office, room: tuple[str, str, str]
) -> None:
    ana, _, channel = room
    assert "in the channel where" in shared_office.kudos(ana, channel, "announce").text
    assert "only after asking you" in shared_office.kudos(ana, channel, "announce ask").text
    unknown = shared_office.kudos(ana, channel, "announce loudly").text
    assert unknown.startswith("I do not know the choice “loudly”.")
    assert "only after asking you" in unknown


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("Loud &amp; &lt;b&gt;", "Loud &amp; &lt;b&gt;"),
        ("<!here>", "@here"),
        ("&amp;" * 30, "&amp;" * 8 + " …"),
    ],
)
def test_what_is_no_choice_is_repeated_as_it_was_typed(
    shared_office: Office, room: tuple[str, str, str], typed: str, named: str
) -> None:
    answer = shared_office.kudos(room[0], room[2], f"announce {typed}")
    assert answer.text.startswith(f"I do not know the choice “{named}”.")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("hlep", "There is no `/kudos hlep`. Did you mean `/kudos help`?"),
        ("exprt team", "There is no `/kudos exprt`. Did you mean `/kudos export`?"),
        ("hilfe mir", "*Thank somebody, and say what for:*"),
        ("help me", "*Thank somebody, and say what for:*"),
        ("how do I give kudos?", "*Thank somebody, and say what for:*"),
        ("digest foo", "I did not understand what comes after `/kudos digest`. "),
        ("lists", "There is no `/kudos lists`. Did you mean `/kudos list`?"),
        ("me <@{ben}> empathy", "I did not understand what comes after `/kudos me`."),
        ("undo", "There is no kudos of yours that you could still take back."),
        ("delete <@{ben}>", "There is no `/kudos delete`. `/kudos undo` takes back"),
        ("edit my kudos to <@{ben}> #empathy", "There is no `/kudos edit`. `/kudos undo`"),
        ("cancel", "There is no `/kudos cancel`. "),
        ("löschen <@{ben}> #empathy", "There is no `/kudos löschen`. `/kudos undo` takes back"),
        ("stats", "There is no `/kudos stats`. Your own are in `/kudos me`"),
        ("settings", "There is no `/kudos settings`. `/kudos announce` shows how"),
        (
            "leaderboard",
            "There is no `/kudos leaderboard`. Kudos do not rank anybody: ",
        ),
        (
            "anonymous <@{ben}> #empathy",
            "There is no `/kudos anonymous`. Kudos are never",
        ),
        ("show me the stats", "There is no `/kudos stats`. Your own are in"),
        ("<@{ben}> undo", "`/kudos undo` stands alone. `/kudos undo` takes back"),
        ("<@{ben}> delete please", "There is no `/kudos delete`. `/kudos undo` takes back"),
        ("foo", "I do not know `/kudos foo`. `/kudos help` shows everything there is."),
        ("private thanks to <@{ben}> for #empathy", "To give a kudos that only you and whoever"),
        ("<@{ben}> empathy thanks (private)", "To give a kudos that only you and whoever"),
    ],
)
def test_a_word_that_could_be_a_command_is_answered_and_leads_to_nothing_public(
    shared_office: Office, room: tuple[str, str, str], typed: str, said: str
) -> None:
    ana, ben, channel = room
    before = shared_office.stored()

    answer = shared_office.kudos(ana, channel, typed.format(ben=ben))

    assert answer.text.startswith(said)
    assert words(answer).startswith(said)
    assert elements(answer) == []
    shared_office.settle()
    assert shared_office.stored() == before
    assert shared_office.posts(channel) == []


def test_what_was_typed_for_a_command_is_not_lost(
    shared_office: Office, room: tuple[str, str, str]
) -> None:
    ana, ben, channel = room
    answer = shared_office.kudos(ana, channel, f"privately thank <@{ben}> for empathy R&amp;D")
    for shown in (answer.text, words(answer)):
        assert "Nothing was posted." in shown
        assert f"/kudos privately thank <@{ben}> for empathy R&amp;D" in shown


@pytest.mark.parametrize("text", ["what is empathy?", "empathy?", "what does empathy mean"])
def test_a_question_about_a_competency_is_answered_with_it(
    shared_office: Office, room: tuple[str, str, str], text: str
) -> None:
    shown = words(shared_office.kudos(room[0], room[2], text))
    assert "*Empathy*: Feels what others feel" in shown
    assert shown.count("•") == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<@{ben}> #teamwork help from you was great", "help from you was great"),
        ("thanks for the report <@{ben}> #teamwork", "thanks for the report"),
        ("<@{ben}> empathy you keep what is private to yourself", "you keep what is private to"),
        ("<@{ben}> initiative delete, edit, undo: you did it all", "delete, edit, undo: you did"),
    ],
)
def test_thanks_with_such_words_in_them_are_given(
    shared_office: Office, room: tuple[str, str, str], text: str, message: str
) -> None:
    ana, ben, channel = room
    assert "goes to <#" in shared_office.kudos(ana, channel, text.format(ben=ben)).text
    shared_office.settle()
    [post] = shared_office.posts(channel)
    assert message in post.text


@pytest.mark.parametrize(
    "message",
    [
        "thanks for fixing the payload of that webhook",  # Bolt's own parser drops these words
        "شكرا جزيلا على صبرك",
        "どうもありがとう :tada: 🎉",
        "first line\nsecond line\n\n- a list",
        "*bold* _and_ `code` &lt;b&gt; &amp; more",
    ],
)
def test_words_of_every_kind_arrive_as_they_were_written(
    shared_office: Office, room: tuple[str, str, str], message: str
) -> None:
    ana, ben, channel = room
    answer = shared_office.kudos(ana, channel, f"<@{ben}> empathy {message}")
    assert "goes to <#" in answer.text
    shared_office.settle()
    [post] = shared_office.posts(channel)
    assert message in post.text


def test_a_name_is_no_markup(shared_office: Office, room: tuple[str, str, str]) -> None:
    _, ben, _ = room
    odd = shared_office.person("<b>&*Odd*")
    channel = shared_office.room(odd, ben)
    shared_office.kudos(odd, channel, f"<@{ben}> empathy thanks")
    shared_office.settle()
    [post] = shared_office.posts(channel)
    assert "&lt;b&gt;&amp;" in post.text
    assert "<b>" not in post.text

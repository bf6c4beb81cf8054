"""What is said of the leaders of a team."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.blocks.base.kit import Content, compose, context, join_words, section

_HINT = (
    "`/kudos leaders @ana @ben` names others, `/kudos leaders none` nobody. The leaders and the "
    "admins of the workspace may do that. Leaders come first where somebody chooses with whom to "
    "share a reflection; they see nothing that was not shared with them."
)


def build_leaders(
    slack_channel_id: str, slack_user_ids: Sequence[str], *, absent: Sequence[str] = ()
) -> Content:
    """Who leads the team of a channel, and how that is changed.

    Whoever was named and is `absent` from it leads it from the day on that they are there.
    """
    channel = f"<#{slack_channel_id}>"
    if not slack_user_ids:
        text = f"No leaders are named for {channel}."
    else:
        names = join_words([f"<@{one}>" for one in slack_user_ids])
        text = f"{names} {'leads' if len(slack_user_ids) == 1 else 'lead'} the team of {channel}."
    if absent:
        away = join_words([f"<@{one}>" for one in absent])
        verb, whoever = ("is", "leads") if len(absent) == 1 else ("are", "lead")
        text += (
            f" {away} {verb} not in the channel, as far as I have read, and {whoever} it once they "
            "are: whoever joined today is known tomorrow."
        )
    return compose(f"{text}\n{_HINT}", [section(text), context(_HINT)])

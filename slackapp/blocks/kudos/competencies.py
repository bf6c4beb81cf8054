"""What `/kudos list` shows: the competencies, or some of them with what people do."""

from __future__ import annotations

from collections.abc import Sequence

from slackblocks import Block, HeaderBlock

from slackapp.blocks.base.kit import (
    Content,
    compose,
    context,
    describe_practice,
    echo,
    escape,
    pack_lines,
    section,
    shorten,
    split_mrkdwn,
)
from slackapp.blocks.base.words import join_words
from slackapp.blocks.kudos.words import competencies as words
from slackapp.frameworks.model import Cluster, Competency, Framework


def build_clusters(framework: Framework, *, unknown: str = "") -> Content:
    """Every competency with what it means, by cluster; `unknown` is what was asked for in vain."""
    sorry = f"{words.say_unknown(echo(unknown))}\n" if unknown else ""
    title = f"{sorry}*{escape(framework.name)}*"
    hint = words.HOW_TO_NAME_ONE
    if framework.lenses:
        others = [escape(one.name.lower()) for one in framework.lenses]
        hint += f" {words.name_other_lists(others)}"
    blocks: list[Block] = [section(title)]
    for cluster in framework.clusters:
        lines = [f"*{escape(cluster.name)}*"]
        lines += [
            f"• *{escape(one.name)}*: {escape(one.definition)}" for one in cluster.competencies
        ]
        blocks += [section(piece) for piece in pack_lines(lines)]
    names = "; ".join(
        f"{cluster.name}: {join_words([one.name for one in cluster.competencies])}"
        for cluster in framework.clusters
    )
    return compose(f"{title}\n{escape(names)}\n{hint}", [*blocks, context(hint)])


def build_competencies(
    cluster: Cluster, competencies: Sequence[Competency], framework: Framework
) -> Content:
    """Some competencies of one cluster with their behaviours, tiers and nicknames."""
    title = f"{cluster.name} · {framework.name}"
    blocks: list[Block] = [HeaderBlock(shorten(title, 150))]
    pages = [escape(title)]
    for competency in competencies:
        lines = [f"*{escape(competency.name)}*: {escape(competency.definition)}"]
        # What is another word for a behaviour says with its meaning what people do.
        for behaviour in competency.behaviours if not competency.same_as else ():
            small = describe_practice(behaviour)
            lines.append(f"• {escape(behaviour.text)}{f' _({small})_' if small else ''}")
        if competency.aliases:
            nicknames = escape(", ".join(competency.aliases))
            lines.append(f"_{words.name_nicknames(nicknames)}_")
        pages.append("\n".join(lines))
        blocks += [section(piece) for piece in split_mrkdwn(pages[-1])]
    return compose("\n".join(pages), blocks)

"""`/kudos list`: the competencies, a cluster of them, one of them, or another vocabulary."""

from __future__ import annotations

from slackapp.blocks.base.kit import Content
from slackapp.blocks.kudos import command_help
from slackapp.blocks.kudos.competencies import build_clusters, build_competencies
from slackapp.domain.command.through import match_framework
from slackapp.domain.competency.match import find_competency
from slackapp.frameworks.model import Competency, Framework
from slackapp.handlers.base.command_word import Word
from slackapp.handlers.base.requests import Command
from slackapp.tools import Tools


def list_competencies(tools: Tools, command: Command, words: str) -> Content:
    """Show what the words name, or everything."""
    framework = tools.framework_of(command.workspace)
    if not words:
        return build_clusters(framework)
    vocabularies = (framework, *framework.lenses)
    wanted = words.casefold().replace("-", " ").replace("_", " ")
    for one in vocabularies:
        for cluster in one.clusters if one.name.casefold() != wanted else ():
            if wanted in (cluster.name.casefold().replace("-", " "), cluster.key.replace("_", " ")):
                return build_competencies(cluster, cluster.competencies, one)
    if found := find_competency(framework, words):
        return show_competency(framework.find_home(found.competency), found.competency)
    if vocabulary := match_framework(words, vocabularies):
        return build_clusters(vocabulary)
    return build_clusters(framework, unknown=words)


def show_competency(framework: Framework, competency: Competency) -> Content:
    """One competency with what people do."""
    cluster = framework.get_cluster(competency.cluster_key)
    return build_competencies(cluster, [competency], framework)


LIST = Word("list", list_competencies, command_help.LIST)

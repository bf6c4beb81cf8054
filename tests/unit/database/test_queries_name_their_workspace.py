"""A service that is told a workspace asks for it in every query, or this says why it need not."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

SERVICES = Path(__file__).resolve().parents[3] / "slackapp" / "services"
_BEGIN_A_QUERY = {"select", "update", "delete"}
_BY_THEIR_KEYS = {"session.get", "session.get_one"}
#: By either of these names a function is told a workspace.
_WORKSPACE = {"workspace_id", "workspace"}
_COMPOUND = (ast.FunctionDef, ast.If, ast.For, ast.With, ast.Try, ast.While, ast.Match)

#: How many queries of a function take their rows from what was found in the workspace before, and
#: what that is.
_BY_WHAT_WAS_FOUND: dict[str, tuple[int, str]] = {
    "kudos/announcements.redraw_posts": (1, "the messages of the workspace that are listed before"),
    "kudos/visibility.hears_only_itself": (1, "the question names the workspace itself"),
    "team/figures.read_quotations": (2, "the ranked kudos of the workspace's members"),
    "team/figures._tell_words": (1, "kudos that were chosen for a quotation"),
    "team/next_digest._list_so_far": (1, "kudos that are told of the person in the channel"),
    "team/told._is_told_of_few": (1, "what it finds is compared with the workspace"),
    "team/figures._of_members": (1, "the beginning of a query whose conditions follow"),
    "team/redraw.mark_digests_of": (2, "the kudos to and from the erased person"),
    "operate/erasure._show_kudos": (2, "the messages about a kudos of the erased person"),
    "kudos/decisions.choose_behaviour": (1, "the tag that was found as the giver's"),
    "kudos/decisions.record_announced": (1, "the kudos of a message that was delivered"),
    "kudos/consent.choose_announcements": (1, "the kudos that were found as the recipient's"),
    "kudos/consent.answer_announcement": (1, "the recipient's own row"),
    "kudos/decisions._make_private": (2, "the kudos that was found as the giver's"),
    "files/export.list_own": (1, "the ids of the person's own kudos"),
    "kudos/history.list_own_kudos": (1, "the ids of the person's own kudos"),
    "kudos/history.list_received": (2, "the ids of the person's own kudos"),
    "home/own_kudos._list_before": (2, "the ids of the person's own kudos"),
    "reflection/posts._update": (1, "a message that was found by its prompt"),
    "reflection/upkeep.expire_prompts": (1, "the ids of the workspace's old prompts"),
    "reflection/reflections.get_prompt": (1, "the answer to the person's own prompt"),
    "files/packet.ask_for_packet": (1, "the workspace's team of that channel"),
    "team/shared_channels.switch_telling": (1, "the workspace's team of that channel"),
    "team/teams.set_leaders": (1, "the workspace's team of that channel"),
    "kudos/me_too._join": (1, "the recipients of the kudos that was found"),
    "kudos/me_too.leave_kudos": (1, "the kudos that whoever calls has found, and holds"),
    "kudos/me_too_notes._tell": (5, "the notices of the recipient, and the note just written"),
    "kudos/me_too_notes._show": (1, "the note that tells of a kudos that was found"),
    "kudos/named_lately.list_named_lately": (1, "the workspace's latest kudos"),
    "kudos/reactions._hold_row": (1, "the row that was written just before, by all of its values"),
    "kudos/reactions._has_given": (1, "two questions that each name it"),
    "outbox/latest.enqueue_latest": (1, "the updates of the workspace that are listed before"),
    "privacy/expiry.expire_kudos": (3, "the workspace's old kudos, which were locked before"),
    "privacy/expiry.empty_kudos": (3, "the workspace's old kudos, which were locked before"),
    "privacy/expiry.count_expired": (1, "conditions that are each made for the workspace"),
    "privacy/expiry.expire_acts": (1, "the ids of the workspace's old acts"),
    "privacy/expiry.expire_requests": (1, "the ids of the workspace's old requests"),
    "home/health._count_waiting": (1, "the messages of the workspace's lanes"),
    "kudos/retry.retry_failed": (2, "what failed in the workspace, or in all for an operator"),
    "base/units.note_failure": (1, "the row that was written just before"),
    "operate/departure.delete_page": (1, "the page of the workspace's rows that is named before"),
    "operate/departure.end_departure": (1, "the workspace itself"),
    "operate/moving_ids._merge": (3, "what refers to a person of the workspace, row by row"),
}


#: What is of one workspace by itself, and was found in it before: whoever is told one of these, and
#: asks by it, needs no workspace.
_SCOPED_BEFORE = frozenset(
    (
        *("person", "person_id", "person_ids", "owner_id", "reader_id", "recipient_id", "giver"),
        *("kudos_id", "kudos_ids", "draft_id", "prompt", "prompt_id", "reflection"),
        *("reflection_id", "team_id", "digest_id", "due", "group", "message_id", "message_ids"),
        *("lane_id", "claimed", "page", "ids", "found", "among"),
    )
)

#: What works for all workspaces alike: their comings and goings, and what operators look at.
_FOR_ALL_WORKSPACES = {
    "installation/states": "somebody on the way, of no workspace yet",
    "installation/installations": "found by Slack's own id of a workspace or an organisation",
    "installation/organisations": "found by Slack's own id of an organisation",
    "installation/rows": "found by Slack's own id of a workspace or an organisation",
    "installation/token_refresh": "whichever token ends next",
    "workspace/pauses": "which workspaces wait",
    "workspace/workspaces": "which workspaces there are",
    "operate/departure": "workspaces that are gone, a table at a time",
    "operate/verify": "a check of the whole database",
    "operate/verify_tags": "a check of the whole database",
    "operate/outbox_status": "numbers for operators",
    "operate/processes": "processes, which are no workspace's",
    "outbox/upkeep": "what is old, wherever it is",
    "base/units": "work that was set aside, wherever",
    "base/requests": "requests that are old, wherever",
}

#: How many queries of other functions that are told no workspace ask by neither, and why they may.
_BY_OTHER_WAYS: dict[str, tuple[int, str]] = {
    "kudos/drafts.delete_old_drafts": (1, "drafts that are old, wherever"),
    "kudos/reactions.delete_old_reactions": (1, "reactions that are old, wherever"),
    "files/export._read_pages": (1, "a page of the ids that it was told"),
    "files/personal_data._select_tables": (1, "conditions that each name the person"),
    "home/settings._read_digest": (1, "the scope names its workspace"),
    "operate/erasing.claim_erasing": (1, "whose erasing is due, wherever"),
    "reflection/posts._take_words_out": (1, "the post about the reflection that was found"),
    "workspace/admins._store": (1, "the people who were found in the workspace"),
    "workspace/works_council.list_unsettled": (1, "whose answers have to follow, wherever"),
    "kudos/me_too_notes._read_news": (1, "the kudos of the note that was just read"),
    "kudos/limits._find_latest_to": (1, "the giver, who was found in the workspace"),
    "kudos/sources.list_unproven": (1, "the telling names its workspace"),
    "kudos/visibility.names_group": (1, "a condition on the kudos of the query around it"),
    "operate/erased_posts.show_own_as_gone": (1, "the lanes of the erased person"),
    "operate/erasure._empty_lanes": (2, "the lanes of the erased person"),
    "operate/erasure._erase_reflections": (1, "the prompts of the erased person"),
    "operate/erasure._empty_kudos": (1, "the kudos of the erased person"),
    "operate/erasure.show_kudos_anew": (1, "the kudos of the erased person"),
    "operate/refusals._tell_asker": (1, "the asker of the message that was delivered"),
    "outbox/gauges._pending_in_lane": (1, "a condition on the lane of the query around it"),
    "reflection/claim._among": (1, "the people of the page"),
    "reflection/posts.withdraw_share": (1, "the message about the reflection that was found"),
    "reflection/reflections.answer_prompt": (1, "the prompt that was found as the person's"),
    "reflection/wishes.ask_now": (2, "the prompt and the schedule of the person"),
    "team/figures._stands_for_its_kudos": (1, "a condition on the kudos of the query around it"),
    "team/figures._select": (1, "the beginning of a query whose conditions follow"),
    "workspace/people.list_unknown_zones": (1, "numbers for operators"),
    "workspace/readings.list_unread": (1, "which workspaces are to be read"),
}


def list_queries(function: ast.FunctionDef) -> Iterator[ast.stmt]:
    """The statements of a function, each whole, in which a query begins."""
    for statement in ast.walk(function):
        if isinstance(statement, ast.stmt) and not isinstance(statement, _COMPOUND):
            calls = (one.func for one in ast.walk(statement) if isinstance(one, ast.Call))
            if any(isinstance(one, ast.Name) and one.id in _BEGIN_A_QUERY for one in calls):
                yield statement


def list_conditions(function: ast.FunctionDef) -> set[str]:
    """The names that a function gives to conditions with its workspace among them."""
    return {
        target.id
        for statement in ast.walk(function)
        if isinstance(statement, ast.Assign) and names_a_workspace(statement)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }


def names_a_workspace(statement: ast.stmt, conditions: Collection[str] = ()) -> bool:
    """Whether rows are compared with a workspace in it, or it is handed on to what does so."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Starred) and _hands_on(node.value, conditions):
            return True
        if any(ast.unparse(node) == f"select({one})" for one in conditions):
            return True
        if isinstance(node, ast.Compare) and _mentions(node):
            return True
        if isinstance(node, ast.keyword) and node.arg in ("workspace_id", "workspace"):
            return True
        if isinstance(node, ast.Name) and node.id == "of_workspace":
            return True
    return False


def _hands_on(node: ast.expr, conditions: Collection[str]) -> bool:
    """Whether conditions are those of a name, or are made by what is told the workspace."""
    if isinstance(node, ast.Call):
        return "workspace_id" in map(ast.unparse, node.args)
    return ast.unparse(node) in conditions


def _mentions(node: ast.Compare) -> bool:
    if ast.unparse(node).startswith("Workspace.id =="):
        return True
    names = [ast.unparse(one) for one in ast.walk(node) if isinstance(one, ast.Attribute)]
    columns = [one for one in names if one.endswith(".workspace_id") and one[0].isupper()]
    # Two columns that are equal join two tables, of whatever workspace.
    return len(columns) < 2 and any(one.endswith(".workspace_id") for one in names)


def _list_told(source: str) -> Iterator[tuple[ast.FunctionDef, set[str]]]:
    """The functions of a module, each with the names of what it is told."""
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef):
            yield function, {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}


def find_nameless(source: str) -> Counter[str]:
    """How many queries without a workspace each function has that is told one."""
    found: Counter[str] = Counter()
    for function, told in _list_told(source):
        if told & _WORKSPACE:
            conditions = list_conditions(function)
            found[function.name] += sum(
                not names_a_workspace(one, conditions) for one in list_queries(function)
            )
    return +found


def find_scopeless(source: str) -> Counter[str]:
    """How many queries of each function that is told no workspace ask by nothing that is of one."""
    found: Counter[str] = Counter()
    for function, told in _list_told(source):
        if not told & _WORKSPACE:
            keys, conditions = told & _SCOPED_BEFORE, list_conditions(function)
            found[function.name] += sum(
                not names_a_workspace(one, conditions) and not _asks_by(one, keys)
                for one in list_queries(function)
            )
    return +found


def _asks_by(statement: ast.stmt, keys: Collection[str]) -> bool:
    names = (one for one in ast.walk(statement) if isinstance(one, ast.Name))
    return any(one.id in keys for one in names)


def find_by_key(source: str) -> set[str]:
    """The functions that get a row by a number that they were told, whatever workspace it is of."""
    return {
        function.name
        for function, told in _list_told(source)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in _BY_THEIR_KEYS
        for key in call.args[1:2]
        if isinstance(key, ast.Name)
        and key.id in told - _SCOPED_BEFORE - {"workspace_id", "row_id"}
    }


def test_no_row_is_got_by_a_number_alone_that_may_be_of_another_workspace() -> None:
    found = {
        f"{path.parent.name}/{path.stem}.{name}"
        for path in sorted(SERVICES.rglob("*.py"))
        for name in find_by_key(path.read_text())
    }
    assert found == set()
    by_act = (
        "def undo(session, *, workspace_id, act_id):\n    return session.get(AdminAct, act_id)\n"
    )
    assert find_by_key(by_act) == {"undo"}


def test_whoever_is_told_no_workspace_asks_by_what_was_found_in_one() -> None:
    found: Counter[str] = Counter()
    for path in sorted(SERVICES.rglob("*.py")):
        module = f"{path.parent.name}/{path.stem}"
        if module not in _FOR_ALL_WORKSPACES:
            for name, count in find_scopeless(path.read_text()).items():
                found[f"{module}.{name}"] += count
    assert not found - Counter({name: count for name, (count, _) in _BY_OTHER_WAYS.items()})


def test_a_query_by_what_comes_from_outside_is_found() -> None:
    by_person = """
def find(session, *, person_id):
    return session.scalar(select(Kudos.id).where(Kudos.giver_id == person_id))
"""
    assert not find_scopeless(by_person)
    by_name = by_person.replace("person_id", "slack_user_id")
    assert find_scopeless(by_name) == {"find": 1}


def test_every_query_of_a_service_that_is_told_a_workspace_names_it() -> None:
    found = Counter(
        {
            f"{path.parent.name}/{path.stem}.{name}": count
            for path in sorted(SERVICES.rglob("*.py"))
            for name, count in find_nameless(path.read_text()).items()
        }
    )
    excused = Counter({name: count for name, (count, _) in _BY_WHAT_WAS_FOUND.items()})
    assert not found - excused


def test_a_query_that_loses_its_workspace_is_found() -> None:
    whole = """
def find(session, *, workspace_id, team_id):
    return session.scalar(
        select(Team.id).where(Team.workspace_id == workspace_id, Team.id == team_id)
    )
"""
    assert not find_nameless(whole)
    assert find_nameless(whole.replace("Team.workspace_id == workspace_id, ", "")) == {"find": 1}

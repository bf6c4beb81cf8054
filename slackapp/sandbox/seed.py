"""The seeded workspace: a support team of eight, their channels and a few messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from time import time as present_time
from zoneinfo import ZoneInfo

from slackapp.sandbox.installed import Command, InstalledApp
from slackapp.sandbox.state import SLACKBOT_ID, Channel, Person, Store
from slackapp.sandbox.user_groups import UserGroup, UserGroups

TEAM_ID = "T00HARBOUR"
OTHER_TEAM_ID = "T00FREIGHT"
APP_ID = "A0KUDOSCOPE"
BOT_USER_ID = "U0KUDOSCOPE"
BOT_ID = "B0KUDOSCOPE"

#: The scopes that the app's manifest asks for.
BOT_SCOPES = frozenset(
    {
        "app_mentions:read",
        "commands",
        "chat:write",
        "users:read",
        "channels:read",
        "groups:read",
        "im:write",
        "files:read",
        "files:write",
        "usergroups:read",
        "reactions:read",
    }
)
APP_SCOPES = frozenset({"connections:write"})


DEFAULT_SUBSCRIPTIONS = frozenset(
    {
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "member_joined_channel",
        "reaction_added",
        "reaction_removed",
        "team_access_granted",
        "team_access_revoked",
        "team_join",
        "tokens_revoked",
        "user_change",
    }
)

COMMANDS = (Command("/kudos", "Thank a colleague", "@name empathy what they did"),)
#: The app as it is where no manifest is told.
DEFAULT_APP = InstalledApp(COMMANDS, DEFAULT_SUBSCRIPTIONS, BOT_SCOPES)

#: name, real name, title, time zone, colour. Ids are the names in Slack's form: U00000ANA.
TEAM = (
    ("ana", "Ana Ribeiro", "Support specialist", "Europe/Lisbon", "2b6cb0"),
    ("ben", "Ben Okafor", "Support specialist", "Africa/Lagos", "b7791f"),
    ("mei", "Mei Chen", "Senior support specialist", "Asia/Singapore", "97266d"),
    ("diego", "Diego Fuentes", "Night shift support", "America/Mexico_City", "2f855a"),
    ("elif", "Elif Kaya", "Onboarding specialist", "Europe/Istanbul", "6b46c1"),
    ("grace", "Grace O'Neill", "Support team leader", "Europe/Dublin", "c53030"),
    ("ravi", "Ravi Menon", "Technical support engineer", "Asia/Kolkata", "00838f"),
    ("zoe", "Zoë Nilsson", "Quality coach", "Europe/Stockholm", "5d4037"),
)
LEADER = "grace"
#: Whoever comes to look is Ben, and it is this time of a working day for him.
VISITOR = "ben"
MORNING = time(10, 20)
_FRIDAY = 4
#: The zone of the workspace itself.
HOME_ZONE = "Europe/Dublin"

#: Who wrote what where, oldest first, a quarter of an hour apart until then.
CHAT = (
    ("general", "grace", "Good morning, Harbour! New day, new tides."),
    ("general", "elif", "Three new customers start today. Wish me luck with the welcome calls."),
    ("support", "diego", "Night shift note: the Ortega shipment is solved, they were very kind."),
    ("support", "ben", "Thank you Diego, I had been dreading that call."),
    ("support", "mei", "If anyone gets refund questions, the new macro is ready."),
    ("support", "ana", "Ravi just sat with me for an hour over the login bug. It is gone!"),
    ("wins", "zoe", "Best satisfaction score since spring: 94 %."),
    ("leads", "grace", "Reviews next week. Please bring examples, not scores."),
)


def user_id(name: str, mark: str = "") -> str:
    """The id of a seeded person; `mark` tells workspaces apart."""
    return f"U{name.upper():0>8}{mark}"


def build_groups(mark: str = "") -> UserGroups:
    """The groups of the workspace."""
    some = {name: user_id(name, mark) for name, *_ in TEAM}
    day = ("ana", "ben", "mei", "ravi")
    return UserGroups(
        [
            UserGroup(
                f"S0SUPPORT{mark}",
                "support",
                "Day shift",
                "Whoever answers customers by day",
                tuple(some[name] for name in day),
            ),
            UserGroup(
                f"S00COACHES{mark}",
                "coaches",
                "Coaches",
                "Ask us for a second opinion",
                (some["grace"], some["zoe"]),
            ),
        ]
    )


def build_store(
    clock: Callable[[], float] = present_time,
    name: str = "Harbour Support",
    mark: str = "",
    enterprise_id: str | None = None,
) -> Store:
    """A workspace in which nobody has written yet; a `mark` is at the end of each of its ids."""
    store = Store(
        team_id=f"{TEAM_ID}{mark}",
        team_name=name,
        team_domain=name.lower().replace(" ", "-"),
        app_id=APP_ID,
        # In an organisation the app is one account.
        bot_user_id=f"{BOT_USER_ID}{enterprise_id or mark}",
        bot_id=f"{BOT_ID}{mark}",
        clock=clock,
        mark=mark,
        enterprise_id=enterprise_id,
    )
    _add_people(store)
    _add_channels(store)
    return store


def begin_the_day(store: Store) -> None:
    """Let all have read what there is, and then what they wrote today be news."""
    for channel in store.channels():
        for person in store.people():
            store.mark_read(channel.id, person.id)
    names = {channel.name: channel.id for channel in store.channels()}
    until = find_last_morning(datetime.fromtimestamp(store.clock(), UTC)).timestamp()
    for ago, (name, author, text) in zip(range(len(CHAT), 0, -1), CHAT, strict=True):
        store.post(names[name], user_id(author, store.mark), text, at=until - ago * 15 * 60)


def find_last_morning(now: datetime) -> datetime:
    """When it was last that time of Ben's day: good mornings are said in the morning."""
    today = _morning_of(now.astimezone(_find_zone()).date())
    return today if today <= now else today - timedelta(days=1)


def find_working_morning(now: datetime) -> datetime:
    """That time of Ben's day, or of the next that is a working day."""
    day = now.astimezone(_find_zone()).date()
    while day.weekday() > _FRIDAY:
        day += timedelta(days=1)
    return _morning_of(day)


def _find_zone() -> ZoneInfo:
    return ZoneInfo(next(zone for name, _, _, zone, _ in TEAM if name == VISITOR))


def _morning_of(day: date) -> datetime:
    return datetime.combine(day, MORNING, _find_zone()).astimezone(UTC)


def _add_people(store: Store) -> None:
    for name, real_name, title, tz, color in TEAM:
        store.put_person(
            Person(
                user_id(name, store.mark),
                store.team_id,
                name,
                real_name,
                display_name=real_name.split()[0],
                title=title,
                tz=tz,
                is_admin=name == LEADER,
                color=color,
            )
        )
    store.put_person(
        Person(store.bot_user_id, store.team_id, "kudoscope", "Kudoscope", is_bot=True, is_app=True)
    )
    store.put_person(
        Person(user_id("clock", store.mark), store.team_id, "clockbot", "Shift Clock", is_bot=True)
    )
    # Slack says of its own bot that it is none: whoever lists people has to know this one by id.
    store.put_person(Person(SLACKBOT_ID, store.team_id, "slackbot", "Slackbot", color="757575"))
    store.put_person(
        Person(
            user_id("omar", store.mark), store.team_id, "omar", "Omar Haddad", "Omar", deleted=True
        )
    )
    store.put_person(
        Person(
            user_id("lena", store.mark),
            OTHER_TEAM_ID,
            "lena",
            "Lena Fischer",
            "Lena",
            title="Fischer Freight",
            tz="Europe/Berlin",
            is_stranger=True,
        )
    )


def _add_channels(store: Store) -> None:
    everyone = tuple(user_id(name, store.mark) for name, *_ in TEAM)
    some = {name: user_id(name, store.mark) for name, *_ in TEAM}
    leads = (some["grace"], some["zoe"], some["mei"])
    trio = (some["ana"], some["ben"], some["ravi"])
    app = (store.bot_user_id,)
    for channel in (
        Channel(
            f"C0GENERAL{store.mark}",
            "general",
            "public",
            everyone + app,
            "All hands",
            is_general=True,
        ),
        Channel(
            f"C0SUPPORT{store.mark}",
            "support",
            "public",
            everyone + app,
            "Customers first, tea second",
        ),
        Channel(f"C0000WINS{store.mark}", "wins", "public", everyone, "What went well"),
        Channel(f"C000LEADS{store.mark}", "leads", "private", leads + app, "Leaders and coaches"),
        Channel(
            f"C0WARROOM{store.mark}", "war-room", "private", (*leads, some["ravi"]), "Incidents"
        ),
        Channel(f"C0000TRIO{store.mark}", "mpdm-ana--ben--ravi-1", "group", trio),
        Channel(f"D00ANABEN{store.mark}", "", "im", (some["ana"], some["ben"])),
        Channel(f"D0GRACEMEI{store.mark}", "", "im", (some["grace"], some["mei"])),
    ):
        store.put_channel(channel)
    for name, person in some.items():
        store.put_channel(
            Channel(f"D{name.upper():0>8}{store.mark}", "", "im", (person, store.bot_user_id))
        )

"""Who reads what, by hand from docs/privacy.md: a line for each reader, place and choice.

Each kudos of it has two recipients, in words that mention the first: the *recipient*, whose choice
it is about, and *another* one, who chose `public`. What a reader finds of it in each way:

    whole     the words, with the recipient's name
    somebody  the words, with "somebody" in place of the recipient
    name      the recipient's name, and what for, without the words
    -         nothing

A kudos with the same recipient and nobody else is read where this one is read whole, and nowhere
else. Choices with the same cells share a line; `agreed` chose `ask` and said yes.

What is `direct` was given in a direct message, or privately in the public channel.

The ways: `post` is the announcement in its channel, `told` the direct messages to recipients,
`digest` what was posted of the month, `preview` a digest to one's own eyes, `page` what
`/kudos report @…` shows, `menu` what the menu of an old report does, `team` `/kudos export team`,
`me` and `export` one's own kudos, `packet` one's own review packet, `asked` one that a leader asked
for and the recipient agreed to. No report holds words, or names of who was thanked; a Home shows to
whoever looks at it what `me` does.
"""

from __future__ import annotations

CHOICES = ("public", "agreed", "ask", "me")

TABLE = """
giver: is in all of the channels

place    choice         post      told      digest    preview   page      menu      team      me        export    packet    asked
public   public,agreed  whole     -         whole     -         -         -         -         whole     whole     -         -
public   ask,me         somebody  -         somebody  -         -         -         -         whole     whole     -         -
private  public,agreed  whole     -         name      -         -         -         -         whole     whole     -         -
private  ask,me         somebody  -         -         -         -         -         -         whole     whole     -         -
turned   public,agreed  whole     -         whole     -         -         -         -         whole     whole     -         -
turned   ask,me         somebody  -         somebody  -         -         -         -         whole     whole     -         -
shared   public,agreed  whole     -         whole     -         -         -         -         whole     whole     -         -
shared   ask,me         somebody  -         somebody  -         -         -         -         whole     whole     -         -
direct   all            -         -         -         -         -         -         -         whole     whole     -         -
held     all            -         -         -         -         -         -         -         whole     whole     -         -

recipient: is in all of the channels

place    choice         post      told      digest    preview   page      menu      team      me        export    packet    asked
public   public         whole     -         whole     -         -         -         -         whole     whole     whole     whole
public   agreed         whole     whole     whole     -         -         -         -         whole     whole     whole     whole
public   ask,me         somebody  whole     somebody  -         -         -         -         whole     whole     -         -
private  public         whole     -         name      -         -         -         -         whole     whole     whole     whole
private  agreed         whole     whole     name      -         -         -         -         whole     whole     whole     whole
private  ask,me         somebody  whole     -         -         -         -         -         whole     whole     -         -
turned   public         whole     -         whole     -         -         -         -         whole     whole     whole     whole
turned   agreed         whole     whole     whole     -         -         -         -         whole     whole     whole     whole
turned   ask,me         somebody  whole     somebody  -         -         -         -         whole     whole     -         -
shared   public         whole     -         whole     -         -         -         -         whole     whole     whole     whole
shared   agreed         whole     whole     whole     -         -         -         -         whole     whole     whole     whole
shared   ask,me         somebody  whole     somebody  -         -         -         -         whole     whole     -         -
direct   all            -         whole     -         -         -         -         -         whole     whole     -         -
held     all            -         -         -         -         -         -         -         -         -         -         -

another: the other recipient, is in all of the channels

place    choice         post      told      digest    preview   page      menu      team      me        export    packet    asked
public   public,agreed  whole     -         whole     -         -         -         -         whole     whole     whole     -
public   ask,me         somebody  -         somebody  -         -         -         -         somebody  somebody  somebody  -
private  public,agreed  whole     -         name      -         -         -         -         whole     whole     whole     -
private  ask,me         somebody  -         -         -         -         -         -         somebody  somebody  somebody  -
turned   public,agreed  whole     -         whole     -         -         -         -         whole     whole     whole     -
turned   ask,me         somebody  -         somebody  -         -         -         -         somebody  somebody  somebody  -
shared   public,agreed  whole     -         whole     -         -         -         -         whole     whole     whole     -
shared   ask,me         somebody  -         somebody  -         -         -         -         somebody  somebody  somebody  -
direct   all            -         somebody  -         -         -         -         -         somebody  somebody  -         -
held     all            -         -         -         -         -         -         -         -         -         -         -

member: was in all of the channels all the time

place    choice         post      told      digest    preview   page      menu      team      me        export    packet    asked
public   public,agreed  whole     -         whole     -         -         -         -         -         -         -         -
public   ask,me         somebody  -         somebody  -         -         -         -         -         -         -         -
private  public,agreed  whole     -         name      -         -         -         -         -         -         -         -
private  ask,me         somebody  -         -         -         -         -         -         -         -         -         -
turned   public,agreed  whole     -         whole     -         -         -         -         -         -         -         -
turned   ask,me         somebody  -         somebody  -         -         -         -         -         -         -         -
shared   public,agreed  whole     -         whole     -         -         -         -         -         -         -         -
shared   ask,me         somebody  -         somebody  -         -         -         -         -         -         -         -
direct   all            -         -         -         -         -         -         -         -         -         -         -
held     all            -         -         -         -         -         -         -         -         -         -         -

former member: has left them; Slack shows colleagues what stands in a public channel

place    choice         post      told      digest    preview   page      menu      team      me        export    packet    asked
public   public,agreed  whole     -         whole     -         -         -         -         -         -         -         -
public   ask,me         somebody  -         somebody  -         -         -         -         -         -         -         -
private  all            -         -         -         -         -         -         -         -         -         -         -
turned   all            -         -         -         -         -         -         -         -         -         -         -
shared   public,agreed  whole     -         whole     -         -         -         -         -         -         -         -
shared   ask,me         somebody  -         somebody  -         -         -         -         -         -         -         -
direct   all            -         -         -         -         -         -         -         -         -         -         -
held     all            -         -         -         -         -         -         -         -         -         -         -

leader: of all of the channels, and in them

place    choice         post      told      digest    preview   page      menu      team      me        export    packet    asked
public   public,agreed  whole     -         whole     whole     whole     whole     whole     -         -         -         whole
public   ask,me         somebody  -         somebody  somebody  somebody  somebody  somebody  -         -         -         -
private  public,agreed  whole     -         name      name      whole     whole     whole     -         -         -         whole
private  ask,me         somebody  -         -         -         somebody  somebody  somebody  -         -         -         -
turned   public,agreed  whole     -         whole     whole     whole     whole     whole     -         -         -         whole
turned   ask,me         somebody  -         somebody  somebody  somebody  somebody  somebody  -         -         -         -
shared   public,agreed  whole     -         whole     whole     whole     whole     whole     -         -         -         whole
shared   ask,me         somebody  -         somebody  somebody  somebody  somebody  somebody  -         -         -         -
direct   all            -         -         -         -         -         -         -         -         -         -         -
held     all            -         -         -         -         -         -         -         -         -         -         -

former leader: of all of the channels, has left them, and still has their old reports

place    choice         post      told      digest    preview   page      menu      team      me        export    packet    asked
public   public,agreed  whole     -         whole     -         -         -         -         -         -         -         -
public   ask,me         somebody  -         somebody  -         -         -         -         -         -         -         -
private  all            -         -         -         -         -         -         -         -         -         -         -
turned   all            -         -         -         -         -         -         -         -         -         -         -
shared   public,agreed  whole     -         whole     -         -         -         -         -         -         -         -
shared   ask,me         somebody  -         somebody  -         -         -         -         -         -         -         -
direct   all            -         -         -         -         -         -         -         -         -         -         -
held     all            -         -         -         -         -         -         -         -         -         -         -

leader elsewhere: of another public channel, where both recipients are, too; in none of these

place    choice         post      told      digest    preview   page      menu      team      me        export    packet    asked
public   public,agreed  whole     -         whole     whole     whole     whole     whole     -         -         -         whole
public   ask,me         somebody  -         somebody  somebody  somebody  somebody  somebody  -         -         -         -
private  all            -         -         -         -         -         -         -         -         -         -         -
turned   all            -         -         -         -         -         -         -         -         -         -         -
shared   public,agreed  whole     -         whole     -         -         -         -         -         -         -         -
shared   ask,me         somebody  -         somebody  -         -         -         -         -         -         -         -
direct   all            -         -         -         -         -         -         -         -         -         -         -
held     all            -         -         -         -         -         -         -         -         -         -         -

admin outside: of the workspace, has left all of the channels, and still has their old reports

place    choice         post      told      digest    preview   page      menu      team      me        export    packet    asked
public   public,agreed  whole     -         whole     -         -         whole     -         -         -         -         -
public   ask,me         somebody  -         somebody  -         -         somebody  -         -         -         -         -
private  all            -         -         -         -         -         -         -         -         -         -         -
turned   all            -         -         -         -         -         -         -         -         -         -         -
shared   public,agreed  whole     -         whole     -         -         whole     -         -         -         -         -
shared   ask,me         somebody  -         somebody  -         -         somebody  -         -         -         -         -
direct   all            -         -         -         -         -         -         -         -         -         -         -
held     all            -         -         -         -         -         -         -         -         -         -         -

guest: is in another public channel, where both recipients are, too

place    choice         post      told      digest    preview   page      menu      team      me        export    packet    asked
public   all            -         -         -         -         -         -         -         -         -         -         -
private  all            -         -         -         -         -         -         -         -         -         -         -
turned   all            -         -         -         -         -         -         -         -         -         -         -
shared   all            -         -         -         -         -         -         -         -         -         -         -
direct   all            -         -         -         -         -         -         -         -         -         -         -
held     all            -         -         -         -         -         -         -         -         -         -         -

other company: is in the shared channel

place    choice         post      told      digest    preview   page      menu      team      me        export    packet    asked
public   all            -         -         -         -         -         -         -         -         -         -         -
private  all            -         -         -         -         -         -         -         -         -         -         -
turned   all            -         -         -         -         -         -         -         -         -         -         -
shared   public,agreed  whole     -         whole     -         -         -         -         -         -         -         -
shared   ask,me         somebody  -         somebody  -         -         -         -         -         -         -         -
direct   all            -         -         -         -         -         -         -         -         -         -         -
held     all            -         -         -         -         -         -         -         -         -         -         -

erased: a member who led all of the channels, was erased and is in them still, where Slack shows them what stands there

place    choice         post      told      digest    preview   page      menu      team      me        export    packet    asked
public   public,agreed  whole     -         whole     -         -         -         -         -         -         -         -
public   ask,me         somebody  -         somebody  -         -         -         -         -         -         -         -
private  public,agreed  whole     -         name      -         -         -         -         -         -         -         -
private  ask,me         somebody  -         -         -         -         -         -         -         -         -         -
turned   public,agreed  whole     -         whole     -         -         -         -         -         -         -         -
turned   ask,me         somebody  -         somebody  -         -         -         -         -         -         -         -
shared   public,agreed  whole     -         whole     -         -         -         -         -         -         -         -
shared   ask,me         somebody  -         somebody  -         -         -         -         -         -         -         -
direct   all            -         -         -         -         -         -         -         -         -         -         -
held     all            -         -         -         -         -         -         -         -         -         -         -

operator: `kudoscope digest preview`, `export --channel` as `team`, `export --person` (the recipient) as `export`

place    choice         post      told      digest    preview   page      menu      team      me        export    packet    asked
public   public,agreed  -         -         -         whole     -         -         whole     -         whole     -         -
public   ask,me         -         -         -         somebody  -         -         somebody  -         whole     -         -
private  public,agreed  -         -         -         name      -         -         whole     -         whole     -         -
private  ask,me         -         -         -         -         -         -         somebody  -         whole     -         -
turned   public,agreed  -         -         -         whole     -         -         whole     -         whole     -         -
turned   ask,me         -         -         -         somebody  -         -         somebody  -         whole     -         -
shared   public,agreed  -         -         -         whole     -         -         whole     -         whole     -         -
shared   ask,me         -         -         -         somebody  -         -         somebody  -         whole     -         -
direct   all            -         -         -         -         -         -         -         -         whole     -         -
held     all            -         -         -         -         -         -         -         -         -         -         -
"""  # noqa: E501

#: What a reader finds, by reader, place, choice and way.
Cell = tuple[str, str, str, str]


def read_table() -> dict[Cell, str]:
    """Every cell, by reader, place, choice and way."""
    cells: dict[Cell, str] = {}
    reader, ways = "", list[str]()
    for line in filter(None, TABLE.splitlines()):
        if ":" in line:
            reader = line.partition(":")[0]
            continue
        place, choices, *found = line.split()
        if place == "place":
            ways = found
            continue
        for choice in CHOICES if choices == "all" else choices.split(","):
            for way, cell in zip(ways, found, strict=True):
                assert (reader, place, choice, way) not in cells, line
                cells[reader, place, choice, way] = cell
    return cells

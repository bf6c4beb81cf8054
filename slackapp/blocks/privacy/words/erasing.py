"""The words of erasing oneself: what it means, the last question, and what follows."""

from __future__ import annotations

TITLE = "Erase me"
GOES_TITLE = "What goes, and cannot be brought back"
GOES = (
    "Your answers to weekly questions, and the questions",
    "The words of kudos that you gave, and of those that went to you alone",
    "Your name, your settings, your drafts, what you joined in on, and that you lead a team",
    "Your mention and your full name wherever colleagues wrote them in a kudos or an answer",
)
STAYS_TITLE = "What stays"
STAYS = (
    "That there was a kudos, for the others; you are “Somebody who left” in it",
    "Your Slack id, so that Slack's next list of people does not bring you back",
    "Files that were sent already, and posts of long ago whose words I no longer have",
)
THEN = (
    "What Slack shows of you in announcements, digests and reports is changed, too. That takes a "
    "few minutes, and I tell you when it is done. From the moment you press the button I do "
    "nothing for you any more, and colleagues cannot thank you here."
)
BACK = (
    "You can come back, as somebody new: ask whoever runs Kudoscope in your company. What was "
    "erased stays gone. If you want to keep it, get a copy first."
)
LAST_ADMIN = (
    "You are the only admin here. Once you are gone, nobody can change a setting, until Slack "
    "makes somebody an admin: perhaps name one first, on your Home."
)
WORD = "erase"
LABEL = f"Type “{WORD}” to erase yourself"
HINT = "One word, so that nobody does this by accident."
SUBMIT = "Erase me"
NOT_THE_WORD = f"Type the word {WORD}, and nothing else. Nothing was erased."

BEGUN_TITLE = "Erasing has begun"
BEGUN = (
    "From now on I do nothing for you. What I kept about you is erased within a few minutes, and a "
    "message from me says when it is done."
)
CLOSE = "Close"

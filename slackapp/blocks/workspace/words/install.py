"""What somebody reads in their browser who installs the app."""

from __future__ import annotations

HOME = "Kudoscope"

INSTALLED = "Kudoscope is installed"
INSTALLED_IN = "Kudoscope is now in the workspace {name}."
NEXT = (
    "Invite it to the channels where thanks are to be announced: type /invite @kudoscope there. "
    "Then anybody can thank a colleague with /kudos; /kudos help shows how."
)
OPEN_SLACK = "Open Slack"

ORG_INSTALLED = "Kudoscope is installed for {name}"
ORG_NEXT = (
    "One step is left: an organisation admin adds it to workspaces, in Slack's admin pages under "
    "Integrations. It works in each of them from then on."
)

CANCELLED = "Nothing was installed"
CANCELLED_BECAUSE = (
    "Slack says that it was not allowed. If you did not press Cancel yourself, your workspace may "
    "let only admins install apps: ask one of them."
)

EXPIRED = "This way in has ended"
EXPIRED_BECAUSE = (
    "It is good once, for ten minutes, in the browser where it began, and that browser has to take "
    "a cookie meanwhile. Nothing was installed."
)

NOT_ALLOWED = "Not for this workspace"
NOT_ALLOWED_BECAUSE = (
    "Whoever runs this Kudoscope has named the workspaces that it is for, and this one is not "
    "among them. Nothing was stored."
)

REFUSED = "Slack did not go along"
REFUSED_BECAUSE = "Nothing was installed. Slack's own word for the reason is {code}."

NO_ANSWER = "Slack does not answer just now"
NO_ANSWER_BECAUSE = "Nothing was installed. Please try again in a few minutes."

BUSY = "Many people are installing it just now"
BUSY_BECAUSE = "Nothing was installed. Please load this page again in a minute."

BROKEN = "Something went wrong here"
BROKEN_BECAUSE = (
    "This is no fault of yours, and it was noted for whoever runs this Kudoscope. Please try again "
    "in a few minutes."
)

BEGIN_AGAIN = "Begin again"

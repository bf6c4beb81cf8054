"""What the app may do in a workspace, and why: for the manifest, and for whoever installs it."""

from __future__ import annotations

#: What the app may do in a workspace, and why.
SCOPE_REASONS = {
    "commands": "to be called with /kudos",
    "app_mentions:read": "to be called by its name in a message: @kudoscope @rep empathy",
    "chat:write": "to announce kudos in channels that it was invited to, and to tell people of "
    "kudos by direct message",
    "users:read": "to know who is a colleague, a bot or deactivated, by users.list and the events "
    "team_join and user_change",
    "channels:read": "to see which public channels it is in, and whether the recipient is there, "
    "and to say hello in one that it was invited to (event member_joined_channel)",
    "groups:read": "to see the same of private channels that it was invited to",
    "files:read": "to read the file of your own values that an admin uploads in the form for "
    "it, and no other",
    "files:write": "to send people the files that they ask for: exports and review packets",
    "im:write": "to open the direct message that such a file goes to",
}

#: What it may do besides, where whoever installs it grants that: without it nothing else is missed.
OPTIONAL_SCOPE_REASONS = {
    "reactions:read": "to hear of the reaction that thanks, where an admin switched that on",
    "usergroups:read": "to see who is in a user group that somebody thanks, such as @support",
}

"""What is told to somebody who may do nothing here."""

from __future__ import annotations

NOT_MET = (
    "Slack could not tell me just now who you are, so I did nothing. If you joined a moment ago, "
    "please try again in a minute."
)
NO_PERSON = "I work for people, and this is the account of an app. Nothing was done."
DEACTIVATED = (
    "Slack told me that your account here is deactivated, so I did nothing. If that has changed, I "
    "will hear of it within a day."
)
OF_ANOTHER_COMPANY = (
    "You are with another company, and notes about you would not be ours to keep, so I did "
    "nothing. Say it in your own words, here in the channel: that is the best thanks of all."
)
ERASED = (
    "All that I knew about you was erased, and I keep nothing about you now, so I did nothing. You "
    "are welcome back whenever you like: ask whoever runs Kudoscope in your company to let you in "
    "again. They type `kudoscope readmit`."
)

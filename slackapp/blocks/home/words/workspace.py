"""What admins read of their workspace on their Home."""

from __future__ import annotations

TITLE = "Your workspace"
ABOUT = "What you set here holds for everybody in this workspace."
WEEKLY_QUESTIONS = "Weekly questions"
WORKING_DAYS = "Working days"
GIVING_KUDOS = "Giving kudos"
READING_KUDOS = "Reading kudos"
FRAMEWORK = "Framework"
ADMINS = "Admins"
RETENTION = "How long things are kept"

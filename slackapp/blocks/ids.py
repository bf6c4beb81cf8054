"""Every action_id, block_id and callback_id, so that builders and handlers cannot drift apart."""

from __future__ import annotations

#: Choose a behaviour for a tag, on answers of before the form.
#: Value: tag id and behaviour key, joined by a colon.
CHOOSE_BEHAVIOUR = "kudos_choose_behaviour"
#: What to do with a kudos that is held. Value: the kudos id.
POST_HERE = "kudos_post_here"
POST_IN_DEFAULT = "kudos_post_in_default"
SEND_PRIVATELY = "kudos_send_privately"
#: A recipient's word on an announcement. Value: the kudos id.
ALLOW_ANNOUNCEMENT = "kudos_allow_announcement"
KEEP_PRIVATE = "kudos_keep_private"
#: Keep a received kudos out of digests, or let it in again. Value: the kudos id.
HIDE_FROM_DIGESTS = "kudos_hide_from_digests"
SHOW_IN_DIGESTS = "kudos_show_in_digests"
#: Take back a kudos that was given. Value: the kudos id.
TAKE_BACK = "kudos_take_back"
#: The same behind the three dots of an announcement, which everybody sees.
TAKE_BACK_HERE = "kudos_take_back_here"
#: Join in on a kudos, or take that back. Value: the kudos id.
ME_TOO = "kudos_me_too"
#: Hear no longer of those who join in, or hear of them again. Value: of no use.
MUTE_ME_TOO = "kudos_mute_me_too"
UNMUTE_ME_TOO = "kudos_unmute_me_too"
#: Open the form of kudos: from anywhere, from a Home, beneath an announcement. Values: of no use.
GIVE_SHORTCUT = "give_kudos"
THANK_MESSAGE_SHORTCUT = "thank_for_message"
HOME_GIVE = "home_give_kudos"
THANK_TOO = "kudos_thank_too"
#: Open it with what a kudos says. Value: the kudos id, in one's own list with a mark behind it.
CHANGE_KUDOS = "kudos_change"
#: Ask what somebody did; a number may follow. Value: the tag id, in the list with that mark.
CHOOSE_BEHAVIOURS = "kudos_choose_behaviours"
#: The form, and its inputs; its private_metadata is a draft's random key, and behind it what stands
#: beneath the words. Those are told while somebody types, and what they sound like may be ticked.
#: The competencies are looked up while somebody types, and each that is chosen adds a field: of its
#: behaviours, or of what it may count as. Those blocks carry the competency's key behind a colon.
GIVE_FORM = "give_kudos_form"
PEOPLE_BLOCK = "people"
COMPETENCIES_BLOCK = "competencies"
FORM_COMPETENCIES = "kudos_form_competencies"
BEHAVIOUR_BLOCK = "behaviour"
COUNTERPART_BLOCK = "counterpart"
MESSAGE_BLOCK = "message"
FORM_WORDS = "kudos_form_words"
SUGGESTED_BLOCK = "suggested"
FORM_SUGGESTED = "kudos_form_suggested"
READERS_BLOCK = "readers"
CHANNEL_BLOCK = "channel"
OTHERS_READ_BLOCK = "others_read"
AGAIN_BLOCK = "again"
#: The form that asks what somebody did; its private_metadata is a draft's key and the tag id.
BEHAVIOURS_FORM = "kudos_behaviours_form"

#: Mend a draft. The block id carries the draft's random key after this prefix and a colon.
DRAFT_BLOCK = "kudos_draft"
DRAFT_RECIPIENT = "kudos_draft_recipient"
#: A number may follow. Value: the competency's key.
DRAFT_COMPETENCY = "kudos_draft_competency"
#: The same in the menu of messages of before.
DRAFT_COMPETENCY_LIST = "kudos_draft_competency_list"
#: Look at all competencies by cluster; a number follows. Value: at which of them.
DRAFT_BROWSE = "kudos_draft_browse"
#: A colleague who is offered by name; a number follows. Value: Slack's id.
DRAFT_PERSON = "kudos_draft_person"
#: Who of those that the text mentions is thanked; a number or "all" follows. Value: Slack's ids,
#: commas between.
DRAFT_ADDRESS = "kudos_draft_address"
#: Thank all but whoever presses it. Value: of no use.
DRAFT_WITHOUT_ME = "kudos_draft_without_me"
#: What becomes of a draft that lacks nothing. Value: the version of its text that was shown.
#: One for each competency that a word may count as.
DRAFT_COUNTERPART = "kudos_draft_counterpart"
DRAFT_POST = "kudos_draft_post"
DRAFT_CANCEL = "kudos_draft_cancel"
#: Give a draft for one competency at once; a number follows. Value: the version of its text that
#: was shown, and the competency's key, joined by a colon.
DRAFT_GIVE = "kudos_draft_give"
#: Open the form with the draft of a reaction. Value: of no use.
DRAFT_OPEN = "kudos_draft_open"

#: Open the form of a reflection. Value: the prompt id.
REFLECTION_ANSWER = "reflection_answer"
REFLECTION_SKIP = "reflection_skip"
#: Value: prompt id and a date, joined by a colon; in older messages "tomorrow" or "monday".
REFLECTION_SNOOZE = "reflection_snooze"
#: Ask this week's question now. Value: of no use.
REFLECTION_ASK_NOW = "reflection_ask_now"
#: Open the person's settings. Value: of no use.
REFLECTION_SETTINGS = "reflection_settings"
#: Value: the reflection id.
REFLECTION_DELETE = "reflection_delete"
#: The form of an answer; its private_metadata is the prompt id.
REFLECTION_FORM = "reflection_form"
#: The inputs of the form: block ids, each with the one action id INPUT.
FREQUENCY_BLOCK = "frequency"
NOTE_BLOCK = "note"
NEXT_STEP_BLOCK = "next_step"
STEP_RESULT_BLOCK = "step_result"
SHARE_BLOCK = "share"
SHARE_WITH_BLOCK = "share_with"
INPUT = "input"

#: Open a team's digest settings. Value: the team id, which is also the form's private_metadata.
DIGEST_SETTINGS = "digest_settings"
DIGEST_FORM = "digest_form"
DAY_BLOCK = "day"
ZONE_BLOCK = "zone"
LEADERS_BLOCK = "leaders"
LAYOUT_BLOCK = "layout"
EMPTY_BLOCK = "empty"
LENS_BLOCK = "lens"

#: Show a person's page to a leader. The block id carries team id and month, each after a colon.
PERSON_PAGE_BLOCK = "person_page"
PERSON_PAGE = "person_page_person"

#: A person's word on a leader's request for a review packet. Value: the request's random key.
PACKET_AGREE = "packet_agree"
PACKET_REFUSE = "packet_refuse"

#: Show a view of the Home. Values: of no use.
HOME_MINE = "home_mine"
HOME_TEAM = "home_team"
HOME_WORKSPACE = "home_workspace"
#: Open a window from the Home: own kudos, own answers, all names of the mirror, whose value is its
#: months.
HOME_KUDOS = "home_kudos"
HOME_ANSWERS = "home_answers"
HOME_NAMES = "home_names"
#: A person's settings on their Home. Values: a choice; whether they want it, "in" or "out".
HOME_ANNOUNCE = "home_announce"
HOME_DIGESTS = "home_digests"
HOME_NOTES = "home_notes"
#: The list of own kudos, its inputs and its pages. Value of the older: where that page begins.
OWN_KUDOS_FORM = "own_kudos_form"
OWN_WORDS_BLOCK = "own_words"
OWN_SIDE_BLOCK = "own_side"
OWN_KUDOS_OLDER = "own_kudos_older"
OWN_KUDOS_NEWEST = "own_kudos_newest"
#: What a Home offers. Value of HOME_OLDER: the time that the next page ends before.
HOME_PERIOD = "home_period"
HOME_LENS = "home_lens"
HOME_OLDER = "home_older"
HOME_NEWEST = "home_newest"
REFLECTION_POLICY = "reflection_policy"
#: A person's settings, and the workspace's, and the inputs of both.
SETTINGS_FORM = "reflection_settings_form"
POLICY_FORM = "reflection_policy_form"
RHYTHM_BLOCK = "rhythm"
WEEKDAY_BLOCK = "weekday"
HOUR_BLOCK = "hour"
EVERY_BLOCK = "every"
PAUSE_BLOCK = "pause"
CHOICES_BLOCK = "choices"
ON_BLOCK = "on"
LENSES_BLOCK = "lenses"
CAP_BLOCK = "cap"
MIN_ANSWERS_BLOCK = "min_answers"
SEEN_FROM_BLOCK = "seen_from"
MIN_KUDOS_BLOCK = "min_kudos"
MIN_GIVERS_BLOCK = "min_givers"

#: Open the form of the workspace's working days, and its inputs. Value of the button: of no use.
WORKING_DAYS = "working_days"
WORKING_DAYS_FORM = "working_days_form"
WEEKDAYS_BLOCK = "weekdays"
COUNTRY_BLOCK = "country"

#: Open the form of how kudos are read, and its inputs. Value of the button: of no use.
RECOGNITION_POLICY = "recognition_policy"
RECOGNITION_FORM = "recognition_policy_form"
STRENGTH_KUDOS_BLOCK = "strength_kudos"
STRENGTH_GIVERS_BLOCK = "strength_givers"
EXCELLENCE_KUDOS_BLOCK = "excellence_kudos"
EXCELLENCE_GIVERS_BLOCK = "excellence_givers"
SMALLEST_GROUP_BLOCK = "smallest_group"
NAMES_BLOCK = "names"

#: Open the form of giving in this workspace, and its inputs. Value of the button: of no use.
GIVING_POLICY = "giving_policy"
GIVING_FORM = "giving_policy_form"
UNDO_HOURS_BLOCK = "undo_hours"
TAKES_REACTIONS_BLOCK = "takes_reactions"
REACTION_BLOCK = "reaction"
MOST_IN_GROUP_BLOCK = "most_in_group"
GIVES_HINTS_BLOCK = "gives_hints"
DAILY_LIMIT_BLOCK = "daily_limit"

#: Open the form of works-council mode, and its inputs. Value of the button: of no use.
COUNCIL = "works_council"
COUNCIL_FORM = "works_council_form"
COUNCIL_MODE_BLOCK = "council_mode"
COUNCIL_NAMES_BLOCK = "council_names"
#: A copy of all that is stored about oneself. Value: csv, json or xlsx, and behind the id, too.
COPY = "privacy_copy"
#: Ask what erasing oneself means, and its form. Value of the button: of no use.
ERASE_ME = "privacy_erase"
ERASE_FORM = "privacy_erase_form"
ERASE_BLOCK = "erase_word"

#: Open the form of who is an admin beside Slack's own, and its input; its private_metadata has the
#: Slack ids that it was opened with, commas between. Value of the button: of no use.
ADMINS = "admins"
ADMINS_FORM = "admins_form"
ADMINS_BLOCK = "admins_named"

#: Open the form of how long what is kept, and its inputs. Value of the button: of no use.
RETENTION = "retention"
RETENTION_FORM = "retention_form"
KEEP_KUDOS_BLOCK = "keep_kudos"
KEEP_WORDS_BLOCK = "keep_words"
KEEP_ANSWERS_BLOCK = "keep_answers"
KEEP_REQUESTS_BLOCK = "keep_requests"
KEEP_ACTS_BLOCK = "keep_acts"
KEEP_SENT_BLOCK = "keep_sent"
DELETES_BLOCK = "deletes"

#: Open the form of the workspace's framework, and its inputs. Value of the button: of no use.
FRAMEWORK = "framework"
FRAMEWORK_FORM = "framework_form"
FRAMEWORK_CHOICE_BLOCK = "framework_choice"
FRAMEWORK_FILE_BLOCK = "framework_file"
#: What moves, before it is taken; its private_metadata says of what, and proves nothing.
FRAMEWORK_TAKE_FORM = "framework_take_form"

#: Put back what was decided. Value: the numbers of the acts, commas between.
UNDO_ACT = "undo_act"
#: Show who decided what; its private_metadata says where the next page begins.
TRAIL = "audit_trail"
TRAIL_FORM = "audit_trail_form"

#: Send again what failed. Value: of no use.
SEND_AGAIN = "send_again"

#: Open the form of the channels in which kudos are given, and its inputs. Value: of no use.
CHANNEL_RULES = "channel_rules"
CHANNEL_RULES_FORM = "channel_rules_form"
PILOT_BLOCK = "pilot_channels"
DEFAULT_CHANNEL_BLOCK = "default_channel"

#: Open the form of who may do what, and its inputs. Value of the button: of no use.
ROLE_RULES = "role_rules"
ROLE_RULES_FORM = "role_rules_form"
GUESTS_BLOCK = "guests_may_give"
NAMING_BLOCK = "leaders_name_leaders"

#: What a leader does for a team from their Home. Value of each: the team id, which is also the
#: private_metadata of the forms.
TEAM_LEADERS = "team_leaders"
TEAM_LEADERS_FORM = "team_leaders_form"
TEAM_REPORT = "team_report"
TEAM_PACKET = "team_packet"
TEAM_PACKET_FORM = "team_packet_form"
PACKET_PERSON_BLOCK = "packet_person"
PACKET_MONTHS_BLOCK = "packet_months"

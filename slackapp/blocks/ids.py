"""Every action_id and block_id, so that builders and handlers cannot drift apart."""

from __future__ import annotations

#: Choose a behaviour for a tag. Value: tag id and behaviour key, joined by a colon.
CHOOSE_BEHAVIOUR = "kudos_choose_behaviour"
#: What to do with a kudos that is held. Value: the kudos id.
POST_HERE = "kudos_post_here"
POST_IN_DEFAULT = "kudos_post_in_default"
SEND_PRIVATELY = "kudos_send_privately"
#: A recipient's word on an announcement. Value: the kudos id.
ALLOW_ANNOUNCEMENT = "kudos_allow_announcement"
KEEP_PRIVATE = "kudos_keep_private"
#: Mend a draft. The block id carries the draft's random key after this prefix and a colon.
DRAFT_BLOCK = "kudos_draft"
DRAFT_RECIPIENT = "kudos_draft_recipient"
#: Value: the competency's key.
DRAFT_COMPETENCY = "kudos_draft_competency"
DRAFT_COMPETENCY_LIST = "kudos_draft_competency_list"

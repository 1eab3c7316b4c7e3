"""What a community tells, keeps, offers and answers."""

from shequ_api.base.registry import Module
from shequ_api.features.appointments.module import MODULE as APPOINTMENTS
from shequ_api.features.assets.module import MODULE as ASSETS
from shequ_api.features.charity_disclosures.module import MODULE as CHARITY_DISCLOSURES
from shequ_api.features.compounds.module import MODULE as COMPOUNDS
from shequ_api.features.five_codes.module import MODULE as FIVE_CODES
from shequ_api.features.form_prefills.module import MODULE as FORM_PREFILLS
from shequ_api.features.inbox.module import MODULE as INBOX
from shequ_api.features.knowledge.module import MODULE as KNOWLEDGE
from shequ_api.features.knowledge_search.module import MODULE as KNOWLEDGE_SEARCH
from shequ_api.features.message_lines.module import MODULE as MESSAGE_LINES
from shequ_api.features.need_matching.module import MODULE as NEED_MATCHING
from shequ_api.features.need_matters.module import MODULE as NEED_MATTERS
from shequ_api.features.need_pools.module import MODULE as NEED_POOLS
from shequ_api.features.need_ratings.module import MODULE as NEED_RATINGS
from shequ_api.features.need_statistics.module import MODULE as NEED_STATISTICS
from shequ_api.features.needs.module import MODULE as NEEDS
from shequ_api.features.notice_follow_up.module import MODULE as NOTICE_FOLLOW_UP
from shequ_api.features.notice_matters.module import MODULE as NOTICE_MATTERS
from shequ_api.features.notice_reading.module import MODULE as NOTICE_READING
from shequ_api.features.notices.module import MODULE as NOTICES
from shequ_api.features.notification_settings.module import MODULE as NOTIFICATION_SETTINGS
from shequ_api.features.open_affairs.module import MODULE as OPEN_AFFAIRS
from shequ_api.features.place_feed.module import MODULE as PLACE_FEED
from shequ_api.features.question_matters.module import MODULE as QUESTION_MATTERS
from shequ_api.features.questions.module import MODULE as QUESTIONS
from shequ_api.features.register.module import MODULE as REGISTER
from shequ_api.features.register_answers.module import MODULE as REGISTER_ANSWERS
from shequ_api.features.register_conflicts.module import MODULE as REGISTER_CONFLICTS
from shequ_api.features.register_exports.module import MODULE as REGISTER_EXPORTS
from shequ_api.features.register_imports.module import MODULE as REGISTER_IMPORTS
from shequ_api.features.register_premises.module import MODULE as REGISTER_PREMISES
from shequ_api.features.register_residents.module import MODULE as REGISTER_RESIDENTS
from shequ_api.features.register_sheets.module import MODULE as REGISTER_SHEETS
from shequ_api.features.register_upkeep.module import MODULE as REGISTER_UPKEEP
from shequ_api.features.rosters.module import MODULE as ROSTERS
from shequ_api.features.service_applications.module import MODULE as SERVICE_APPLICATIONS
from shequ_api.features.service_certificates.module import MODULE as SERVICE_CERTIFICATES
from shequ_api.features.service_desk.module import MODULE as SERVICE_DESK
from shequ_api.features.service_drafts.module import MODULE as SERVICE_DRAFTS
from shequ_api.features.service_matters.module import MODULE as SERVICE_MATTERS
from shequ_api.features.services.module import MODULE as SERVICES
from shequ_api.features.serving_staff.module import MODULE as SERVING_STAFF
from shequ_api.features.subscription_feedback.module import MODULE as SUBSCRIPTION_FEEDBACK
from shequ_api.features.subscription_messages.module import MODULE as SUBSCRIPTION_MESSAGES

MODULES: tuple[Module, ...] = (
    COMPOUNDS,
    APPOINTMENTS,
    ASSETS,
    INBOX,
    NOTICES,
    NOTICE_MATTERS,
    NOTICE_READING,
    MESSAGE_LINES,
    NOTICE_FOLLOW_UP,
    OPEN_AFFAIRS,
    CHARITY_DISCLOSURES,
    PLACE_FEED,
    SERVING_STAFF,
    ROSTERS,
    NOTIFICATION_SETTINGS,
    SUBSCRIPTION_MESSAGES,
    SUBSCRIPTION_FEEDBACK,
    REGISTER,
    REGISTER_PREMISES,
    REGISTER_UPKEEP,
    REGISTER_RESIDENTS,
    REGISTER_SHEETS,
    REGISTER_IMPORTS,
    REGISTER_EXPORTS,
    REGISTER_ANSWERS,
    REGISTER_CONFLICTS,
    FIVE_CODES,
    FORM_PREFILLS,
    KNOWLEDGE,
    KNOWLEDGE_SEARCH,
    QUESTIONS,
    QUESTION_MATTERS,
    # Two accounts that merge: places in pools go before the needs in them do. (Of one that is
    # erased, needs come first, and leave those in a pool to it.)
    NEED_POOLS,
    NEEDS,
    NEED_RATINGS,
    NEED_MATTERS,
    NEED_MATCHING,
    NEED_STATISTICS,
    SERVICES,
    SERVICE_CERTIFICATES,
    SERVICE_APPLICATIONS,
    SERVICE_DESK,
    SERVICE_DRAFTS,
    SERVICE_MATTERS,
)

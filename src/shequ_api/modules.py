"""The table of contents: one line per module."""

from shequ_api.base.audit.module import MODULE as AUDIT
from shequ_api.base.calendar.module import MODULE as CALENDAR
from shequ_api.base.events.module import MODULE as EVENTS
from shequ_api.base.files.module import MODULE as FILES
from shequ_api.base.identity.module import MODULE as IDENTITY
from shequ_api.base.people.module import MODULE as PEOPLE
from shequ_api.base.places.module import MODULE as PLACES
from shequ_api.base.privacy.module import MODULE as PRIVACY
from shequ_api.base.redrawing.module import MODULE as REDRAWING
from shequ_api.base.register.module import MODULE as PEOPLE_AND_HOUSING
from shequ_api.base.registry import Module
from shequ_api.base.residency.module import MODULE as RESIDENCY
from shequ_api.base.rights.module import MODULE as RIGHTS
from shequ_api.base.wechat.module import MODULE as WECHAT
from shequ_api.blocks.booking.module import MODULE as BOOKING
from shequ_api.blocks.ledger.module import MODULE as LEDGER
from shequ_api.blocks.workflow.module import MODULE as WORKFLOW
from shequ_api.features.appointments.module import MODULE as APPOINTMENTS
from shequ_api.features.assets.module import MODULE as ASSETS
from shequ_api.features.card_care.module import MODULE as CARD_CARE
from shequ_api.features.card_gifts.module import MODULE as CARD_GIFTS
from shequ_api.features.card_levels.module import MODULE as CARD_LEVELS
from shequ_api.features.charity.module import MODULE as CHARITY
from shequ_api.features.charity_allocations.module import MODULE as CHARITY_ALLOCATIONS
from shequ_api.features.charity_grants.module import MODULE as CHARITY_GRANTS
from shequ_api.features.charity_pledges.module import MODULE as CHARITY_PLEDGES
from shequ_api.features.check_ins.module import MODULE as CHECK_INS
from shequ_api.features.codes.module import MODULE as CODES
from shequ_api.features.compounds.module import MODULE as COMPOUNDS
from shequ_api.features.content_checks.module import MODULE as CONTENT_CHECKS
from shequ_api.features.coverage.module import MODULE as COVERAGE
from shequ_api.features.departments.module import MODULE as DEPARTMENTS
from shequ_api.features.earning_rules.module import MODULE as EARNING_RULES
from shequ_api.features.earning_trials.module import MODULE as EARNING_TRIALS
from shequ_api.features.earnings.module import MODULE as EARNINGS
from shequ_api.features.family_cards.module import MODULE as FAMILY_CARDS
from shequ_api.features.five_codes.module import MODULE as FIVE_CODES
from shequ_api.features.form_prefills.module import MODULE as FORM_PREFILLS
from shequ_api.features.grid_assignments.module import MODULE as GRID_ASSIGNMENTS
from shequ_api.features.grid_tasks.module import MODULE as GRID_TASKS
from shequ_api.features.hazard_desk.module import MODULE as HAZARD_DESK
from shequ_api.features.hazards.module import MODULE as HAZARDS
from shequ_api.features.home_visits.module import MODULE as HOME_VISITS
from shequ_api.features.inbox.module import MODULE as INBOX
from shequ_api.features.incidents.module import MODULE as INCIDENTS
from shequ_api.features.inspection_batches.module import MODULE as INSPECTION_BATCHES
from shequ_api.features.inspection_forms.module import MODULE as INSPECTION_FORMS
from shequ_api.features.inspection_reviews.module import MODULE as INSPECTION_REVIEWS
from shequ_api.features.joint_visits.module import MODULE as JOINT_VISITS
from shequ_api.features.knowledge.module import MODULE as KNOWLEDGE
from shequ_api.features.knowledge_search.module import MODULE as KNOWLEDGE_SEARCH
from shequ_api.features.late_photos.module import MODULE as LATE_PHOTOS
from shequ_api.features.ledger_audit.module import MODULE as LEDGER_AUDIT
from shequ_api.features.mall.module import MODULE as MALL
from shequ_api.features.manual_credits.module import MODULE as MANUAL_CREDITS
from shequ_api.features.message_lines.module import MODULE as MESSAGE_LINES
from shequ_api.features.notice_follow_up.module import MODULE as NOTICE_FOLLOW_UP
from shequ_api.features.notice_matters.module import MODULE as NOTICE_MATTERS
from shequ_api.features.notice_reading.module import MODULE as NOTICE_READING
from shequ_api.features.notices.module import MODULE as NOTICES
from shequ_api.features.notification_settings.module import MODULE as NOTIFICATION_SETTINGS
from shequ_api.features.partner_settlements.module import MODULE as PARTNER_SETTLEMENTS
from shequ_api.features.partner_terms.module import MODULE as PARTNER_TERMS
from shequ_api.features.partners.module import MODULE as PARTNERS
from shequ_api.features.patrol_plans.module import MODULE as PATROL_PLANS
from shequ_api.features.patrol_tasks.module import MODULE as PATROL_TASKS
from shequ_api.features.patrols.module import MODULE as PATROLS
from shequ_api.features.performance_adjustments.module import MODULE as PERFORMANCE_ADJUSTMENTS
from shequ_api.features.performance_closing.module import MODULE as PERFORMANCE_CLOSING
from shequ_api.features.performance_inputs.module import MODULE as PERFORMANCE_INPUTS
from shequ_api.features.performance_reviews.module import MODULE as PERFORMANCE_REVIEWS
from shequ_api.features.performance_schemes.module import MODULE as PERFORMANCE_SCHEMES
from shequ_api.features.pick_up_codes.module import MODULE as PICK_UP_CODES
from shequ_api.features.points.module import MODULE as POINTS
from shequ_api.features.points_alarms.module import MODULE as POINTS_ALARMS
from shequ_api.features.points_budgets.module import MODULE as POINTS_BUDGETS
from shequ_api.features.points_clawback.module import MODULE as POINTS_CLAWBACK
from shequ_api.features.points_lots.module import MODULE as POINTS_LOTS
from shequ_api.features.points_matters.module import MODULE as POINTS_MATTERS
from shequ_api.features.questions.module import MODULE as QUESTIONS
from shequ_api.features.rectifications.module import MODULE as RECTIFICATIONS
from shequ_api.features.redemptions.module import MODULE as REDEMPTIONS
from shequ_api.features.register.module import MODULE as REGISTER
from shequ_api.features.register_answers.module import MODULE as REGISTER_ANSWERS
from shequ_api.features.register_conflicts.module import MODULE as REGISTER_CONFLICTS
from shequ_api.features.register_exports.module import MODULE as REGISTER_EXPORTS
from shequ_api.features.register_imports.module import MODULE as REGISTER_IMPORTS
from shequ_api.features.register_premises.module import MODULE as REGISTER_PREMISES
from shequ_api.features.register_residents.module import MODULE as REGISTER_RESIDENTS
from shequ_api.features.register_sheets.module import MODULE as REGISTER_SHEETS
from shequ_api.features.register_upkeep.module import MODULE as REGISTER_UPKEEP
from shequ_api.features.reply_templates.module import MODULE as REPLY_TEMPLATES
from shequ_api.features.service_promises.module import MODULE as SERVICE_PROMISES
from shequ_api.features.services.module import MODULE as SERVICES
from shequ_api.features.sla_policies.module import MODULE as SLA_POLICIES
from shequ_api.features.stall_cash.module import MODULE as STALL_CASH
from shequ_api.features.stall_records.module import MODULE as STALL_RECORDS
from shequ_api.features.stall_sales.module import MODULE as STALL_SALES
from shequ_api.features.subscription_feedback.module import MODULE as SUBSCRIPTION_FEEDBACK
from shequ_api.features.subscription_messages.module import MODULE as SUBSCRIPTION_MESSAGES
from shequ_api.features.task_admission.module import MODULE as TASK_ADMISSION
from shequ_api.features.task_caps.module import MODULE as TASK_CAPS
from shequ_api.features.ticket_appeals.module import MODULE as TICKET_APPEALS
from shequ_api.features.ticket_assets.module import MODULE as TICKET_ASSETS
from shequ_api.features.ticket_clocks.module import MODULE as TICKET_CLOCKS
from shequ_api.features.ticket_ending.module import MODULE as TICKET_ENDING
from shequ_api.features.ticket_followups.module import MODULE as TICKET_FOLLOWUPS
from shequ_api.features.ticket_handling.module import MODULE as TICKET_HANDLING
from shequ_api.features.ticket_handover.module import MODULE as TICKET_HANDOVER
from shequ_api.features.ticket_help.module import MODULE as TICKET_HELP
from shequ_api.features.ticket_intake.module import MODULE as TICKET_INTAKE
from shequ_api.features.ticket_labels.module import MODULE as TICKET_LABELS
from shequ_api.features.ticket_limits.module import MODULE as TICKET_LIMITS
from shequ_api.features.ticket_matters.module import MODULE as TICKET_MATTERS
from shequ_api.features.ticket_pauses.module import MODULE as TICKET_PAUSES
from shequ_api.features.ticket_pressure.module import MODULE as TICKET_PRESSURE
from shequ_api.features.ticket_ratings.module import MODULE as TICKET_RATINGS
from shequ_api.features.ticket_redactions.module import MODULE as TICKET_REDACTIONS
from shequ_api.features.ticket_routing.module import MODULE as TICKET_ROUTING
from shequ_api.features.ticket_search.module import MODULE as TICKET_SEARCH
from shequ_api.features.ticket_services.module import MODULE as TICKET_SERVICES
from shequ_api.features.ticket_sources.module import MODULE as TICKET_SOURCES
from shequ_api.features.ticket_substates.module import MODULE as TICKET_SUBSTATES
from shequ_api.features.ticket_subtasks.module import MODULE as TICKET_SUBTASKS
from shequ_api.features.ticket_talk.module import MODULE as TICKET_TALK
from shequ_api.features.ticket_timeline.module import MODULE as TICKET_TIMELINE
from shequ_api.features.ticket_triage.module import MODULE as TICKET_TRIAGE
from shequ_api.features.ticket_twins.module import MODULE as TICKET_TWINS
from shequ_api.features.ticket_unsealing.module import MODULE as TICKET_UNSEALING
from shequ_api.features.ticket_worklists.module import MODULE as TICKET_WORKLISTS
from shequ_api.features.tickets.module import MODULE as TICKETS
from shequ_api.features.today.module import MODULE as TODAY
from shequ_api.features.unadmitted_requests.module import MODULE as UNADMITTED_REQUESTS
from shequ_api.features.visit_keeping.module import MODULE as VISIT_KEEPING
from shequ_api.features.visit_purposes.module import MODULE as VISIT_PURPOSES
from shequ_api.features.visit_refusals.module import MODULE as VISIT_REFUSALS
from shequ_api.features.visit_rounds.module import MODULE as VISIT_ROUNDS
from shequ_api.features.visits.module import MODULE as VISITS
from shequ_api.features.volunteer_attendance.module import MODULE as VOLUNTEER_ATTENDANCE
from shequ_api.features.volunteer_certificates.module import MODULE as VOLUNTEER_CERTIFICATES
from shequ_api.features.volunteer_hours.module import MODULE as VOLUNTEER_HOURS

MODULES: tuple[Module, ...] = (
    EVENTS,
    IDENTITY,
    PEOPLE,
    RESIDENCY,
    PEOPLE_AND_HOUSING,
    PRIVACY,
    AUDIT,
    RIGHTS,
    PLACES,
    REDRAWING,
    CALENDAR,
    LEDGER,
    FILES,
    WECHAT,
    WORKFLOW,
    BOOKING,
    CODES,
    TICKETS,
    TICKET_SOURCES,
    TICKET_HANDLING,
    TICKET_HANDOVER,
    TICKET_INTAKE,
    TICKET_PRESSURE,
    TICKET_ROUTING,
    TICKET_SERVICES,
    TICKET_LIMITS,
    TICKET_APPEALS,
    TICKET_MATTERS,
    TICKET_TRIAGE,
    TICKET_UNSEALING,
    TICKET_ASSETS,
    TICKET_CLOCKS,
    TICKET_PAUSES,
    SLA_POLICIES,
    SERVICE_PROMISES,
    TICKET_WORKLISTS,
    TICKET_SEARCH,
    TICKET_TALK,
    TICKET_REDACTIONS,
    TICKET_SUBSTATES,
    TICKET_LABELS,
    TICKET_TIMELINE,
    REPLY_TEMPLATES,
    CONTENT_CHECKS,
    INCIDENTS,
    TICKET_TWINS,
    # Behind those who hand tickets over, and take merged ones back from their lead.
    TICKET_HELP,
    TICKET_SUBTASKS,
    TICKET_ENDING,
    TICKET_RATINGS,
    TICKET_FOLLOWUPS,
    CHECK_INS,
    INSPECTION_FORMS,
    HAZARDS,
    HAZARD_DESK,
    RECTIFICATIONS,
    PATROLS,
    INSPECTION_BATCHES,
    LATE_PHOTOS,
    INSPECTION_REVIEWS,
    PATROL_PLANS,
    PATROL_TASKS,
    GRID_TASKS,
    DEPARTMENTS,
    TASK_CAPS,
    TASK_ADMISSION,
    UNADMITTED_REQUESTS,
    GRID_ASSIGNMENTS,
    COVERAGE,
    PERFORMANCE_SCHEMES,
    # Two accounts that merge: disputes go over before the review that they are about goes.
    PERFORMANCE_CLOSING,
    PERFORMANCE_ADJUSTMENTS,
    PERFORMANCE_REVIEWS,
    PERFORMANCE_INPUTS,
    VISIT_PURPOSES,
    VISITS,
    VISIT_KEEPING,
    VISIT_REFUSALS,
    VISIT_ROUNDS,
    JOINT_VISITS,
    HOME_VISITS,
    TODAY,
    POINTS,
    POINTS_LOTS,
    POINTS_BUDGETS,
    MANUAL_CREDITS,
    POINTS_ALARMS,
    POINTS_MATTERS,
    EARNING_RULES,
    POINTS_CLAWBACK,
    EARNINGS,
    EARNING_TRIALS,
    CARD_LEVELS,
    CARD_GIFTS,
    FAMILY_CARDS,
    CARD_CARE,
    PARTNER_TERMS,
    PARTNERS,
    MALL,
    REDEMPTIONS,
    STALL_SALES,
    STALL_CASH,
    STALL_RECORDS,
    PICK_UP_CODES,
    PARTNER_SETTLEMENTS,
    CHARITY,
    LEDGER_AUDIT,
    VOLUNTEER_HOURS,
    VOLUNTEER_ATTENDANCE,
    VOLUNTEER_CERTIFICATES,
    CHARITY_GRANTS,
    CHARITY_ALLOCATIONS,
    CHARITY_PLEDGES,
    COMPOUNDS,
    APPOINTMENTS,
    ASSETS,
    INBOX,
    NOTICES,
    NOTICE_MATTERS,
    NOTICE_READING,
    MESSAGE_LINES,
    NOTICE_FOLLOW_UP,
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
    SERVICES,
)

"""Codes and requests, from one tap to rating."""

from shequ_api.base.registry import Module
from shequ_api.features.codes.module import MODULE as CODES
from shequ_api.features.content_checks.module import MODULE as CONTENT_CHECKS
from shequ_api.features.incidents.module import MODULE as INCIDENTS
from shequ_api.features.reply_templates.module import MODULE as REPLY_TEMPLATES
from shequ_api.features.service_promises.module import MODULE as SERVICE_PROMISES
from shequ_api.features.sla_policies.module import MODULE as SLA_POLICIES
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

MODULES: tuple[Module, ...] = (
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
)

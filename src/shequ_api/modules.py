"""The table of contents: one line per module."""

from shequ_api.base.events.module import MODULE as EVENTS
from shequ_api.base.files.module import MODULE as FILES
from shequ_api.base.people.module import MODULE as PEOPLE
from shequ_api.base.places.module import MODULE as PLACES
from shequ_api.base.registry import Module
from shequ_api.blocks.workflow.module import MODULE as WORKFLOW
from shequ_api.features.tickets.module import MODULE as TICKETS

MODULES: tuple[Module, ...] = (
    EVENTS,
    PEOPLE,
    PLACES,
    FILES,
    WORKFLOW,
    TICKETS,
)

"""What everything stands on: identity, people, places, and the blocks."""

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
)

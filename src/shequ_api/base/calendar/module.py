from datetime import timedelta

from shequ_api.base.calendar.permissions import GRANTS, CalendarPermission
from shequ_api.base.calendar.router import router
from shequ_api.base.calendar.service import keep_calendar
from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module

MODULE = Module(
    name="calendar",
    title="工作日历",
    router=router,
    permissions=CalendarPermission,
    grants=GRANTS,
    withheld=set(CalendarPermission),
    # The next year's days are missed for a month at most, whenever a new release knows them.
    clockworks=[Clockwork("calendar.keep", timedelta(days=30), keep_calendar)],
)

"""A day that a city entered: one for all sites."""

from datetime import date

from shequ_api.base.calendar.models import CalendarDay
from shequ_api.kit.clock import china_date
from tests.matrix.ground import Ground
from tests.matrix.sites import Site
from tests.matrix.world import World


async def plant(ground: Ground, _: World, site: Site) -> None:
    day = date(china_date(ground.now).year + 1, 7, 15)
    entered = CalendarDay(day=day, kind="holiday", title="市里放假", source="office")
    await ground.session.merge(entered)
    site.things["calendar_day"] = day.isoformat()

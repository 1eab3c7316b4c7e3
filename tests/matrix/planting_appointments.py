"""In each community a counter of the subdistrict's, and one of its own with an appointment of the
inhabitant's, one that is held, and one of this morning; at home's, for everybody one of their own
and one that they hold."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from shequ_api.base.access.actor import Scope
from shequ_api.blocks.booking import service as booking
from shequ_api.blocks.booking.models import Reservation
from shequ_api.blocks.booking.rules import State
from shequ_api.features.appointments.models import Counter
from shequ_api.features.appointments.schemas import CounterDraft
from shequ_api.features.appointments.service import open_counter
from shequ_api.kit.clock import china_date, china_midnight
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.planting_partners import SITES
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

HOURS = [{"weekday": n, "starts": "00:00", "ends": "24:00"} for n in range(1, 8)]
POLICY = {
    "capacity": 100,
    "slot_minutes": 60,
    "hold_minutes": 60,
    "person_limit": 20,
    "follows_calendar": False,
}


def hour(now: datetime, hours: int, days: int = 2) -> datetime:
    """An hour in China, some days from now."""
    return china_midnight(china_date(now) + timedelta(days=days)) + timedelta(hours=hours)


async def _made(
    ground: Ground, counter: Counter, person: str, begins_at: datetime, state: State
) -> str:
    made = await booking.reserve(
        ground.session,
        counter.resource_id,
        begins_at,
        person_id=UUID(person),
        made_by_id=UUID(person),
        state=state,
        now=ground.now,
    )
    return str(made.id)


async def _opened(ground: Ground, site: Site) -> Counter:
    draft = CounterDraft.model_validate(
        {
            "place_id": site.community,
            "name": word(site, "counter", closed=False),
            "serves": word(site, "serves", closed=False),
            "bring": word(site, "bring", closed=False),
            "policy": POLICY,
            "openings": HOURS,
        }
    )
    clerk = somebody(site.worker, Scope("community_id", UUID(site.community)))
    return await open_counter(ground.session, clerk, draft, now=ground.now)


async def plant(ground: Ground, _: World, site: Site) -> None:
    if site.key not in SITES:
        return
    counter, above = await _opened(ground, site), await _opened(ground, site)
    above.whole_subdistrict = True
    who, now = site.inhabitant, ground.now
    today = await _made(ground, counter, who, hour(now, 15), State.BOOKED)
    site.things |= {
        "counter": str(counter.id),
        "subdistrict_counter": str(above.id),
        "appointment": await _made(ground, counter, who, hour(now, 9), State.BOOKED),
        "held_appointment": await _made(ground, counter, who, hour(now, 10), State.HELD),
        "todays_appointment": today,
    }
    begun = now - timedelta(minutes=90)
    this = update(Reservation).where(Reservation.id == UUID(today))
    await ground.session.execute(
        this.values(begins_at=begun, ends_at=begun + timedelta(minutes=60))
    )


async def own_things(ground: Ground, world: World) -> None:
    counter = await ground.session.get_one(Counter, UUID(world.sites["home"].of("counter")))
    for role in KNOWN:
        who, now = world.people[role], ground.now
        for kind, hours, state in (("", 9, State.BOOKED), ("held_", 10, State.HELD)):
            world.own[f"{kind}appointment:{role}"] = await _made(
                ground, counter, who, hour(now, hours, days=3), state
            )

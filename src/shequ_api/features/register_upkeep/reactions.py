"""What the register does when a place is gone, and when a consent is taken back."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.events.facts import Reaction
from shequ_api.base.people.consents import SENSITIVE
from shequ_api.base.places.events import PlaceEnded
from shequ_api.base.places.models import Place
from shequ_api.base.privacy.events import ConsentWithdrawn
from shequ_api.base.register.account_holders import districts_of
from shequ_api.base.register.catalogue import BY_CONSENT
from shequ_api.base.register.models import Entry, Occupancy, Premises, RegisterFact
from shequ_api.base.register.tallies import recount_grids
from shequ_api.kit.clock import china_date


async def close_place(session: AsyncSession, fact: PlaceEnded, now: datetime) -> None:
    """What was known of a place that is gone, and of all below it, is over; it is kept."""
    root = await session.get_one(Place, fact.subject_id)
    if root.district_id is None:
        return
    await enter_district(session, root.district_id)
    inside = select(Place.id).where(Place.path.bool_op("<@")(func.text2ltree(root.path)))
    for model in (Entry, Premises, RegisterFact):
        there = (model.place_id.in_(inside), model.ended_at.is_(None))
        await session.execute(update(model).where(*there).values(ended_at=now))
    left = update(Occupancy).where(Occupancy.place_id.in_(inside), Occupancy.ended_at.is_(None))
    ends_on = func.greatest(Occupancy.starts_on, china_date(now))
    await session.execute(left.values(ended_at=now, ends_on=ends_on))
    grids = select(Place.micro_grid_id).where(Place.id.in_(inside)).distinct()
    await recount_grids(session, set(await session.scalars(grids)), now=now)


async def drop_sealed_facts(session: AsyncSession, fact: ConsentWithdrawn, now: datetime) -> None:
    """What was sealed about whoever takes that consent back is deleted, former facts too (PIPL
    art. 47); what the law has kept stays."""
    if fact.code != SENSITIVE:
        return
    for district_id in await districts_of(session, fact.subject_id):
        await enter_district(session, district_id)
        own = select(Entry).where(Entry.person_id == fact.subject_id).order_by(Entry.id)
        # Locked, as by whoever writes a fact: none comes in between.
        entries = list(await session.scalars(own.with_for_update()))
        about = RegisterFact.entry_id.in_([entry.id for entry in entries])
        dropped = update(RegisterFact).where(about, RegisterFact.key.in_(BY_CONSENT))
        ended = func.coalesce(RegisterFact.ended_at, now)
        await session.execute(dropped.values(value_sealed=None, ended_at=ended))
        await recount_grids(session, {entry.micro_grid_id for entry in entries}, now=now)
    await leave_walls(session)


REACTIONS = [
    Reaction("register_upkeep.close_place", PlaceEnded, close_place),
    Reaction("register_upkeep.drop_sealed_facts", ConsentWithdrawn, drop_sealed_facts),
]

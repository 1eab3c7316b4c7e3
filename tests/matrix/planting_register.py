"""Somebody, a shop, a sensitive fact and a correction that waits in a dwelling of each site."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import update

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.places.models import Place
from shequ_api.base.register.catalogue import CATALOGUE
from shequ_api.base.register.freshness import RegisterSource
from shequ_api.base.register.models import Correction, Entry, Occupancy, where_of
from shequ_api.base.register.rules import Identity, Origin, Stay
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.entries import enter_person
from shequ_api.base.register.service.facts import put_fact
from shequ_api.base.register.tallies import recount_grids
from shequ_api.features.register_premises.service import Particulars, open_premises
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, word
from tests.matrix.sites import SITES, Site
from tests.matrix.world import World

CALL = Origin(source=RegisterSource.DOOR_VISIT)


def phone_of(site: Site) -> str:
    """The phone of somebody in a site's dwelling."""
    return f"1351111{SITES.index(site.key):04d}"


async def plant(ground: Ground, _: World, site: Site) -> None:
    if not (site.dwelling and site.grid and site.inhabitant and site.worker):
        return
    session, now, worker = ground.session, ground.now, UUID(site.worker)
    seal: RegisterSeal = session.info["register_seal"]
    dwelling = await session.get_one(Place, UUID(site.dwelling))
    await enter_district(session, UUID(site.district))
    entry = await enter_person(
        session,
        seal,
        dwelling,
        Identity(name=word(site, "register_name"), phone=phone_of(site)),
        Stay(belonging="tenant", starts_on=date(2026, 1, 1)),
        origin=CALL,
        actor_id=worker,
        now=now,
    )
    said = Particulars(
        name=word(site, "premises"),
        kind="shop",
        credit_code=None,
        keeper_name=word(site, "keeper"),
        keeper_phone=None,
    )
    shop = await open_premises(session, seal, dwelling, said, origin=CALL, actor_id=worker, now=now)
    kind, value = CATALOGUE["mobility_need"], word(site, "mobility_need")
    about = where_of(entry)
    await put_fact(
        session, seal, about, kind, value, entry=entry, origin=CALL, actor_id=worker, now=now
    )
    correction = _correction(seal, entry, site, ground)
    session.add(correction)
    await session.flush()
    stale = {"stale_on": china_date(now) - timedelta(days=1)}
    await session.execute(update(Entry).where(Entry.id == entry.id).values(stale))
    mine = {"person_id": UUID(site.inhabitant)}
    await session.execute(update(Entry).where(Entry.id == entry.id).values(mine))
    await session.execute(update(Occupancy).where(Occupancy.entry_id == entry.id).values(mine))
    await recount_grids(session, [entry.micro_grid_id], now=now)
    await leave_walls(session)
    site.things |= {
        "entry": str(entry.id),
        "premises": str(shop.id),
        "correction": str(correction.id),
    }


def _correction(seal: RegisterSeal, entry: Entry, site: Site, ground: Ground) -> Correction:
    row_id = new_id()
    asked = {"wanted": {"name": word(site, "wanted")}, "note": None}
    return Correction(
        id=row_id,
        entry_id=entry.id,
        person_id=UUID(site.inhabitant),
        **where_of(entry),
        wanted_sealed=seal.seal_facts("register_corrections", row_id, "wanted", asked),
        asked_at=ground.now,
    )

"""Laying out the sites: where each is, its two people, and what will have ended."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.coordinates import Point
from shequ_api.base.places.coverage import cover
from shequ_api.base.places.divisions import Division, import_divisions
from shequ_api.base.places.layout import BuildingPlan
from shequ_api.base.places.models import Grid, GridKind, Place, PlaceKind
from shequ_api.base.places.service import draw_grid, found_compound
from tests.cast import HOME, NEIGHBOUR, build_community, grid, place
from tests.matrix.ground import Ground, person
from tests.matrix.sites import PARENTS, WHOLE, Site

NEAR, ABROAD, BEYOND = "510108015016", "510112002009", "510703001001"
DISSOLVED = "510108015001"
"""A community of the subdistrict of home, which is dissolved."""
ANOTHER_CITY = [
    Division("510700000000", "绵阳市", PlaceKind.CITY, "510000000000"),
    Division("510703000000", "涪城区", PlaceKind.DISTRICT, "510700000000"),
    Division("510703001000", "城厢街道", PlaceKind.SUBDISTRICT, "510703000000"),
    Division("510703001001", "解放社区居委会", PlaceKind.COMMUNITY, "510703001000"),
]
PLAN = {
    "home": (HOME, "c1", "b1", "u1-d101", "u1-d202", ""),
    "door": (HOME, "c1", "b1", "u1-d102", "u1-d201", "-u1"),
    "next": (HOME, "c1", "b2", "u1-d101", "u1-d202", ""),
    "west": (HOME, "c2", "b1", "u1-d101", "u1-d202", ""),
    "near": (NEAR, "c1", "b1", "u1-d101", "u1-d202", ""),
    "far": (NEIGHBOUR, "c1", "b1", "u1-d101", "u1-d202", ""),
    "abroad": (ABROAD, "c1", "b1", "u1-d101", "u1-d202", ""),
    "beyond": (BEYOND, "c1", "b1", "u1-d101", "u1-d202", ""),
}
"""Community, compound, building, dwelling, spare dwelling, and what of the building is coded."""
POSITION = Point(104.128, 30.702)


async def lay_out(ground: Ground) -> dict[str, Site]:
    """All sites but `nowhere`, by key."""
    session = ground.session
    await import_divisions(session, ANOTHER_CITY)
    for code in (NEAR, ABROAD, BEYOND):
        await build_community(session, code)
    sites = {key: await _site(session, key) for key in WHOLE}
    sites |= {key: await _parent(session, key) for key in PARENTS}
    for number, site in enumerate(sites.values()):
        await _people(ground, site, number)
    for key, near in (("ward", "home"), ("county", "abroad")):
        district = sites[near].district
        sites[key] = Site(key, city=sites[near].city, district=district, place=district)
    sites["razed"] = await _standing(session)
    return sites


ABOVE = ("city", "district", "subdistrict", "community", "compound", "building")


def _around(site: Site, found: Place, kinds: tuple[str, ...] = ABOVE) -> Site:
    """The site with the places around a place, itself included."""
    for kind in kinds:
        if (one := getattr(found, f"{kind}_id")) is not None:
            setattr(site, kind, str(one))
    return site


async def _site(session: AsyncSession, key: str) -> Site:
    code, compound, building, dwelling, spare, coded = PLAN[key]
    house = await place(session, f"{code}-{compound}-{building}")
    target = str((await place(session, f"{house.code}{coded}")).id)
    site = Site(
        key=key,
        place=target,
        coded=target,
        dwelling=str((await place(session, f"{house.code}-{dwelling}")).id),
        claimed=str((await place(session, f"{house.code}-u1-d102")).id),
        spare=str((await place(session, f"{house.code}-{spare}")).id),
        grid=str(house.micro_grid_id),
        general_grid=str(house.general_grid_id),
        total_grid=str((await grid(session, f"{code}-z01")).id),
    )
    return _around(site, house)


async def _parent(session: AsyncSession, key: str) -> Site:
    """A site that is the compound or the community itself, and has nothing below it."""
    found = await place(session, f"{HOME}-c1" if key == "yard" else HOME)
    return _around(Site(key=key, place=str(found.id), coded=str(found.id)), found)


async def _people(ground: Ground, site: Site, number: int) -> None:
    """An inhabitant and a worker, who are nobody of those who ask."""
    site.names = {"inhabitant": f"金丝居民{site.key}", "worker": f"金丝微格{site.key}"}
    site.phones = {
        "inhabitant": f"137123456{number:02d}",
        "worker": f"137123457{number:02d}",
    }
    for as_, name in site.names.items():
        setattr(site, as_, str(await person(ground, name, site.phones[as_])))
    site.closed |= set(site.names.values())


async def _standing(session: AsyncSession) -> Site:
    """A compound, a building and a grid inside the smallest reach of home, before they end."""
    community = await place(session, HOME)
    plan = BuildingPlan("1", "1栋", units=1, floors=2, dwellings_per_floor=2)
    compound = await found_compound(
        session, community, local_code="9", name="旧院", position=POSITION, plans=[plan]
    )
    house = await place(session, f"{compound.code}-b1")
    await cover(session, await grid(session, f"{HOME}-m01"), [house])
    general = await grid(session, f"{HOME}-g01")
    old = await draw_grid(
        session, community, kind=GridKind.MICRO, name="旧微网格", parent=general, position=POSITION
    )
    await session.refresh(house)
    inside = await place(session, f"{house.code}-u1-d101")
    target = str(house.id)
    site = Site(
        key="razed",
        community=str((await place(session, DISSOLVED)).id),
        place=target,
        coded=target,
        dwelling=str(inside.id),
        claimed=str(inside.id),
        spare=str(inside.id),
        grid=str(old.id),
    )
    return _around(site, house, ("compound", "building"))


async def raze(ground: Ground, site: Site) -> None:
    """End all that is at a site, with what is below."""
    below = select(Place.id).where(Place.compound_id == site.compound)
    ended = Place.id.in_(below) | (Place.id == site.community)
    await ground.session.execute(update(Place).where(ended).values(ended_at=ground.now))
    over = update(Grid).where(Grid.id == site.grid)
    await ground.session.execute(over.values(ended_at=ground.now))

"""The world of the matrix: the cast, six sites planted alike around it, and everybody signed in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import UUID

from PIL import Image

from shequ_api.base.access.roles import Role
from shequ_api.base.files.showing import Showcase
from shequ_api.base.people.appointments import appoint
from shequ_api.base.people.models import Person, WeChatAccount
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.people.sessions import Doorman, start_login
from shequ_api.base.wechat.client import WeChatApp
from shequ_api.blocks.forms.models import Form
from shequ_api.features.inspection_forms.queries import sheet
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import HOME, NEIGHBOUR, Cast, build_community, place
from tests.matrix import planting
from tests.matrix.ground import Ground
from tests.matrix.planting_forms import SeededForm, seeded_forms
from tests.matrix.planting_points import fund
from tests.matrix.planting_tickets import ticket
from tests.matrix.sites import KNOWN, SITES, Site, nowhere
from tests.serving import Hand

ABROAD = "510112002009"
BEGAN = date(2026, 1, 1)
AN_HOUR = timedelta(hours=1)
PLAN = {
    "home": (HOME, "c1", "b1", "u1-d101", "u1-d202", ""),
    "door": (HOME, "c1", "b1", "u1-d102", "u1-d201", "-u1"),
    "next": (HOME, "c1", "b2", "u1-d101", "u1-d202", ""),
    "west": (HOME, "c2", "b1", "u1-d101", "u1-d202", ""),
    "far": (NEIGHBOUR, "c1", "b1", "u1-d101", "u1-d202", ""),
    "abroad": (ABROAD, "c1", "b1", "u1-d101", "u1-d202", ""),
}
"""Community, compound, building, dwelling, spare dwelling, and what of the building is coded."""


@dataclass(slots=True)
class World:
    """What requests are made of."""

    parts: Parts
    hand: Hand
    sites: dict[str, Site]
    """By key; `nowhere` too."""
    people: dict[str, str]
    """Role → the person who plays it."""
    headers: dict[str, dict[str, str]]
    refresh: dict[str, str]
    transfers: dict[str, str]
    check_ins: dict[str, str]
    """Role → what is its player's own."""
    forms: dict[str, SeededForm]
    """By owner: three communities, two districts, and `nowhere`."""
    sheet: str
    """The version of a form for all."""
    photo: bytes

    @property
    def names(self) -> frozenset[str]:
        """Everybody's names at the sites, in full."""
        return frozenset(name for site in self.sites.values() for name in site.names.values())

    @property
    def phones(self) -> frozenset[str]:
        return frozenset(phone for site in self.sites.values() for phone in site.phones.values())

    @property
    def words(self) -> set[str]:
        """All that no refusal says."""
        planted = {word for site in self.sites.values() for word in site.closed | site.open}
        return planted | self.names | self.phones

    @property
    def ids(self) -> set[str]:
        return {one for site in self.sites.values() for one in site.ids()}

    def address(self, file_id: str) -> dict[str, str]:
        """The seal of a photo's address, as a query."""
        text = self.parts.get(Showcase).address(UUID(file_id), utc_now())
        pairs = (pair.partition("=") for pair in text.partition("?")[2].split("&"))
        return {name: value for name, _, value in pairs}


async def build(parts: Parts, cast: Cast, hand: Hand) -> World:
    """Plant the sites and sign everybody in."""
    now = utc_now()
    openid = await hand.openid("disabled")
    async with parts.get(Database).sessions() as session, session.begin():
        await build_community(session, ABROAD)
        ground = Ground(session, parts, now, photo=_picture())
        sites = {key: await _site(ground, cast, key, number) for number, key in enumerate(SITES)}
        world = _empty(parts, hand, sites | {"nowhere": nowhere()}, ground.photo)
        world.people = {role: str(cast.people[role]) for role in KNOWN}
        await _disabled(ground, world, openid)
        world.people["expired"] = world.people["community_worker"]
        world.forms = await seeded_forms(ground, sites)
        found = await sheet(session, Form.key == "household_safety")
        assert found is not None
        world.sheet = str(found.version.id)
        for site in sites.values():
            await planting.plant(ground, site, world.sheet)
        await _own_things(ground, world)
        await _sign_in(ground, world)
    return world


def _empty(parts: Parts, hand: Hand, sites: dict[str, Site], photo: bytes) -> World:
    return World(
        parts=parts,
        hand=hand,
        sites=sites,
        people={},
        headers={},
        refresh={},
        transfers={},
        check_ins={},
        forms={},
        sheet="",
        photo=photo,
    )


def _picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8), "brown").save(out, "JPEG")
    return out.getvalue()


async def _site(ground: Ground, cast: Cast, key: str, number: int) -> Site:
    """Where a site is, and its two people; at home those are the cast's."""
    session = ground.session
    code, compound, building, dwelling, spare, coded = PLAN[key]
    house = await place(session, f"{code}-{compound}-{building}")
    names = {"inhabitant": f"金丝居民{key}", "worker": f"金丝微格{key}"}
    phones = {"inhabitant": f"1371234560{number}", "worker": f"1371234561{number}"}
    if key == "home":
        names = {"inhabitant": "甲居民", "worker": "甲微格"}
        phones = {"inhabitant": "13900000001", "worker": "13900000011"}
        people = {"inhabitant": cast.people["resident"], "worker": cast.people["micro_grid_worker"]}
    else:
        people = {as_: await _person(ground, names[as_], phones[as_]) for as_ in names}
    site = Site(
        key=key,
        district=str(house.district_id),
        community=str(house.community_id),
        compound=str(house.compound_id),
        building=str(house.id),
        dwelling=str((await place(session, f"{house.code}-{dwelling}")).id),
        coded=str((await place(session, f"{house.code}{coded}")).id),
        claimed=str((await place(session, f"{house.code}-u1-d102")).id),
        spare=str((await place(session, f"{house.code}-{spare}")).id),
        grid=str(house.micro_grid_id),
        inhabitant=str(people["inhabitant"]),
        worker=str(people["worker"]),
        names=names,
        phones=phones,
    )
    site.closed |= set(names.values())
    return site


async def _person(ground: Ground, name: str, phone: str) -> UUID:
    person = Person(id=new_id(), name=name, created_at=ground.now)
    ground.parts.get(PhoneBook).write(person, phone)
    ground.session.add(person)
    await ground.session.flush()
    return person.id


async def _disabled(ground: Ground, world: World, openid: str) -> None:
    """A community worker whose account was disabled after the sign-in."""
    person_id = await _person(ground, "金丝停用", "13712345699")
    person = await ground.session.get_one(Person, person_id)
    person.disabled_at = ground.now
    community = await place(ground.session, HOME)
    role = Role.COMMUNITY_WORKER
    appoint(
        ground.session,
        None,
        person,
        role=role,
        held_at=community,
        starts_on=BEGAN,
        now=ground.now,
    )
    app_id = ground.parts.get(WeChatApp).appid
    ground.session.add(
        WeChatAccount(
            id=new_id(), person_id=person_id, app_id=app_id, openid=openid, created_at=ground.now
        )
    )
    world.people["disabled"] = str(person_id)


async def _own_things(ground: Ground, world: World) -> None:
    home, abroad = world.sites["home"], world.sites["abroad"]
    for role in KNOWN:
        person_id = UUID(world.people[role])
        world.transfers[role] = await fund(ground, home, person_id, "本人积分")
        await fund(ground, abroad, person_id, "本人积分")
    general = UUID(world.people["general_grid_worker"])
    world.check_ins = {
        "micro_grid_worker": home.check_in,
        "general_grid_worker": await planting.check_in(ground, home, general),
    }
    accepted_by = UUID(world.people["community_worker"])
    for role in ("micro_grid_worker", "general_grid_worker", "partner"):
        handler = UUID(world.people[role])
        made = await ticket(ground, home, accepted_by, handler=handler)
        home.tickets[f"assigned:{role}"] = made
    handler = UUID(world.people["partner"])
    done = await ticket(ground, home, accepted_by, handler=handler, settled=True)
    home.tickets["settled:partner"] = done


async def _sign_in(ground: Ground, world: World) -> None:
    """Tokens of all; the expired one's access token was good an hour ago."""
    world.headers["anonymous"] = {}
    for role, person_id in world.people.items():
        at: datetime = ground.now - (AN_HOUR if role == "expired" else timedelta(0))
        person = await ground.session.get_one(Person, UUID(person_id))
        login = start_login(ground.session, person, now=at)
        await ground.session.flush()
        pair = ground.parts.get(Doorman).pair(login, at)
        world.headers[role] = {"Authorization": f"Bearer {pair.access_token}"}
        world.refresh[role] = pair.refresh_token

"""The world of the matrix: the cast, sites planted alike around it, and everybody signed in."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

from PIL import Image
from sqlalchemy import select

from shequ_api.base.access.roles import Role
from shequ_api.base.files.showing import Showcase
from shequ_api.base.identity.models import IdentityProof, ProofMethod
from shequ_api.base.people.appointments import appoint
from shequ_api.base.people.models import Person, WeChatAccount
from shequ_api.base.people.sessions import Doorman, start_login
from shequ_api.base.places.models import Grid, Place
from shequ_api.base.wechat.client import WeChatApp
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast, place
from tests.matrix.finding import modules
from tests.matrix.ground import BEGAN, Ground, person
from tests.matrix.laying import lay_out, raze
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site, nowhere
from tests.serving import Hand

AN_HOUR = timedelta(hours=1)


@dataclass(slots=True)
class World:
    """What requests are made of."""

    parts: Parts
    hand: Hand
    photo: bytes
    sites: dict[str, Site] = field(default_factory=dict)
    """By key; `nowhere` and `razed` too."""
    people: dict[str, str] = field(default_factory=dict)
    """Who asks → the person who plays them."""
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    refresh: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    """`<kind>:<role>` → what is its player's own."""
    facts: dict[str, str] = field(default_factory=dict)
    """Ids that belong to no site: a form for all."""
    known: set[str] = field(default_factory=set)
    """Places and grids, which whoever is signed in may know."""

    names: frozenset[str] = frozenset()
    """Everybody's names at the sites, in full."""
    phones: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    """All that no refusal says, and no log."""
    ids: frozenset[str] = frozenset()
    """Of people and things."""

    def closed(self) -> "World":
        """The world with what was planted counted up: nothing is planted any more."""
        sites = self.sites.values()
        self.names = frozenset(name for site in sites for name in site.names.values())
        self.phones = frozenset(phone for site in sites for phone in site.phones.values())
        planted = frozenset(word for site in sites for word in site.closed | site.open)
        self.words = planted | self.names | self.phones
        found = {one for site in sites for one in site.ids()} | set(self.own.values())
        self.ids = frozenset(found - self.known)
        return self

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
        ground = Ground(session, parts, now, photo=_picture())
        world = World(parts=parts, hand=hand, photo=ground.photo)
        world.sites = await lay_out(ground)
        world.people = {role: str(cast.people[role]) for role in KNOWN}
        await _disabled(ground, world, openid)
        await _graded(ground, world)
        world.people["expired"] = world.people["community_worker"]
        for module in modules("planting"):
            for site in world.sites.values():
                await module.plant(ground, world, site)
        for module in modules("planting"):
            if hasattr(module, "own_things"):
                await module.own_things(ground, world)
        await raze(ground, world.sites["razed"])
        for model in (Place, Grid):
            world.known |= {str(one) for one in await session.scalars(select(model.id))}
        await _sign_in(ground, world)
    world.closed()
    world.sites["nowhere"] = nowhere()
    return world


def _picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8), "brown").save(out, "JPEG")
    return out.getvalue()


async def _disabled(ground: Ground, world: World, openid: str) -> None:
    """A community worker whose account was disabled after the sign-in."""
    person_id = await person(ground, "金丝停用", "13712345699")
    disabled = await ground.session.get_one(Person, person_id)
    community = await place(ground.session, HOME)
    role = Role.COMMUNITY_WORKER
    appoint(
        ground.session,
        None,
        disabled,
        role=role,
        held_at=community,
        starts_on=BEGAN,
        now=ground.now,
    )
    disabled.disabled_at = ground.now
    app_id = ground.parts.get(WeChatApp).appid
    ground.session.add(
        WeChatAccount(
            id=new_id(), person_id=person_id, app_id=app_id, openid=openid, created_at=ground.now
        )
    )
    world.people["disabled"] = str(person_id)


async def _graded(ground: Ground, world: World) -> None:
    """Residents who are known less or better than the cast's."""
    people = {
        "unphoned": await person(ground, "金丝无号"),
        "unhoused": await person(ground, "金丝无户", "13712345697"),
        "proved": await person(ground, "金丝有证", "13712345696"),
    }
    world.people |= {role: str(one) for role, one in people.items()}
    ground.session.add(
        IdentityProof(
            id=new_id(),
            person_id=people["proved"],
            method=ProofMethod.COUNTER,
            proved_at=ground.now,
            expires_at=ground.now + timedelta(days=365),
        )
    )


async def _sign_in(ground: Ground, world: World) -> None:
    """Tokens of all; the expired one's access token was good an hour ago."""
    world.headers["anonymous"] = {}
    for role, person_id in world.people.items():
        at: datetime = ground.now - (AN_HOUR if role == "expired" else timedelta(0))
        player = await ground.session.get_one(Person, UUID(person_id))
        login = start_login(ground.session, player, now=at)
        await ground.session.flush()
        doorman = ground.parts.get(Doorman)
        pair = doorman.pair(login, at)
        token = pair.access_token
        if role != "expired":  # good for as long as a slow machine asks
            mine = {"subject": login.person_id, "session": login.id, "jti": new_id()}
            token = doorman.signer.sign(**mine, now=at, lifetime=6 * AN_HOUR)
        world.headers[role] = {"Authorization": f"Bearer {token}"}
        world.refresh[role] = pair.refresh_token

"""Belonging: a claim of each inhabitant, which waits for a word; and somebody without a phone."""

from datetime import timedelta
from uuid import UUID

from shequ_api.base.access.actor import Scope
from shequ_api.base.identity.records import record_person
from shequ_api.base.people.account_models import MergeCode
from shequ_api.base.people.merging import hashed
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import Belonging, Residency, VerificationMeans
from shequ_api.base.residency.neighbours import invite
from shequ_api.base.residency.service import claim_residency
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.short_codes import ShortCodes
from tests.matrix.ground import BEGAN, Ground, person, somebody, word
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

INVITING = ("door", "beyond")


async def plant(ground: Ground, world: World, site: Site) -> None:
    if not (site.claimed and site.inhabitant):
        return
    site.things["residency"] = await claim(ground, site.claimed, site.inhabitant)
    recorded = await record_person(
        ground.session,
        somebody(site.worker, Scope("building_id", UUID(site.building))),
        ground.parts.get(PhoneBook),
        ground.parts.get(FieldCipher),
        await ground.session.get_one(Place, UUID(site.claimed)),
        name=word(site, "recorded"),
        phone=None,
        belonging=Belonging.FAMILY,
        starts_on=BEGAN,
        now=ground.now,
    )
    site.things |= {"verified": str(recorded.id), "recorded": str(recorded.person_id)}
    await _settled(ground, site)
    if site.key in INVITING:
        host = await person(ground, word(site, "host"))
        home = await living(ground, host, site.spare, Belonging.OWNER)
        codes = ground.parts.get(ShortCodes)
        made = await invite(ground.session, somebody(host), codes, home, now=ground.now)
        await ground.session.flush()
        site.things["invitation"] = str(made.invitation.id)
        world.facts[f"invitation:{site.key}"] = made.code


async def own_things(ground: Ground, world: World) -> None:
    """Everybody claims to live in another dwelling of home; the resident has a household there."""
    home, dwelling = world.sites["home"], world.sites["door"].spare
    for role in KNOWN:
        world.own[f"residency:{role}"] = await claim(ground, dwelling, world.people[role])
    owner = UUID(world.people["resident"])
    tenant = await living(ground, await person(ground, "金丝租客"), home.dwelling, Belonging.TENANT)
    world.own["household:resident"] = str(tenant.id)
    other = await living(ground, await person(ground, "金丝共有"), home.dwelling, Belonging.OWNER)
    world.own["co_owner:resident"] = str(other.id)
    at_home = (await located(ground, home.dwelling)) | {"person_id": owner}
    rented = Residency(**at_home, **_verified(ground, owner, Belonging.OWNER))
    codes = ground.parts.get(ShortCodes)
    made = await invite(ground.session, somebody(owner), codes, rented, now=ground.now)
    await ground.session.flush()
    world.own["invitation:resident"] = str(made.invitation.id)
    await living(ground, UUID(world.people["unphoned"]), home.spare, Belonging.FAMILY)


async def claim(ground: Ground, dwelling_id: str, person_id: str) -> str:
    """A claim that waits for a word."""
    made = claim_residency(
        ground.session,
        somebody(person_id),
        await ground.session.get_one(Place, UUID(dwelling_id)),
        belonging=Belonging.TENANT,
        starts_on=BEGAN,
        now=ground.now,
    )
    await ground.session.flush()
    return str(made.id)


async def located(ground: Ground, dwelling_id: str) -> dict[str, UUID]:
    return located_at(await ground.session.get_one(Place, UUID(dwelling_id)))


async def _settled(ground: Ground, site: Site) -> None:
    """Somebody of the same dwelling with an account, who shows a code of it."""
    who = await person(ground, word(site, "settled"))
    site.things["settled"] = str(who)
    await living(ground, who, site.claimed, Belonging.FAMILY)
    until = ground.now + timedelta(days=1)
    code = MergeCode(person_id=who, code_hash=hashed(settled_code(site)), expires_at=until)
    ground.session.add(code)
    await ground.session.flush()


def settled_code(site: Site) -> str:
    """The merge code of whoever has an account at a site."""
    return site.key.upper().ljust(12, "2")


async def living(ground: Ground, who: UUID, dwelling_id: str, as_: Belonging) -> Residency:
    """A residency that counts, by a word at the door."""
    made = Residency(
        **await located(ground, dwelling_id), person_id=who, **_verified(ground, who, as_)
    )
    ground.session.add(made)
    await ground.session.flush()
    return made


def _verified(ground: Ground, who: UUID, as_: Belonging) -> dict[str, object]:
    return {
        "belonging": as_,
        "starts_on": BEGAN,
        "claimed_at": ground.now,
        "verified_at": ground.now,
        "verified_by_id": who,
        "verified_by_means": VerificationMeans.DOOR,
    }

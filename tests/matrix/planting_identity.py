"""Proofs and mandates: of each site's inhabitant, and of whoever asks."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.identity.mandates import Terms, give_mandate
from shequ_api.base.identity.models import IdentityProof, ProofMethod
from shequ_api.base.identity.proofs import prove_at_counter
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.base.register.freshness import RegisterSource
from shequ_api.base.register.rules import Identity, Origin, Stay
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.entries import enter_person
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id
from tests.matrix.ground import BEGAN, Ground, person, somebody, word
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

NAME, ID_NUMBER = "甲居民", "11010519491231002X"
GRANTABLE = frozenset({"ticket:file"})
FOR_ANOTHER = frozenset(
    {
        *("ticket:file", "ticket:rate", "ticket:reopen", "ticket:withdraw", "ticket_talk:say"),
        *("residency:claim", "residency:leave", "ticket:appeal", "ticket:urge"),
        *("service:know", "service_application:apply", "service_certificate:hold"),
    }
)


async def plant(ground: Ground, _: World, site: Site) -> None:
    if not (site.claimed and site.inhabitant):
        return
    session = ground.session
    told = await session.get_one(Person, UUID(site.inhabitant))
    proof = prove_at_counter(
        session,
        somebody(site.worker),
        told,
        name=site.names["inhabitant"],
        matched_register=False,
        now=ground.now,
    )
    proof.expires_at = ground.now
    mandate = await give_mandate(
        session,
        somebody(site.inhabitant),
        await session.get_one(Person, UUID(site.worker)),
        _terms(ground, word(site, "mandate")),
        grantable=GRANTABLE,
        now=ground.now,
    )
    await session.flush()
    site.things |= {"proof": str(proof.id), "mandate": str(mandate.id)}


async def own_things(ground: Ground, world: World) -> None:
    """Everybody has shown a document twice, long ago, lets the worker of home do something, and
    acts for an elder."""
    home = world.sites["home"]
    worker = await ground.session.get_one(Person, UUID(home.worker))
    for role in KNOWN * 2:
        person_id = UUID(world.people[role])
        proof = _old_proof(ground, person_id)
        ground.session.add(proof)
        mandate = await give_mandate(
            ground.session,
            somebody(person_id),
            worker,
            _terms(ground, None),
            grantable=GRANTABLE,
            now=ground.now,
        )
        world.own |= {f"proof:{role}": str(proof.id), f"mandate:{role}": str(mandate.id)}
    for number, role in enumerate(KNOWN):
        elder = await person(ground, f"金丝长辈{number}")
        held = await held_mandate(ground, elder, UUID(world.people[role]))
        world.own |= {f"elder:{role}": str(elder), f"held:{role}": held}
    await _registered(ground, home)


async def held_mandate(ground: Ground, principal: UUID, agent: UUID) -> str:
    """By which one person may do some things for another."""
    mandate = await give_mandate(
        ground.session,
        somebody(principal),
        await ground.session.get_one(Person, agent),
        replace(_terms(ground, None), permissions=sorted(FOR_ANOTHER)),
        grantable=FOR_ANOTHER,
        now=ground.now,
    )
    return str(mandate.id)


def _old_proof(ground: Ground, person_id: UUID) -> IdentityProof:
    return IdentityProof(
        id=new_id(),
        person_id=person_id,
        method=ProofMethod.COUNTER,
        matched_register=False,
        proved_at=ground.now - timedelta(days=2),
        expires_at=ground.now - timedelta(days=1),
    )


def _terms(ground: Ground, note: str | None) -> Terms:
    today = china_date(ground.now)
    return Terms(sorted(GRANTABLE), today, today + timedelta(days=30), note)


async def _registered(ground: Ground, home: Site) -> None:
    """The resident, as the register knows them at their dwelling."""
    seal: RegisterSeal = ground.session.info["register_seal"]
    await enter_district(ground.session, UUID(home.district))
    await enter_person(
        ground.session,
        seal,
        await ground.session.get_one(Place, UUID(home.dwelling)),
        Identity(name=NAME, id_number=ID_NUMBER),
        Stay(belonging="owner", starts_on=BEGAN),
        origin=Origin(source=RegisterSource.DOOR_VISIT),
        actor_id=UUID(home.worker),
        now=ground.now,
    )
    await leave_walls(ground.session)

"""Absences, vacant grids, sign-ins, and accounts that are to be merged."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from shequ_api.base.people.account_models import MergeCode, PersonMerge
from shequ_api.base.people.cover_models import Absence, GridVacancy
from shequ_api.base.people.merging import hashed
from shequ_api.base.people.models import SCOPES, LoginSession, Person, Posting
from shequ_api.base.people.sessions import start_login
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Grid, Place
from shequ_api.base.residency.models import Belonging, Residency, VerificationMeans
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id
from tests.matrix.ground import BEGAN, Ground, person, word
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

CODES = ("7KQM3XWD9TFA", "H4CN8VPE2RJB")
CODES_OF_STAFF = {
    "grid_chief": "9XTD4WMQ7KFA",
    "community_worker": "P3NC6HVE8RJB",
    "micro_grid_worker": "4WKQ9XTD7MFA",
    "general_grid_worker": "6HVEP3NC8RJB",
}


async def plant(ground: Ground, _: World, site: Site) -> None:
    if not (site.grid and site.inhabitant and site.of("posting")):
        return
    posting = await ground.session.get_one(Posting, UUID(site.of("posting")))
    site.things["absence"] = await _absence(ground, posting, word(site, "absence"))
    site.things["lodger"] = await _lodger(ground, site)
    site.things["login"] = await _login(ground, UUID(site.worker))
    site.things["merge"] = await _merge(ground, UUID(site.inhabitant), word(site, "merge"))
    near = await ground.session.get_one(Grid, UUID(site.grid))
    where = {name: getattr(near, name) for name in SCOPES}
    vacant = Grid(
        **where,
        id=new_id(),
        code=f"{near.code}-{site.key}",
        name=word(site, "vacant_grid", closed=False),
        kind=near.kind,
        parent_id=near.parent_id,
        parent_kind=near.parent_kind,
    )
    ground.session.add(vacant)
    await ground.session.flush()
    vacancy = GridVacancy(
        **where, id=new_id(), grid_id=vacant.id, since=ground.now - timedelta(days=9)
    )
    ground.session.add(vacancy)
    await ground.session.flush()
    site.things["vacancy"] = str(vacancy.id)


async def own_things(ground: Ground, world: World) -> None:
    session = ground.session
    for role in KNOWN:
        person_id = UUID(world.people[role])
        world.own[f"login:{role}"] = await _login(ground, person_id)
        world.own[f"merge:{role}"] = await _merge(ground, person_id, "已并入")
        await _merge(ground, person_id, "另已并入")
        held = select(Posting).where(Posting.person_id == person_id, Posting.ended_at.is_(None))
        office = (await session.scalars(held)).first()
        if office is None:
            continue
        world.own[f"office:{role}"] = str(office.id)
        await _absence(ground, office, None, starts=20)
        world.own[f"absence:{role}"] = await _absence(ground, office, None)
        columns = ("person_id", "role", "place_id", "grid_id", "held_kind", "starts_on", *SCOPES)
        past = Posting(
            **{name: getattr(office, name) for name in columns},
            id=new_id(),
            granted_at=ground.now,
            ended_at=ground.now,
            end_announced_at=ground.now,
        )
        session.add(past)
        await session.flush()
        world.own[f"past_office:{role}"] = str(past.id)
    codes = {code: await person(ground, f"金丝副号{n}") for n, code in enumerate(CODES)}
    codes |= {code: UUID(world.people[role]) for role, code in CODES_OF_STAFF.items()}
    for code, person_id in codes.items():
        session.add(
            MergeCode(
                person_id=person_id,
                code_hash=hashed(code),
                expires_at=ground.now + timedelta(days=1),
            )
        )
    await session.flush()


async def _merge(ground: Ground, kept_id: UUID, told: str) -> str:
    """That another account became part of somebody's."""
    merge = PersonMerge(
        id=new_id(),
        kept_id=kept_id,
        merged_id=await person(ground, None),
        merged_by_id=kept_id,
        merged_at=ground.now,
        told=[told],
    )
    ground.session.add(merge)
    await ground.session.flush()
    return str(merge.id)


async def _lodger(ground: Ground, site: Site) -> str:
    """Somebody who is verified to live at a site."""
    dwelling = await ground.session.get_one(Place, UUID(site.dwelling))
    person_id = await person(ground, word(site, "lodger"))
    ground.session.add(
        Residency(
            **located_at(dwelling),
            person_id=person_id,
            belonging=Belonging.FAMILY,
            starts_on=BEGAN,
            claimed_at=ground.now,
            verified_at=ground.now,
            verified_by_id=UUID(site.worker),
            verified_by_means=VerificationMeans.DOOR,
        )
    )
    await ground.session.flush()
    return str(person_id)


async def _absence(
    ground: Ground, posting: Posting, reason: str | None, *, starts: int = 10
) -> str:
    today = china_date(ground.now)
    absence = Absence(
        **{name: getattr(posting, name) for name in SCOPES},
        id=new_id(),
        posting_id=posting.id,
        person_id=posting.person_id,
        starts_on=today + timedelta(days=starts),
        ends_on=today + timedelta(days=starts + 2),
        reason=reason,
        announced_by_id=posting.person_id,
        announced_at=ground.now,
    )
    ground.session.add(absence)
    await ground.session.flush()
    return str(absence.id)


async def _login(ground: Ground, person_id: UUID) -> str:
    holder = await ground.session.get_one(Person, person_id)
    login: LoginSession = start_login(ground.session, holder, now=ground.now)
    await ground.session.flush()
    return str(login.id)

"""Some of each thing of people, for lists to show."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.account_models import PersonMerge
from shequ_api.base.people.cover_models import Absence, GridVacancy
from shequ_api.base.people.models import PartnerKind, Person, Posting
from shequ_api.base.people.organisations import register_organisation
from shequ_api.base.people.sessions import start_login
from shequ_api.base.places.models import Grid, GridKind
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, NEIGHBOUR, Cast, place

LINES = 3


async def staffed(session: AsyncSession, cast: Cast) -> None:
    """Absences and past postings of the cast's worker, partners, sign-ins, merges, vacant grids."""
    now = utc_now()
    worker = await session.get_one(Person, cast.people["micro_grid_worker"])
    mine = select(Posting).where(Posting.person_id == worker.id)
    posting = (await session.scalars(mine)).one()
    community = await place(session, HOME)
    where = {
        name: getattr(posting, name)
        for name in ("community_id", "subdistrict_id", "district_id", "city_id")
    }
    for number in range(LINES):
        begins = china_date(now) + timedelta(days=3 * number)
        session.add(
            Absence(
                **where,
                posting_id=posting.id,
                person_id=worker.id,
                starts_on=begins,
                ends_on=begins + timedelta(days=1),
                announced_by_id=worker.id,
                announced_at=now,
            )
        )
        session.add(
            Posting(
                **where,
                person_id=worker.id,
                role=posting.role,
                grid_id=posting.grid_id,
                held_kind=posting.held_kind,
                starts_on=posting.starts_on,
                granted_at=now,
                ended_at=now,
            )
        )
        register_organisation(
            session,
            name=f"便民店{number}",
            partner_kind=PartnerKind.BUSINESS,
            community=community,
            now=now,
        )
        start_login(session, worker, now=now)
        await _merged_into(session, worker, cast.people["community_worker"])
    await _vacancies(session)
    await session.commit()


async def _merged_into(session: AsyncSession, kept: Person, by_id: UUID) -> None:
    """Another account of somebody's became part of this one, at a counter."""
    now = utc_now()
    other = Person(id=new_id(), created_at=now, merged_into_id=kept.id)
    session.add(other)
    await session.flush()
    session.add(
        PersonMerge(
            kept_id=kept.id, merged_id=other.id, merged_by_id=by_id, merged_at=now, told=["已并入"]
        )
    )


async def _vacancies(session: AsyncSession) -> None:
    """Micro-grids of the next community, which nobody serves, noticed long ago."""
    neighbour = await place(session, NEIGHBOUR)
    drawn = select(Grid).where(Grid.community_id == neighbour.id, Grid.kind == GridKind.MICRO)
    for grid in await session.scalars(drawn):
        session.add(
            GridVacancy(
                grid_id=grid.id,
                community_id=grid.community_id,
                subdistrict_id=grid.subdistrict_id,
                district_id=grid.district_id,
                city_id=grid.city_id,
                since=utc_now() - timedelta(days=10),
            )
        )

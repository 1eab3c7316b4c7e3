"""What the register keeps about a person with an account: told, forgotten, merged."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, enter_person, leave_walls
from shequ_api.base.register.account_holders import ABOUT, districts_of
from shequ_api.base.register.models import Entry, Occupancy, RegisterFact
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.entries import identity_of
from shequ_api.base.register.service.renewing import fact_value
from shequ_api.base.registry import PersonalData
from shequ_api.features.register_residents.forgetting import erase
from shequ_api.features.register_residents.queries import own_corrections, own_entries
from shequ_api.features.register_residents.service import asked_of
from shequ_api.kit.http.parts import Parts

MOST = 1000


async def collect(session: AsyncSession, parts: Parts, person_id: UUID) -> dict[str, Any]:
    """All that the register says of a person, in clear, for themselves."""
    seal = parts.get(RegisterSeal)
    await enter_person(session, person_id)
    rows = (await session.execute(own_entries(person_id))).all()
    live = (RegisterFact.person_id == person_id, RegisterFact.ended_at.is_(None))
    facts = list(await session.scalars(select(RegisterFact).where(*live)))
    asked = list(await session.scalars(own_corrections(person_id, MOST)))
    await leave_walls(session)
    return {
        "人房信息": [_told(seal, *row) for row in rows],
        "其他登记信息": {fact.key: fact_value(seal, fact) for fact in facts},
        "更正申请": [
            {"申请时间": one.asked_at.isoformat(), **asked_of(seal, one), "已采纳": one.accepted}
            for one in asked
        ],
    }


def _told(
    seal: RegisterSeal, entry: Entry, occupancy: Occupancy, dwelling_name: str
) -> dict[str, Any]:
    return {
        "住址": dwelling_name,
        **identity_of(seal, entry).as_facts(),
        "belonging": occupancy.belonging,
        "household": occupancy.household,
        "relation": occupancy.relation,
        "starts_on": occupancy.starts_on.isoformat(),
        "source": entry.source,
        "verified_at": entry.verified_at.isoformat(),
    }


async def merge(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, now: datetime
) -> Sequence[str]:
    """Entries of the merged account are the kept one's; entries are never joined by this."""
    for district_id in await districts_of(session, merged_id):
        await enter_district(session, district_id)
        for model in ABOUT:
            mine = update(model).where(model.person_id == merged_id)
            await session.execute(mine.values(person_id=kept_id))
    await leave_walls(session)
    return []


def subjects(person_id: UUID) -> Select[UUID]:
    """Their entries: what a door visit noted was about nobody until it was linked."""
    return select(Entry.id).where(Entry.person_id == person_id)


PERSONAL_DATA = PersonalData(
    columns=(
        *(f"{model.__tablename__}.person_id" for model in ABOUT),
        *(
            f"{table}.verified_by_id"
            for table in (
                "register_people",
                "register_occupancies",
                "register_premises",
                "register_facts",
                "register_history",
            )
        ),
        "register_history.replaced_by_id",
        "register_corrections.decided_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
    subjects=subjects,
)

"""Conflicts that settle themselves: the register says by now what the answer said, or whom it was
about has left."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.features.register_answers.public import (
    Statement,
    StatementOutcome,
    Subject,
    standing_of,
    subjects_of,
)
from shequ_api.features.register_conflicts.queries import waiting_in
from shequ_api.features.register_conflicts.service.deciding import fact_of

AT_ONCE = 500


async def close_agreed(session: AsyncSession, now: datetime) -> None:
    """Close what has settled itself, district by district. Enters their walls and leaves them."""
    seal: RegisterSeal = session.info["register_seal"]
    districts = select(Place.id).where(Place.kind == PlaceKind.DISTRICT).order_by(Place.id)
    for district_id in await session.scalars(districts):
        await enter_district(session, district_id)
        after: UUID | None = None
        while batch := list(await session.scalars(waiting_in(district_id, after, AT_ONCE))):
            await _close(session, seal, batch, now)
            after = batch[-1].id
    await leave_walls(session)


async def _close(
    session: AsyncSession, seal: RegisterSeal, batch: Sequence[Statement], now: datetime
) -> None:
    ids = {one.place_id for one in batch}
    found = await session.scalars(select(Place).where(Place.id.in_(ids)))
    subjects = await subjects_behind(session, batch, {place.id: place for place in found})
    agreed = [one.id for one in batch if has_settled(seal, one, subjects)]
    # Read anew under the lock: somebody may decide at this moment.
    waiting = (Statement.id.in_(agreed), Statement.outcome == StatementOutcome.CONFLICT)
    locked = select(Statement).where(*waiting).order_by(Statement.id)
    for statement in await session.scalars(locked.with_for_update()):
        statement.outcome, statement.decided_at = StatementOutcome.AGREED, now
    await session.flush()


async def subjects_behind(
    session: AsyncSession, statements: Sequence[Statement], places: Mapping[UUID, Place]
) -> dict[UUID, Subject]:
    """Whom or what statements are about, by id, so far as they are there; `places`: theirs."""
    about_places = {
        one.place_id for one in statements if one.entry_id is None and one.premises_id is None
    }
    itself = [places[place_id] for place_id in sorted(about_places)]
    entries = {one.entry_id for one in statements if one.entry_id}
    shops = {one.premises_id for one in statements if one.premises_id}
    return await subjects_of(session, itself, entries, shops)


def has_settled(seal: RegisterSeal, statement: Statement, subjects: dict[UUID, Subject]) -> bool:
    """Whether the register says the same by now, or the subject is gone."""
    subject = subjects.get(statement.entry_id or statement.premises_id or statement.place_id)
    if subject is None or (subject.place is not None and subject.place.ended_at is not None):
        return True
    if subject.place is None and statement.place_id not in (
        subject.row.place_id,
        subject.row.building_id,
    ):
        return True  # moved away
    standing = standing_of(seal, subject, fact_of(statement))
    return standing is not None and standing.version == statement.said

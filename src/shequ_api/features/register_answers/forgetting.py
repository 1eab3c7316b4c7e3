"""What was said of people in forms is let go: after a while, and with whoever is forgotten."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.people.consents import SENSITIVE
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.privacy.events import ConsentWithdrawn
from shequ_api.base.register.models import Entry
from shequ_api.blocks.forms.models import SealedAnswers, Submission, SubmissionEdit
from shequ_api.features.register_answers.models import Statement


async def districts(session: AsyncSession) -> Sequence[UUID]:
    """All there are, in one order."""
    every = select(Place.id).where(Place.kind == PlaceKind.DISTRICT).order_by(Place.id)
    return (await session.scalars(every)).all()


async def forget_said(session: AsyncSession, about: ColumnElement[bool]) -> None:
    """Delete the personal answers of forms that said something of some entries. Enters the walls of
    each district and leaves them."""
    for district_id in await districts(session):
        await enter_district(session, district_id)
        said = (
            select(Statement.submission_id)
            .join(Entry, Entry.id == Statement.entry_id)
            .where(Statement.district_id == district_id, about)
        )
        gone: Any = delete(SealedAnswers).where(SealedAnswers.submission_id.in_(said))
        await session.execute(gone)
    await leave_walls(session)


async def drop_withdrawn(session: AsyncSession, fact: ConsentWithdrawn, _: datetime) -> None:
    """Who takes the consent to sensitive information back is in no form either (PIPL art. 47)."""
    if fact.code == SENSITIVE:
        await forget_said(session, Entry.person_id == fact.subject_id)


async def drop_old(session: AsyncSession, now: datetime, kept: timedelta, most: int) -> int:
    """The register has had them for so long: the forms need them no more."""
    later = (
        select(SubmissionEdit.edited_at)
        .where(
            SubmissionEdit.submission_id == SealedAnswers.submission_id,
            SubmissionEdit.number == SealedAnswers.number,
        )
        .scalar_subquery()
    )
    old = (
        select(SealedAnswers.submission_id, SealedAnswers.number)
        .join(Submission, Submission.id == SealedAnswers.submission_id)
        .where(func.coalesce(later, Submission.received_at) <= now - kept)
        .limit(most)
    )
    ids = [tuple(row) for row in await session.execute(old)]
    key = tuple_(SealedAnswers.submission_id, SealedAnswers.number)
    await session.execute(delete(SealedAnswers).where(key.in_(ids)))
    return len(ids)

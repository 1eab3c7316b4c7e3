"""What this feature keeps about persons: what they applied for, filled in for others, handled."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.erasing import erase_photos
from shequ_api.base.files.models import File
from shequ_api.base.places.models import Place
from shequ_api.base.registry import PersonalData
from shequ_api.blocks.forms.models import SealedAnswers
from shequ_api.features.service_applications import queries
from shequ_api.features.service_applications.flow import STATE_TITLES, ApplicationState
from shequ_api.features.service_applications.models import ApplicationPhoto, ServiceApplication
from shequ_api.features.service_applications.service.withdrawing import withdraw
from shequ_api.features.service_applications.showing import answers_of
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint

A = ServiceApplication


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I applied for, and what I did with those of others."""
    applied = select(A).where(or_(A.applicant_id == person_id, A.owner_id == person_id))
    done = select(A).where(or_(A.filed_by_id == person_id, A.handler_id == person_id))
    return {
        "办件": [
            {
                "编号": each.number,
                "事项": each.title,
                "状态": STATE_TITLES[ApplicationState(each.state)],
                "填写内容": await answers_of(session, each, whole=True),
                "提交时间": each.submitted_at,
                "办结时间": each.ended_at,
            }
            for each in (await session.scalars(applied.order_by(A.submitted_at))).all()
        ],
        "经手的办件": [
            {"编号": each.number, "事项": each.title}
            for each in await session.scalars(done.order_by(A.submitted_at))
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """What is open is withdrawn; what they said sealed goes, and where they lived. That an office
    handled something stays."""
    for each in (await session.scalars(queries.open_of(person_id))).all():
        await withdraw(session, each, by=None, reason=None, now=now)
    theirs = A.applicant_id == person_id
    mine = select(A.id).where(theirs)
    shown = select(ApplicationPhoto.file_id).where(ApplicationPhoto.application_id.in_(mine))
    # Of whoever took them: a worker at the door, somebody with a mandate.
    await erase_photos(session, File.id.in_(shown), now=now)
    rounds = await session.execute(select(A.answers_id, A.former_answers).where(theirs))
    answered = [each for last, former in rounds for each in (*former, last) if each is not None]
    sealed = delete(SealedAnswers).where(SealedAnswers.submission_id.in_(answered))
    await session.execute(sealed, execution_options=QUIET)
    community = select(Place.community_id).where(Place.id == A.applied_at_id).scalar_subquery()
    inside = select(Place.id).where(Place.id == A.applied_at_id, Place.community_id.is_not(None))
    moved = update(A).where(theirs, inside.exists()).values(applied_at_id=community)
    await session.execute(moved, execution_options=QUIET)


async def merge(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, now: datetime
) -> list[str] | None:
    """Theirs are the kept person's; of two open ones of which there may be one, the kept one's
    goes on."""
    kept = {each.service_id for each in await session.scalars(queries.open_of(kept_id))}
    said = []
    for each in (await session.scalars(queries.open_of(merged_id))).all():
        if each.exclusive and each.service_id in kept:
            await withdraw(session, each, by=None, reason=None, now=now)
            said.append(f"重复的办件“{each.title}”（{each.number}）已撤回")
    await session.flush()
    columns = (A.applicant_id, A.owner_id, A.filed_by_id, A.handler_id)
    await repoint(session, columns, old=merged_id, new=kept_id)
    return said or None


PERSONAL_DATA = PersonalData(
    columns=(
        "service_applications.applicant_id",
        "service_applications.owner_id",
        "service_applications.filed_by_id",
        "service_applications.handler_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)

"""What this feature keeps about persons: to whom one came, who came, and what was said."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.places.models import Place
from shequ_api.base.registry import PersonalData
from shequ_api.features.visit_purposes.public import VisitPurpose
from shequ_api.features.visits.models import (
    Visit,
    VisitParticipant,
    VisitReply,
    VisitRound,
)
from shequ_api.features.visits.rules import REPLY_TITLES, STATE_TITLES, ReplyKind, VisitState
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint

MINE: tuple[Any, ...] = (
    Visit.planned_by_id,
    Visit.began_by_id,
    Visit.closed_by_id,
    Visit.admitted_by_id,
)


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """Visits about me, those that I arranged or came along to, and what I said."""
    came = select(VisitParticipant.visit_id).where(VisitParticipant.person_id == person_id)
    by_me = (*(column == person_id for column in MINE), Visit.id.in_(came))
    visits = (
        select(
            Place.full_name,
            VisitPurpose.title,
            Visit.opens_at,
            Visit.state,
            Visit.concerned_id,
            Visit.note,
            Visit.outcome_note,
            Visit.admittance_note,
        )
        .join(Place, Place.id == Visit.place_id)
        .join(VisitPurpose, VisitPurpose.code == Visit.purpose_code)
        .where(or_(Visit.concerned_id == person_id, *by_me))
        .order_by(Visit.opens_at)
    )
    said = select(VisitReply).where(VisitReply.person_id == person_id)
    return {
        "走访": [
            {
                "地点": row.full_name,
                "事由": row.title,
                "时间": row.opens_at,
                "状态": STATE_TITLES[VisitState(row.state)],
                "关于本人": row.concerned_id == person_id,
                "说明": row.note,
                "结果说明": row.outcome_note,
                "撤回谢绝的原话": row.admittance_note,
            }
            for row in await session.execute(visits)
        ],
        "对走访的答复": [
            {
                "答复": REPLY_TITLES[ReplyKind(each.kind)],
                "希望的时间": each.wanted_from,
                "说明": each.note,
                "时间": each.said_at,
            }
            for each in await session.scalars(said.order_by(VisitReply.said_at))
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What was written about them or by them goes; that a door was visited stays."""
    about = update(Visit).where(Visit.concerned_id == person_id)
    for words in (
        about.values(note=None, outcome_note=None, admittance_note=None, concerned_id=None),
        update(Visit).where(Visit.admitted_by_id == person_id).values(admittance_note=None),
        update(Visit).where(Visit.planned_by_id == person_id).values(note=None),
        update(Visit).where(Visit.closed_by_id == person_id).values(outcome_note=None),
        update(VisitReply).where(VisitReply.person_id == person_id).values(note=None),
    ):
        await session.execute(words, execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """One comes once, and has one word; the kept account's stands."""
    models: tuple[Any, ...] = (VisitParticipant, VisitReply)
    for model in models:
        both = aliased(model)
        twice = select(both.visit_id).where(both.person_id == kept_id)
        theirs = model.person_id == merged_id
        doubled = delete(model).where(theirs, model.visit_id.in_(twice))
        await session.execute(doubled, execution_options=QUIET)
    own = (
        VisitParticipant.person_id,
        VisitReply.person_id,
        *MINE,
        Visit.concerned_id,
        VisitParticipant.invited_by_id,
        VisitRound.planned_by_id,
    )
    await repoint(session, own, old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=(
        "visits.concerned_id",
        "visits.planned_by_id",
        "visits.began_by_id",
        "visits.closed_by_id",
        "visits.admitted_by_id",
        "visit_rounds.planned_by_id",
        "visit_participants.person_id",
        "visit_participants.invited_by_id",
        "visit_replies.person_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)

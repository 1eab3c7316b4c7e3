"""Putting visits together for those who serve the grid."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.features.visits import queries
from shequ_api.features.visits.models import Visit
from shequ_api.features.visits.rules import (
    REPLY_TITLES,
    STATE_TITLES,
    ReplyKind,
    VisitState,
)
from shequ_api.features.visits.schemas import (
    ParticipantView,
    VisitLine,
    VisitReplyView,
    VisitView,
    WindowView,
)
from shequ_api.features.visits.service.conducting import proposal_of
from shequ_api.kit.clock import china_date
from shequ_api.kit.masking import mask_name


def line_of(row: Any) -> VisitLine:
    """A row of `queries.visit_lines`."""
    shown = {name: row[name] for name in VisitLine.model_fields if name != "state_title"}
    return VisitLine(**shown, state_title=STATE_TITLES[VisitState(row["state"])])


def participant_view(row: Any) -> ParticipantView:
    """A row of `queries.participant_lines`."""
    return ParticipantView(
        person_id=row["person_id"],
        name=row["name"],
        role_title=ROLE_TITLES[Role(row["role"])] if row["role"] else None,
        organisation_name=row["organisation_name"],
        comes=row["comes"],
        present=row["present"],
    )


def _reply(row: Any) -> VisitReplyView:
    return VisitReplyView(
        name=row["name"] and mask_name(row["name"]),
        kind_title=REPLY_TITLES[ReplyKind(row["kind"])],
        **{name: row[name] for name in ("kind", "wanted_from", "wanted_until", "note", "said_at")},
    )


async def view_of(session: AsyncSession, visit: Visit, now: datetime) -> VisitView:
    """The whole visit."""
    await session.flush()
    lines = await session.execute(queries.visit_lines(Visit.id == visit.id))
    row = lines.mappings().one()
    coming = await session.execute(queries.participant_lines([visit.id], china_date(now)))
    said = await session.execute(queries.reply_lines(visit.id))
    proposal = proposal_of(visit, now)
    name = row["concerned_name"]
    return VisitView(
        **line_of(row).model_dump(),
        concerned_id=row["concerned_id"],
        concerned_name=name and mask_name(name),
        for_household=row["for_household"],
        note=row["note"],
        participants=[participant_view(one) for one in coming.mappings()],
        replies=[_reply(one) for one in said.mappings()],
        inspection_ids=list(await session.scalars(queries.inspections_of(visit.id))),
        check_in_id=row["check_in_id"],
        began_at=row["began_at"],
        closed_at=row["closed_at"],
        outcome_note=row["outcome_note"],
        admitted_at=row["admitted_at"],
        admittance_note=row["admittance_note"],
        retry_of_id=row["retry_of_id"],
        retry_proposal=WindowView.model_validate(proposal) if proposal else None,
    )

"""What those above demand: a matter of the community until it is answered, and of the office that
demands it once there is something to see to."""

from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Reaction
from shequ_api.features.inbox.public import (
    MessageKind,
    close_matters_of,
    tell_offices,
)
from shequ_api.features.ticket_pressure.events import (
    SupervisionAnswered,
    SupervisionClosed,
    SupervisionFact,
    SupervisionOverdue,
    TicketSupervised,
)
from shequ_api.features.ticket_pressure.public import is_answered, is_demanded_of

ADMINISTRATORS = {
    "subdistrict": Role.SUBDISTRICT_ADMINISTRATOR,
    "district": Role.DISTRICT_ADMINISTRATOR,
    "city": Role.CITY_ADMINISTRATOR,
}
LATE = "您督办的一件诉求逾期没有答复。"
K = MessageKind
BEFORE_ANSWER = (K.TICKET_SUPERVISED, K.SUPERVISION_OVERDUE)


async def tell_supervised(session: AsyncSession, fact: TicketSupervised, now: datetime) -> None:
    """The community answers for what lies in it, whoever has it; one that it left, no more."""
    left = fact.left_community_id
    if left is not None and not await is_demanded_of(session, fact.supervision_id, left):
        await _close(session, fact.supervision_id, left, now)
    if await is_demanded_of(session, fact.supervision_id, fact.community_id):
        await _demand(session, K.TICKET_SUPERVISED, fact, _community(fact), now)


async def tell_answered(session: AsyncSession, fact: SupervisionAnswered, now: datetime) -> None:
    """The office that demanded it looks whether that will do: its matter, wherever it lies."""
    await _close(session, fact.supervision_id, fact.community_id, now)
    if await is_answered(session, fact.supervision_id):
        await tell_offices(
            session,
            K.SUPERVISION_ANSWERED,
            _office(fact),
            occasion_id=fact.supervision_id,
            about_id=fact.subject_id,
            district_id=fact.district_id,
            now=now,
        )


async def tell_late(session: AsyncSession, fact: SupervisionOverdue, now: datetime) -> None:
    """Both sides."""
    if await is_demanded_of(session, fact.supervision_id, fact.community_id):
        await _demand(session, K.SUPERVISION_OVERDUE, fact, _community(fact), now)
        await _demand(session, K.SUPERVISION_OVERDUE, fact, _office(fact), now, text=LATE)


async def end(session: AsyncSession, fact: SupervisionClosed, now: datetime) -> None:
    """Nothing is demanded any more."""
    await _close(session, fact.supervision_id, fact.community_id, now)
    await close_matters_of(session, [K.SUPERVISION_ANSWERED], fact.supervision_id, now=now)
    # As it was named before.
    occasion_id = uuid5(fact.supervision_id, str(fact.community_id))
    await close_matters_of(session, [K.SUPERVISION_ANSWERED], occasion_id, now=now)


def _community(fact: SupervisionFact) -> list[tuple[Role, UUID | None]]:
    return [(Role.COMMUNITY_WORKER, fact.community_id)]


def _office(fact: SupervisionFact) -> list[tuple[Role, UUID | None]]:
    role = ADMINISTRATORS.get(fact.office_level or "")
    return [(role, fact.office_id)] if role else []


async def _demand(
    session: AsyncSession,
    kind: MessageKind,
    fact: SupervisionFact,
    held: list[tuple[Role, UUID | None]],
    now: datetime,
    *,
    text: str | None = None,
) -> None:
    """In each community it is a matter of its own."""
    await tell_offices(
        session,
        kind,
        held,
        occasion_id=uuid5(fact.supervision_id, str(fact.community_id)),
        about_id=fact.subject_id,
        district_id=fact.district_id,
        text=text,
        now=now,
    )


async def _close(
    session: AsyncSession, supervision_id: UUID, community_id: UUID | None, now: datetime
) -> None:
    """What a community was to see to."""
    occasion_id = uuid5(supervision_id, str(community_id))
    await close_matters_of(session, BEFORE_ANSWER, occasion_id, now=now)


REACTIONS = [
    Reaction("inbox.supervision_matter", TicketSupervised, tell_supervised),
    Reaction("inbox.supervision_answer_matter", SupervisionAnswered, tell_answered),
    Reaction("inbox.supervision_late_matter", SupervisionOverdue, tell_late),
    Reaction("inbox.supervision_over", SupervisionClosed, end),
]

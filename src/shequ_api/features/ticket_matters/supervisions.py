"""What those above demand: a matter of the community until it is answered, and of the office that
demands it once there is something to see to."""

from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Reaction
from shequ_api.features.inbox.public import (
    MessageKind,
    NewMatter,
    Office,
    close_matters_of,
    is_over,
    open_matter,
    words_of,
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
    if fact.left_community_id is not None:
        await _close(session, fact.supervision_id, fact.left_community_id, now)
    if await is_demanded_of(session, fact.supervision_id, fact.community_id):
        offices = _community(K.TICKET_SUPERVISED, fact)
        await _demand(session, K.TICKET_SUPERVISED, fact, offices, now)


async def tell_answered(session: AsyncSession, fact: SupervisionAnswered, now: datetime) -> None:
    """The office that demanded it looks whether that will do."""
    await _close(session, fact.supervision_id, fact.community_id, now)
    if await is_answered(session, fact.supervision_id):
        words = words_of(K.SUPERVISION_ANSWERED)
        # Wherever it lies, it is that office's.
        to = _office(fact, *words[:2])
        await _open(session, K.SUPERVISION_ANSWERED, fact, fact.supervision_id, to, now)


async def tell_late(session: AsyncSession, fact: SupervisionOverdue, now: datetime) -> None:
    """Both sides."""
    if not await is_demanded_of(session, fact.supervision_id, fact.community_id):
        return
    title = words_of(K.SUPERVISION_OVERDUE).title
    both = _community(K.SUPERVISION_OVERDUE, fact) + _office(fact, title, LATE)
    await _demand(session, K.SUPERVISION_OVERDUE, fact, both, now)


async def end(session: AsyncSession, fact: SupervisionClosed, now: datetime) -> None:
    """Nothing is demanded any more."""
    await _close(session, fact.supervision_id, fact.community_id, now)
    # The second: by which those that were opened before are found.
    for occasion_id in (fact.supervision_id, _first(fact.supervision_id, fact.community_id)):
        await close_matters_of(session, [K.SUPERVISION_ANSWERED], occasion_id, now=now)


def _community(kind: MessageKind, fact: SupervisionFact) -> list[Office]:
    if fact.community_id is None:
        return []
    words = words_of(kind)
    return [Office(Role.COMMUNITY_WORKER, fact.community_id, words.title, words.text)]


def _office(fact: SupervisionFact, title: str, text: str) -> list[Office]:
    role = ADMINISTRATORS.get(fact.office_level or "")
    return [Office(role, fact.office_id, title, text)] if role and fact.office_id else []


async def _demand(
    session: AsyncSession,
    kind: MessageKind,
    fact: SupervisionFact,
    offices: list[Office],
    now: datetime,
) -> None:
    """In each community, and each time that it comes there, it is a matter of its own."""
    occasion_id = await _latest(session, kind, fact.supervision_id, fact.community_id)
    await _open(session, kind, fact, occasion_id, offices, now)


async def _open(
    session: AsyncSession,
    kind: MessageKind,
    fact: SupervisionFact,
    occasion_id: UUID,
    offices: list[Office],
    now: datetime,
) -> None:
    if fact.district_id is None:
        return
    matter = NewMatter(
        kind=kind,
        occasion_id=occasion_id,
        about_kind=words_of(kind).about,
        about_id=fact.subject_id,
        district_id=fact.district_id,
    )
    await open_matter(session, matter, offices, now=now)


def _first(supervision_id: UUID, community_id: UUID | None) -> UUID:
    return uuid5(supervision_id, str(community_id))


async def _latest(
    session: AsyncSession, kind: MessageKind, supervision_id: UUID, community_id: UUID | None
) -> UUID:
    """The occasion that is not over: each that is over has the next one, for its coming back."""
    occasion_id = _first(supervision_id, community_id)
    while await is_over(session, kind, occasion_id):
        occasion_id = uuid5(occasion_id, "again")
    return occasion_id


async def _close(
    session: AsyncSession, supervision_id: UUID, community_id: UUID | None, now: datetime
) -> None:
    """What a community was to see to."""
    for kind in BEFORE_ANSWER:
        occasion_id = await _latest(session, kind, supervision_id, community_id)
        await close_matters_of(session, [kind], occasion_id, now=now)


REACTIONS = [
    Reaction("inbox.supervision_matter", TicketSupervised, tell_supervised),
    Reaction("inbox.supervision_answer_matter", SupervisionAnswered, tell_answered),
    Reaction("inbox.supervision_late_matter", SupervisionOverdue, tell_late),
    Reaction("inbox.supervision_over", SupervisionClosed, end),
]

"""What those above demand: a matter of the community until it is answered, and of the office that
demands it once there is something to see to."""

from datetime import datetime
from uuid import uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Reaction
from shequ_api.features.inbox.public import (
    MessageKind,
    NewMatter,
    Office,
    close_matters_of,
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
        await _close(session, fact, BEFORE_ANSWER, now)
    await _open(session, K.TICKET_SUPERVISED, fact, _community(K.TICKET_SUPERVISED, fact), now)


async def tell_answered(session: AsyncSession, fact: SupervisionAnswered, now: datetime) -> None:
    """The office that demanded it looks whether that will do."""
    await _close(session, fact, BEFORE_ANSWER, now)
    words = words_of(K.SUPERVISION_ANSWERED)
    await _open(session, K.SUPERVISION_ANSWERED, fact, _office(fact, *words[:2]), now)


async def tell_late(session: AsyncSession, fact: SupervisionOverdue, now: datetime) -> None:
    """Both sides."""
    title = words_of(K.SUPERVISION_OVERDUE).title
    both = _community(K.SUPERVISION_OVERDUE, fact) + _office(fact, title, LATE)
    await _open(session, K.SUPERVISION_OVERDUE, fact, both, now)


async def end(session: AsyncSession, fact: SupervisionClosed, now: datetime) -> None:
    """Nothing is demanded any more."""
    await _close(session, fact, (*BEFORE_ANSWER, K.SUPERVISION_ANSWERED), now)


def _community(kind: MessageKind, fact: SupervisionFact) -> list[Office]:
    if fact.community_id is None:
        return []
    words = words_of(kind)
    return [Office(Role.COMMUNITY_WORKER, fact.community_id, words.title, words.text)]


def _office(fact: SupervisionFact, title: str, text: str) -> list[Office]:
    role = ADMINISTRATORS.get(fact.office_level or "")
    return [Office(role, fact.office_id, title, text)] if role and fact.office_id else []


async def _open(
    session: AsyncSession,
    kind: MessageKind,
    fact: SupervisionFact,
    offices: list[Office],
    now: datetime,
) -> None:
    if fact.district_id is None:
        return
    matter = NewMatter(
        kind=kind,
        # In each community, it is that one's.
        occasion_id=uuid5(fact.supervision_id, str(fact.community_id)),
        about_kind=words_of(kind).about,
        about_id=fact.subject_id,
        district_id=fact.district_id,
    )
    await open_matter(session, matter, offices, now=now)


async def _close(
    session: AsyncSession, fact: SupervisionFact, kinds: tuple[MessageKind, ...], now: datetime
) -> None:
    left_id = getattr(fact, "left_community_id", None) or fact.community_id
    occasion_id = uuid5(fact.supervision_id, str(left_id))
    await close_matters_of(session, kinds, occasion_id, now=now)


REACTIONS = [
    Reaction("inbox.supervision_matter", TicketSupervised, tell_supervised),
    Reaction("inbox.supervision_answer_matter", SupervisionAnswered, tell_answered),
    Reaction("inbox.supervision_late_matter", SupervisionOverdue, tell_late),
    Reaction("inbox.supervision_over", SupervisionClosed, end),
]

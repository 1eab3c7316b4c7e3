"""Quality samples: drawn once a month and community, looked at by who did not handle them."""

import secrets
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.ticket_ending.public import handlers_of, reopen
from shequ_api.features.ticket_followups import queries
from shequ_api.features.ticket_followups.models import QualityCheck, QualitySample
from shequ_api.features.ticket_followups.rules import drawn, fingerprint, month_of, size_of
from shequ_api.features.ticket_followups.visits import HandledItYourself
from shequ_api.features.ticket_ratings.public import terms_of
from shequ_api.features.tickets.public import ENDED_WELL, Ticket, TicketState
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id

SEED_BYTES = 16


class MonthNotOver(NotNow):
    code, title = "month_not_over", "这个月还没有结束，不能抽检"


class NothingSettled(NotNow):
    code, title = "nothing_settled", "该社区这个月没有办结的诉求"


class DrawnAlready(NotNow):
    code, title = "sample_drawn_already", "该社区这个月已经抽检过"


class CommunityUnknown(Malformed):
    code, title = "community_unknown", "请选择您辖区内的社区"


class CheckedAlready(NotNow):
    code, title = "checked_already", "这件诉求已经有抽检结论"


async def community_in_scope(session: AsyncSession, actor: Actor, community_id: UUID) -> Place:
    """A community of the actor's scope. CommunityUnknown."""
    place = await session.get(Place, community_id)
    if place is None or place.kind != PlaceKind.COMMUNITY or not actor.covers(place):
        raise CommunityUnknown
    return place


async def draw(
    session: AsyncSession, actor: Actor, community: Place, month: date, *, now: datetime
) -> QualitySample:
    """Draw a community's month, once, by a seed that is kept."""
    begin, end = month_of(month)
    if end > now:
        raise MonthNotOver
    same = (QualitySample.community_id == community.id, QualitySample.month == month)
    if await session.scalar(select(QualitySample.id).where(*same)) is not None:
        raise DrawnAlready
    district_id = community.district_id or community.id
    ids = list(await session.scalars(queries.settled_between(community.id, begin, end)))
    if not ids:
        raise NothingSettled
    terms = await terms_of(session, district_id)
    seed = secrets.token_hex(SEED_BYTES)
    chosen = drawn(seed, ids, size_of(len(ids), terms.sample_percent))
    sample = QualitySample(
        id=new_id(),
        city_id=community.city_id,
        district_id=district_id,
        subdistrict_id=community.subdistrict_id,
        community_id=community.id,
        month=month,
        seed=seed,
        percent=terms.sample_percent,
        population=len(ids),
        population_sha256=fingerprint(ids),
        size=len(chosen),
        drawn_by_id=actor.person_id,
        drawn_at=now,
    )
    session.add(sample)
    await session.flush()
    rows = [
        {
            "sample_id": sample.id,
            "ticket_id": each,
            "district_id": district_id,
            "position": position,
            "reopened": False,
        }
        for position, each in enumerate(chosen, start=1)
    ]
    await session.execute(insert(QualityCheck), rows)
    return sample


async def check(
    session: AsyncSession,
    actor: Actor,
    found: QualityCheck,
    *,
    passed: bool,
    note: str,
    now: datetime,
) -> None:
    """What came of looking at one. One that fails is handled again, even out of the archive; a
    hazard's is seen to by its own re-inspection."""
    ticket = await session.get_one(Ticket, found.ticket_id)
    if actor.person_id in await handlers_of(session, ticket):
        raise HandledItYourself
    await session.refresh(found, with_for_update=True)
    if found.checked_at is not None:
        raise CheckedAlready
    found.passed, found.note = passed, note
    found.checked_by_id, found.checked_at = actor.person_id, now
    state = await session.scalar(select(Case.state).where(Case.id == ticket.case_id))
    stands = state in ENDED_WELL | {TicketState.ARCHIVED}
    if not passed and stands and ticket.source_kind != "hazard":
        await reopen(session, actor, ticket, reason=note, from_archive=True, now=now)
        found.reopened = True

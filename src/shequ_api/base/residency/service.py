"""Residencies: claiming to belong to a dwelling, and the word on which a claim counts."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.people.models import Person
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.residency.events import (
    ResidencyClaimClosed,
    ResidencyEnded,
    ResidencyVerified,
)
from shequ_api.base.residency.models import (
    Belonging,
    Residency,
    ResidencyState,
    VerificationMeans,
)
from shequ_api.base.residency.register import RegisterMatcher
from shequ_api.base.residency.rules import CLAIMS_A_MONTH, MONTH, last_day_after
from shequ_api.base.residency.standing import check_standing
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, Malformed, NotNow, TooMany


class NotADwelling(Malformed):
    code, title = "not_a_dwelling", "请选择具体的住户（门牌号）"


class ResidencyClaimed(NotNow):
    code, title = "residency_claimed", "已经登记过这一户"


class AlreadyVerified(NotNow):
    code, title = "residency_verified", "这一户的居住关系已核实"


class ResidencyOver(NotNow):
    code, title = "residency_over", "这条居住登记已经结束"


class NotYourself(Forbidden):
    code, title = "not_yourself", "不能核实自己的居住关系"


class TooManyClaims(TooMany):
    code, title = "too_many_claims", "近期登记的次数太多，请联系网格员上门核实"


async def check_claims_left(session: AsyncSession, person_id: UUID, *, now: datetime) -> None:
    """Refuse a claim past the month's number. Parallel ones of one person wait for each other."""
    await lock_person(session, person_id)
    lately = Residency.person_id == person_id, Residency.claimed_at > now - MONTH
    claims = await session.scalar(select(func.count()).select_from(Residency).where(*lately))
    if claims is not None and claims >= CLAIMS_A_MONTH:
        raise TooManyClaims(retry_after=86_400)


async def lock_person(session: AsyncSession, person_id: UUID) -> None:
    """Line up what one person does at once; rows that refer to the person are not held up."""
    row = select(Person.id).where(Person.id == person_id)
    await session.execute(row.with_for_update(key_share=True))


def claim_residency(
    session: AsyncSession,
    actor: Actor,
    dwelling: Place,
    *,
    belonging: Belonging,
    starts_on: date,
    now: datetime,
) -> Residency:
    """Say that one belongs to a dwelling, or by a mandate that another one does; it counts once
    somebody has verified it."""
    return enter_residency(
        session,
        actor.concerned_id,
        dwelling,
        belonging=belonging,
        starts_on=starts_on,
        claimed_by_id=actor.person_id if actor.on_behalf_of else None,
        now=now,
    )


def enter_residency(
    session: AsyncSession,
    person_id: UUID,
    dwelling: Place,
    *,
    belonging: Belonging,
    starts_on: date,
    claimed_by_id: UUID | None = None,
    now: datetime,
) -> Residency:
    """A waiting residency of somebody."""
    if dwelling.kind != PlaceKind.DWELLING:
        raise NotADwelling
    residency = Residency(
        **located_at(dwelling),
        person_id=person_id,
        belonging=belonging,
        starts_on=starts_on,
        claimed_at=now,
        claimed_by_id=claimed_by_id,
    )
    session.add(residency)
    return residency


async def lock_waiting(session: AsyncSession, residency: Residency) -> None:
    """Lock a claim as it stands now: of two words at once, one is heard. Refuses others."""
    await session.refresh(residency, with_for_update=True)
    if residency.ends_on is not None:
        raise ResidencyOver
    if residency.verified_at is not None:
        raise AlreadyVerified


async def verify_residency(
    session: AsyncSession, actor: Actor, residency: Residency, *, now: datetime
) -> Residency:
    """A grid worker's word at the door. Nobody speaks for themselves."""
    if residency.person_id == actor.person_id:
        raise NotYourself
    await lock_waiting(session, residency)
    await count_verified(session, residency, VerificationMeans.DOOR, by_id=actor.person_id, now=now)
    return residency


async def match_register(
    session: AsyncSession,
    matcher: RegisterMatcher,
    residency: Residency,
    *,
    name: str,
    phone: str | None,
    id_number: str | None,
    now: datetime,
) -> Residency:
    """Verify a claim by the register, where it names the person; else the claim waits."""
    if await matcher.matches(session, residency.place_id, name, phone, id_number):
        await count_verified(session, residency, VerificationMeans.REGISTER, by_id=None, now=now)
    return residency


async def count_verified(
    session: AsyncSession,
    residency: Residency,
    means: VerificationMeans,
    *,
    by_id: UUID | None,
    now: datetime,
) -> None:
    """Let a claim count from now on; the caller has locked and judged it. Refuses a dwelling that
    is no more."""
    await check_standing(session, residency.place_id)
    residency.verified_at, residency.verified_by_id = now, by_id
    residency.verified_by_means = means
    verified = ResidencyVerified(**_facts(residency), means=means, verified_by_id=by_id)
    record(session, verified, now=now)


async def reject_residency(
    session: AsyncSession, actor: Actor, residency: Residency, *, reason: str, now: datetime
) -> Residency:
    """Say that somebody does not live there, and why; they may claim again."""
    if residency.person_id == actor.person_id:
        raise NotYourself
    await lock_waiting(session, residency)
    return close(
        session,
        residency,
        ResidencyState.REJECTED,
        by_id=actor.person_id,
        reason=reason,
        ends_on=last_day_after(residency.starts_on, china_date(now)),
        now=now,
    )


def close(
    session: AsyncSession,
    residency: Residency,
    kind: ResidencyState,
    *,
    by_id: UUID | None,
    reason: str | None,
    ends_on: date,
    now: datetime,
) -> Residency:
    """End a residency or a claim, and tell; the caller has locked and judged it."""
    residency.ends_on, residency.end_kind, residency.end_reason = ends_on, kind, reason
    residency.ended_at, residency.ended_by_id = now, by_id
    facts = {**_facts(residency), "end_kind": kind, "ended_by_id": by_id}
    if residency.verified_at is None:
        record(session, ResidencyClaimClosed(**facts), now=now)
    else:
        record(session, ResidencyEnded(**facts, ends_on=ends_on), now=now)
    return residency


def _facts(residency: Residency) -> dict[str, UUID | str]:
    return {
        "subject_id": residency.id,
        "district_id": residency.district_id,
        "community_id": residency.community_id,
        "person_id": residency.person_id,
        "dwelling_id": residency.place_id,
        "belonging": residency.belonging,
    }

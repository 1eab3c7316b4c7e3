"""Acting on behalf (代办): giving, finding, using and taking back mandates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, OnBehalf
from shequ_api.base.files.models import File
from shequ_api.base.identity.models import EvidenceKind, Mandate, MandateUse
from shequ_api.base.identity.records import is_record_only
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.queries import in_force, live
from shequ_api.base.people.rules import OF_RESIDENTS
from shequ_api.base.residency.models import Residency
from shequ_api.base.residency.service import lock_person
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.http.exchange import Exchange
from shequ_api.kit.ids import new_id

LONGEST = timedelta(days=366)
"""A mandate is given anew every year: people and households change."""
LIVE_FOR_ONE = 10
"""Of one principal. An agent may have many: a grid worker helps a whole staircase."""


class MandateDatesUnfit(Malformed):
    code, title = "mandate_dates_unfit", "授权期限应从今天或以后开始，最长一年"


class RightsUnfit(Malformed):
    code, title = "rights_unfit", "只能授权居民自己可以办理的事项"


class NotForThemselves(Malformed):
    code, title = "not_for_themselves", "不能授权给本人"


class ConsentInTheApp(NotNow):
    """Who can speak for themselves does: nobody else's paper stands for them."""

    code, title = "consent_in_the_app", "此人有自己的账号，请由本人绑定手机号后在小程序中授权"


class EvidenceNeeded(Malformed):
    code, title = "evidence_needed", "请上传签字材料照片，或写明窗口当面确认的情况"


class TooManyMandates(NotNow):
    code, title = "too_many_mandates", "有效的授权太多，请先撤销一些"


async def mandate_of(exchange: Exchange, actor: Actor, given: str) -> OnBehalf | None:
    """The mandate in force that a request names, if the actor is its agent; the use is noted in
    the request's own transaction."""
    try:
        mandate_id = UUID(given)
    except ValueError:
        return None
    session, on = exchange.session, china_date(exchange.now)
    # Both rows are held until the request is over: who takes the mandate back, or makes another
    # account of the principal's, waits for what is done by it, and finds it.
    meant = mandate_in_force(mandate_id, actor.person_id, on)
    held = meant.with_for_update(read=True, key_share=True, of=(Person, Mandate))
    mandate = await session.scalar(held)
    if mandate is None:
        return None
    operation = str(exchange.request.scope["operation"])
    session.add(MandateUse(mandate_id=mandate.id, used_at=exchange.now, operation=operation))
    return OnBehalf(mandate.id, mandate.principal_id, frozenset(mandate.permissions))


def mandate_in_force(mandate_id: UUID, agent_id: UUID, on: date) -> Select[Mandate]:
    """A mandate by which an agent may act on a day.

    One that staff wrote down for themselves holds while they serve where the principal lives.
    """
    by_another = Mandate.recorded_by_id.is_distinct_from(agent_id)
    return (
        select(Mandate)
        .join(Person, Person.id == Mandate.principal_id)
        .where(Mandate.id == mandate_id, Mandate.agent_id == agent_id)
        .where(Mandate.revoked_at.is_(None), Mandate.starts_on <= on, Mandate.ends_on > on)
        .where(live(), or_(by_another, _serves_them(agent_id, on)))
    )


def _serves_them(agent_id: UUID, on: date) -> ColumnElement[bool]:
    """Whether somebody has an office in a community in which a mandate's principal lives."""
    return exists().where(
        Residency.person_id == Mandate.principal_id,
        Residency.verified_at.is_not(None),
        Residency.ends_on.is_(None),
        Posting.person_id == agent_id,
        Posting.role.not_in(OF_RESIDENTS),
        Posting.community_id == Residency.community_id,
        in_force(on),
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """What for, and from when until when (half-open)."""

    permissions: Sequence[str]
    starts_on: date
    ends_on: date
    note: str | None


async def give_mandate(
    session: AsyncSession,
    actor: Actor,
    agent: Person,
    terms: Terms,
    *,
    grantable: frozenset[str],
    now: datetime,
) -> Mandate:
    """Let another person do some of what one may do oneself (`grantable`)."""
    mandate = Mandate(
        principal_id=actor.person_id,
        evidence_kind=EvidenceKind.APP_CONSENT,
        recorded_by_id=actor.person_id,
    )
    return await _make(session, mandate, agent, terms, grantable, now)


async def record_mandate(
    session: AsyncSession,
    actor: Actor,
    principal: Person,
    agent: Person,
    terms: Terms,
    *,
    evidence_kind: EvidenceKind,
    photo: File | None,
    grantable: frozenset[str],
    now: datetime,
) -> Mandate:
    """Staff write down the mandate of somebody whom staff entered, on evidence. The agent may be
    the staff member: helping at the door is the usual case, and the evidence is the principal's."""
    # Locked: whom a merge gives an account at this moment speaks for themselves from then on.
    await lock_person(session, principal.id)
    if not await session.scalar(is_record_only(principal.id)):
        raise ConsentInTheApp
    on_paper = evidence_kind == EvidenceKind.SIGNED_PAPER
    if evidence_kind == EvidenceKind.APP_CONSENT or (photo if on_paper else terms.note) is None:
        raise EvidenceNeeded
    mandate = Mandate(
        principal_id=principal.id,
        evidence_kind=evidence_kind,
        file_id=photo.id if photo else None,
        recorded_by_id=actor.person_id,
    )
    return await _make(session, mandate, agent, terms, grantable, now)


async def _make(
    session: AsyncSession,
    mandate: Mandate,
    agent: Person,
    terms: Terms,
    grantable: frozenset[str],
    now: datetime,
) -> Mandate:
    if agent.id == mandate.principal_id:
        raise NotForThemselves
    if not set(terms.permissions) <= grantable:
        raise RightsUnfit
    today = china_date(now)
    lasts = terms.ends_on - terms.starts_on
    if terms.starts_on < today or not timedelta(0) < lasts <= LONGEST:
        raise MandateDatesUnfit
    await lock_person(session, mandate.principal_id)
    given = (
        select(func.count())
        .select_from(Mandate)
        .where(Mandate.principal_id == mandate.principal_id, Mandate.revoked_at.is_(None))
        .where(Mandate.ends_on > today)
    )
    if (await session.scalar(given) or 0) >= LIVE_FOR_ONE:
        raise TooManyMandates
    mandate.id, mandate.made_at, mandate.agent_id = new_id(), now, agent.id
    mandate.permissions, mandate.note = sorted(set(terms.permissions)), terms.note
    mandate.starts_on, mandate.ends_on = terms.starts_on, terms.ends_on
    session.add(mandate)
    await session.flush()
    return mandate


async def revoke_mandate(
    session: AsyncSession, actor: Actor, mandate: Mandate, *, now: datetime
) -> Mandate:
    """Take a mandate back, or lay it down; acts on the next request. Once is enough."""
    await session.refresh(mandate, with_for_update=True)
    if mandate.revoked_at is None:
        mandate.revoked_at, mandate.revoked_by_id = now, actor.person_id
    return mandate

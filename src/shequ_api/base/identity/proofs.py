"""Proving who one is: a number that the register knows, a worker who saw person and document."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.identity.ages import come_of_age, kept_age
from shequ_api.base.identity.models import IdentityCode, IdentityProof, ProofAttempt, ProofMethod
from shequ_api.base.identity.rules import (
    CODE_LASTS,
    COUNTER_COUNTS,
    DAY,
    DOCUMENT_COUNTS,
    HOMES_ASKED,
    TRIES_A_DAY,
)
from shequ_api.base.people.consents import SENSITIVE, need_consent
from shequ_api.base.people.models import Person
from shequ_api.base.people.phones import PhoneBook, holder_of
from shequ_api.base.residency.models import Residency
from shequ_api.base.residency.queries import belongs_in_scope, homes_of
from shequ_api.base.residency.register import RegisterMatcher
from shequ_api.base.residency.service import lock_person
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent, Forbidden, NotNow, TooMany
from shequ_api.kit.short_codes import ShortCodes
from shequ_api.kit.shown_codes import show_anew, use_up

PURPOSE = "identity_codes"


class NobodyFound(Absent):
    """One answer for wrong, used and old codes, unknown numbers, and people of elsewhere."""

    code, title = "nobody_found", "身份码无效或已过期，或本辖区没有绑定该手机号的人"


class ProofRefused(NotNow):
    """One answer for a name, a number or a dwelling that does not fit, and for no entry at all.

    The try is counted.
    """

    code, title, keeps_writes = (
        "proof_refused",
        "未能核验，请核对姓名和证件号；也可以带证件到社区窗口办理",
        True,
    )


class TooManyTries(TooMany):
    code, title = "too_many_tries", "今天核验的次数已用完，请明天再试或到社区窗口办理"


class NotYourself(Forbidden):
    code, title = "not_yourself", "不能为自己办理当面核验"


async def show_code(
    session: AsyncSession, actor: Actor, codes: ShortCodes, *, now: datetime
) -> tuple[str, datetime]:
    """A fresh code of the actor and its end; the one before is no good any more."""
    return await show_anew(
        session,
        IdentityCode,
        codes,
        purpose=PURPOSE,
        person_id=actor.person_id,
        lasts=CODE_LASTS,
        now=now,
    )


async def person_by_code(
    session: AsyncSession, actor: Actor, codes: ShortCodes, code: str, *, now: datetime
) -> Person:
    """Who stands at the counter, from wherever they are; the code is used up."""
    shown = await use_up(session, IdentityCode, codes, code, purpose=PURPOSE, now=now)
    if shown is None:
        codes.wrong(PURPOSE, actor.person_id)
        raise NobodyFound
    return await session.get_one(Person, shown.person_id)


async def person_by_phone(
    session: AsyncSession, actor: Actor, codes: ShortCodes, book: PhoneBook, phone: str
) -> Person:
    """Who has this number and belongs to a dwelling in the actor's scope. Misses are counted."""
    person = await session.scalar(holder_of(book, phone).where(Person.disabled_at.is_(None)))
    here = in_scope(actor, Residency)
    if person is None or not await session.scalar(belongs_in_scope(person.id, here)):
        codes.wrong(PURPOSE, actor.person_id)
        raise NobodyFound
    return person


async def register_names(
    session: AsyncSession,
    matcher: RegisterMatcher,
    person_id: UUID,
    name: str,
    id_number: str,
    *,
    on: date,
) -> bool:
    """Whether the register names somebody so at a dwelling where the person is verified to live.

    A name and number alone, which others may know too, prove nothing.
    """
    for home in await session.scalars(homes_of(person_id, on).limit(HOMES_ASKED)):
        if await matcher.matches(session, home.place_id, name, None, id_number):
            return True
    return False


async def prove_by_document(
    session: AsyncSession,
    matcher: RegisterMatcher,
    actor: Actor,
    *,
    name: str,
    id_number: str,
    now: datetime,
) -> IdentityProof:
    """Name and number against the register. The number is not kept; the name is, and whether they
    are of age. ConsentNeeded."""
    await need_consent(session, actor.person_id, SENSITIVE)
    await lock_person(session, actor.person_id)
    today = ProofAttempt.person_id == actor.person_id, ProofAttempt.tried_at > now - DAY
    tries = await session.scalar(select(func.count()).select_from(ProofAttempt).where(*today))
    if (tries or 0) >= TRIES_A_DAY:
        raise TooManyTries(retry_after=int(DAY.total_seconds()))
    session.add(ProofAttempt(person_id=actor.person_id, tried_at=now))
    on = china_date(now)
    if not await register_names(session, matcher, actor.person_id, name, id_number, on=on):
        raise ProofRefused
    person = await session.get_one(Person, actor.person_id)
    person.name = name
    proof = IdentityProof(
        person_id=person.id,
        method=ProofMethod.ID_DOCUMENT,
        matched_register=True,
        **kept_age(id_number, on),
        proved_at=now,
        expires_at=now + DOCUMENT_COUNTS,
    )
    session.add(proof)
    return proof


def prove_at_counter(
    session: AsyncSession,
    actor: Actor,
    person: Person,
    *,
    name: str,
    matched_register: bool,
    id_number: str | None = None,
    now: datetime,
) -> IdentityProof:
    """A worker saw person and document together. The name is the document's from now on; of a
    number that is told only whether they are of age is kept."""
    if person.id == actor.person_id:
        raise NotYourself
    person.name = name
    proof = IdentityProof(
        person_id=person.id,
        method=ProofMethod.COUNTER,
        matched_register=matched_register,
        **kept_age(id_number, china_date(now)),
        proved_at=now,
        expires_at=now + COUNTER_COUNTS,
        proved_by_id=actor.person_id,
    )
    session.add(proof)
    return proof


async def revoke_proof(
    session: AsyncSession, actor: Actor, proof: IdentityProof, *, reason: str, now: datetime
) -> IdentityProof:
    """A proof that was wrong counts no more, from the next request on. Once is enough."""
    await session.refresh(proof, with_for_update=True)
    if proof.revoked_at is None:
        proof.revoked_at, proof.revoked_by_id = now, actor.person_id
        proof.revoked_for = reason
    return proof


async def forget_tries(session: AsyncSession, now: datetime) -> None:
    """On a clock: tries that are counted no more, codes that open nothing, and days of birth of
    those who have come of age."""
    await come_of_age(session, now)
    await session.execute(delete(ProofAttempt).where(ProofAttempt.tried_at <= now - DAY))
    await session.execute(delete(IdentityCode).where(IdentityCode.expires_at <= now))

"""Agreeing, taking back, and being forgotten."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.roles import ROLE_TITLES
from shequ_api.base.events.facts import record
from shequ_api.base.people.consent_models import Consent, ConsentPolicy
from shequ_api.base.people.models import Person
from shequ_api.base.privacy import queries
from shequ_api.base.privacy.events import ConsentWithdrawn, ErasureDue, PersonErased
from shequ_api.base.privacy.models import Erasure
from shequ_api.base.registry import Module
from shequ_api.kit.errors import Absent, NotNow

COOLING_OFF = timedelta(days=7)
A_BATCH = 50


class PolicyUnknown(Absent):
    code, title = "policy_unknown", "没有这份条款"


class VersionNotNext(NotNow):
    code, title = "version_not_next", "新版本的编号应比现行版本大 1"


class VersionNotCurrent(NotNow):
    """What was agreed to is not what is in force; says which version is."""

    code, title = "version_not_current", "条款已更新，请阅读新版本后再同意"


class NothingToWithdraw(NotNow):
    code, title = "nothing_to_withdraw", "没有可以撤回的内容"


class PostingsInForce(NotNow):
    """Staff leave their postings first, so that their work is handed over."""

    code, title = "postings_in_force", "您还有在任身份，请先办理离任，再注销账号"


class ErasureAsked(NotNow):
    code, title = "erasure_asked", "已经申请过注销"


async def publish_policy(
    session: AsyncSession,
    actor: Actor | None,
    code: str,
    *,
    version: int,
    title: str,
    text: str,
    legal_basis: str,
    now: datetime,
) -> ConsentPolicy:
    """A new version; the primary key undoes the second of two at once."""
    newest = select(ConsentPolicy.version).where(ConsentPolicy.code == code)
    latest = await session.scalar(newest.order_by(ConsentPolicy.version.desc()).limit(1))
    if version != (latest or 0) + 1:
        raise VersionNotNext(current_version=latest or 0)
    policy = ConsentPolicy(
        code=code,
        version=version,
        title=title,
        text=text,
        legal_basis=legal_basis,
        published_at=now,
        published_by_id=actor.person_id if actor else None,
    )
    session.add(policy)
    return policy


async def give_consent(
    session: AsyncSession, actor: Actor, code: str, *, version: int, now: datetime
) -> None:
    """Agree to the version in force; agreeing twice is agreeing once."""
    current = select(ConsentPolicy.version).where(ConsentPolicy.code == code)
    newest = await session.scalar(current.order_by(ConsentPolicy.version.desc()).limit(1))
    if newest is None:
        raise PolicyUnknown
    if version != newest:
        raise VersionNotCurrent(current_version=newest)
    said = await session.scalar(queries.live_consent(actor.person_id, code).with_for_update())
    if said is not None and said.version == version:
        return
    if said is not None:
        said.withdrawn_at = now
        # The place of the one live consent is free before the next is put there.
        await session.flush()
    session.add(Consent(person_id=actor.person_id, code=code, version=version, given_at=now))


async def withdraw_consent(
    session: AsyncSession, actor: Actor, code: str, *, now: datetime
) -> None:
    """Take a consent back; what was done under it stays lawful (PIPL art. 15)."""
    said = await session.scalar(queries.live_consent(actor.person_id, code).with_for_update())
    if said is None:
        raise NothingToWithdraw
    said.withdrawn_at = now
    record(session, ConsentWithdrawn(subject_id=actor.person_id, code=code), now=now)


async def ask_for_erasure(session: AsyncSession, actor: Actor, *, now: datetime) -> Erasure:
    """Ask to be forgotten, once the cooling-off time is over."""
    if actor.postings:
        held = sorted({ROLE_TITLES[posting.role] for posting in actor.postings})
        raise PostingsInForce(postings=held)
    if await session.scalar(queries.live_erasure(actor.person_id)) is not None:
        raise ErasureAsked
    erasure = Erasure(person_id=actor.person_id, requested_at=now, due_at=now + COOLING_OFF)
    session.add(erasure)
    return erasure


async def withdraw_erasure(session: AsyncSession, actor: Actor, *, now: datetime) -> Erasure:
    """Change one's mind before it has begun."""
    live = queries.live_erasure(actor.person_id).with_for_update()
    erasure = await session.scalar(live)
    if erasure is None or erasure.announced_at is not None:
        raise NothingToWithdraw
    erasure.withdrawn_at = now
    return erasure


async def announce_due(session: AsyncSession, now: datetime) -> None:
    """On a clock: a job for each erasure that is due, so that one that fails stops no other."""
    for erasure in await session.scalars(queries.due_erasures(now, A_BATCH)):
        erasure.announced_at = now
        record(session, ErasureDue(subject_id=erasure.person_id), now=now)


async def erase(
    session: AsyncSession, modules: tuple[Module, ...], person_id: UUID, *, now: datetime
) -> None:
    """Forget a person in every module, in one transaction; a person already forgotten stays so.

    The last module first: what stands above finds a person by the name and number that those
    below it still keep.
    """
    # Before the first module: what a merge brought to them later would outlive them.
    row = select(Person.id).where(Person.id == person_id)
    await session.execute(row.with_for_update())
    erasure = await session.scalar(queries.live_erasure(person_id).with_for_update())
    if erasure is None or erasure.done_at is not None:
        return
    merged = select(Person.id).where(Person.merged_into_id == person_id).order_by(Person.id)
    # What a merged account signed is under its own id still: it is the same human being's.
    everybody = [*await session.scalars(merged), person_id]
    for module in reversed(modules):
        if module.personal_data is not None:
            for each in everybody:
                await module.personal_data.erase(session, each, now)
    erasure.done_at = now
    record(session, PersonErased(subject_id=person_id), now=now)

"""Merging two accounts of one human being: both agree, one is kept, the other points at it.

What the merged account owned becomes the kept one's, module by module (`PersonalData.merge`), in
one transaction. What it signed stays signed by it: trails are not written anew, and
`persons.merged_into_id` says who that is now.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.people import phones
from shequ_api.base.people.account_models import MergeCode, PersonMerge, ReleaseReason
from shequ_api.base.people.events import AccountsMerged
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.people.queries import not_over
from shequ_api.base.people.rules import OF_RESIDENTS
from shequ_api.base.people.service import PersonDisabled
from shequ_api.base.registry import PersonalData, Registry
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Gone, NotNow

LIFETIME = timedelta(minutes=5)
SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Those that nobody takes for another. Twelve of them are 58 bits: five minutes guess none."""
LENGTH = 12


class MergeCodeGone(Gone):
    """One answer for wrong, used, replaced and expired codes."""

    code, title = "merge_code_gone", "合并码无效或已过期，请在另一账号重新获取"


class SameAccount(NotNow):
    code, title = "same_account", "这就是当前账号，无需合并"


class PostingsInForce(NotNow):
    """An office was given to whoever keeps that account: a code alone hands it to nobody."""

    code, title = "postings_in_force", "另一账号有在任的工作身份，不能并入没有工作身份的账号"

    def __init__(self) -> None:
        super().__init__(
            "请反过来合并，保留有工作身份的账号；或者先由任命方结束、移交该任职，再合并",
            ways_out=["merge_the_other_way", "end_postings"],
        )


async def issue_code(session: AsyncSession, person_id: UUID, *, now: datetime) -> str:
    """A word by which this account agrees to become part of another, within five minutes."""
    code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    fresh = {"code_hash": hashed(code), "expires_at": now + LIFETIME}
    row = insert(MergeCode).values(person_id=person_id, **fresh)
    await session.execute(row.on_conflict_do_update(index_elements=["person_id"], set_=fresh))
    return code


async def redeem_code(session: AsyncSession, code: str, *, now: datetime) -> UUID:
    """Whose code this is; it is good no more. Raises `MergeCodeGone`."""
    good = (MergeCode.code_hash == hashed(code), MergeCode.expires_at > now)
    used = delete(MergeCode).where(*good).returning(MergeCode.person_id)
    person_id: UUID | None = await session.scalar(used)
    if person_id is None:
        raise MergeCodeGone
    return person_id


async def whose_code(session: AsyncSession, code: str, *, now: datetime) -> UUID:
    """Whose code this is; it stays good. Raises `MergeCodeGone`."""
    good = (MergeCode.code_hash == hashed(code), MergeCode.expires_at > now)
    person_id: UUID | None = await session.scalar(select(MergeCode.person_id).where(*good))
    if person_id is None:
        raise MergeCodeGone
    return person_id


async def lock_both(session: AsyncSession, kept_id: UUID, merged_id: UUID) -> tuple[Person, Person]:
    """The kept and the merged person as they stand, locked in the order of their ids: against new
    rows that point at them too."""
    both = select(Person).where(Person.id.in_([kept_id, merged_id])).order_by(Person.id)
    locked = both.with_for_update().execution_options(populate_existing=True)
    people = {person.id: person for person in await session.scalars(locked)}
    return people[kept_id], people[merged_id]


async def hold_unmerged(session: AsyncSession, person_ids: Iterable[UUID | None]) -> bool:
    """Whether none of these was merged away; until the end of the transaction they stay who they
    are. Whoever locks what is theirs does so behind this, as a merge does."""
    named = {each for each in person_ids if each is not None}
    people = select(Person.merged_into_id).where(Person.id.in_(named)).order_by(Person.id)
    held = await session.scalars(people.with_for_update(read=True, key_share=True))
    return all(merged_into is None for merged_into in held)


async def merge_accounts(
    session: AsyncSession,
    registry: Registry,
    book: PhoneBook,
    *,
    kept_id: UUID,
    merged_id: UUID,
    by_id: UUID,
    told: Sequence[str] = (),
    now: datetime,
) -> list[str]:
    """Make one account of two; the sentences that tell what was resolved how, behind those that
    are to be `told` first."""
    if kept_id == merged_id:
        raise SameAccount
    kept, merged = await lock_both(session, kept_id, merged_id)
    if kept.disabled_at or merged.disabled_at:
        raise PersonDisabled
    if kept.merged_into_id or merged.merged_into_id:
        raise MergeCodeGone
    await _refuse_handing_office(session, kept_id, merged_id, now=now)
    sentences = [*told, *await _merge_names(session, book, kept, merged, now=now)]
    sentences += await hand_on(session, registry.personal_data, kept_id, merged_id, now=now)
    session.add(
        PersonMerge(
            kept_id=kept_id,
            merged_id=merged_id,
            merged_by_id=by_id,
            merged_at=now,
            told=sentences,
        )
    )
    record(session, AccountsMerged(subject_id=merged_id, kept_id=kept_id), now=now)
    await session.flush()
    return sentences


async def _refuse_handing_office(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, *, now: datetime
) -> None:
    """Whoever appoints by phone waits for the persons' rows, so this holds until the end."""
    staff = (Posting.role.not_in(OF_RESIDENTS), not_over(china_date(now)))
    theirs, own = (
        exists().where(Posting.person_id == person_id, *staff) for person_id in (merged_id, kept_id)
    )
    if await session.scalar(select(theirs & ~own)):
        raise PostingsInForce


async def hand_on(
    session: AsyncSession,
    modules: Sequence[PersonalData],
    kept_id: UUID,
    merged_id: UUID,
    *,
    now: datetime,
) -> list[str]:
    """Each module gives the merged person's things to the kept one. May run twice."""
    told: list[str] = []
    for module in modules:
        told += await module.merge(session, kept_id, merged_id, now) or ()
    return told


async def _merge_names(
    session: AsyncSession, book: PhoneBook, kept: Person, merged: Person, *, now: datetime
) -> list[str]:
    """One name, one number; the kept account's own come first."""
    told = []
    had = kept.phone_index is not None
    phone = await phones.release(session, book, merged, ReleaseReason.MERGED, now=now)
    if phone is not None and had:
        told.append("保留当前账号的手机号，另一账号的手机号已解除绑定")
    elif phone is not None:
        await phones.bind(session, book, kept, phone, now=now)
        told.append("另一账号的手机号已转到当前账号")
    kept.name = kept.name or merged.name
    merged.merged_into_id = kept.id
    await session.flush()
    hop = update(Person).where(Person.merged_into_id == merged.id).values(merged_into_id=kept.id)
    await session.execute(hop)
    return told


async def catch_up(session: AsyncSession, fact: AccountsMerged, now: datetime) -> None:
    """Once more after the merge: what a request of the merged account wrote while it happened."""
    registry: Registry = session.info["registry"]
    kept = await session.get_one(Person, fact.kept_id)
    await hand_on(
        session, registry.personal_data, kept.merged_into_id or kept.id, fact.subject_id, now=now
    )


async def forget_codes(session: AsyncSession, now: datetime) -> None:
    """On a clock: drop codes that nobody used."""
    await session.execute(delete(MergeCode).where(MergeCode.expires_at < now))


def hashed(code: str) -> bytes:
    """What is kept of a code, however it is spelt."""
    return hashlib.sha256(code.replace("-", "").upper().encode()).digest()


def spaced(code: str) -> str:
    """A code as people read it out: four signs at a time."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))

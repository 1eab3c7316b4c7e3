"""Merging a person whom staff entered with the account that the same human being has by now.

The account agrees by its own merge code, shown at the counter or the door. What speaks for one
human being: the same dwelling, in which both are verified to live, or the number that was told for
the record and that the account has bound. A number alone speaks for nobody, since it goes to new
owners and is shared by families: then the account's name must be proven, and be the record's.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, false, func, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.identity.levels import standing_of
from shequ_api.base.identity.models import Mandate, PersonRecord
from shequ_api.base.identity.records import is_record_only, without_account
from shequ_api.base.identity.rules import HOMES_ASKED, names_agree
from shequ_api.base.people.appointments import NotForYourself
from shequ_api.base.people.merging import lock_both, merge_accounts, redeem_code, whose_code
from shequ_api.base.people.models import Person
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.places.models import Place
from shequ_api.base.registry import Registry
from shequ_api.base.residency.models import Residency, lives_in
from shequ_api.base.residency.queries import homes_of, lives_in_scope_now
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent, Malformed, NotNow

Rows = Select[*tuple[Any, ...]]


class NameReason(StrEnum):
    """Why a record and an account with different names are one human being. A choice, not a text:
    a merge is never rewritten, so that nothing personal may stand in it."""

    NICKNAME = "nickname"
    MISSPELT = "misspelt"
    RENAMED = "renamed"


REASON_TITLES = {
    NameReason.NICKNAME: "登记时用了小名或称呼",
    NameReason.MISSPELT: "登记时写错了姓名",
    NameReason.RENAMED: "本人已改名",
}


class NotARecord(NotNow):
    code, title = "not_a_record", "此人不是工作人员代录的，或已有自己的账号"


class NothingInCommon(NotNow):
    code, title = (
        "nothing_in_common",
        "账号与登记既没有住在同一户，手机号也不同；请先核实其住户，再合并",
    )


class NumberAlone(NotNow):
    """The number may have a new owner, or be a daughter's."""

    code, title = (
        "number_alone",
        "仅手机号相同不能合并：号码可能已换主人。请先当面核验身份证件（姓名须与登记一致），"
        "或先核实其住在同一户",
    )


class NamesDisagree(Malformed):
    code, title = "names_disagree", "登记的姓名与账号的姓名不一致，请说明原因"


class TwoPersons(NotNow):
    """The record's human being let the account's act for them."""

    code, title = "two_persons", "登记的人曾授权该账号代办，是两个人，不能合并"


async def candidates(
    session: AsyncSession, actor: Actor, account: Person, *, now: datetime
) -> Rows:
    """Records in the actor's scope that may be an account's human being, a line for each dwelling:
    those at its dwellings, and those with its number."""
    on = china_date(now)
    homes = homes_of(account.id, on).with_only_columns(Residency.place_id)
    doors = (await session.scalars(homes.limit(HOMES_ASKED))).all()
    by_phone = _told_number_of(account)
    by_door = Residency.place_id.in_(doors)
    found = union(
        select(PersonRecord.person_id).where(by_phone),
        select(Residency.person_id).where(by_door, Residency.ends_on.is_(None)),
    )
    return (
        select(
            Person.id.label("person_id"),
            Person.name.label("person_name"),
            PersonRecord.phone_sealed,
            PersonRecord.recorded_at,
            Residency.belonging,
            Place.full_name.label("dwelling_name"),
            func.coalesce(by_phone, false()).label("same_phone"),
            by_door.label("same_dwelling"),
        )
        .join(PersonRecord, PersonRecord.person_id == Person.id)
        .join(Residency, _lives(Person.id, on))
        .join(Place, Place.id == Residency.place_id)
        .where(Person.id.in_(found), without_account(), in_scope(actor, Residency))
        .order_by(by_door.desc(), PersonRecord.recorded_at, Residency.id)
    )


def _told_number_of(account: Person) -> ColumnElement[bool]:
    # Without a number it would be compared with NULL: with all records without one.
    if account.phone_index is None:
        return false()
    return PersonRecord.phone_index == account.phone_index


def _lives(person_id: Any, on: date) -> ColumnElement[bool]:
    return lives_in(person_id, on)


async def merge_record(
    session: AsyncSession,
    registry: Registry,
    book: PhoneBook,
    actor: Actor,
    record_id: UUID,
    *,
    code: str,
    reason: NameReason | None,
    now: datetime,
) -> tuple[UUID, list[str]]:
    """Let a record become part of the account that gave the code; the account, and the sentences
    that its human being is told."""
    kept_id = await whose_code(session, code, now=now)
    here = lives_in_scope_now(record_id, in_scope(actor, Residency), china_date(now))
    if not await session.scalar(here):
        raise Absent
    if kept_id == actor.person_id:
        raise NotForYourself
    # All is judged under both locks: of two who merge one record, the second finds none.
    account, record = await lock_both(session, kept_id, record_id)
    await redeem_code(session, code, now=now)
    if not await session.scalar(is_record_only(record.id)):
        raise NotARecord
    await _refuse_another(session, actor, account, record, reason, now=now)
    told = ["工作人员代录的居民登记已并入您的账号"]
    if not names_agree(account.name, record.name) and reason is not None:
        told.append(f"登记的姓名与您账号的姓名不同，工作人员当面确认：{REASON_TITLES[reason]}")
    told = await merge_accounts(
        session,
        registry,
        book,
        kept_id=account.id,
        merged_id=record.id,
        by_id=actor.person_id,
        told=told,
        now=now,
    )
    return account.id, told


async def _refuse_another(
    session: AsyncSession,
    actor: Actor,
    account: Person,
    record: Person,
    reason: NameReason | None,
    *,
    now: datetime,
) -> None:
    """Refuse an account that is not seen to be the record's human being."""
    mandated = (Mandate.principal_id == record.id, Mandate.agent_id == account.id)
    if await session.scalar(select(exists().where(*mandated))):
        raise TwoPersons
    lines = (await candidates(session, actor, account, now=now)).where(Person.id == record.id)
    common: Sequence[Any] = (await session.execute(lines)).all()
    if not common:
        raise NothingInCommon
    agree = names_agree(account.name, record.name)
    if not any(line.same_dwelling for line in common):
        proven = (await standing_of(session, account.id, now)).proven
        if not (agree and proven):
            raise NumberAlone
    if not agree and reason is None:
        raise NamesDisagree

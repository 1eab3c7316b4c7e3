"""What this module keeps about persons: name, number, accounts, sessions, offices, absences."""

from collections.abc import Sequence
from datetime import datetime
from itertools import product
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.base.people.account_models import (
    MergeCode,
    PersonDisabling,
    PersonMerge,
    PhoneBinding,
)
from shequ_api.base.people.cover_models import Absence
from shequ_api.base.people.endings import end, is_over
from shequ_api.base.people.models import LoginSession, Person, Posting, WeChatAccount
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.people.queries import posting_lines
from shequ_api.base.registry import PersonalData
from shequ_api.kit.http.parts import Parts

COLUMNS = (
    "persons.merged_into_id",
    "wechat_accounts.person_id",
    "login_sessions.person_id",
    "postings.person_id",
    "postings.granted_by_id",
    "postings.ended_by_id",
    "phone_bindings.person_id",
    "merge_codes.person_id",
    "person_merges.kept_id",
    "person_merges.merged_id",
    "person_merges.merged_by_id",
    "person_disablings.person_id",
    "person_disablings.disabled_by_id",
    "person_disablings.enabled_by_id",
    "absences.person_id",
    "absences.announced_by_id",
    "custom_roles.created_by_id",
    "custom_roles.changed_by_id",
    "custom_role_editions.made_by_id",
    "vacancy_rules.set_by_id",
)
ERASED = "已注销"


async def collect(session: AsyncSession, parts: Parts, person_id: UUID) -> dict[str, Any]:
    """Who I am, how I signed in, what I was appointed to, when I was absent."""
    book = parts.get(PhoneBook)
    person = await session.get_one(Person, person_id)
    sealed = person.phone_sealed
    numbers = await session.scalars(_numbers_of(person_id))
    shut = await session.scalars(
        select(PersonDisabling).where(PersonDisabling.person_id == person_id)
    )
    logins = await session.scalars(_of(LoginSession, person_id))
    return {
        "姓名": person.name,
        "手机号": book.read(person.id, sealed) if sealed else None,
        "注册时间": person.created_at,
        "用过的手机号": [
            {
                "手机号": book.read_binding(each.id, each.phone_sealed),
                "绑定时间": each.bound_at,
                "解绑时间": each.released_at,
            }
            for each in numbers
        ],
        "微信账号": [each.openid for each in await session.scalars(_of(WeChatAccount, person_id))],
        "登录记录": [{"登录": each.started_at, "最近使用": each.rotated_at} for each in logins],
        "任职": await _offices(session, person_id),
        "请假": [
            {"自": each.starts_on, "至": each.ends_on, "事由": each.reason}
            for each in await session.scalars(_of(Absence, person_id))
        ],
        "账号合并": await _merges(session, person_id),
        "停用": [
            {"原因": each.reason, "停用时间": each.disabled_at, "恢复时间": each.enabled_at}
            for each in shut
        ],
    }


def _of(model: Any, person_id: UUID) -> Select[Any]:
    return select(model).where(model.person_id == person_id).order_by(model.id)


def _numbers_of(person_id: UUID) -> Select[PhoneBinding]:
    return _of(PhoneBinding, person_id)


async def _offices(session: AsyncSession, person_id: UUID) -> list[dict[str, Any]]:
    lines = posting_lines(Posting.person_id == person_id).order_by(Posting.granted_at)
    return [
        {
            "身份": ROLE_TITLES[Role(row.role)],
            "在": row.scope_name,
            "自": row.starts_on,
            "至": row.ends_on,
            "提前结束": row.ended_at,
        }
        for row in await session.execute(lines)
    ]


async def _merges(session: AsyncSession, person_id: UUID) -> list[dict[str, Any]]:
    mine = select(PersonMerge).where(PersonMerge.kept_id == person_id)
    rows = await session.scalars(mine.order_by(PersonMerge.merged_at))
    return [{"时间": each.merged_at, "处理": each.told} for each in rows]


async def erase(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """No name, no number, no way in; that somebody held an office stays."""
    person = await session.get_one(Person, person_id, with_for_update=True)
    person.name = person.phone_sealed = person.phone_index = None
    person.disabled_at = person.disabled_at or now
    for model in (PhoneBinding, MergeCode, WeChatAccount):
        await session.execute(delete(model).where(model.person_id == person_id))
    await _end_sessions(session, person_id, "erased", now)
    live = (Posting.person_id == person_id, Posting.ended_at.is_(None))
    for posting in await session.scalars(select(Posting).where(*live).with_for_update()):
        if not is_over(posting, now):
            await end(session, posting, now=now)
    mine = update(Absence).where(Absence.person_id == person_id)
    await session.execute(mine.values(reason=None))
    shut = update(PersonDisabling).where(PersonDisabling.person_id == person_id)
    await session.execute(shut.values(reason=ERASED))


async def merge(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, now: datetime
) -> Sequence[str]:
    """The ways in, the offices and the history become the kept person's."""
    await _end_sessions(session, merged_id, "merged", now)
    await session.execute(delete(MergeCode).where(MergeCode.person_id.in_([kept_id, merged_id])))
    told = await _merge_offices(session, kept_id, merged_id, now)
    for model in (WeChatAccount, PhoneBinding, Absence, PersonDisabling):
        moving = update(model).where(model.person_id == merged_id)
        await session.execute(moving.values(person_id=kept_id))
    return told


async def _end_sessions(session: AsyncSession, person_id: UUID, why: str, now: datetime) -> None:
    live = (LoginSession.person_id == person_id, LoginSession.revoked_at.is_(None))
    await session.execute(update(LoginSession).where(*live).values(revoked_at=now, revoked_for=why))


async def _merge_offices(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, now: datetime
) -> list[str]:
    """Nobody holds one office twice, covers for themselves, or has it from their own hand."""
    both = or_(Posting.person_id == kept_id, Posting.person_id == merged_id)
    held = select(Posting).where(both, Posting.ended_at.is_(None)).order_by(Posting.id)
    rows = list(await session.scalars(held.with_for_update()))
    told = []
    for posting in rows:
        if posting.granted_by_id in (kept_id, merged_id) and not is_over(posting, now):
            await end(session, posting, now=now)
            told.append(f"“{_title(posting)}”是由合并前的另一账号任命的，已结束")
    for own, theirs in product(rows, rows):
        pair = (own.person_id, theirs.person_id) == (kept_id, merged_id)
        if pair and own.ended_at is None and theirs.ended_at is None and _same(own, theirs):
            loser = own if _outlasts(theirs, own) else theirs
            await end(session, loser, now=now)
            told.append(f"“{_title(loser)}”有两份任职，保留期限较长的一份")
    await session.flush()
    moving = update(Posting).where(Posting.person_id == merged_id).values(person_id=kept_id)
    await session.execute(moving, execution_options={"synchronize_session": "fetch"})
    return told


def _title(posting: Posting) -> str:
    return ROLE_TITLES[Role(posting.role)]


def _same(one: Posting, other: Posting) -> bool:
    """Whether two postings are one office on some day."""
    where = (one.role, one.place_id, one.grid_id) == (other.role, other.place_id, other.grid_id)
    apart = (one.ends_on is not None and one.ends_on <= other.starts_on) or (
        other.ends_on is not None and other.ends_on <= one.starts_on
    )
    return where and not apart


def _outlasts(one: Posting, other: Posting) -> bool:
    """Whether the first of two is the one to keep: an office before a cover, then the longer."""
    if (one.covers_id is None) != (other.covers_id is None):
        return one.covers_id is None
    if other.ends_on is None or one.ends_on is None:
        return other.ends_on is not None
    return one.ends_on > other.ends_on


PERSONAL_DATA = PersonalData(columns=COLUMNS, collect=collect, erase=erase, merge=merge)

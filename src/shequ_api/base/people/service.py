"""Who people are: signing in, binding a phone."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person, WeChatAccount
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.wechat.protocol import WeChatSession
from shequ_api.kit.errors import Forbidden, NotNow
from shequ_api.kit.ids import new_id


class PersonDisabled(Forbidden):
    code, title = "person_disabled", "账号已停用"


class PhoneTaken(NotNow):
    """Another account holds the number; merging two accounts is a deliberate act elsewhere."""

    code, title = "phone_taken", "该手机号已绑定其他账号"


async def recognise_account(
    session: AsyncSession, app_id: str, who: WeChatSession, *, now: datetime
) -> Person:
    """The person of an openid, made at the first login. Two first logins at once make one."""
    account = select(WeChatAccount.person_id).where(
        WeChatAccount.app_id == app_id, WeChatAccount.openid == who.openid
    )
    person_id = await session.scalar(account)
    if person_id is None:
        person = Person(id=new_id(), created_at=now)
        session.add(person)
        await session.flush()
        row = insert(WeChatAccount).values(
            id=new_id(),
            person_id=person.id,
            app_id=app_id,
            openid=who.openid,
            unionid=who.unionid,
            created_at=now,
        )
        # The loser of the race finds the winner's account, and drops the person it made.
        won = await session.scalar(row.on_conflict_do_nothing().returning(WeChatAccount.id))
        if won is not None:
            return person
        await session.delete(person)
        person_id = await session.scalar(account)
    person = await session.get_one(Person, person_id)
    if person.disabled_at is not None:
        raise PersonDisabled
    return person


async def bind_phone(session: AsyncSession, book: PhoneBook, person: Person, phone: str) -> Person:
    """Put a number that WeChat vouched for on a person; a number belongs to one person."""
    holder = await session.scalar(
        select(Person.id).where(Person.phone_index == book.index_of(phone))
    )
    if holder is not None and holder != person.id:
        raise PhoneTaken
    book.write(person, phone)
    return person

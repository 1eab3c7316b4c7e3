"""Who people are: signing in, binding a phone, taking over a recycled one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.people import phones
from shequ_api.base.people.account_models import ReleaseReason
from shequ_api.base.people.events import PhoneReleased
from shequ_api.base.people.models import Person, Posting, WeChatAccount
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.people.queries import not_over
from shequ_api.base.wechat.protocol import WeChatSession
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, NotNow
from shequ_api.kit.ids import new_id


class PersonDisabled(Forbidden):
    code, title = "person_disabled", "账号已停用"


class PhoneTaken(NotNow):
    """Another account holds the number. Who it belongs to now, only the human being can say."""

    code, title = "phone_taken", "该手机号已绑定其他账号"

    def __init__(self) -> None:
        super().__init__(
            "如果那也是您的账号，请在那个账号里获取合并码，回到这里合并账号；"
            "如果您是这个号码的新主人，请重新获取手机号验证，并选择接管此号码（原账号将解除绑定，"
            "其他信息不受影响）",
            ways_out=["merge_accounts", "take_over"],
        )


class PhoneNeeded(NotNow):
    code, title = "phone_needed", "任职期间须保留手机号，可以换绑，不能解绑"


class PhoneUnbound(NotNow):
    code, title = "phone_unbound", "尚未绑定手机号"


class AccountMerged(NotNow):
    code, title = "account_merged", "此账号已并入另一账号，请重新登录"


async def recognise_account(
    session: AsyncSession, app_id: str, who: WeChatSession, *, now: datetime
) -> Person:
    """The person of an openid, made at the first login. Two first logins at once make one.

    The same WeChat user in another mini-program of ours (one unionid) is the same person.
    """
    person = await session.get_one(Person, await _person_of(session, app_id, who, now=now))
    if person.merged_into_id is not None:
        # Merged at this very moment: the account row was read before it moved.
        person = await session.get_one(Person, person.merged_into_id)
    if person.disabled_at is not None:
        raise PersonDisabled
    return person


async def _person_of(
    session: AsyncSession, app_id: str, who: WeChatSession, *, now: datetime
) -> UUID:
    mine = (WeChatAccount.app_id == app_id, WeChatAccount.openid == who.openid)
    account = await session.scalar(select(WeChatAccount).where(*mine))
    if account is not None:
        account.unionid = who.unionid or account.unionid
        found: UUID = account.person_id
        return found
    if who.unionid is not None:
        # Two first logins through two mini-programs line up here: the second finds the first.
        order = func.hashtextextended(f"unionid:{who.unionid}", 0)
        await session.execute(select(func.pg_advisory_xact_lock(order)))
        if (same := await session.scalar(_by_unionid(who.unionid))) is not None:
            return await _open_account(session, app_id, who, same, now=now)
    fresh = Person(id=new_id(), created_at=now)
    session.add(fresh)
    await session.flush()
    owner = await _open_account(session, app_id, who, fresh.id, now=now)
    if owner != fresh.id:
        # The loser of the race finds the winner's account, and drops the person it made.
        await session.delete(fresh)
    return owner


async def _open_account(
    session: AsyncSession, app_id: str, who: WeChatSession, person_id: UUID, *, now: datetime
) -> UUID:
    """Whose the openid is now: that person's, or another's where somebody was faster."""
    row = insert(WeChatAccount).values(
        id=new_id(),
        person_id=person_id,
        app_id=app_id,
        openid=who.openid,
        unionid=who.unionid,
        created_at=now,
    )
    await session.execute(row.on_conflict_do_nothing())
    mine = (WeChatAccount.app_id == app_id, WeChatAccount.openid == who.openid)
    return (await session.scalars(select(WeChatAccount.person_id).where(*mine))).one()


def _by_unionid(unionid: str) -> Select[UUID]:
    same = select(WeChatAccount.person_id).where(WeChatAccount.unionid == unionid)
    return same.order_by(WeChatAccount.created_at, WeChatAccount.id).limit(1)


async def bind_phone(
    session: AsyncSession,
    book: PhoneBook,
    person: Person,
    phone: str,
    *,
    take_over: bool = False,
    now: datetime,
) -> Person:
    """Put a number that WeChat vouched for on a person; a number belongs to one person.

    `take_over`: the number was given to a new owner; it leaves its former holder, who keeps
    everything else. Nothing of theirs comes with it.
    """
    index = book.index_of(phone)
    if person.phone_index == index:
        return person
    # Both rows are locked in the order of their ids; who is appointed by this number waits.
    meant = Person.id == person.id, Person.phone_index == index
    locked = select(Person).where(meant[0] | meant[1]).order_by(Person.id).with_for_update()
    rows = list(await session.scalars(locked.execution_options(populate_existing=True)))
    if person.disabled_at is not None:
        raise PersonDisabled
    if person.merged_into_id is not None:
        raise AccountMerged
    holder = next((each for each in rows if each.phone_index == index), None)
    if holder is not None and holder.id != person.id:
        if not take_over:
            raise PhoneTaken
        await phones.release(session, book, holder, ReleaseReason.TAKEN_OVER, now=now)
        record(session, PhoneReleased(subject_id=holder.id), now=now)
    if holder is None or holder.id != person.id:
        await phones.release(session, book, person, ReleaseReason.CHANGED, now=now)
        await phones.bind(session, book, person, phone, now=now)
    return person


async def unbind_phone(
    session: AsyncSession, book: PhoneBook, person: Person, *, now: datetime
) -> None:
    """Take one's own number off. Who holds an office must be reachable."""
    await session.refresh(person, with_for_update=True)
    office = exists().where(Posting.person_id == person.id, not_over(china_date(now)))
    if await session.scalar(select(office)):
        raise PhoneNeeded
    if await phones.release(session, book, person, ReleaseReason.UNBOUND, now=now) is None:
        raise PhoneUnbound

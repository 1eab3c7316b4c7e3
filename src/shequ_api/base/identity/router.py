"""Who I am here."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor
from shequ_api.base.identity.schemas import MeView, PhoneBinding, Profile
from shequ_api.base.people import service
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.people.queries import posting_lines
from shequ_api.base.people.showing import posting_views
from shequ_api.base.residency.queries import live_residencies_of
from shequ_api.base.residency.schemas import ResidencyView
from shequ_api.base.wechat.protocol import WeChat
from shequ_api.kit.http.exchange import Session, TheExchange
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router

router = Router(tags=["identity"])
TheBook = Annotated[PhoneBook, Depends(part(PhoneBook))]
TheWeChat = Annotated[WeChat, Depends(part(WeChat))]


async def _me(session: AsyncSession, actor: Actor, book: PhoneBook) -> MeView:
    person = await session.get_one(Person, actor.person_id)
    ids = [posting.id for posting in actor.postings]
    postings = await posting_views(session, posting_lines(Posting.id.in_(ids)))
    homes = (await session.execute(live_residencies_of(person.id))).mappings()
    return MeView(
        id=person.id,
        name=person.name,
        phone=book.masked(person.id, person.phone_sealed),
        acting_posting_id=actor.acting.id if actor.acting else None,
        acting_role=actor.role,
        postings=postings,
        residencies=[ResidencyView(**row) for row in homes],
        permissions=sorted(actor.permissions),
    )


@router.get("/me")
async def get_me(actor: AnyActor, session: Session, book: TheBook) -> MeView:
    """我的信息与身份: Who I am, what I may choose to act as, where I live, and what I may do as I
    act now."""
    return await _me(session, actor, book)


@router.put("/me/profile")
async def replace_my_profile(
    profile: Profile, actor: AnyActor, session: Session, book: TheBook
) -> MeView:
    """填写我的姓名: Say my name."""
    person = await session.get_one(Person, actor.person_id)
    person.name = profile.name
    return await _me(session, actor, book)


@router.put("/me/phone")
async def bind_my_phone(
    binding: PhoneBinding,
    actor: AnyActor,
    exchange: TheExchange,
    wechat: TheWeChat,
    book: TheBook,
) -> MeView:
    """绑定手机号: Bind the number behind the code of WeChat's phone button."""
    await exchange.release()
    phone = await wechat.phone_of(binding.code)
    person = await exchange.session.get_one(Person, actor.person_id)
    await service.bind_phone(exchange.session, book, person, phone)
    return await _me(exchange.session, actor, book)

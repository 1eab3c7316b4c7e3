"""Who I am here."""

from typing import Annotated

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.levels import HOW_TO_REACH, LEVEL_TITLES, IdentityLevel
from shequ_api.base.access.policies import AnyActor
from shequ_api.base.identity import queries
from shequ_api.base.identity.levels import Standing, standing_of
from shequ_api.base.identity.mandate_router import mandate_view
from shequ_api.base.identity.models import Mandate
from shequ_api.base.identity.schemas import LevelView, MeView, PhoneBinding, Profile
from shequ_api.base.people import service
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.people.queries import posting_lines
from shequ_api.base.people.showing import posting_views
from shequ_api.base.residency.queries import live_residencies_of
from shequ_api.base.residency.schemas import ResidencyView
from shequ_api.base.wechat.protocol import WeChat
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import NotNow
from shequ_api.kit.http.exchange import Exchange, TheExchange
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router

router = Router(prefix="/me", tags=["identity"])
TheBook = Annotated[PhoneBook, Depends(part(PhoneBook))]
TheWeChat = Annotated[WeChat, Depends(part(WeChat))]
SHOWN = 50
"""Mandates and dwellings that `GET /me` shows; the whole lists have their own addresses."""


class NameProven(NotNow):
    """A level rests on the name that was proved; it is not for saying anew."""

    code, title = "name_proven", "姓名已实名核验，如需更改请带证件到社区窗口办理"


async def _me(exchange: Exchange, actor: Actor, book: PhoneBook) -> MeView:
    session, now = exchange.session, exchange.now
    person = await session.get_one(Person, actor.person_id)
    ids = [posting.id for posting in actor.postings]
    mine = posting_lines(Posting.id.in_(ids))
    homes = (await session.execute(live_residencies_of(person.id).limit(SHOWN))).mappings()
    force = queries.in_force(china_date(now))
    lines = queries.mandate_lines(queries.is_party(person.id), force)
    held = await session.execute(lines.order_by(Mandate.made_at.desc()).limit(SHOWN))
    return MeView(
        id=person.id,
        name=person.name,
        phone=book.masked(person.id, person.phone_sealed),
        acting_posting_id=actor.acting.id if actor.acting else None,
        acting_role=actor.role,
        postings=await posting_views(session, mine) if ids else [],
        residencies=[ResidencyView(**row) for row in homes],
        level=_level_view(await standing_of(session, person.id, now)),
        mandates=[mandate_view(row, actor) for row in held.mappings()],
        permissions=sorted(actor.permissions),
    )


def _level_view(standing: Standing) -> LevelView:
    level = standing.level
    above = IdentityLevel(level + 1) if level < IdentityLevel.COUNTER else None
    return LevelView(
        level=level,
        title=LEVEL_TITLES[level],
        until=standing.until,
        next_level=above,
        next_title=LEVEL_TITLES[above] if above else None,
        next_step=HOW_TO_REACH[above] if above else None,
    )


@router.get("")
async def get_me(actor: AnyActor, exchange: TheExchange, book: TheBook) -> MeView:
    """我的信息与身份: Who I am, what I may choose to act as, where I live, how well I am known, for
    whom I may act and who for me, and what I may do as I act now."""
    return await _me(exchange, actor, book)


@router.put("/profile")
async def replace_my_profile(
    profile: Profile, actor: AnyActor, exchange: TheExchange, book: TheBook
) -> MeView:
    """填写我的姓名: Say my name, until it was proved."""
    person = await exchange.session.get_one(Person, actor.person_id)
    standing = await standing_of(exchange.session, person.id, exchange.now)
    if standing.proven and profile.name != person.name:
        raise NameProven
    person.name = profile.name
    return await _me(exchange, actor, book)


@router.put("/phone")
async def bind_my_phone(
    binding: PhoneBinding,
    actor: AnyActor,
    exchange: TheExchange,
    wechat: TheWeChat,
    book: TheBook,
) -> MeView:
    """绑定手机号: Bind the number behind the code of WeChat's phone button. A number that was given
    to a new owner is taken over by saying so; nothing of its former holder comes with it."""
    await exchange.release()
    phone = await wechat.phone_of(binding.code)
    person = await exchange.session.get_one(Person, actor.person_id)
    await service.bind_phone(
        exchange.session, book, person, phone, take_over=binding.take_over, now=exchange.now
    )
    return await _me(exchange, actor, book)

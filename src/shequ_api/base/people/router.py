"""Me, appointments, organisations and residencies."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.base.people import appointments, queries, residencies, service
from shequ_api.base.people.models import Organisation, Person, Posting, Residency
from shequ_api.base.people.permissions import PeoplePermission
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.people.schemas import (
    Appointment,
    MeView,
    OrganisationDraft,
    OrganisationView,
    PhoneBinding,
    PostingView,
    Profile,
    ResidencyClaim,
    ResidencyView,
)
from shequ_api.base.places.models import Grid, Place
from shequ_api.base.wechat.protocol import WeChat
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent, Malformed
from shequ_api.kit.http.exchange import Now, Session, TheExchange
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["people"])
TheBook = Annotated[PhoneBook, Depends(part(PhoneBook))]
TheWeChat = Annotated[WeChat, Depends(part(WeChat))]
Appointer = Annotated[Actor, Depends(may(PeoplePermission.APPOINT))]
Registrar = Annotated[Actor, Depends(may(PeoplePermission.REGISTER_ORGANISATION))]
Onlooker = Annotated[Actor, Depends(may(PeoplePermission.VIEW_POSTINGS))]
Verifier = Annotated[Actor, Depends(may(PeoplePermission.VERIFY_RESIDENCY))]


class PersonNotFound(Absent):
    code, title = "person_not_found", "没有绑定该手机号的人，请对方先登录并绑定手机号"


class OnePlaceOrGrid(Malformed):
    code, title = "one_place_or_grid", "请给出一个地点或一个网格"


async def posting_in_scope(posting_id: UUID, actor: AnyActor, session: Session) -> Posting:
    """A posting held inside the actor's scope."""
    posting = await session.get(Posting, posting_id)
    held_at = posting and await _held_at(session, posting.place_id, posting.grid_id)
    if posting is None or held_at is None or not actor.covers(held_at):
        raise Absent
    return posting


async def residency_in_scope(residency_id: UUID, actor: AnyActor, session: Session) -> Residency:
    """A residency of the actor's own, or of a dwelling inside their scope."""
    residency = await session.get(Residency, residency_id)
    if residency is None:
        raise Absent
    if residency.person_id != actor.person_id and not actor.covers(residency):
        raise Absent
    return residency


ThePosting = Annotated[Posting, Depends(posting_in_scope)]
TheResidency = Annotated[Residency, Depends(residency_in_scope)]


async def _held_at(
    session: AsyncSession, place_id: UUID | None, grid_id: UUID | None
) -> Place | Grid | None:
    if (place_id is None) == (grid_id is None):
        raise OnePlaceOrGrid
    if place_id is not None:
        return await session.get(Place, place_id)
    return await session.get(Grid, grid_id)


async def _postings(session: AsyncSession, statement: queries.Rows) -> list[PostingView]:
    rows = (await session.execute(statement)).mappings()
    return [PostingView(**row, role_title=ROLE_TITLES[Role(row["role"])]) for row in rows]


async def _me(session: AsyncSession, actor: Actor, book: PhoneBook) -> MeView:
    person = await session.get_one(Person, actor.person_id)
    ids = [posting.id for posting in actor.postings]
    postings = await _postings(session, queries.posting_lines(Posting.id.in_(ids)))
    homes = (await session.execute(queries.live_residencies_of(person.id))).mappings()
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


@router.post("/me/residencies", status_code=201)
async def claim_residency(
    claim: ResidencyClaim, actor: AnyActor, session: Session, now: Now
) -> ResidencyView:
    """登记我的住户: Say that I belong to a dwelling; a grid worker verifies it at the door."""
    dwelling = await session.get(Place, claim.dwelling_id)
    if dwelling is None or dwelling.ended_at is not None:
        raise Absent
    residency = residencies.claim_residency(
        session,
        actor,
        dwelling,
        belonging=claim.belonging,
        starts_on=claim.starts_on,
        now=now,
    )
    await session.flush()
    return await _residency(session, residency)


async def _residency(session: AsyncSession, residency: Residency) -> ResidencyView:
    row = await session.execute(queries.residency_lines(Residency.id == residency.id))
    return ResidencyView(**row.mappings().one())


@router.get("/residencies")
async def list_residencies(
    actor: Verifier,
    session: Session,
    paging: ThePaging,
    *,
    verified: Annotated[
        bool, Query(description="The verified ones, instead of those that wait")
    ] = False,
) -> Page[ResidencyView]:
    """住户登记列表: Residencies in my scope: those that wait for a word at the door, or the
    verified ones."""
    state = Residency.verified_at.is_not(None) if verified else Residency.verified_at.is_(None)
    lines = queries.residency_lines(in_scope(actor, Residency), Residency.ends_on.is_(None), state)
    rows, cursor = await page_of(session, lines, [Residency.claimed_at, Residency.id], paging)
    return Page(items=[ResidencyView(**row) for row in rows], next_cursor=cursor)


@router.put("/residencies/{residency_id}/verification")
async def verify_residency(
    residency: TheResidency, actor: Verifier, session: Session, now: Now
) -> ResidencyView:
    """核实住户: Confirm at the door that somebody lives there."""
    residencies.verify_residency(actor, residency, now=now)
    await session.flush()
    return await _residency(session, residency)


@router.post("/organisations", status_code=201)
async def register_organisation(
    draft: OrganisationDraft, actor: Registrar, session: Session, now: Now
) -> OrganisationView:
    """登记合伙人单位: Enter a community partner (合伙人)."""
    community = await session.get(Place, draft.community_id)
    if community is None or not actor.covers(community):
        raise Absent
    organisation = appointments.register_organisation(
        session,
        name=draft.name,
        partner_kind=draft.partner_kind,
        community_id=community.id,
        now=now,
    )
    await session.flush()
    return OrganisationView.model_validate(organisation)


@router.post("/postings", status_code=201)
async def appoint_person(
    appointment: Appointment, actor: Appointer, session: Session, book: TheBook, now: Now
) -> PostingView:
    """任命身份: Appoint the person with this phone. Nobody grants beyond their role and scope."""
    held_at = await _held_at(session, appointment.place_id, appointment.grid_id)
    if held_at is None or held_at.ended_at is not None or not actor.covers(held_at):
        raise Absent
    person = await session.scalar(
        select(Person).where(Person.phone_index == book.index_of(appointment.phone))
    )
    if person is None:
        raise PersonNotFound
    organisation = await session.get(Organisation, appointment.organisation_id or UUID(int=0))
    if appointment.organisation_id is not None and organisation is None:
        raise Absent
    posting = appointments.appoint(
        session,
        actor,
        person,
        role=appointment.role,
        held_at=held_at,
        organisation=organisation,
        starts_on=appointment.starts_on,
        ends_on=appointment.ends_on,
        now=now,
    )
    await session.flush()
    return (await _postings(session, queries.posting_lines(Posting.id == posting.id)))[0]


@router.get("/postings")
async def list_postings(
    actor: Onlooker, session: Session, paging: ThePaging, now: Now
) -> Page[PostingView]:
    """在任身份列表: Postings in force in my community or district."""
    force = queries.in_force(china_date(now))
    lines = queries.posting_lines(in_scope(actor, Posting), force)
    rows, cursor = await page_of(session, lines, [Posting.granted_at, Posting.id], paging)
    items = [PostingView(**row, role_title=ROLE_TITLES[Role(row["role"])]) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.put("/postings/{posting_id}/end")
async def end_posting(
    posting: ThePosting, actor: Appointer, session: Session, now: Now
) -> PostingView:
    """结束任命: Take a posting back; acts on the person's next request."""
    appointments.end_posting(actor, posting, now=now)
    await session.flush()
    return (await _postings(session, queries.posting_lines(Posting.id == posting.id)))[0]

"""Appointments and organisations."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.base.people import appointments, queries
from shequ_api.base.people.models import Organisation, Person, Posting
from shequ_api.base.people.permissions import PeoplePermission
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.people.schemas import (
    Appointment,
    OrganisationDraft,
    OrganisationView,
    PostingView,
)
from shequ_api.base.people.showing import posting_views
from shequ_api.base.places.models import Grid, Place
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent, Malformed
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["people"])
TheBook = Annotated[PhoneBook, Depends(part(PhoneBook))]
Appointer = Annotated[Actor, Depends(may(PeoplePermission.APPOINT))]
Registrar = Annotated[Actor, Depends(may(PeoplePermission.REGISTER_ORGANISATION))]
Onlooker = Annotated[Actor, Depends(may(PeoplePermission.VIEW_POSTINGS))]


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


ThePosting = Annotated[Posting, Depends(posting_in_scope)]


async def _held_at(
    session: AsyncSession, place_id: UUID | None, grid_id: UUID | None
) -> Place | Grid | None:
    if (place_id is None) == (grid_id is None):
        raise OnePlaceOrGrid
    if place_id is not None:
        return await session.get(Place, place_id)
    return await session.get(Grid, grid_id)


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
    return (await posting_views(session, queries.posting_lines(Posting.id == posting.id)))[0]


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
    return (await posting_views(session, queries.posting_lines(Posting.id == posting.id)))[0]

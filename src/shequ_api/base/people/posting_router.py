"""Postings: appointing, listing, ending, and what hangs on them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import ColumnElement, not_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.access.roles import Role
from shequ_api.base.people import appointments, endings, queries
from shequ_api.base.people.granting import (
    custom_role_for,
    held_at,
    held_firmly,
    organisation_for,
    person_by_phone,
)
from shequ_api.base.people.models import Duty, Posting
from shequ_api.base.people.permissions import PeoplePermission
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.people.rules import WITH_DUTY
from shequ_api.base.people.schemas import (
    Appointment,
    OpenWorkView,
    PostingEnding,
    PostingLine,
    PostingView,
)
from shequ_api.base.people.showing import open_work_at, posting_views, title_of
from shequ_api.base.places.models import Grid, Place
from shequ_api.base.registry import Registry
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["people"])
TheBook = Annotated[PhoneBook, Depends(part(PhoneBook))]
TheRegistry = Annotated[Registry, Depends(part(Registry))]
Appointer = Annotated[Actor, Depends(may(PeoplePermission.APPOINT))]
Onlooker = Annotated[Actor, Depends(may(PeoplePermission.VIEW_POSTINGS))]


TO_NOBODY = PostingEnding()


async def posting_in_scope(posting_id: UUID, actor: AnyActor, session: Session) -> Posting:
    """A posting held inside the actor's scope."""
    posting = await session.get(Posting, posting_id)
    held = posting and await held_at(session, posting.place_id, posting.grid_id)
    if posting is None or held is None or not actor.covers(held):
        raise Absent
    return posting


ThePosting = Annotated[Posting, Depends(posting_in_scope)]


async def _duty(session: AsyncSession, appointment: Appointment, held: Place | Grid) -> Duty | None:
    if appointment.duty is not None or appointment.role not in WITH_DUTY:
        return appointment.duty
    led = queries.has_lead(held.id, appointment.starts_on, appointment.ends_on)
    return Duty.DEPUTY if await session.scalar(select(led)) else Duty.LEAD


async def _view(session: AsyncSession, posting: Posting) -> PostingView:
    await session.flush()
    return (await posting_views(session, queries.posting_lines(Posting.id == posting.id)))[0]


@router.post("/postings", status_code=201)
async def appoint_person(
    appointment: Appointment, actor: Appointer, session: Session, book: TheBook, now: Now
) -> PostingView:
    """任命身份: Appoint the person with this phone. Nobody grants beyond their role and scope."""
    held = await held_firmly(session, actor, appointment.place_id, appointment.grid_id)
    # Before anybody is looked for: whoever cannot give it does not learn whose number this is.
    custom_role = await custom_role_for(session, appointment.custom_role_id)
    appointments.refuse_beyond(actor, appointment.role, custom_role)
    appointments.refuse_backdating(appointment.starts_on, now=now)
    posting = appointments.appoint(
        session,
        actor,
        await person_by_phone(session, book, appointment.phone),
        role=appointment.role,
        held_at=held,
        organisation=await organisation_for(session, appointment.organisation_id),
        duty=await _duty(session, appointment, held),
        custom_role=custom_role,
        starts_on=appointment.starts_on,
        ends_on=appointment.ends_on,
        now=now,
    )
    return await _view(session, posting)


@router.get("/postings")
async def list_postings(
    actor: Onlooker,
    session: Session,
    paging: ThePaging,
    now: Now,
    *,
    role: Annotated[Role | None, Query(description="Only this role")] = None,
    grid_id: Annotated[UUID | None, Query(description="Only at this grid")] = None,
    person_id: Annotated[UUID | None, Query(description="Only this person's")] = None,
    ends_before: Annotated[date | None, Query(description="Only those that end before")] = None,
    past: Annotated[bool, Query(description="Those that are over, instead of the others")] = False,
) -> Page[PostingLine]:
    """任职列表: Postings in my scope that are in force or to come, or those that are over; who is
    absent, and who covers."""
    on = china_date(now)
    current = queries.not_over(on)
    narrowed: list[ColumnElement[bool]] = [not_(current) if past else current]
    for column, value in (
        (Posting.role, role),
        (Posting.grid_id, grid_id),
        (Posting.person_id, person_id),
    ):
        if value is not None:
            narrowed.append(column == value)
    if ends_before is not None:
        narrowed.append(Posting.ends_on < ends_before)
    lines = queries.posting_lines(in_scope(actor, Posting), *narrowed)
    order = [Posting.granted_at, Posting.id]
    rows, cursor = await page_of(session, queries.with_cover(lines, on), order, paging)
    items = [PostingLine(**row, role_title=title_of(row)) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.get("/me/postings")
async def list_my_postings(
    actor: AnyActor, session: Session, paging: ThePaging
) -> Page[PostingView]:
    """我的任职记录: All that I was ever appointed to, newest first."""
    lines = queries.posting_lines(Posting.person_id == actor.person_id)
    rows, cursor = await page_of(session, lines, [Posting.granted_at, Posting.id], paging)
    items = [PostingView(**row, role_title=title_of(row)) for row in rows]
    return Page(items=items, next_cursor=cursor)


@router.get("/postings/{posting_id}/open-work")
async def count_open_work(
    posting: ThePosting, _: Onlooker, session: Session, registry: TheRegistry, now: Now
) -> OpenWorkView:
    """未了工作: How much work nobody could do if this posting ended now."""
    kinds = (await open_work_at(session, registry, [posting], now))[posting.id]
    total = sum(kind.count for kind in kinds)
    return OpenWorkView(posting_id=posting.id, total=total, kinds=kinds)


@router.put("/postings/{posting_id}/end")
async def end_posting(
    posting: ThePosting,
    actor: Appointer,
    session: Session,
    registry: TheRegistry,
    now: Now,
    ending: PostingEnding = TO_NOBODY,
) -> PostingView:
    """结束任命: Take a posting back; acts on the person's next request. Open work goes to the
    successor that is named, else back to where it is shared out."""
    successor = None
    if ending.handed_to_posting_id is not None:
        successor = await posting_in_scope(ending.handed_to_posting_id, actor, session)
    await endings.end_posting(
        session, actor, posting, successor=successor, kinds_of_work=registry.open_work, now=now
    )
    return await _view(session, posting)

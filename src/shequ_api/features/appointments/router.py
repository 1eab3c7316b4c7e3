"""Counters over HTTP: for those who come, and for those who set them up."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.models import Place
from shequ_api.base.residency.queries import home_community_of
from shequ_api.blocks.booking.models import Resource
from shequ_api.blocks.booking.queries import offered_slots, openings_of, special_days_of
from shequ_api.features.appointments import queries, service
from shequ_api.features.appointments.booking_schemas import AppointmentSlot, AppointmentSlots
from shequ_api.features.appointments.models import Counter
from shequ_api.features.appointments.permissions import AppointmentPermission
from shequ_api.features.appointments.refusals import SubdistrictCounter
from shequ_api.features.appointments.rules import check_days, clock
from shequ_api.features.appointments.schemas import (
    CounterClosing,
    CounterContent,
    CounterDay,
    CounterDayView,
    CounterDraft,
    CounterHours,
    CounterLine,
    CounterOpeningView,
    CounterPolicyView,
    CounterSpecialDay,
    CounterView,
    Day,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["appointments"])
Manager = Annotated[Actor, Depends(may(AppointmentPermission.MANAGE))]


async def any_counter(counter_id: UUID, _: AnyActor, session: Session) -> Counter:
    """A counter, wherever it is: whoever comes is served."""
    counter = await session.get(Counter, counter_id)
    if counter is None:
        raise Absent
    return counter


AnyCounter = Annotated[Counter, Depends(any_counter)]


async def counter_in_scope(counter: AnyCounter, actor: AnyActor) -> Counter:
    """A counter in the actor's scope."""
    if not actor.covers(counter):
        raise Absent
    return counter


OurCounter = Annotated[Counter, Depends(counter_in_scope)]


async def counter_of_office(counter: OurCounter, actor: Manager) -> Counter:
    """A counter that the actor's office may change: a subdistrict's is not for the community in
    which it stands."""
    within_community = actor.acting is not None and actor.acting.community_id is not None
    if counter.whole_subdistrict and within_community:
        raise SubdistrictCounter
    return counter


async def counter_within_reach(counter: AnyCounter, actor: AnyActor) -> Counter:
    """A counter in the actor's scope, or one of their subdistrict: its communities' staff book
    there for their own people."""
    acting = actor.acting
    of_all = counter.whole_subdistrict and acting is not None
    if not (of_all and acting and acting.subdistrict_id == counter.subdistrict_id):
        return await counter_in_scope(counter, actor)
    return counter


ManagedCounter = Annotated[Counter, Depends(counter_of_office)]
DeskCounter = Annotated[Counter, Depends(counter_within_reach)]


@router.get("/appointment-counters")
async def list_appointment_counters(
    actor: AnyActor,
    session: Session,
    paging: ThePaging,
    now: Now,
    place_id: Annotated[
        UUID | None, Query(description="Of the community of this place; else of my own")
    ] = None,
    counter_id: Annotated[
        UUID | None, Query(description="This one only, as an entry of the five codes may say")
    ] = None,
) -> Page[CounterLine]:
    """预约窗口列表: Counters that one can book in a community, those of its subdistrict too."""
    if place_id is None:
        place_id = await session.scalar(home_community_of(actor.person_id, china_date(now)))
    place = await session.get(Place, place_id) if place_id else None
    if place is None or place.community_id is None or place.subdistrict_id is None:
        return Page(items=[], next_cursor=None)
    lines, order = queries.offered_in(
        place.community_id,
        place.subdistrict_id,
        only=counter_id,
        after=paging.after,
        most=paging.limit + 1,
    )
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[CounterLine(**row) for row in rows], next_cursor=cursor)


@router.post("/appointment-counters", status_code=201)
async def open_appointment_counter(
    draft: CounterDraft, actor: Manager, session: Session, response: Response, now: Now
) -> CounterView:
    """设置预约窗口: A counter at a place of my scope, with its hours and how it is booked; one that
    a subdistrict sets up serves all its communities."""
    counter = await service.open_counter(session, actor, draft, now=now)
    return await _shown(session, counter, response, china_date(now))


@router.get("/appointment-counters/{counter_id}")
async def get_appointment_counter(
    counter: AnyCounter, session: Session, response: Response, now: Now
) -> CounterView:
    """查看预约窗口: A counter, its hours and policy, with its version."""
    return await _shown(session, counter, response, china_date(now))


@router.put("/appointment-counters/{counter_id}")
async def change_appointment_counter(
    content: CounterContent,
    counter: ManagedCounter,
    session: Session,
    match: IfMatch,
    response: Response,
    now: Now,
) -> CounterView:
    """修改预约窗口: Other words, hours or policy from today on, if nobody changed it since;
    appointments that were given stay. A subdistrict's counter is changed by the subdistrict."""
    match.check(counter.version)
    await service.change_counter(session, counter, content, now=now)
    return await _shown(session, counter, response, china_date(now))


@router.get("/appointment-counters/{counter_id}/slots")
async def list_appointment_slots(
    counter: AnyCounter,
    session: Session,
    now: Now,
    first_day: Annotated[Day, Query(description="From this day on")],
    last_day: Annotated[Day, Query(description="Until this day, itself included; 31 days at most")],
) -> AppointmentSlots:
    """可约时段: What may be booked now, and how many places are free."""
    check_days(first_day, last_day)
    resource = await session.get_one(Resource, counter.resource_id)
    found = await offered_slots(session, resource, first_day, last_day, now=now)
    return AppointmentSlots(slots=[AppointmentSlot.model_validate(each) for each in found])


@router.put("/appointment-counters/{counter_id}/days/{day}")
async def set_appointment_day(
    day: Annotated[Day, Path(description="In China")],
    said: CounterDay,
    counter: ManagedCounter,
    session: Session,
    now: Now,
) -> CounterDayView:
    """调整一天的开放时间: Other hours on one day, or none, or those of every week again;
    appointments outside of them end, and their people are told. A subdistrict says it of its
    own."""
    dropped = await service.set_day(session, counter, day, said.openings, now=now)
    return CounterDayView(day=day, openings=said.openings, dropped=dropped)


@router.post("/appointment-counters/{counter_id}/closing")
async def close_appointment_counter(
    counter: ManagedCounter, session: Session, now: Now
) -> CounterClosing:
    """停用预约窗口: Offer it no more; all its appointments to come end, and their people are
    told. A subdistrict closes its own."""
    dropped = await service.close_counter(session, counter, now=now)
    return CounterClosing(closed_at=counter.closed_at or now, dropped=dropped)


async def _shown(
    session: AsyncSession, counter: Counter, response: Response, today: date
) -> CounterView:
    resource = await session.get_one(Resource, counter.resource_id)
    place_name = await session.scalar(select(Place.name).where(Place.id == counter.place_id))
    openings = await openings_of(session, resource.id, today)
    special = await special_days_of(session, resource.id, today)
    show_version(response, counter.version)
    return CounterView(
        id=counter.id,
        place_id=counter.place_id,
        place_name=place_name or "",
        name=counter.name,
        serves=counter.serves,
        bring=counter.bring,
        whole_subdistrict=counter.whole_subdistrict,
        policy=CounterPolicyView(
            **{name: getattr(resource, name) for name in CounterPolicyView.model_fields}
        ),
        openings=[
            CounterOpeningView(
                weekday=each.weekday,
                starts=clock(each.interval.starts_minute),
                ends=clock(each.interval.ends_minute),
                valid_from=each.valid_from,
                valid_until=each.valid_until,
            )
            for each in openings
        ],
        special_days=[
            CounterSpecialDay(
                day=day,
                openings=[
                    CounterHours(starts=clock(first), ends=clock(last)) for first, last in said
                ],
            )
            for day, said in special.items()
        ],
        version=counter.version,
        closed_at=counter.closed_at,
    )

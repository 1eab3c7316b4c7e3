"""Appointments over HTTP: one's own, and those at a counter of one's scope."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.people.posting_router import TheRegistry
from shequ_api.blocks.booking import service as booking
from shequ_api.blocks.booking.models import Reservation
from shequ_api.blocks.booking.personal import STATE_TITLES
from shequ_api.blocks.booking.queries import ahead_of
from shequ_api.blocks.booking.rules import State
from shequ_api.features.appointments import queries, service
from shequ_api.features.appointments.booking_schemas import (
    AppointmentAttendance,
    AppointmentChoice,
    AppointmentDetail,
    AppointmentDraft,
    AppointmentView,
    DeskAppointment,
    DeskAppointmentDraft,
)
from shequ_api.features.appointments.permissions import AppointmentPermission
from shequ_api.features.appointments.router import AnyCounter, DeskCounter, OurCounter
from shequ_api.features.appointments.rules import STATE_OF
from shequ_api.features.appointments.schemas import Day
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, moves
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["appointments"])
Booker = Annotated[Actor, Depends(may(AppointmentPermission.BOOK))]
Server = Annotated[Actor, Depends(may(AppointmentPermission.SERVE))]


async def own_appointment(appointment_id: UUID, actor: AnyActor, session: Session) -> Reservation:
    """An appointment of one's own."""
    wanted = queries.own_appointment(appointment_id, actor.person_id)
    found: Reservation | None = await session.scalar(wanted)
    if found is None:
        raise Absent
    return found


async def appointment_in_scope(
    appointment_id: UUID, actor: AnyActor, session: Session
) -> Reservation:
    """An appointment at a counter in the actor's scope."""
    found = await session.get(Reservation, appointment_id)
    if found is None:
        raise Absent
    counter = await session.scalar(queries.counter_of(found.resource_id))
    if counter is None or not actor.covers(counter):
        raise Absent
    return found


Own = Annotated[Reservation, Depends(own_appointment)]
AtDesk = Annotated[Reservation, Depends(appointment_in_scope)]


@router.post("/appointment-counters/{counter_id}/appointments", status_code=201)
@moves
async def make_appointment(
    draft: AppointmentDraft, counter: AnyCounter, actor: Booker, session: Session, now: Now
) -> AppointmentDetail:
    """预约: Book a slot of a counter, hold a place in it for some minutes, or, where it is full,
    stand in line: whoever is first in it gets what becomes free."""
    made = await booking.reserve(
        session,
        counter.resource_id,
        draft.begins_at,
        person_id=actor.person_id,
        made_by_id=actor.person_id,
        state=STATE_OF[draft.taking],
        now=now,
    )
    return await _detail(session, made, now)


@router.get("/me/appointments")
async def list_my_appointments(
    actor: AnyActor, session: Session, paging: ThePaging, now: Now
) -> Page[AppointmentView]:
    """我的预约: All that I booked, hold or wait for, the latest first."""
    lines = queries.appointments_of(actor.person_id, now)
    rows, cursor = await page_of(session, lines, queries.ORDER, paging)
    return Page(items=[AppointmentView(**_titled(row)) for row in rows], next_cursor=cursor)


@router.get("/me/appointments/{appointment_id}")
async def get_my_appointment(appointment: Own, session: Session, now: Now) -> AppointmentDetail:
    """查看我的预约: An appointment of mine; who waits sees how many stand before them."""
    return await _detail(session, appointment, now)


@router.post("/me/appointments/{appointment_id}/confirmation")
@moves
async def confirm_appointment(
    appointment: Own, _: Booker, session: Session, now: Now
) -> AppointmentDetail:
    """确认预约: Book the place that is held for me, before its minutes are over."""
    return await _detail(session, await booking.confirm(session, appointment.id, now=now), now)


@router.post("/me/appointments/{appointment_id}/move")
@moves
async def move_appointment(
    choice: AppointmentChoice, appointment: Own, _: Booker, session: Session, now: Now
) -> AppointmentDetail:
    """改约: Another slot of the same counter; the place that I leave is the next one's at once. If
    the other slot is full, I keep mine."""
    moved = await booking.move(session, appointment.id, choice.begins_at, now=now)
    return await _detail(session, moved, now)


@router.post("/me/appointments/{appointment_id}/cancellation")
@moves
async def cancel_appointment(
    appointment: Own, _: Booker, session: Session, now: Now
) -> AppointmentDetail:
    """取消预约: Give a place back, let go what is held, or leave the line. After its time it is
    refused or counts as an absence, as the counter says."""
    return await _detail(session, await booking.cancel(session, appointment.id, now=now), now)


@router.get("/appointment-counters/{counter_id}/appointments")
async def list_counter_appointments(
    counter: OurCounter,
    _: Server,
    session: Session,
    paging: ThePaging,
    now: Now,
    day: Annotated[Day, Query(description="In China")],
) -> Page[DeskAppointment]:
    """窗口当日预约: Who comes to a counter of my scope on a day, in order of time."""
    lines = queries.desk_lines(now, queries.on_day(counter, day))
    rows, cursor = await page_of(session, lines, queries.ORDER, paging, ascending=True)
    return Page(items=[DeskAppointment(**_titled(row)) for row in rows], next_cursor=cursor)


@router.post("/appointment-counters/{counter_id}/desk-appointments", status_code=201)
@moves
async def book_appointment_at_desk(
    draft: DeskAppointmentDraft,
    counter: DeskCounter,
    actor: Server,
    session: Session,
    registry: TheRegistry,
    now: Now,
) -> DeskAppointment:
    """代预约: Book a slot for somebody of my scope: at a counter of my scope, or at one that my
    subdistrict has for all its communities."""
    made = await service.book_at_desk(
        session,
        actor,
        registry,
        counter,
        person_id=draft.person_id,
        begins_at=draft.begins_at,
        now=now,
    )
    return await _at_desk(session, made, now)


@router.put("/appointments/{appointment_id}/attendance")
async def mark_appointment_attendance(
    said: AppointmentAttendance, appointment: AtDesk, _: Server, session: Session, now: Now
) -> DeskAppointment:
    """到场登记: Somebody came, or did not; said wrongly, it is said again."""
    marked = await service.mark(session, appointment, attended=said.attended, now=now)
    return await _at_desk(session, marked, now)


@router.post("/appointments/{appointment_id}/cancellation")
@moves
async def cancel_appointment_at_desk(
    appointment: AtDesk, _: Server, session: Session, now: Now
) -> DeskAppointment:
    """代取消预约: Give back the place of somebody who asks the counter to, however late; it is no
    absence."""
    cancelled = await booking.cancel(session, appointment.id, now=now, excused=True)
    return await _at_desk(session, cancelled, now)


def _titled(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"state_title": STATE_TITLES[State(row["state"])]}


async def _detail(
    session: AsyncSession, reservation: Reservation, now: datetime
) -> AppointmentDetail:
    lines = queries.appointments_of(reservation.person_id, now)
    found = await session.execute(lines.where(Reservation.id == reservation.id))
    waits = reservation.state == State.WAITING
    ahead = await session.scalar(ahead_of(reservation)) if waits else None
    return AppointmentDetail(**_titled(dict(found.mappings().one())), ahead=ahead)


async def _at_desk(
    session: AsyncSession, reservation: Reservation, now: datetime
) -> DeskAppointment:
    lines = queries.desk_lines(now, Reservation.id == reservation.id)
    found = await session.execute(lines)
    return DeskAppointment(**_titled(dict(found.mappings().one())))

"""Making labels, and putting them on tickets."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.ticket_labels import queries
from shequ_api.features.ticket_labels.models import SCOPES, TicketLabel, TicketLabelUse
from shequ_api.features.ticket_labels.schemas import TicketLabelDraft
from shequ_api.features.ticket_talk.public import Side, side_of
from shequ_api.features.tickets.public import (
    NotYourTask,
    Ticket,
    handles_it,
    stay,
)
from shequ_api.kit.errors import Forbidden, Malformed, NotNow
from shequ_api.kit.ids import new_id

HELD_AT = frozenset({PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY})
MOST_OF_PLACE, MOST_ON_TICKET = 100, 10


class LabelPlaceUnfit(Malformed):
    """A label is that of the place at which its author holds office."""

    code, title = "ticket_label_place_unfit", "请以社区、街道或区县的身份设置标签"


class LabelTaken(NotNow):
    code, title = "ticket_label_taken", "这里已有同名标签"


class LabelsFull(NotNow):
    code, title = "ticket_labels_full", "标签已经太多，请先停用不用的"


class LabelRetired(NotNow):
    code, title = "ticket_label_retired", "这个标签已停用"


class TooManyLabels(NotNow):
    code, title = "too_many_ticket_labels", f"一件诉求最多 {MOST_ON_TICKET} 个标签"


class LabelsAreStaffs(Forbidden):
    """Whoever ordered it is shown none, whatever they hold besides."""

    code, title = "ticket_labels_are_staffs", "诉求标签只供办理人员查看"


def check_staff(session: AsyncSession, actor: Actor, ticket: Ticket) -> None:
    """Raises `LabelsAreStaffs`."""
    if side_of(session, actor, ticket) != Side.STAFF:
        raise LabelsAreStaffs


async def make_label(
    session: AsyncSession,
    actor: Actor,
    place: Place | None,
    draft: TicketLabelDraft,
    *,
    now: datetime,
) -> TicketLabel:
    """A label of the place of the acting posting."""
    if place is None or place.kind not in HELD_AT or place.district_id is None:
        raise LabelPlaceUnfit
    if (await session.scalar(queries.in_use_at(place.id)) or 0) >= MOST_OF_PLACE:
        raise LabelsFull
    label = TicketLabel(
        id=new_id(),
        place_id=place.id,
        district_id=place.district_id,
        title=draft.title,
        made_at=now,
        made_by_id=actor.person_id,
    )
    session.add(label)
    await session.flush()
    return label


async def rename_label(
    session: AsyncSession, label: TicketLabel, draft: TicketLabelDraft
) -> TicketLabel:
    """Another word, wherever it stands."""
    if label.retired_at is not None:
        raise LabelRetired
    label.title = draft.title
    await session.flush()
    return label


async def retire_label(session: AsyncSession, label: TicketLabel, *, now: datetime) -> TicketLabel:
    """Offer it no more; where it stands, it stands. Retired twice is retired once."""
    label.retired_at = label.retired_at or now
    await session.flush()
    return label


async def put_on(
    session: AsyncSession, actor: Actor, ticket: Ticket, label: TicketLabel, *, now: datetime
) -> None:
    """Put a label on a ticket that the actor's office handles; put on twice it stands once."""
    await stay(session, ticket)
    _check(session, actor, ticket)
    if await session.get(TicketLabelUse, (ticket.id, label.id)) is not None:
        return
    if label.retired_at is not None:
        raise LabelRetired
    # Held as it is: where it lies is copied, and whoever moves it looks for labels after this.
    await session.refresh(ticket, SCOPES, with_for_update={"read": True})
    there = select(func.count()).where(TicketLabelUse.ticket_id == ticket.id)
    if (await session.scalar(there) or 0) >= MOST_ON_TICKET:
        raise TooManyLabels
    session.add(
        TicketLabelUse(
            ticket_id=ticket.id,
            label_id=label.id,
            **{column: getattr(ticket, column) for column in SCOPES},
            put_at=now,
            put_by_id=actor.person_id,
        )
    )
    await session.flush()


async def take_off(session: AsyncSession, actor: Actor, ticket: Ticket, label: TicketLabel) -> None:
    """Take a label off; where it does not stand, nothing is done."""
    await stay(session, ticket)
    _check(session, actor, ticket)
    this = (TicketLabelUse.ticket_id == ticket.id, TicketLabelUse.label_id == label.id)
    await session.execute(delete(TicketLabelUse).where(*this))


def _check(session: AsyncSession, actor: Actor, ticket: Ticket) -> None:
    """Those in whose scope it lies, and who works on it: not whoever ordered it."""
    if not handles_it(actor, ticket):
        raise NotYourTask
    check_staff(session, actor, ticket)

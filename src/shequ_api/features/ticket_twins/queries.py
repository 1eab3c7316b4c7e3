"""Reads of tickets that are about one thing."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    exists,
    func,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.orm import aliased, contains_eager

from shequ_api.base.files.models import File
from shequ_api.base.places.distance import Degrees
from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import Residency, lives_in
from shequ_api.blocks.workflow.models import Case, StepLog
from shequ_api.features.ticket_talk.public import TicketMessage
from shequ_api.features.ticket_twins.models import (
    TicketMerge,
    TicketSplit,
    TicketSpot,
    TicketSupport,
)
from shequ_api.features.ticket_twins.reading import may_be_shown
from shequ_api.features.ticket_twins.rules import SupportKind
from shequ_api.features.tickets.public import (
    FLOW,
    OPEN,
    Service,
    Ticket,
    TicketHelper,
    TicketPhoto,
)

Rows = Select[*tuple[Any, ...]]
MOST_AROUND, MOST_ALIKE, MOST_LOOKED_AT = 2000, 400, 200
"""The nearest open tickets; the nearest of these that may be about the same; of these, those that
everybody may read."""


def _one_thing(ticket_id: Any) -> Select[UUID]:
    """A ticket, and those that are handled under it."""
    return select(Ticket.id).where(or_(Ticket.id == ticket_id, Ticket.merged_into_id == ticket_id))


def supporters_of(ticket_id: UUID, *kinds: SupportKind) -> CompoundSelect[Any]:
    """Who is affected by a ticket, or follows it (by kind): who said so of it or of what was merged
    into it, and who ordered that. Of what became private, those alone who ordered it."""
    lead = aliased(Ticket)
    said = (
        select(TicketSupport.person_id)
        .join(Ticket, Ticket.id == TicketSupport.ticket_id)
        .where(Ticket.id.in_(_one_thing(ticket_id)), TicketSupport.kind.in_(kinds))
        .where(~Ticket.private, exists().where(lead.id == ticket_id, ~lead.private))
    )
    ordered = select(Ticket.reporter_id).where(
        Ticket.merged_into_id == ticket_id, Ticket.reporter_id.is_not(None)
    )
    return union(said, ordered)


def affected_by(ticket_id: UUID, most: int) -> Select[UUID]:
    """So many of those who are affected besides the reporter."""
    found = supporters_of(ticket_id, SupportKind.AFFECTED).subquery()
    return select(found.c.person_id).order_by(found.c.person_id).limit(most)


def is_affected(ticket_id: UUID, person_id: UUID) -> Select[bool]:
    """Whether somebody besides the reporter is affected by a ticket."""
    found = supporters_of(ticket_id, SupportKind.AFFECTED).subquery()
    return select(exists().where(found.c.person_id == person_id))


def told_about(ticket_id: UUID, after: UUID | None, most: int) -> Select[UUID]:
    """Who is told how it goes on, by id, so many behind one."""
    found = supporters_of(ticket_id, *SupportKind).subquery()
    page = select(found.c.person_id).order_by(found.c.person_id).limit(most)
    return page if after is None else page.where(found.c.person_id > after)


def support_counts(ticket_ids: Collection[UUID]) -> Rows:
    """How many are affected by each of some tickets besides its reporter. (Of those merged into
    it, each counts once, with or without a name.)"""
    said = (
        select(TicketSupport.ticket_id, func.count().label("many"))
        .where(TicketSupport.ticket_id.in_(ticket_ids))
        .where(TicketSupport.kind == SupportKind.AFFECTED)
        .group_by(TicketSupport.ticket_id)
    )
    merged = (
        select(Ticket.merged_into_id, func.count())
        .where(Ticket.merged_into_id.in_(ticket_ids))
        .group_by(Ticket.merged_into_id)
    )
    both = said.union_all(merged).subquery()
    return select(both.c.ticket_id, func.sum(both.c.many).label("many")).group_by(both.c.ticket_id)


def supports_by(person_id: UUID, ticket_ids: Collection[UUID]) -> Rows:
    """How somebody stands to each of some tickets."""
    mine = (TicketSupport.person_id == person_id, TicketSupport.ticket_id.in_(ticket_ids))
    return select(TicketSupport.ticket_id, TicketSupport.kind).where(*mine)


def public_lines(*conditions: ColumnElement[bool], shown: ColumnElement[bool]) -> Rows:
    """Tickets as everybody may read them: never whose they are; words and photos where `shown`."""
    return (
        select(
            Ticket.id,
            Ticket.service_code,
            Service.title.label("service_title"),
            Case.state,
            Ticket.text,
            Place.full_name.label("place_name"),
            Ticket.created_at,
            Ticket.due_at,
            Case.changed_at,
            Ticket.merged_into_id,
            shown.label("shown"),
        )
        .join(Case, Case.id == Ticket.case_id)
        .join(Service, Service.code == Ticket.service_code)
        # The compound, not the door: it may be that of whoever ordered it.
        .join(Place, Place.id == func.coalesce(Ticket.compound_id, Ticket.community_id))
        .where(*conditions)
    )


def near(
    degrees: Degrees,
    box: Any,
    service_code: str | None,
    pairs: Collection[str],
    shown: ColumnElement[bool],
) -> Rows:
    """Of the open tickets nearest in a box, those that everybody may read and that are of a
    category or of like words, the nearest first; with where they are, and their pairs.

    The nearest are taken from the index in the order of their distance, so that a place where
    everybody reports costs no more than another one."""
    east, north = degrees
    point = func.point(TicketSpot.longitude, TicketSpot.latitude)
    # Without a condition, so that the index is walked in the order of the distance: with the box
    # beside it, all that lies in that would be fetched and sorted.
    nearest = point.op("<->")(func.point(east, north))
    around = select(TicketSpot).order_by(nearest).limit(MOST_AROUND).subquery()
    narrow = func.cos(func.radians(north))
    across = func.power((around.c.longitude - east) * narrow, 2)
    off = across + func.power(around.c.latitude - north, 2)
    alike: list[ColumnElement[bool]] = []
    if service_code is not None:
        alike.append(around.c.service_code == service_code)
    if pairs:
        alike.append(around.c.pairs.op("&&")(literal(list(pairs), around.c.pairs.type)))
    inside = func.point(around.c.longitude, around.c.latitude).op("<@")(box)
    spot = (
        select(around, off.label("off"))
        .where(inside, or_(*alike) if alike else literal(True))
        .order_by(off)
        .limit(MOST_ALIKE)
        .subquery()
    )
    return (
        public_lines(Case.state.in_(OPEN), may_be_shown(), shown=shown)
        .join(spot, spot.c.ticket_id == Ticket.id)
        .add_columns(spot.c.longitude, spot.c.latitude, spot.c.pairs)
        .order_by(spot.c.off)
        .limit(MOST_LOOKED_AT)
    )


def photos_of_all(ticket_ids: Collection[UUID], step: str) -> Rows:
    """The photos that some tickets were filed with, in order."""
    return (
        select(
            TicketPhoto.ticket_id,
            File.id,
            File.media_type,
            File.width,
            File.height,
            File.taken_at,
        )
        .join(File, File.id == TicketPhoto.file_id)
        .where(TicketPhoto.ticket_id.in_(ticket_ids), TicketPhoto.step == step)
        .where(File.erased_at.is_(None), File.seconds.is_(None))
        .order_by(TicketPhoto.ticket_id, TicketPhoto.position)
    )


def ticket_by_id(ticket_id: UUID) -> Select[Ticket]:
    """A ticket with its case, whoever asks."""
    found = select(Ticket).join(Ticket.case).options(contains_eager(Ticket.case))
    return found.where(Ticket.id == ticket_id)


def standing_merge(merged_id: UUID) -> Select[TicketMerge]:
    """The merge by which a ticket is handled under another one, locked."""
    standing = (TicketMerge.merged_id == merged_id, TicketMerge.undone_at.is_(None))
    return select(TicketMerge).where(*standing).with_for_update()


def merges_into(lead_id: UUID, most: int) -> Select[TicketMerge]:
    """So many of those that stand under a lead."""
    standing = (TicketMerge.lead_id == lead_id, TicketMerge.undone_at.is_(None))
    return select(TicketMerge).where(*standing).order_by(TicketMerge.merged_id).limit(most)


def last_step(case_id: UUID, step: str) -> Rows:
    """Who took a step last, and with which words."""
    taken = (StepLog.case_id == case_id, StepLog.step == step)
    found = select(StepLog.actor_id, StepLog.note).where(*taken)
    return found.order_by(StepLog.number.desc()).limit(1)


def was_ordered(case_id: UUID) -> Select[bool]:
    """Whether those above ordered its community to take what that had declined."""
    return select(exists().where(StepLog.case_id == case_id, StepLog.step == "order"))


def worked_on(ticket: Ticket) -> Select[bool]:
    """Whether anybody did anything about a ticket after it began: took a step with it (what a rule
    did is nobody's work, though it signs for who made it), said something on it, handed in a photo,
    was asked to help."""
    stepped = exists().where(
        StepLog.case_id == ticket.case_id,
        StepLog.number > 1,
        StepLog.actor_id.is_not(None),
        ~StepLog.facts.has_key("rule_id"),
    )
    said = exists().where(TicketMessage.ticket_id == ticket.id)
    shown = exists().where(
        TicketPhoto.ticket_id == ticket.id, TicketPhoto.step != FLOW.opening.name
    )
    helped = exists().where(TicketHelper.ticket_id == ticket.id)
    return select(or_(stepped, said, shown, helped))


def filed_there(own: ColumnElement[bool], community_id: UUID, since: datetime) -> Select[bool]:
    """Whether somebody ordered anything of a community since some time."""
    return select(
        exists().where(own, Ticket.community_id == community_id, Ticket.created_at >= since)
    )


def lives_there(person_id: UUID, community_id: UUID, on: date) -> Select[bool]:
    """Whether somebody is verified to live in a community on a day."""
    return select(exists().where(lives_in(person_id, on), Residency.community_id == community_id))


def twin_lines(ticket: Ticket) -> Rows:
    """What was merged into a ticket, its lead, what was split off it: lines with a `relation`."""
    child, parent = aliased(TicketSplit), aliased(TicketSplit)
    relation = func.coalesce(
        select(literal("child"))
        .where(child.child_id == Ticket.id, child.parent_id == ticket.id)
        .scalar_subquery(),
        select(literal("parent"))
        .where(parent.child_id == ticket.id, parent.parent_id == Ticket.id)
        .scalar_subquery(),
        literal("merged" if ticket.merged_into_id is None else "lead"),
    )
    children = select(TicketSplit.child_id).where(TicketSplit.parent_id == ticket.id)
    parents = select(TicketSplit.parent_id).where(TicketSplit.child_id == ticket.id)
    related = or_(
        Ticket.merged_into_id == ticket.id,
        Ticket.id == ticket.merged_into_id,
        Ticket.id.in_(children),
        Ticket.id.in_(parents),
    )
    return public_lines(related, shown=may_be_shown()).add_columns(relation.label("relation"))


def is_concerned(ticket_id: UUID, person_id: UUID) -> Select[bool]:
    """Whether somebody is affected by a ticket, or follows it."""
    found = supporters_of(ticket_id, *SupportKind).subquery()
    return select(exists().where(found.c.person_id == person_id))

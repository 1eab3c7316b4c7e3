"""Who reads what of a ticket of another."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.residency.models import Residency, lives_in
from shequ_api.features.content_checks.public import ContentState, state_of
from shequ_api.features.ticket_twins.models import TicketSupport
from shequ_api.features.ticket_twins.rules import SupportKind
from shequ_api.features.tickets.public import Ticket, filed_by

CHECKED_AS = "ticket"


def may_be_shown() -> ColumnElement[bool]:
    """Whether strangers may read a ticket: it is not private, and its words and photos passed."""
    return ~Ticket.private & (state_of(CHECKED_AS, Ticket.id) == ContentState.PASS)


def words_for(
    session: AsyncSession, actor: Actor, here: UUID | None, on: date
) -> ColumnElement[bool]:
    """Whether somebody reads the words and photos of a ticket that may be shown: who lives or
    serves in its community, stands there (`here`, by a code), said that it affects them, or ordered
    it, or what was merged into it."""
    lives = exists().where(
        lives_in(actor.person_id, on), Residency.community_id == Ticket.community_id
    )
    support, merged = aliased(TicketSupport), aliased(Ticket)
    said = (support.ticket_id == Ticket.id, support.person_id == actor.person_id)
    affected = exists().where(*said, support.kind == SupportKind.AFFECTED)
    led = exists().where(merged.merged_into_id == Ticket.id, merged.reporter_id == actor.person_id)
    own = filed_by(session, actor.person_id)
    theirs = or_(in_scope(actor, Ticket), Ticket.community_id == here, own, lives, affected, led)
    return and_(may_be_shown(), theirs)

"""On whose side somebody stands who has a ticket in view."""

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.ticket_talk.permissions import TalkPermission
from shequ_api.features.ticket_talk.sides import Side
from shequ_api.features.tickets.public import Ticket, is_reporter, works_on
from shequ_api.kit.errors import Forbidden


class NotYourTalk(Forbidden):
    code, title = "not_your_talk", "只有下单人一方和办理人可以在此留言"


def side_of(session: AsyncSession, actor: Actor, ticket: Ticket) -> Side:
    """As who the actor reads it: whoever ordered it never reads as staff, whatever they hold."""
    if is_reporter(session, actor, ticket):
        return Side.REPORTER
    handles = works_on(actor, ticket) or actor.covers(ticket)
    return Side.STAFF if handles else Side.REPORTER


def speaks_for(session: AsyncSession, actor: Actor, ticket: Ticket) -> Side:
    """As who the actor writes. Raises `NotYourTalk`: who may only look."""
    side = side_of(session, actor, ticket)
    if side == Side.STAFF and not actor.may(TalkPermission.REPLY):
        raise NotYourTalk
    return side

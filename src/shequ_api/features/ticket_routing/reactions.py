"""When tickets are routed: as they are accepted; at once, where a rule says so; when it is ruled
where they lie or what they are about; when a silent handler lost one; and when one is to be handled
again that nobody has."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.base.people.models import Posting
from shequ_api.features.ticket_routing import queries
from shequ_api.features.ticket_routing.service import route, withdraw_offers
from shequ_api.features.tickets.events import (
    ReturnCause,
    TicketAccepted,
    TicketAssigned,
    TicketCategorised,
    TicketFact,
    TicketMerged,
    TicketPlaced,
    TicketReopened,
    TicketReturned,
    TicketSettled,
    TicketSubmitted,
    TicketUnmerged,
    TicketWithdrawn,
)
from shequ_api.features.tickets.public import Ticket, TicketState

ROUTED_BACK = {ReturnCause.SILENT: "silent", ReturnCause.HANDLER_GONE: "handler_gone"}
"""What came back by no hand → how its routing is called."""


async def after_filing(session: AsyncSession, fact: TicketSubmitted, now: datetime) -> None:
    """Rules that do not wait for the community's word."""
    await _route(session, fact, now, "filed")


async def after_acceptance(session: AsyncSession, fact: TicketAccepted, now: datetime) -> None:
    """All rules."""
    await _route(session, fact, now, "accepted")


async def after_ruling(session: AsyncSession, fact: TicketPlaced, now: datetime) -> None:
    """Now it is known where it lies, and so whose it is; elsewhere it begins anew."""
    if fact.left_community_id != fact.community_id:
        await withdraw_offers(session, fact.subject_id)
    await _route(session, fact, now, "placed")


async def after_categorising(session: AsyncSession, fact: TicketCategorised, now: datetime) -> None:
    """Other rules may fit now; what those for the former category offered is offered no more."""
    if fact.former_service_code != fact.service_code:
        await withdraw_offers(session, fact.subject_id)
        await _route(session, fact, now, "categorised")


async def after_reopening(session: AsyncSession, fact: TicketReopened, now: datetime) -> None:
    """Whoever had it may settle it no longer."""
    await _route(session, fact, now, "reopened")


async def after_unmerging(session: AsyncSession, fact: TicketUnmerged, now: datetime) -> None:
    """It is by itself again, and perhaps nobody's."""
    await _route(session, fact, now, "unmerged")


async def after_silence(session: AsyncSession, fact: TicketReturned, now: datetime) -> None:
    """Somebody else, by the same rules. What was given back by hand people look at first."""
    if fact.cause in ROUTED_BACK:
        await _route(session, fact, now, ROUTED_BACK[fact.cause])


async def after_all(session: AsyncSession, fact: TicketFact, _: datetime) -> None:
    """Somebody has it, or nobody needs to: there is nothing left to grab."""
    ticket = await session.get_one(Ticket, fact.subject_id)
    case = (await session.scalars(queries.open_ticket(ticket.id))).one().case
    if ticket.assignee_id is not None or case.state != TicketState.ACCEPTED:
        await withdraw_offers(session, ticket.id)


async def _route(session: AsyncSession, fact: TicketFact, now: datetime, occasion: str) -> None:
    ticket = (await session.scalars(queries.open_ticket(fact.subject_id))).one()
    states = {TicketState.SUBMITTED, TicketState.ACCEPTED}
    if ticket.assignee_id or ticket.awaits_arbitration or ticket.case.state not in states:
        return
    if ticket.case.state == TicketState.SUBMITTED:
        occasion = "filed"
    rules = list(await session.scalars(queries.rules_over(ticket, now)))
    if occasion == "filed":
        rules = [rule for rule in rules if rule.content["action"]["at_once"]]
    last = await session.scalar(queries.routings_of(ticket.id).limit(1))
    if not rules or (last is not None and last.case_step == ticket.case.steps_taken):
        return
    had = select(Posting.id).where(Posting.person_id == getattr(fact, "returned_from_id", None))
    left_out = set(await session.scalars(had)) if occasion == "silent" else set()
    await route(session, ticket, rules, occasion=occasion, left_out=left_out, now=now)


REACTIONS = [
    Reaction("ticket_routing.filed", TicketSubmitted, after_filing),
    Reaction("ticket_routing.accepted", TicketAccepted, after_acceptance),
    Reaction("ticket_routing.placed", TicketPlaced, after_ruling),
    Reaction("ticket_routing.categorised", TicketCategorised, after_categorising),
    Reaction("ticket_routing.reopened", TicketReopened, after_reopening),
    Reaction("ticket_routing.unmerged", TicketUnmerged, after_unmerging),
    Reaction("ticket_routing.silent", TicketReturned, after_silence),
    *(
        Reaction(f"ticket_routing.{fact.name}", fact, after_all)
        for fact in (TicketAssigned, TicketSettled, TicketWithdrawn, TicketMerged)
    ),
]

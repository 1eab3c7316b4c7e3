"""Carrying out what the rules say, and grabbing what they offer."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.people.queries import fitting_posting, survivor_of
from shequ_api.blocks.workflow import service as workflow
from shequ_api.features.ticket_routing import queries
from shequ_api.features.ticket_routing.events import TicketOffered
from shequ_api.features.ticket_routing.judging import (
    Verdict,
    asked_of,
    is_working,
    judge,
    lock_rule,
    spot_of,
)
from shequ_api.features.ticket_routing.models import Offer, Rotation, Routing, RoutingRule
from shequ_api.features.ticket_routing.rules import Candidate, RoutingOutcome, Strategy
from shequ_api.features.tickets.events import TicketAccepted, TicketAssigned
from shequ_api.features.tickets.public import (
    FLOW,
    SETTLERS,
    AssigneeUnfit,
    AwaitsArbitration,
    Ticket,
    TicketPermission,
    TicketState,
    facts_of,
    give,
    stay,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, NotNow
from shequ_api.kit.ids import new_id


class AtLoadCap(NotNow):
    """Says how many tickets they have, and how many they may have."""

    code, title = "at_load_cap", "您的在办诉求已达上限，请先办结一部分"


class NotOfferedToYou(Forbidden):
    code, title = "not_offered_to_you", "这张单没有开放给您抢单"


async def route(
    session: AsyncSession,
    ticket: Ticket,
    rules: list[RoutingRule],
    *,
    occasion: str,
    left_out: Collection[UUID] = (),
    now: datetime,
) -> Routing | None:
    """Do what the rules say; None where they say nothing, or somebody was quicker.

    Locked in this order: rule, person and posting, case, ticket.
    """
    asked = asked_of(
        ticket,
        ticket.place_id,
        service_code=ticket.service_code,
        source_kind=ticket.source_kind,
        at=now,
        workday=await is_working(session, now),
    )
    out, spot, steps = set(left_out), spot_of(ticket), ticket.case.steps_taken
    while True:
        verdict = await judge(session, rules, asked, spot, left_out=out, locking=True)
        if verdict.chosen is None or await _stands(session, verdict.chosen, ticket, now):
            break
        out.add(verdict.chosen.posting_id)  # they have just left office
    case = await stay(session, ticket)
    if case.steps_taken != steps or ticket.assignee_id or ticket.awaits_arbitration:
        return None
    if occasion == "filed" and verdict.outcome in (RoutingOutcome.TRIAGE, RoutingOutcome.QUEUED):
        return None
    if verdict.rule is not None and verdict.outcome in (
        RoutingOutcome.ASSIGNED,
        RoutingOutcome.OFFERED,
    ):
        await _carry_out(session, ticket, verdict, verdict.rule, now)
    return _note(session, ticket, verdict, occasion, now)


async def _stands(session: AsyncSession, chosen: Candidate, ticket: Ticket, now: datetime) -> bool:
    fitting = fitting_posting(chosen.person_id, SETTLERS, ticket, on=china_date(now))
    return await session.scalar(fitting) is not None


async def _carry_out(
    session: AsyncSession, ticket: Ticket, verdict: Verdict, rule: RoutingRule, now: datetime
) -> None:
    note = f"按分派规则“{rule.content['title']}”自动处理"
    facts: dict[str, Any] = {"rule_id": str(rule.id), "rule_version": rule.version}
    if ticket.case.state == TicketState.SUBMITTED:
        keeper_id = await survivor_of(session, rule.changed_by_id)
        steps: dict[str, Any] = {"actor_id": keeper_id, "now": now, "note": note}
        await workflow.advance(session, FLOW, ticket.case_id, "accept", **steps, **facts)
        record(session, TicketAccepted(**facts_of(ticket), at=now), now=now)
    if verdict.chosen is not None:
        await _assign(session, ticket, verdict.chosen, note, facts, now)
        if rule.content["action"]["strategy"] == Strategy.ROTATE:
            await _turn(session, rule, verdict.chosen)
    for one in verdict.offered:
        await _offer(session, ticket, rule, one, now)


async def _assign(
    session: AsyncSession,
    ticket: Ticket,
    chosen: Candidate,
    note: str,
    facts: dict[str, Any],
    now: datetime,
) -> None:
    # Nobody signs it: a rule did it, and the step names the rule.
    told: dict[str, Any] = {**facts, "assignee_id": str(chosen.person_id)}
    await workflow.advance(
        session, FLOW, ticket.case_id, "assign", actor_id=None, now=now, note=note, **told
    )
    ticket.assignee_id = chosen.person_id
    fact = TicketAssigned(
        **facts_of(ticket), assignee_id=chosen.person_id, assigned_by_id=None, at=now
    )
    record(session, fact, now=now)


async def _turn(session: AsyncSession, rule: RoutingRule, chosen: Candidate) -> None:
    """It was theirs: behind all others. (The rule is locked.)"""
    last = select(func.coalesce(func.max(Rotation.turn), 0)).where(Rotation.rule_id == rule.id)
    turn = (await session.scalar(last) or 0) + 1
    row = {"rule_id": rule.id, "posting_id": chosen.posting_id, "district_id": rule.district_id}
    placing = insert(Rotation).values(**row, turn=turn)
    again = placing.on_conflict_do_update(
        index_elements=[Rotation.rule_id, Rotation.posting_id], set_={"turn": turn}
    )
    await session.execute(again)


async def _offer(
    session: AsyncSession, ticket: Ticket, rule: RoutingRule, one: Candidate, now: datetime
) -> None:
    row = {
        "ticket_id": ticket.id,
        "posting_id": one.posting_id,
        "district_id": ticket.district_id,
        "rule_id": rule.id,
        "load_cap": rule.content["action"]["load_cap"],
        "offered_at": now,
    }
    await session.execute(insert(Offer).values(**row).on_conflict_do_nothing())
    fact = TicketOffered(
        subject_id=ticket.id, district_id=ticket.district_id, offered_to_id=one.person_id, at=now
    )
    record(session, fact, now=now)


def _note(
    session: AsyncSession, ticket: Ticket, verdict: Verdict, occasion: str, now: datetime
) -> Routing:
    made = Routing(
        id=new_id(),
        ticket_id=ticket.id,
        district_id=ticket.district_id,
        routed_at=now,
        occasion=occasion,
        case_step=ticket.case.steps_taken,
        outcome=verdict.outcome,
        rule_id=verdict.rule.id if verdict.rule else None,
        posting_id=verdict.chosen.posting_id if verdict.chosen else None,
        considered=verdict.considered,
    )
    session.add(made)
    return made


async def claim(session: AsyncSession, actor: Actor, ticket: Ticket, *, now: datetime) -> Ticket:
    """抢单: whoever is first has it. Of two at once the other reads in what state it is."""
    offers = (await session.scalars(select(Offer).where(Offer.ticket_id == ticket.id))).all()
    acting_id = actor.acting.id if actor.acting else None
    mine = next((one for one in offers if one.posting_id == acting_id), None)
    if mine is None:
        _refuse_closed(actor, ticket, offered=bool(offers))
    elif mine.load_cap is not None:
        await lock_rule(session, mine.rule_id)
        loads = (await session.execute(queries.loads_of([actor.person_id]))).all()
        load = loads[0].load if loads else 0
        if load >= mine.load_cap and ticket.assignee_id is None:
            raise AtLoadCap(load=load, load_cap=mine.load_cap)
    fitting = fitting_posting(actor.person_id, SETTLERS, ticket, on=china_date(now))
    if await session.scalar(fitting) is None:
        raise AssigneeUnfit
    await stay(session, ticket)
    if ticket.awaits_arbitration:
        raise AwaitsArbitration
    await give(session, actor, ticket, "claim", assignee_id=actor.person_id, note=None, now=now)
    await withdraw_offers(session, ticket.id)
    return ticket


def _refuse_closed(actor: Actor, ticket: Ticket, *, offered: bool) -> None:
    """What is offered to some is theirs to grab; what is offered to nobody, of whoever works where
    it lies. The community may always."""
    if not actor.covers(ticket) or (offered and not actor.may(TicketPermission.ASSIGN)):
        raise NotOfferedToYou


async def withdraw_offers(session: AsyncSession, ticket_id: UUID) -> None:
    """Somebody has it, or it has ended."""
    gone = delete(Offer).where(Offer.ticket_id == ticket_id)
    await session.execute(gone, execution_options={"synchronize_session": False})

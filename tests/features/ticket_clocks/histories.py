"""Random histories of a ticket, lived through services at times of their own, with a worker that
breaks."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import ActingPosting, Actor, Scope
from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import Hearing, Reaction, record
from shequ_api.base.events.worker import Worker
from shequ_api.base.places.models import Place
from shequ_api.base.registry import Registry
from shequ_api.blocks.workflow.service import lock_case
from shequ_api.features.sla_policies import service as ruling
from shequ_api.features.ticket_clocks.history import PauseReason
from shequ_api.features.ticket_ending import service as ending
from shequ_api.features.ticket_pauses import service as pausing
from shequ_api.features.ticket_talk.events import TicketReplied
from shequ_api.features.ticket_talk.sides import Side
from shequ_api.features.tickets import service
from shequ_api.features.tickets.events import TicketMerged, TicketUnmerged
from shequ_api.features.tickets.models import Service, Ticket
from shequ_api.features.tickets.permissions import TicketPermission
from shequ_api.features.tickets.steps import facts_of, take_step
from shequ_api.kit.clock import china_date, china_midnight, utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.errors import Refusal
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.features.ticket_clocks.desk import DISTRICT, policy

MINUTE = timedelta(minutes=1)
_MONTH = china_date(utc_now()).replace(day=1)
START = china_midnight((_MONTH - timedelta(days=1)).replace(day=2)) + timedelta(hours=8)
"""In last month, the first one of which a new database keeps a trail."""
Event = tuple[datetime, str, Any]


class Broken(Exception):
    """The worker is gone."""


def breaking(hearing: Hearing, dice: Random) -> Hearing:
    """Reactions of clocks that now and then do all, and are lost before it counts."""

    def flaky(reaction: Reaction) -> Reaction:
        async def run(session: AsyncSession, fact: Any, now: datetime) -> None:
            await reaction.run(session, fact, now)
            if dice.random() < 0.3:
                raise Broken

        ours = reaction.name.startswith("ticket_clocks.")
        return replace(reaction, run=run) if ours else reaction

    return Hearing([flaky(each) for each in hearing.reactions.values()], [])


@dataclass
class History:
    """Lives through one, and notes what came about."""

    parts: Parts
    cast: Cast
    dice: Random
    now: datetime = START
    events: list[Event] = field(default_factory=list)
    ticket_id: UUID = field(default_factory=new_id)
    merged_from: str = ""

    def actor(self, who: str = "community_worker") -> Actor:
        scope = Scope("community_id", self.cast.places[HOME])
        posting = ActingPosting(new_id(), Role.COMMUNITY_WORKER, scope, None)
        rights = frozenset(str(each) for each in TicketPermission)
        person_id = self.cast.people[who]
        return Actor(person_id, new_id(), new_id(), [posting], posting, rights)

    async def live(self, steps: int) -> None:
        await self._do("submit", self._submit)
        for _ in range(steps):
            self.now += MINUTE * self.dice.choice([1, 7, 90, 400, 1500, 3000])
            name, deed = self.dice.choice(self._deeds())
            await self._do(name, deed)
            if self.dice.random() < 0.4:
                await self.work()

    async def settle_down(self) -> None:
        """Do all that is left, with a worker that holds."""
        await self.work()
        self.now += MINUTE * self.dice.choice([0, 60, 3000])
        registry = self.parts.get(Registry)
        worker = Worker(self.parts.get(Database), registry.hearing)
        await worker.drain(self.now + timedelta(hours=3))

    async def work(self) -> None:
        hearing = breaking(self.parts.get(Registry).hearing, self.dice)
        await Worker(self.parts.get(Database), hearing).drain(self.now)

    def _deeds(self) -> list[tuple[str, Callable[[AsyncSession, Ticket], Awaitable[Any]]]]:
        return [
            ("accept", self._accept),
            ("assign", self._assign),
            ("assign", self._assign),
            ("settle", self._settle),
            ("decline", self._decline) if self.dice.random() < 0.2 else ("pause", self._pause),
            ("pause", self._pause),
            ("pause", self._pause),
            ("resume", self._resume),
            ("reopen", self._reopen),
            ("reopen", self._reopen),
            ("ask", lambda session, ticket: self._say(session, ticket, Side.REPORTER)),
            ("answer", lambda session, ticket: self._say(session, ticket, Side.STAFF)),
            ("merge", self._merge),
            ("unmerge", self._unmerge),
            ("policy", self._policy),
        ]

    async def _do(self, name: str, deed: Callable[[AsyncSession, Ticket], Awaitable[Any]]) -> None:
        with suppress(Refusal):
            async with self.parts.get(Database).sessions() as session, session.begin():
                ticket = await session.get(Ticket, self.ticket_id)
                told = await deed(session, ticket)  # type: ignore[arg-type]  # None: to submit
                await session.flush()
            self.events.append((self.now, name, told))

    async def _submit(self, session: AsyncSession, _: Ticket) -> None:
        ticket = service.file_ticket(
            session,
            await session.get_one(Service, "environment"),
            await session.get_one(Place, self.cast.places[f"{HOME}-c1-b1"]),
            reporter_id=self.cast.people["resident"],
            text="楼道堆了垃圾",
            source_kind="code",
            now=self.now,
        )
        self.ticket_id = ticket.id

    async def _accept(self, session: AsyncSession, ticket: Ticket) -> None:
        await service.accept(session, self.actor(), ticket, note=None, now=self.now)

    async def _assign(self, session: AsyncSession, ticket: Ticket) -> None:
        to = self.cast.people["micro_grid_worker"]
        given: dict[str, Any] = {"assignee_id": to, "fits": True, "note": None}
        await service.assign(session, self.actor(), ticket, **given, now=self.now)

    async def _settle(self, session: AsyncSession, ticket: Ticket) -> None:
        what: dict[str, Any] = {"note": "办好了", "photos": ()}
        await service.settle(session, self.actor(), ticket, **what, now=self.now)

    async def _decline(self, session: AsyncSession, ticket: Ticket) -> None:
        await service.decline(session, self.actor(), ticket, reason="不归我们", now=self.now)

    async def _reopen(self, session: AsyncSession, ticket: Ticket) -> None:
        await ending.reopen(session, self.actor(), ticket, reason="没有办好", now=self.now)

    async def _pause(self, session: AsyncSession, ticket: Ticket) -> PauseReason:
        reason = self.dice.choice([PauseReason.RESIDENT, PauseReason.PARTS])
        more: dict[str, Any] = {"note": None, "until": None, "now": self.now}
        await pausing.pause(session, self.actor(), ticket, reason=reason, **more)
        return reason

    async def _resume(self, session: AsyncSession, ticket: Ticket) -> None:
        await pausing.resume(session, self.actor(), ticket, now=self.now)

    async def _say(self, session: AsyncSession, ticket: Ticket, side: Side) -> None:
        told = {"message_id": new_id(), "side": side, "public": False, "at": self.now}
        said = TicketReplied(**facts_of(ticket), **told, replied_by_id=None, assignee_id=None)
        record(session, said, now=self.now)

    async def _merge(self, session: AsyncSession, ticket: Ticket) -> None:
        case = await lock_case(session, ticket.case_id)
        before = case.state
        await take_step(session, self.actor(), ticket, "merge", note=None, now=self.now)
        self.merged_from = before
        told = {"lead_id": ticket.id, "merged_by_id": ticket.id, "at": self.now}
        record(session, TicketMerged(**facts_of(ticket), **told), now=self.now)

    async def _unmerge(self, session: AsyncSession, ticket: Ticket) -> str:
        step = f"unmerge_{self.merged_from}"
        await take_step(session, self.actor(), ticket, step, note=None, now=self.now)
        told = {"lead_id": ticket.id, "unmerged_by_id": ticket.id, "at": self.now}
        back = TicketUnmerged(**facts_of(ticket), **told, state=self.merged_from)
        record(session, back, now=self.now)
        return self.merged_from

    async def _policy(self, session: AsyncSession, _: Ticket) -> dict[str, Any]:
        lengths = [self.dice.choice([None, 30, 400, 2000, 9000]) for _ in range(3)]
        counted = self.dice.choice(["elapsed", "working"])
        longest = self.dice.choice([0, 300, 6000])
        content = policy(*lengths, counted=counted, pause=longest)
        place = await session.get_one(Place, self.cast.places[DISTRICT])
        own = await ruling.newest_policy(session, place.id, "all")
        version = own.version if own else 0
        actor = self.actor("district_administrator")
        await ruling.set_policy(
            session, actor, place, "all", content, version=version, now=self.now
        )
        return content

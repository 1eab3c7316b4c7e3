"""Facts, and recording them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shequ_api.base.events.models import Event, Job


class Fact(BaseModel):
    """Base of all facts: past tense, small, naming ids rather than carrying rows.

    `subject_id` is the thing in whose order reactions run; `district_id` owns the event.
    """

    model_config = ConfigDict(frozen=True)
    name: ClassVar[str]

    subject_id: UUID
    district_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a feature does when it hears of a fact: `run(session, fact, now)`."""

    name: str
    to: type[Fact]
    run: Callable[[AsyncSession, Any, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Clockwork:
    """A job on a clock: `run(session, now)` every so often, once among all workers."""

    name: str
    every: timedelta
    run: Callable[[AsyncSession, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Errand:
    """Work with somebody outside: `run(sessions, now)` opens short transactions of its own, and
    none while it waits; it says whether it did anything. Beside the jobs, one at a time for each
    worker: what two workers do at once, it must bear."""

    name: str
    run: Callable[[async_sessionmaker[AsyncSession], datetime], Awaitable[bool]]


class Hearing:
    """Who listens to what: built once at start-up, carried in each session's `info`."""

    def __init__(
        self,
        reactions: list[Reaction],
        clockworks: list[Clockwork],
        errands: Sequence[Errand] = (),
    ) -> None:
        self.errands = tuple(errands)
        self.reactions = {reaction.name: reaction for reaction in reactions}
        self.clockworks = {clockwork.name: clockwork for clockwork in clockworks}
        self._by_fact: dict[type[Fact], list[Reaction]] = {}
        for reaction in reactions:
            self._by_fact.setdefault(reaction.to, []).append(reaction)

    def of(self, fact: Fact) -> list[Reaction]:
        return self._by_fact.get(type(fact), [])


def go_on(session: AsyncSession, reaction: str, fact: Fact, *, now: datetime) -> None:
    """What a reaction left over of a fact is another job, behind this one in its order."""
    session.add(
        Job(
            name=reaction,
            subject_id=fact.subject_id,
            district_id=fact.district_id,
            facts=fact.model_dump(mode="json"),
            run_at=now,
        )
    )


def record(session: AsyncSession, fact: Fact, *, now: datetime) -> None:
    """Write a fact, and one job for each reaction to it, with the change that it tells of."""
    facts = fact.model_dump(mode="json")
    session.add(
        Event(
            name=fact.name,
            subject_id=fact.subject_id,
            district_id=fact.district_id,
            facts=facts,
            recorded_at=now,
        )
    )
    hearing: Hearing = session.info["hearing"]
    for reaction in hearing.of(fact):
        session.add(
            Job(
                name=reaction.name,
                subject_id=fact.subject_id,
                district_id=fact.district_id,
                facts=facts,
                run_at=now,
            )
        )

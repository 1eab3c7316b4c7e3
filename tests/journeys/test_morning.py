"""The morning of grid workers, with the server killed ten times in the middle of it: nothing that
was acknowledged is lost, nothing is there twice."""

import asyncio
import random
import sys
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import open_parts
from shequ_api.base.access.roles import Role
from shequ_api.base.events.models import Event, Job
from shequ_api.base.files.models import File
from shequ_api.base.files.storage import Storage
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.sessions import Doorman, start_login
from shequ_api.base.places.models import Grid, GridKind, Place, PlaceKind
from shequ_api.blocks.forms.models import Submission
from shequ_api.blocks.workflow.models import Case
from shequ_api.cli.database import ready_database
from shequ_api.features.patrols.models import Inspection
from shequ_api.kit.clock import monotonic, utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.journeys.house import House, opened
from tests.journeys.morning import PHOTOS_EACH, Morning, Phone, live, visits

WORKERS, VISITS, KILLS = 24, 30, 10
DRAINED_SECONDS = 120
FORM = "household_safety"
Found = TypeVar("Found")
FORM_VERSION = """
SELECT v.id FROM form_versions v JOIN forms f ON f.id = v.form_id
WHERE f.key = :key ORDER BY v.number DESC LIMIT 1"""


@pytest.fixture
def house() -> Iterator[House]:
    with opened() as house:
        house.more = {"SHEQU_REQUESTS_PER_MINUTE": "1000000"}
        made = house.run("seed", "district", "--of", "510108", "--scale", "0.01")
        assert made.returncode == 0, made.stdout + made.stderr
        yield house


@pytest.mark.campaign
def test_a_morning_with_ten_kills(house: House) -> None:
    seed = random.randrange(2**32)
    sys.stdout.write(f"seed {seed}\n")
    chance = random.Random(seed)
    morning, phones = within(house, partial(_prepared, chance))
    began = monotonic()
    asyncio.run(_lived(house, morning, phones, chance))
    took = monotonic() - began
    sent = {visit.id for phone in phones for visit in phone.visits}
    assert morning.inspections == sent
    within(house, _drained)
    house.stop()
    within(house, partial(_checked, morning))
    slowest = sorted(morning.seconds)[int(len(morning.seconds) * 0.99)]
    sys.stdout.write(
        f"{len(sent)} submissions, {len(morning.photos)} photos in {took:.0f} s"
        f" with {KILLS} kills ({morning.lost} requests unanswered); p99 {slowest * 1000:.0f} ms\n"
    )


Inside = Callable[[Parts, AsyncSession], Awaitable[Found]]


def within(house: House, work: Inside[Found]) -> Found:
    """Look into the database of the house, beside its server."""

    async def look(url: str) -> Found:
        async with (
            open_parts(house.settings, url) as parts,
            parts.get(Database).sessions() as session,
            session.begin(),
        ):
            return await work(parts, session)

    with ready_database(house.settings) as addresses:
        return asyncio.run(look(addresses.app))


async def _prepared(
    chance: random.Random, parts: Parts, session: AsyncSession
) -> tuple[Morning, list[Phone]]:
    """Workers of micro-grids who are signed in, each with as many visits to make."""
    version_id = await session.scalar(text(FORM_VERSION), {"key": FORM})
    serving = (
        select(Person, Posting.grid_id)
        .join(Posting, Posting.person_id == Person.id)
        .join(Grid, Grid.id == Posting.grid_id)
        .where(Posting.role == Role.MICRO_GRID_WORKER, Grid.kind == GridKind.MICRO)
        .where(Posting.ended_at.is_(None), Posting.ends_on.is_(None))
        .order_by(Posting.id)
    )
    phones: dict[UUID, Phone] = {}
    for person, grid_id in (await session.execute(serving)).all():
        lie_there = (Place.micro_grid_id == grid_id, Place.kind == PlaceKind.DWELLING)
        homes = select(Place.id).where(*lie_there).order_by(Place.code).limit(VISITS)
        dwellings = list(await session.scalars(homes))
        if len(dwellings) == VISITS and person.id not in phones and len(phones) < WORKERS:
            login = start_login(session, person, now=utc_now())
            token = parts.get(Doorman).pair(login, utc_now()).access_token
            phones[person.id] = Phone(token, visits(dwellings, chance), len(phones) % 2 == 1)
    assert len(phones) == WORKERS
    return Morning(str(version_id)), list(phones.values())


async def _lived(
    house: House, morning: Morning, phones: list[Phone], chance: random.Random
) -> None:
    morning.url = house.serve().url
    living = asyncio.gather(*(live(phone, morning) for phone in phones))
    total = WORKERS * VISITS * PHOTOS_EACH
    for number in range(KILLS):
        due = total * (number + chance.uniform(0.2, 0.8)) / KILLS
        while len(morning.photos) < due and not living.done():  # noqa: ASYNC110 - a few ms late
            await asyncio.sleep(0.01)
        await asyncio.sleep(chance.uniform(0, 0.2))
        peak = _peak_of(house)
        await asyncio.to_thread(house.kill)
        sys.stdout.write(f"killed at {len(morning.photos)} photos, peak {peak}\n")
        morning.url = (await asyncio.to_thread(house.serve)).url
    await living


def _peak_of(house: House) -> str:
    """The most memory that the server ever held."""
    assert house.process is not None
    status = Path(f"/proc/{house.process.pid}/status").read_text()
    return next(line.split(":")[1].strip() for line in status.splitlines() if "VmHWM" in line)


async def _drained(_: Parts, session: AsyncSession) -> None:
    """Until the server's worker has done all there is to do."""
    deadline = monotonic() + DRAINED_SECONDS
    waiting = select(func.count()).where(Job.failed_at.is_(None))
    while await session.scalar(waiting) and monotonic() < deadline:  # noqa: ASYNC110 - no event
        await asyncio.sleep(0.5)


async def _checked(morning: Morning, parts: Parts, session: AsyncSession) -> None:
    sent = morning.inspections
    assert set(await session.scalars(select(Inspection.id))) == sent
    assert set(await session.scalars(select(Submission.id))) == sent
    cases = select(func.count()).where(Case.flow == "inspection")
    assert await session.scalar(cases) == len(sent)
    told = list(
        await session.scalars(select(Event.subject_id).where(Event.name == "inspection_received"))
    )
    assert (len(told), set(told)) == (len(sent), sent)
    kept = {file.id: file.sha256 for file in await session.scalars(select(File))}
    assert set(kept) == morning.photos, "no photo twice, none lost"
    for sha256 in kept.values():
        assert await parts.get(Storage).get(sha256)
    assert list(await session.scalars(select(Job.name))) == []

"""One run: a whole district in one transaction, or nothing."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.base.register.tallies import recount_district
from shequ_api.dev.district.community import Copied, Job, trees_of
from shequ_api.dev.district.loading import connect, copy, set_up, sizes, take_down
from shequ_api.dev.district.numbers import staff_phone
from shequ_api.dev.district.office import OfficeJob
from shequ_api.dev.district.plan import CommunityPlan, plan_district
from shequ_api.dev.district.pool import pool
from shequ_api.dev.district.targets import DISTRICTS, District
from shequ_api.kit.clock import monotonic
from shequ_api.kit.db import open_database
from shequ_api.settings import Settings

TABLES = (
    *("places", "grids", "grid_places", "persons", "wechat_accounts", "organisations", "postings"),
    *("boundaries", "boundary_rings"),
    *("phone_bindings", "residencies", "register_people", "register_occupancies"),
    *("register_premises", "register_facts"),
)
SCOPES = """
    SELECT id::text, code, name, full_name, kind::text, path::text, city_id::text,
      district_id::text, subdistrict_id::text, community_id::text, compound_id::text,
      building_id::text, general_grid_id::text, micro_grid_id::text
    FROM places WHERE code LIKE $1 || '%' AND kind = ANY($2::place_kind[]) AND ended_at IS NULL
    ORDER BY code"""
COMPOUNDS = "SELECT id::text FROM places WHERE kind = 'compound' AND code LIKE $1 || '%'"
ONE_RUN = "SELECT pg_advisory_xact_lock(hashtextextended('shequ-district', 0))"

Progress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, out of how much."""


class DistrictUnknown(Exception):
    """Nobody knows this district's totals, or its divisions were not imported."""


class DistrictTaken(Exception):
    """The district has compounds that this run would not make."""


@dataclass
class Report:
    """What a run made: rows and bytes by table, seconds by phase."""

    rows: Counter[str] = field(default_factory=Counter)
    bytes: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    first_phone: str = ""
    """The district's own staff is first, then that of the subdistricts, then the communities'."""
    already_there: bool = False


@dataclass(frozen=True)
class Order:
    """What is asked for."""

    code: str
    scale: float
    seed: int
    app_id: str
    now: datetime

    @property
    def district(self) -> District:
        """DistrictUnknown: it has no totals."""
        if self.code not in DISTRICTS:
            raise DistrictUnknown(self.code)
        return DISTRICTS[self.code]

    @property
    def key(self) -> str:
        return f"{self.code}/{self.seed}/{self.scale}"


async def make_district(
    order: Order, settings: Settings, *, app_url: str, owner_url: str, tell: Progress
) -> Report:
    """Make a district in a database that has its divisions. DistrictTaken: it has others."""
    report, district = Report(), order.district
    report.first_phone = staff_phone(district.phone_prefix, 1)
    connection = await connect(owner_url)
    try:
        async with connection.transaction():
            await set_up(connection)
            await connection.execute(ONE_RUN)
            jobs = await _jobs(connection, order, district)
            if await _is_there(connection, order, jobs[1:]):
                report.already_there = True
                return report
            await _fill(connection, jobs, settings, app_url, report, tell)
        await _settle(connection, order, owner_url, report, tell)
    finally:
        await connection.close()
    return report


async def _settle(
    connection: Any, order: Order, owner_url: str, report: Report, tell: Progress
) -> None:
    """After the commit: what planners and administrators count by. A clock makes both anew."""
    for n, table in enumerate(TABLES):
        tell("vacuum", n, len(TABLES))
        async with _timed(report, "vacuum and analyze"):
            await connection.execute(f"VACUUM (ANALYZE) {table}")
    tell("vacuum", len(TABLES), len(TABLES))
    async with _timed(report, "tallies"):
        await _count(order, owner_url)
    report.bytes = await sizes(connection, TABLES)


async def _count(order: Order, owner_url: str) -> None:
    database = open_database(owner_url, pool_size=1, application="shequ-district")
    held = select(Place.id).where(Place.code == order.code.ljust(12, "0"))
    try:
        async with database.sessions() as session, session.begin():
            await recount_district(session, (await session.scalars(held)).one(), order.now)
    finally:
        await database.close()


@asynccontextmanager
async def _timed(report: Report, phase: str) -> AsyncIterator[None]:
    began = monotonic()
    yield
    report.seconds[phase] = report.seconds.get(phase, 0.0) + monotonic() - began


async def _jobs(connection: Any, order: Order, district: District) -> list[Any]:
    kinds = [PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY]
    rows = await connection.fetch(SCOPES, district.code, [str(kind) for kind in kinds])
    places = [{**row, "kind": PlaceKind(row["kind"])} for row in rows]
    of_kind = {kind: [row for row in places if row["kind"] is kind] for kind in kinds}
    if not of_kind[PlaceKind.COMMUNITY]:
        raise DistrictUnknown(order.code)
    plans = plan_district(
        district, of_kind[PlaceKind.COMMUNITY], seed=order.seed, scale=order.scale
    )
    (top,), subdistricts = of_kind[PlaceKind.DISTRICT], of_kind[PlaceKind.SUBDISTRICT]
    office = OfficeJob(district, top, subdistricts, order.key, order.app_id, order.now)
    return [office, *(_job(order, district, plan) for plan in plans)]


def _job(order: Order, district: District, plan: CommunityPlan) -> Job:
    return Job(district, plan, order.key, order.app_id, order.now)


async def _is_there(connection: Any, order: Order, jobs: list[Job]) -> bool:
    """Whether this very run was done: its compounds' ids follow from district, seed and scale."""
    found = {row["id"] for row in await connection.fetch(COMPOUNDS, order.code)}
    if not found:
        return False
    trees = trees_of(jobs[0])
    first = next(iter(trees.found(trees.draw().micro)))
    if first.row["compound_id"] not in found:
        raise DistrictTaken(order.code)
    return True


async def _fill(
    connection: Any,
    jobs: list[Job | OfficeJob],
    settings: Settings,
    app_url: str,
    report: Report,
    tell: Progress,
) -> None:
    async with _timed(report, "take down keys and indexes"):
        taken = await take_down(connection, TABLES)
    async with _timed(report, "make and copy rows"):
        with pool(settings, app_url) as made:
            for n, future in enumerate(made.made(jobs)):
                tell("copy", n, len(jobs))
                for part in await asyncio.wrap_future(future):
                    await _append(connection, part, report)
    tell("copy", len(jobs), len(jobs))
    statements = [*taken.indexes, *taken.foreign_keys, *taken.walls]
    for n, statement in enumerate(statements):
        tell("keys", n, len(statements))
        phase = "build indexes" if n < len(taken.indexes) else "check foreign keys"
        async with _timed(report, phase):
            await connection.execute(statement)
    tell("keys", len(statements), len(statements))


async def _append(connection: Any, part: Copied, report: Report) -> None:
    async with _timed(report, f"of which COPY {part.table}"):
        await copy(connection, part)
    report.rows[part.table] += part.rows

"""`python -m benchmarks.hot_lists`: what lists ask of the database at 1 % and 100 % of a district.

Each is asked over HTTP in-process, as a worker of a micro-grid, of a general grid, of a community,
and as the district's administrator; its statements are then explained as the app role. Folders may
be named that hold such databases already (tickets are put into them): `python -m
benchmarks.hot_lists FOLDER FOLDER`.
"""

import asyncio
import os
import subprocess
import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from httpx import ASGITransport, AsyncClient, Response
from rich.console import Console
from rich.table import Table
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.plans import Cost, connect, cost_of
from benchmarks.questions import QUESTIONS, ROLES, Question
from benchmarks.recording import recorded
from benchmarks.servers import settings_of
from shequ_api.app import close_parts, create_app, gather_parts
from shequ_api.base.access.walls import enter_district
from shequ_api.base.people.models import Person
from shequ_api.base.people.sessions import Doorman, start_login
from shequ_api.base.register.models import Entry
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.cli.database import DEVELOPMENT_DATABASE
from shequ_api.kit import embedded
from shequ_api.kit.clock import monotonic, utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.logs import set_up_logs

FOLDER = Path(os.environ.get("SHEQU_BENCH_DIR", ".shequ/bench")).resolve()
DISTRICT, TICKETS, TIMES = "510108", 200_000, 5
FOLDERS = {"1 %": ("0.01", FOLDER / "district-1"), "100 %": ("1", FOLDER / "district-100")}
console = Console(width=170)

# One posting only, at a place or grid of common size, so that the request needs no header.
# A dedicated grid's workers hold the role of a micro-grid's.
HOLDER = """
SELECT p.person_id FROM postings p
WHERE p.role = replace(:role, 'dedicated', 'micro')
  AND p.district_id = (SELECT id FROM places WHERE code = :district)
  AND p.ended_at IS NULL AND p.ends_on IS NULL
  AND (:role = 'dedicated_grid_worker')
    = EXISTS (SELECT FROM grids g WHERE g.id = p.grid_id AND g.kind = 'dedicated_grid')
  AND NOT EXISTS (SELECT FROM postings o WHERE o.person_id = p.person_id AND o.id <> p.id)
ORDER BY p.id LIMIT 1 OFFSET 3 * CAST(:role <> 'district_administrator' AS int)"""
TICKET_ROWS = (
    f"""
    CREATE TEMP TABLE spots ON COMMIT DROP AS
    SELECT r.*, g, uuidv7() AS case_id, now() - g * interval '3 minutes' AS made_at
    FROM generate_series(1, {TICKETS}) g
    JOIN (SELECT *, row_number() OVER (ORDER BY id) AS n FROM residencies) r
      ON r.n = g * 7919::bigint % (SELECT count(*) FROM residencies) + 1""",
    """
    INSERT INTO workflow_cases (id, flow, state, steps_taken, district_id, opened_at, changed_at)
    SELECT case_id, 'ticket', CASE WHEN g % 10 = 0 THEN 'submitted' ELSE 'rated' END, 1,
           district_id, made_at, made_at FROM spots""",
    """
    INSERT INTO tickets (id, city_id, district_id, subdistrict_id, community_id, compound_id,
      building_id, general_grid_id, micro_grid_id, place_id, made_grid_id, service_code, text,
      private, reporter_id, source_kind, case_id, created_at)
    SELECT uuidv7(), city_id, district_id, subdistrict_id, community_id, compound_id,
      building_id, general_grid_id, micro_grid_id, place_id, micro_grid_id, 'environment',
      '楼道里堆放了旧家具，请尽快处理 ' || g, false, person_id, 'mini_program', case_id, made_at
    FROM spots""",
)


@dataclass(frozen=True)
class Asker:
    """Somebody signed in, and what the questions name of their ground."""

    role: str
    token: str
    known: dict[str, str]


@dataclass(frozen=True)
class Answer:
    """How one question went."""

    status: int
    milliseconds: float
    cost: Cost


def main() -> None:
    """Prepare, ask, print; the plans go to a file beside each database."""
    set_up_logs(readable=False, level="WARNING")
    parser = ArgumentParser(description="Lists of a district, asked and explained.")
    parser.add_argument(
        "folders", nargs="*", help=f"hold a district each; {TICKETS} tickets are put into it"
    )
    named = [Path(folder).resolve() for folder in parser.parse_args().folders]
    if unfit := [str(folder) for folder in named if not folder.is_dir()]:
        parser.error(f"no such folder: {' '.join(unfit)}")
    folders = {folder.name: folder for folder in named} or prepared()
    found = {name: asyncio.run(asked(folder)) for name, folder in folders.items()}
    report(found)


def prepared() -> dict[str, Path]:
    """The databases of both sizes, made where they lack."""
    for scale, folder in FOLDERS.values():
        folder.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, "SHEQU_DATA_DIR": str(folder)}
        command = ["shequ_api.cli", "seed", "district", "--of", DISTRICT, "--scale", scale]
        subprocess.run([sys.executable, "-m", *command], check=True, env=environment)
    return {name: folder for name, (_, folder) in FOLDERS.items()}


async def asked(folder: Path) -> dict[tuple[str, str], Answer]:
    """The answers to all questions of all roles, from one database."""
    running = embedded.start(folder)
    try:
        url = running.url(DEVELOPMENT_DATABASE, embedded.APP_ROLE)
        await fill(running)
        parts = gather_parts(settings_of(folder), url)
        try:
            return await _all(parts, url, folder)
        finally:
            await close_parts(parts)
    finally:
        embedded.stop(running)


async def fill(running: embedded.Embedded) -> None:
    """200,000 tickets of those who live there, unless they are there."""
    connection = await connect(running.url(DEVELOPMENT_DATABASE, embedded.OWNER_ROLE))
    if await connection.fetchval("SELECT count(*) FROM tickets") < TICKETS:
        async with connection.transaction():
            for statement in TICKET_ROWS:
                await connection.execute(statement)
        for table in ("tickets", "workflow_cases"):
            await connection.execute(f"VACUUM (ANALYZE) {table}")
    await connection.close()


async def _all(parts: Parts, url: str, folder: Path) -> dict[tuple[str, str], Answer]:
    answers = {}
    transport = ASGITransport(create_app(settings_of(folder), parts))
    plans = folder / "hot_lists.txt"
    with plans.open("w") as out:
        async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            for role in ROLES:
                asker = await _signed_in(parts, role)
                for question in QUESTIONS:
                    if role in question.roles:
                        answer = await _measured(client, parts, url, asker, question)
                        answers[question.title, role] = answer
                        heading = f"## {question.title} ({role})"
                        out.write("\n\n".join([heading, *answer.cost.plans, ""]))
    console.print(f"{folder.name}: plans in {plans}")
    return answers


async def _signed_in(parts: Parts, role: str) -> Asker:
    district = DISTRICT.ljust(12, "0")
    async with parts.get(Database).sessions() as session, session.begin():
        values = {"role": role, "district": district}
        person_id = await session.scalar(text(HOLDER), values)
        person = await session.get_one(Person, person_id)
        login = start_login(session, person, now=utc_now())
        known = await _known(session, parts.get(RegisterSeal), district, person_id)
    return Asker(role, parts.get(Doorman).pair(login, utc_now()).access_token, known)


async def _known(
    session: AsyncSession, seal: RegisterSeal, district: str, person_id: UUID
) -> dict[str, str]:
    """A community, and somebody of the register who lives there: in the asker's scope."""
    held = text(
        "SELECT p.community_id, p.grid_id, g.place_id FROM postings p"
        " LEFT JOIN grid_places g ON g.grid_id = p.grid_id WHERE p.person_id = :person"
    )
    community_id, grid_id, place_id = (await session.execute(held, {"person": person_id})).one()
    places = text("SELECT id FROM places WHERE code = :code")
    await enter_district(session, await session.scalar(places, {"code": district}))
    if community_id is None:
        community_id = await session.scalar(text("SELECT community_id FROM grids LIMIT 1"))
    somebody = text(
        "SELECT id FROM register_people"
        " WHERE phone_sealed IS NOT NULL AND community_id = :community"
        " AND (CAST(:grid AS uuid) IS NULL OR :grid IN (micro_grid_id, general_grid_id)"
        " OR :place IN (compound_id, building_id))"
        " ORDER BY id LIMIT 1 OFFSET 40"
    )
    ground = {"community": community_id, "grid": grid_id, "place": place_id}
    entry_id = await session.scalar(somebody, ground)
    entry = await session.get_one(Entry, entry_id)
    opened = {
        field: seal.open("register_people", entry.id, field, sealed) or ""
        for field, sealed in (
            ("phone", entry.phone_sealed),
            ("id_number", entry.id_number_sealed),
            ("name", entry.name_sealed),
        )
    }
    return {
        "community": str(community_id),
        "phone": opened["phone"],
        "id": opened["id_number"],
        "name": opened["name"][:2],
    }


async def _measured(
    client: AsyncClient, parts: Parts, url: str, asker: Asker, question: Question
) -> Answer:
    await _ask(client, asker, question)
    with recorded(parts.get(Database).engine) as recording:
        answer = await _ask(client, asker, question)
    took = []
    for _ in range(TIMES):
        began = monotonic()
        await _ask(client, asker, question)
        took.append((monotonic() - began) * 1000)
    return Answer(answer.status_code, median(took), await cost_of(url, recording))


async def _ask(client: AsyncClient, asker: Asker, question: Question) -> Response:
    body: Any = question.body
    if body is not None:
        body = {key: value.format(**asker.known) for key, value in body.items()}
    path = f"/api/v1{question.path.format(**asker.known)}"
    headers = {"Authorization": f"Bearer {asker.token}"}
    return await client.request("POST" if body else "GET", path, json=body, headers=headers)


def report(found: dict[str, dict[tuple[str, str], Answer]]) -> None:
    """A line a question and role: HTTP milliseconds, SQL milliseconds and buffers at each size."""
    table = Table(title="列表的查询计划 / what lists ask of the database")
    table.add_column("list")
    table.add_column("as")
    for name in found:
        for heading in ("status", "HTTP ms", "SQL ms", "buffers"):
            table.add_column(f"{name}\n{heading}", justify="right")
    for key, first in next(iter(found.values())).items():
        if first.status in (403, 404):
            continue
        cells = [*key]
        for answers in found.values():
            answer = answers[key]
            cost = answer.cost
            style = "[bold red]" if cost.faults else "[default]"
            cells += [str(answer.status), f"{answer.milliseconds:.0f}"]
            cells += [f"{style}{cost.milliseconds:.1f}[/]", f"{style}{cost.buffers:,}[/]"]
        table.add_row(*cells)
    console.print(table)
    for name, answers in found.items():
        for (title, role), answer in answers.items():
            for fault in dict.fromkeys(answer.cost.faults):
                console.print(f"[red]✗[/] {name} {title} ({role}): {fault}", soft_wrap=True)


if __name__ == "__main__":
    main()

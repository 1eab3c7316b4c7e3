"""Lists over rows that are planted in a hundredth of a district: asked over HTTP, and explained."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from httpx import ASGITransport, AsyncClient
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from benchmarks.hot_lists import DISTRICT, HOLDER
from benchmarks.plans import connect
from benchmarks.servers import settings_of
from benchmarks.worklist_questions import Question
from benchmarks.worklists import Asked, Asker, Asking, deep_page, page_cost
from shequ_api.app import close_parts, create_app, gather_parts
from shequ_api.base.people.models import Person
from shequ_api.base.people.sessions import Doorman, start_login
from shequ_api.cli.database import DEVELOPMENT_DATABASE
from shequ_api.kit import embedded
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.logs import set_up_logs

FOLDER = Path(os.environ.get("SHEQU_BENCH_DIR", ".shequ/bench")).resolve() / "district-1"
ROWS, MINE = 200_000, 10
"""One row in ten is the asker's own."""
ASKERS = ("community_worker", "district_administrator")
console = Console(width=130)

# Triggers and keys are not asked (`replica`): what lists read is here, what they do not is not.
# The newest is number 1. Who serves and applies are people of the community by turns.
GROUND = (
    "SET session_replication_role = replica",
    """
    CREATE TEMP TABLE who AS
    SELECT p.id AS person_id, row_number() OVER (ORDER BY p.id) - 1 AS nth FROM persons p
    WHERE p.id <> $asker LIMIT 5000""",
    """
    CREATE TEMP TABLE planted AS
    SELECT n, now() - n * interval '2 minutes' AS at,
      CASE WHEN n % $mine = 0 THEN CAST($asker AS uuid) ELSE who.person_id END AS person_id,
      c.city_id, c.district_id, c.subdistrict_id, c.id AS community_id
    FROM generate_series(1, $rows) n
    JOIN who ON who.nth = n % (SELECT count(*) FROM who)
    JOIN places c ON c.id = $community""",
)


@dataclass(frozen=True)
class PlantedLists:
    """What is planted over the ground, and asked; plans go to a file of this name."""

    name: str
    plant: Sequence[str]
    questions: Sequence[Question]


def planted(lists: PlantedLists) -> dict[tuple[str, str], list[Asked]]:
    """(list, role) → its first page and its 500th, or its last."""
    set_up_logs(readable=False, level="WARNING")
    FOLDER.mkdir(parents=True, exist_ok=True)
    command = ["shequ_api.cli", "seed", "district", "--of", DISTRICT, "--scale", "0.01"]
    environment = {**os.environ, "SHEQU_DATA_DIR": str(FOLDER)}
    subprocess.run([sys.executable, "-m", *command], check=True, env=environment)
    running = embedded.start(FOLDER)
    try:
        return asyncio.run(_measured(running, lists))
    finally:
        embedded.stop(running)


async def _measured(
    running: embedded.Embedded, lists: PlantedLists
) -> dict[tuple[str, str], list[Asked]]:
    """Both pages of all lists."""
    parts = gather_parts(settings_of(FOLDER), running.url(DEVELOPMENT_DATABASE, embedded.APP_ROLE))
    try:
        askers = {role: await _signed_in(parts, role) for role in ASKERS}
        known = askers[ASKERS[0]].known
        await _plant(running.url(DEVELOPMENT_DATABASE, "postgres"), lists.plant, known)
        url = running.url(DEVELOPMENT_DATABASE, embedded.APP_ROLE)
        return await _asked(parts, url, askers, lists)
    finally:
        await close_parts(parts)


async def _signed_in(parts: Parts, role: str) -> Asker:
    async with parts.get(Database).sessions() as session, session.begin():
        whose = {"role": role, "district": DISTRICT.ljust(12, "0")}
        person = await session.get_one(Person, await session.scalar(text(HOLDER), whose))
        login = start_login(session, person, now=utc_now())
        held = text("SELECT community_id FROM postings WHERE person_id = :person")
        community = await session.scalar(held, {"person": person.id})
    known = {"asker": str(person.id), "community": str(community)}
    return Asker(parts.get(Doorman).pair(login, utc_now()).access_token, known)


async def _plant(url: str, plant: Sequence[str], known: dict[str, str]) -> None:
    connection = await connect(url)
    for statement in (*GROUND, *plant, "ANALYZE"):
        sql = statement.replace("'card/$asker/'", f"'card/{known['asker']}/'")
        for name in ("asker", "community"):
            sql = sql.replace(f"${name}", f"'{known[name]}'::uuid")
        await connection.execute(sql.replace("$rows", str(ROWS)).replace("$mine", str(MINE)))
    await connection.close()


async def _asked(
    parts: Parts, url: str, askers: dict[str, Asker], lists: PlantedLists
) -> dict[tuple[str, str], list[Asked]]:
    answers, plans = {}, FOLDER / f"{lists.name}.txt"
    transport = ASGITransport(create_app(settings_of(FOLDER), parts))
    with plans.open("w") as out:
        async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            for question in lists.questions:
                for role in question.roles:
                    asking = Asking(client, parts, url, askers[role], question)
                    both = [await page_cost(asking, 1, None)]
                    both.append(await page_cost(asking, *await deep_page(asking)))
                    answers[question.title, role] = both
                    for one in both:
                        heading = f"## {question.title} ({role}), page {one.number}"
                        out.write("\n\n".join([heading, *one.cost.plans, ""]))
    console.print(f"plans in {plans}")
    return answers


def report(title: str, found: dict[tuple[str, str], list[Asked]]) -> None:
    """A line for each list: buffers and milliseconds in PostgreSQL and over HTTP, both pages."""
    table = Table(title=f"{title}: buffers, SQL ms, HTTP ms")
    for heading in ("list", "as", "SQL", "page 1", "page", "deep"):
        table.add_column(heading, justify="left" if heading in ("list", "as") else "right")
    for (name, role), (first, deep) in found.items():
        cells = [
            f"{one.cost.buffers:,} {one.cost.milliseconds:.1f} {one.milliseconds:.0f}"
            for one in (first, deep)
        ]
        many = str(max(first.statements, deep.statements))
        table.add_row(name, role.split("_")[0], many, cells[0], str(deep.number), cells[1])
        for fault in dict.fromkeys([*first.cost.faults, *deep.cost.faults]):
            console.print(f"[red]✗[/] {name} ({role}): {fault}", soft_wrap=True)
    console.print(table)

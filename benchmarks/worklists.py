"""`python -m benchmarks.worklists`: what worklists cost at 10,000 and at 1,000,000 tickets.

A tenth of a district is seeded once, in a folder of its own; tickets are planted over it anew for
each size. Each list is asked over HTTP in-process, its first page and its 500th (or its last), and
its statements are then explained as the app role. Plans go to `worklists.txt` in that folder.
"""

import asyncio
import os
import subprocess
import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from httpx import ASGITransport, AsyncClient, Response
from rich.console import Console
from rich.table import Table
from sqlalchemy import select, text

from benchmarks.hot_lists import DISTRICT, HOLDER
from benchmarks.plans import Cost, cost_of
from benchmarks.recording import Recording, recorded
from benchmarks.servers import settings_of
from benchmarks.worklist_data import plant
from benchmarks.worklist_questions import QUESTIONS, Question
from benchmarks.writing import cost_of_writing
from shequ_api.app import close_parts, create_app, gather_parts
from shequ_api.base.people.models import Person
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.people.sessions import Doorman, start_login
from shequ_api.base.rights.searching import Searches
from shequ_api.cli.database import DEVELOPMENT_DATABASE
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit import embedded
from shequ_api.kit.clock import monotonic, utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.logs import set_up_logs

FOLDER = Path(os.environ.get("SHEQU_BENCH_DIR", ".shequ/bench")).resolve() / "worklists"
SIZES, PAGE, DEEP, TIMES = (10_000, 1_000_000), 20, 500, 5
SCALE = "0.1"
console = Console(width=150)


@dataclass(frozen=True)
class Asker:
    """Somebody signed in, and what the questions name."""

    token: str
    known: dict[str, str]


@dataclass(frozen=True)
class Asked:
    """One request: how long it took at best, and what its statements about tickets cost."""

    number: int
    """Of the page."""
    milliseconds: float
    statements: int
    cost: Cost


Answers = dict[tuple[str, str], list[Asked]]


def main() -> None:
    """Seed, plant, ask, print."""
    set_up_logs(readable=False, level="WARNING")
    parser = ArgumentParser(description="Worklists at two sizes, page 1 and page 500.")
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="tickets to plant")
    sizes = parser.parse_args().sizes
    FOLDER.mkdir(parents=True, exist_ok=True)
    command = ["shequ_api.cli", "seed", "district", "--of", DISTRICT, "--scale", SCALE]
    environment = {**os.environ, "SHEQU_DATA_DIR": str(FOLDER)}
    subprocess.run([sys.executable, "-m", *command], check=True, env=environment)
    running = embedded.start(FOLDER)
    try:
        found = {size: asyncio.run(measured(running, size)) for size in sizes}
    finally:
        embedded.stop(running)
    report(found)


async def measured(running: embedded.Embedded, size: int) -> Answers:
    """All questions at one size."""
    began = monotonic()
    await plant(running.url(DEVELOPMENT_DATABASE, "postgres"), size)
    console.print(f"{size:,} tickets planted in {monotonic() - began:.0f} s")
    for line in await cost_of_writing(running.url(DEVELOPMENT_DATABASE, "postgres")):
        console.print(f"{size:,}: {line}")
    url = running.url(DEVELOPMENT_DATABASE, embedded.APP_ROLE)
    parts = gather_parts(settings_of(FOLDER), url)
    parts.add(Searches(per_minute=1_000_000))
    try:
        return await _asked(parts, url, size)
    finally:
        await close_parts(parts)


async def _asked(parts: Parts, url: str, size: int) -> Answers:
    answers: Answers = {}
    transport = ASGITransport(create_app(settings_of(FOLDER), parts))
    askers: dict[str, Asker] = {}
    plans = FOLDER / f"worklists-{size}.txt"
    with plans.open("w") as out:
        async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            for question in QUESTIONS:
                for role in question.roles:
                    asker = askers.get(role) or await _signed_in(parts, role)
                    askers[role] = asker
                    both = await _both_pages(Asking(client, parts, url, asker, question))
                    answers[question.title, role] = both
                    for one in both:
                        heading = f"## {question.title} ({role}), page {one.number}"
                        out.write("\n\n".join([heading, *one.cost.plans, ""]))
    console.print(f"plans in {plans}")
    return answers


async def _signed_in(parts: Parts, role: str) -> Asker:
    district = DISTRICT.ljust(12, "0")
    async with parts.get(Database).sessions() as session, session.begin():
        holder = text(HOLDER)
        person_id = await session.scalar(holder, {"role": role, "district": district})
        person = await session.get_one(Person, person_id)
        login = start_login(session, person, now=utc_now())
        # Of everybody's scope: somebody of the asker's grid, where the posting names one.
        scope = text(
            "SELECT t.id FROM tickets t JOIN postings p ON p.person_id = :person"
            " AND p.ended_at IS NULL WHERE p.grid_id IN (t.micro_grid_id, t.general_grid_id)"
            " OR p.place_id IN (t.community_id, t.district_id)"
            " ORDER BY t.created_at DESC LIMIT 1"
        )
        ticket = await session.get_one(Ticket, await session.scalar(scope, {"person": person_id}))
        reporter = await session.scalar(select(Person).where(Person.id == ticket.reporter_id))
        assert reporter is not None and reporter.phone_sealed is not None
        phone = parts.get(PhoneBook).read(reporter.id, reporter.phone_sealed)
        known = {"number": ticket.number, "phone": phone, "place": str(ticket.place_id)}
    return Asker(parts.get(Doorman).pair(login, utc_now()).access_token, known)


@dataclass(frozen=True)
class Asking:
    """A question, and with what it is asked."""

    client: AsyncClient
    parts: Parts
    url: str
    asker: Asker
    question: Question

    async def ask(self, cursor: str | None = None, limit: int = PAGE) -> Response:
        """One page. RuntimeError: it was refused."""
        path = f"/api/v1{self.question.path}"
        if self.question.paged:
            more = f"limit={limit}" + (f"&cursor={quote(cursor)}" if cursor else "")
            path += ("&" if "?" in path else "?") + more
        body: Any = self.question.body
        if body is not None:
            body = {key: value.format(**self.asker.known) for key, value in body.items()}
        headers = {"Authorization": f"Bearer {self.asker.token}"}
        method = "GET" if body is None else "POST"
        answer = await self.client.request(method, path, json=body, headers=headers)
        if not answer.is_success:
            raise RuntimeError(f"{self.question.title}: {answer.text}")
        return answer


async def _both_pages(asking: Asking) -> list[Asked]:
    first = await page_cost(asking, 1, None, "tickets")
    if not asking.question.paged:
        return [first]
    number, cursor = await deep_page(asking)
    return [first, await page_cost(asking, number, cursor, "tickets")]


async def deep_page(asking: Asking) -> tuple[int, str | None]:
    """The number and the cursor of page 500, or of the last one; in steps of five pages."""
    number, cursor, step = 1, None, 5
    while number < DEEP:
        pages = min(step, DEEP - number)
        found = (await asking.ask(cursor, PAGE * pages)).json()["next_cursor"]
        if found is not None:
            number, cursor = number + pages, found
        elif pages == 1:
            break
        else:
            step = 1
    return number, cursor


async def page_cost(asking: Asking, number: int, cursor: str | None, about: str = "") -> Asked:
    """A page: what its statements that name `about` cost, and how long the whole answer takes."""
    for _ in range(6):  # as often as it takes for a plan to be kept
        await asking.ask(cursor)
    with recorded(asking.parts.get(Database).engine) as recording:
        await asking.ask(cursor)
    took = []
    for _ in range(TIMES):
        began = monotonic()
        await asking.ask(cursor)
        took.append((monotonic() - began) * 1000)
    costly = Recording(statements=[each for each in recording.statements if about in each[0]])
    costs = [await cost_of(asking.url, costly) for _ in range(3)]
    cost = min(costs, key=lambda each: each.milliseconds)
    return Asked(number, min(took), len(recording.statements), cost)


def report(found: dict[int, Answers]) -> None:
    """A line for each list and role: statements of the request, and for each size buffers and
    milliseconds in PostgreSQL and over HTTP, of both pages."""
    table = Table(title="诉求清单 / worklists: buffers, SQL ms, HTTP ms")
    table.add_column("list")
    table.add_column("as")
    table.add_column("SQL", justify="right")
    for size in found:
        table.add_column(f"{size:,}\npage 1", justify="right")
        table.add_column("page", justify="right")
        table.add_column("deep", justify="right")
        table.add_column("×", justify="right")
    for title, role in next(iter(found.values())):
        row = [title, role.split("_")[0]]
        row.append(str(max(one.statements for each in found.values() for one in each[title, role])))
        for answers in found.values():
            row += _cells(answers[title, role])
        table.add_row(*row)
    console.print(table)


def _cells(both: list[Asked]) -> list[str]:
    shown = [
        f"{one.cost.buffers:,} {one.cost.milliseconds:.1f} {one.milliseconds:.0f}" for one in both
    ]
    if len(both) == 1:
        return [shown[0], "", "", ""]
    first, last = (one.cost.buffers for one in both)
    return [shown[0], str(both[1].number), shown[1], f"{last / max(first, 1):.2f}"]


if __name__ == "__main__":
    main()

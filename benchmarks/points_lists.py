"""`python -m benchmarks.points_lists`: lists of the points economy over 200,000 rows of each.

A hundredth of a district is seeded once, in a folder of its own; sessions of volunteers, orders,
gifts to one pool and movements of one card are planted over it. Each list is asked over HTTP
in-process, its first page and its 500th (or its last), and explained as the app role. Plans go to
`points_lists.txt` in that folder.
"""

import asyncio
import os
import subprocess
import sys
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
POOL = "00000000-0000-7000-8000-00000000b001"
OWNER_KEY = "benchmark"
console = Console(width=130)

# Triggers and keys are not asked (`replica`): what lists read is here, what they do not is not.
# The newest is number 1. Who serves and orders are people of the community by turns.
PLANT = (
    "SET session_replication_role = replica",
    "DELETE FROM volunteer_sessions",
    "DELETE FROM redemptions",
    "DELETE FROM charity_donations",
    f"""
    DELETE FROM ledger_transfers t USING ledger_accounts a
    WHERE a.owner_key LIKE '{OWNER_KEY}%' AND t.debit_account_id = a.id""",
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
    """
    INSERT INTO volunteer_sessions (id, city_id, district_id, subdistrict_id, community_id,
      place_id, person_id, state, began_at, ended_at, minutes, round, mended)
    SELECT uuidv7(), city_id, district_id, subdistrict_id, community_id, community_id, person_id,
      CASE WHEN n % 20 = 0 THEN 'waiting' ELSE 'confirmed' END, at, at + interval '1 minute', 1,
      0, false
    FROM planted""",
    """
    INSERT INTO redemptions (id, case_id, state, person_id, partner_id, organisation_id, city_id,
      district_id, subdistrict_id, community_id, goods_id, edition_id, title, quantity,
      amount_points, amount_fen, number, reserved_at, pick_up_until, held_until, hold_id, card,
      ended_at)
    SELECT uuidv7(), uuidv7(), CASE WHEN n % 20 = 0 THEN 'reserved' ELSE 'fulfilled' END,
      person_id, uuidv7(), (SELECT id FROM organisations ORDER BY id LIMIT 1), city_id,
      district_id, subdistrict_id, community_id, uuidv7(), uuidv7(), '大米', 1, 30, 0,
      lpad(to_hex(n), 6, '0'), at, at + interval '7 days', at + interval '8 days', uuidv7(),
      'own', CASE WHEN n % 20 = 0 THEN NULL ELSE at END
    FROM planted""",
    f"""
    INSERT INTO ledger_accounts (id, ledger, district_id, owner_key, kind, floor, balance, held,
      opened_at)
    SELECT CAST(v.id AS uuid), 'points', c.district_id, v.key, v.kind, NULL, 0, 0, now()
    FROM places c, (VALUES ('{POOL}', '{OWNER_KEY}/pool', 'charity_pool'),
      ('00000000-0000-7000-8000-00000000b002', '{OWNER_KEY}/issuer', 'issuer')) v(id, key, kind)
    WHERE c.id = $community ON CONFLICT DO NOTHING""",
    """
    INSERT INTO ledger_accounts (id, ledger, district_id, owner_key, kind, floor, balance, held,
      opened_at)
    SELECT uuidv7(), 'points', c.district_id, 'card/$asker/' || c.district_id, 'card', 0, 0, 0,
      now() FROM places c WHERE c.id = $community ON CONFLICT DO NOTHING""",
    """
    INSERT INTO points_cards (id, person_id, district_id, number, account_id, opened_at)
    SELECT uuidv7(), $asker, a.district_id, '510108000000000017', a.id, now()
    FROM ledger_accounts a, places c WHERE c.id = $community
      AND a.owner_key = 'card/$asker/' || c.district_id ON CONFLICT DO NOTHING""",
    f"""
    INSERT INTO charity_pools (id, community_id, district_id, purpose, title, account_id,
      opened_at, granted_points, households_helped, rests_points, people_counted, partners_counted)
    SELECT '{POOL}', id, district_id, 'general', '公益池', '{POOL}', now(), 0, 0, 0, 0, 0
    FROM places WHERE id = $community ON CONFLICT DO NOTHING""",
    f"""
    INSERT INTO charity_donations (id, pool_id, district_id, donor_id, anonymous, amount_points,
      message, transfer_id, donated_at)
    SELECT uuidv7(), '{POOL}', district_id, person_id, n % 7 = 0, 5,
      CASE WHEN n % 3 = 0 THEN '给邻居' END, uuidv7(), at
    FROM planted""",
    f"""
    INSERT INTO ledger_transfers (id, ledger, district_id, key, debit_account_id,
      credit_account_id, amount, reason, at)
    SELECT uuidv7(), 'points', p.district_id, '{OWNER_KEY}/' || n,
      '00000000-0000-7000-8000-00000000b002', a.id, 1, '巡查', p.at
    FROM planted p JOIN ledger_accounts a ON a.owner_key = 'card/$asker/' || p.district_id""",
    "ANALYZE",
)
QUESTIONS = (
    Question("volunteer sessions", "/volunteer-sessions", ASKERS[:1]),
    Question("volunteer sessions, waiting", "/volunteer-sessions?view=waiting", ASKERS[:1]),
    Question("volunteer sessions, mine", "/me/volunteer-sessions", ASKERS[:1]),
    Question("orders", "/redemptions", ASKERS),
    Question("orders, reserved", "/redemptions?state=reserved", ASKERS),
    Question("orders, mine", "/me/redemptions", ASKERS[:1]),
    Question("gifts to a pool", f"/charity/pools/{POOL}/donations", ASKERS[:1]),
    Question("gifts, mine", "/me/donations", ASKERS[:1]),
    Question("lines of a card", "/points/card/lines", ASKERS[:1]),
)


def main() -> None:
    """Seed, plant, ask, print."""
    set_up_logs(readable=False, level="WARNING")
    FOLDER.mkdir(parents=True, exist_ok=True)
    command = ["shequ_api.cli", "seed", "district", "--of", DISTRICT, "--scale", "0.01"]
    environment = {**os.environ, "SHEQU_DATA_DIR": str(FOLDER)}
    subprocess.run([sys.executable, "-m", *command], check=True, env=environment)
    running = embedded.start(FOLDER)
    try:
        report(asyncio.run(measured(running)))
    finally:
        embedded.stop(running)


async def measured(running: embedded.Embedded) -> dict[tuple[str, str], list[Asked]]:
    """Both pages of all lists."""
    parts = gather_parts(settings_of(FOLDER), running.url(DEVELOPMENT_DATABASE, embedded.APP_ROLE))
    try:
        askers = {role: await _signed_in(parts, role) for role in ASKERS}
        await _plant(running.url(DEVELOPMENT_DATABASE, "postgres"), askers[ASKERS[0]].known)
        return await _asked(parts, running.url(DEVELOPMENT_DATABASE, embedded.APP_ROLE), askers)
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


async def _plant(url: str, known: dict[str, str]) -> None:
    connection = await connect(url)
    for statement in PLANT:
        sql = statement.replace("'card/$asker/'", f"'card/{known['asker']}/'")
        for name in ("asker", "community"):
            sql = sql.replace(f"${name}", f"'{known[name]}'::uuid")
        await connection.execute(sql.replace("$rows", str(ROWS)).replace("$mine", str(MINE)))
    await connection.close()


async def _asked(
    parts: Parts, url: str, askers: dict[str, Asker]
) -> dict[tuple[str, str], list[Asked]]:
    answers, plans = {}, FOLDER / "points_lists.txt"
    transport = ASGITransport(create_app(settings_of(FOLDER), parts))
    with plans.open("w") as out:
        async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            for question in QUESTIONS:
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


def report(found: dict[tuple[str, str], list[Asked]]) -> None:
    """A line for each list: buffers and milliseconds in PostgreSQL and over HTTP, both pages."""
    table = Table(title="积分清单 / lists of the points economy: buffers, SQL ms, HTTP ms")
    for heading in ("list", "as", "SQL", "page 1", "page", "deep"):
        table.add_column(heading, justify="left" if heading in ("list", "as") else "right")
    for (title, role), (first, deep) in found.items():
        cells = [
            f"{one.cost.buffers:,} {one.cost.milliseconds:.1f} {one.milliseconds:.0f}"
            for one in (first, deep)
        ]
        many = str(max(first.statements, deep.statements))
        table.add_row(title, role.split("_")[0], many, cells[0], str(deep.number), cells[1])
        for fault in dict.fromkeys([*first.cost.faults, *deep.cost.faults]):
            console.print(f"[red]✗[/] {title} ({role}): {fault}", soft_wrap=True)
    console.print(table)


if __name__ == "__main__":
    main()

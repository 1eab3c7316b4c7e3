"""`python -m benchmarks.lots`: what the end of a year costs, with 200,000 cards of two lots each.

A database of its own is made anew; accounts, their credits and their lots are planted in SQL. Told
are the sweep of all (runs of the clock, the longest transaction), payments while it runs and after,
what a card's view asks, and that the books hold afterwards.
"""

import asyncio
import os
from argparse import ArgumentParser
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from rich.console import Console
from sqlalchemy import select, text

from benchmarks.plans import cost_of
from benchmarks.recording import recorded
from benchmarks.servers import settings_of
from shequ_api.app import close_parts, gather_parts
from shequ_api.base.places.models import Place
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.service import open_account
from shequ_api.cli.database import Addresses, bring_up_to_date
from shequ_api.features.points_lots.checker import verify
from shequ_api.features.points_lots.public import CARD, coming_of, move_points, standing_of
from shequ_api.features.points_lots.service.sweeping import sweep
from shequ_api.kit import embedded
from shequ_api.kit.clock import CHINA, monotonic, utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from shequ_api.kit.logs import set_up_logs
from shequ_api.seed import seed

FOLDER = Path(os.environ.get("SHEQU_BENCH_DIR", ".shequ/bench")).resolve() / "lots"
NAME, DISTRICT = "shequ_lots_dev", "510108000000"
CARDS = 200_000
CAME, OVER = datetime(2026, 6, 1, tzinfo=CHINA), datetime(2027, 1, 1, tzinfo=CHINA)
console = Console(width=120)
ACCOUNTS = """
    INSERT INTO ledger_accounts (id, ledger, district_id, owner_key, kind, floor, balance, held,
                                 opened_at, moved_at)
    SELECT gen_random_uuid(), 'points', CAST(:district AS uuid), 'planted/' || n, 'card', 0,
           30, 0, CAST(:came AS timestamptz),
           CAST(:came AS timestamptz) + interval '1 second'
    FROM generate_series(1, CAST(:cards AS int)) n"""
CREDITS = """
    INSERT INTO ledger_transfers (id, ledger, district_id, key, debit_account_id,
                                  credit_account_id, amount, reason, at)
    SELECT gen_random_uuid(), 'points', CAST(:district AS uuid), owner_key || '/' || part,
           CAST(:issuer AS uuid), id, part * 10, 'planted',
           CAST(:came AS timestamptz) + make_interval(secs => part - 1)
    FROM ledger_accounts, generate_series(1, 2) part WHERE owner_key LIKE 'planted/%'"""
LOTS = """
    INSERT INTO points_lots (id, district_id, account_id, transfer_id, points, remaining,
                             expires_on, came_at)
    SELECT uuidv7(), district_id, credit_account_id, id, amount, amount,
           CASE amount WHEN 10 THEN DATE '2026-12-31' ELSE DATE '2027-12-31' END, at
    FROM ledger_transfers WHERE key LIKE 'planted/%'"""
POLICY = """
    INSERT INTO points_expiry_policies (id, district_id, span, length, notice_days, valid_from,
                                        set_by_id, set_at)
    SELECT uuidv7(), CAST(:district AS uuid), 'years', 1, '{30,7}',
           CAST(:came AS timestamptz), id, CAST(:came AS timestamptz) FROM persons LIMIT 1"""
SOMEBODY = "INSERT INTO persons (id, name, created_at) VALUES (uuidv7(), '测', now())"


@dataclass(frozen=True)
class Stage:
    """Where it plays."""

    parts: Parts
    url: str
    district_id: UUID
    shop_id: UUID


def main() -> None:
    """Plant, sweep, spend, print."""
    set_up_logs(readable=False, level="WARNING")
    parser = ArgumentParser(description="The end of a year: lots that expire on one day.")
    parser.add_argument("cards", nargs="?", type=int, default=CARDS)
    cards = parser.parse_args().cards
    FOLDER.mkdir(parents=True, exist_ok=True)
    running = embedded.start(FOLDER)
    try:
        embedded.superuser_sql(running, f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')
        embedded.create_database(running, NAME)
        app, owner = embedded.APP_ROLE, embedded.OWNER_ROLE
        addresses = Addresses(running.url(NAME, app), running.url(NAME, owner))
        bring_up_to_date(addresses)
        asyncio.run(measured(addresses.app, cards))
    finally:
        embedded.stop(running)


async def measured(url: str, cards: int) -> None:
    """All of it, on one database."""
    parts = gather_parts(settings_of(FOLDER), url)
    await seed(parts, utc_now())
    began = monotonic()
    stage = await plant(parts, url, cards)
    console.print(f"{cards:,} cards of two lots planted in {monotonic() - began:.0f} s")
    async with parts.get(Database).sessions() as session, session.begin():
        await sweep(session, OVER)  # by now there is an account of expired points
    some = await cards_of(stage, 400)
    await spend(stage, some[:100], "payments, each of which sweeps its card first", OVER)
    await view(stage, some[-1], "a card's view, its lot not swept yet")
    spending = asyncio.create_task(
        spend(stage, some[200:300], "payments while the clock sweeps", OVER, pause=0.2)
    )
    await swept(stage)
    await spending
    await spend(stage, some[300:399], "payments with nothing to sweep", OVER)
    await view(stage, some[350], "a card's view")
    async with parts.get(Database).sessions() as session:
        await session.execute(text("SET LOCAL statement_timeout = 0"))
        began = monotonic()
        findings = await verify(session)
        console.print(f"the books: {len(findings)} findings, in {monotonic() - began:.1f} s")
    await close_parts(parts)


async def plant(parts: Parts, url: str, cards: int) -> Stage:
    """Cards whose points are half over at the end of the year."""
    async with parts.get(Database).sessions() as session, session.begin():
        await session.execute(text("SET LOCAL statement_timeout = 0"))
        district = (await session.scalars(select(Place.id).where(Place.code == DISTRICT))).one()
        accounts = [
            await open_account(
                session,
                ledger=Ledger.POINTS,
                owner_key=kind,
                kind=kind,
                district_id=district,
                floor=floor,
                now=CAME,
            )
            for kind, floor in (("issuer", None), ("shop", 0))
        ]
        issuer, shop = accounts
        facts: dict[str, Any] = {"district": district, "came": CAME}
        await session.execute(text(SOMEBODY))
        await session.execute(text(POLICY), facts)
        await session.execute(text(ACCOUNTS), {**facts, "cards": cards})
        await session.execute(text(CREDITS), {**facts, "issuer": issuer.id})
        await session.execute(text(LOTS))
        issuer.balance = -30 * cards
    async with parts.get(Database).engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        for table in ("ledger_accounts", "ledger_transfers", "points_lots"):
            await connection.execute(text(f"ANALYZE {table}"))
    return Stage(parts, url, district, shop.id)


async def cards_of(stage: Stage, how_many: int) -> list[UUID]:
    """Some cards, from all over the range of ids."""
    sql = (
        "SELECT id FROM ledger_accounts WHERE kind = :kind AND balance = 30"
        " ORDER BY md5(id::text) LIMIT :most"
    )
    async with stage.parts.get(Database).sessions() as session:
        found = await session.scalars(text(sql), {"kind": CARD, "most": how_many})
        return list(found)


async def swept(stage: Stage) -> None:
    """The clock, again and again, until nothing is due."""
    took, total, began = [], 0, monotonic()
    while True:
        start = monotonic()
        async with stage.parts.get(Database).sessions() as session, session.begin():
            some = await sweep(session, OVER)
        took.append(monotonic() - start)
        total += some
        if not some:
            break
    console.print(
        f"swept {total:,} cards in {monotonic() - began:.0f} s by {len(took):,} transactions: "
        f"median {1000 * median(took):.0f} ms, longest {1000 * max(took):.0f} ms"
    )


async def spend(
    stage: Stage, cards: list[UUID], title: str, now: datetime, *, pause: float = 0
) -> None:
    """One payment of each card, one after the other."""
    took = []
    for number, card in enumerate(cards):
        await asyncio.sleep(pause)
        start = monotonic()
        async with stage.parts.get(Database).sessions() as session, session.begin():
            await move_points(
                session,
                key=str(new_id()),
                debit_account_id=card,
                credit_account_id=stage.shop_id,
                amount=5,
                reason="付款",
                now=now + timedelta(seconds=number),
            )
        took.append(monotonic() - start)
    console.print(
        f"{title}: median {1000 * median(took):.1f} ms, longest {1000 * max(took):.0f} ms"
    )


async def view(stage: Stage, card: UUID, title: str) -> None:
    """What the numbers of a card's view ask of the database."""
    database = stage.parts.get(Database)
    with recorded(database.engine) as recording:
        async with database.sessions() as session:
            standing = await standing_of(session, card, OVER)
            coming = await coming_of(session, card, OVER)
    cost = await cost_of(stage.url, recording)
    console.print(
        f"{title}: {cost.statements} statements, {cost.buffers} buffers, "
        f"{cost.milliseconds:.2f} ms; available {standing.available}, coming {coming}"
    )


if __name__ == "__main__":
    main()

"""Speed: enqueueing, draining, waiting, and what NOTIFY does to commits."""

import asyncio
import re
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median
from time import perf_counter

from pgqueuer.adapters.persistence.qb import QueryQueueBuilder
from pgqueuer.queries import Queries
from rich.progress import track

from benchmarks.spikes.queues.ground import DATABASE, DEAF, Ground, change, facts
from benchmarks.spikes.queues.hands import Hand
from benchmarks.spikes.queues.sides import SIDES
from benchmarks.spikes.queues.truths import COUNTED, Row, fill
from shequ_api.kit import embedded
from shequ_api.kit.ids import new_id

ROUNDS, TRANSACTIONS = 3, 500
DRAINED, WAITED = 800, 40
CONNECTIONS, SECONDS = 16, 4
EVENT = """INSERT INTO events (id, recorded_at, name, subject_id, facts)
    VALUES (gen_random_uuid(), now(), 'spike.changed', gen_random_uuid(), '{"number": 1}');"""
OUR_JOB = """INSERT INTO jobs (name, subject_id, facts, run_at, attempts)
    VALUES ('spike.react', gen_random_uuid(), '{"number": 1}', now(), 0);"""
THEIR_VALUES = {
    "$1": "ARRAY[0]",
    "$2": "ARRAY['spike.react']",
    "$3": """ARRAY['{"number": 1}'::bytea]""",
    "$4": "ARRAY['0']",
    "$5": "ARRAY[NULL]",
    "$6": "ARRAY[NULL]",
}
ONE_CHANGE = "INSERT INTO spike_changes (subject_id, number) VALUES (gen_random_uuid(), 1);"
SIGNAL = "SELECT pg_notify('jobs', '');"


async def enqueueing(ground: Ground) -> list[Row]:
    """Milliseconds of a whole transaction, each kind on its own connection in turns; medians.

    Without the wait for the disk at COMMIT, which all have alike and which hides the rest.
    """
    await ground.clear()
    owner = await ground.connect(embedded.OWNER_ROLE)
    await owner.execute(f"ALTER DATABASE {DATABASE} SET synchronous_commit = off")
    ours, theirs = SIDES["ours"](), SIDES["theirs"]()
    kinds = {
        "change alone": (DEAF, None),
        "change + event": (DEAF, ours.enqueue),  # `record`, which nobody hears
        ours.name: (ours.hearing, ours.enqueue),
        theirs.name: (theirs.hearing, theirs.enqueue),
    }
    databases = {
        kind: ground.database(hearing, pool_size=1) for kind, (hearing, _) in kinds.items()
    }
    times: dict[str, list[float]] = {kind: [] for kind in kinds}
    for fact in track(facts(TRANSACTIONS, [new_id()]), "enqueueing"):
        for kind, (_, enqueue) in kinds.items():
            start = perf_counter()
            async with databases[kind].sessions() as session, session.begin():
                await change(session, fact)
                if enqueue:
                    await enqueue(session, fact)
            times[kind].append((perf_counter() - start) * 1000)
    for database in databases.values():
        await database.close()
    await owner.execute(f"ALTER DATABASE {DATABASE} RESET synchronous_commit")
    await owner.close()
    medians = {kind: median(taken) for kind, taken in times.items()}
    rows: list[Row] = [("one transaction", "ms", "ms more than the event", "÷ ours")]
    for kind, ms in medians.items():
        more, share = ms - medians["change + event"], ms / medians[ours.name]
        rows.append((kind, f"{ms:.2f}", f"{more:.2f}", f"{share:.2f}"))
    return rows


async def draining(ground: Ground) -> list[Row]:
    """Jobs a second of 1 and 2 worker processes, the sides taking turns; medians.

    Beside them what a worker's process computes for one job: wall time suffers from neighbours.
    """
    rates: defaultdict[tuple[str, int], list[float]] = defaultdict(list)
    computed: defaultdict[str, list[float]] = defaultdict(list)
    left: dict[str, str] = {}
    sides = ("ours", "ours-4", "theirs", "theirs-inbox")
    for _ in track(range(ROUNDS), "draining"):
        for side in sides:
            for workers in (1, 2):
                rate, ms = await _drained(ground, side, workers)
                rates[side, workers].append(rate)
                computed[side].append(ms)
            left[side] = await _left(ground)
    heads = ("1 worker", "÷ ours", "2 workers", "÷ ours", "processor ms/job")
    rows: list[Row] = [("drain", *heads, f"left by {DRAINED} jobs")]
    for side in sides:
        figures = []
        for workers in (1, 2):
            rate = median(rates[side, workers])
            figures += [f"{rate:.0f}/s", f"{rate / median(rates['ours', workers]):.2f}"]
        rows.append((SIDES[side]().name, *figures, f"{median(computed[side]):.2f}", left[side]))
    return rows


async def _drained(ground: Ground, side: str, workers: int) -> tuple[float, float]:
    """Jobs a second from the first effect to the last; a worker's milliseconds for each job."""
    await ground.clear()
    await fill(ground, side, facts(DRAINED, [new_id() for _ in range(DRAINED)]))
    hands = [Hand(ground, side) for _ in range(workers)]
    await asyncio.gather(*(hand.__aenter__() for hand in hands))
    before = sum(hand.processor_seconds() for hand in hands)
    for hand in hands:
        hand.go()
    await ground.until(SIDES[side]().waiting, 0)
    used = sum(hand.processor_seconds() for hand in hands) - before
    await asyncio.gather(*(hand.kill() for hand in hands))
    span = "extract(epoch FROM max(at) - min(at)) * 1000000"
    microseconds = await ground.value(f"SELECT {span} FROM spike_effects")
    return DRAINED / microseconds * 1_000_000, used / DRAINED * 1000


async def _left(ground: Ground) -> str:
    rows = await ground.value(
        "SELECT (SELECT count(*) FROM jobs) + (SELECT count(*) FROM pgqueuer_log)"
        " + (SELECT count(*) FROM spike_inbox)"
    )
    return f"{rows} rows"


async def waiting(ground: Ground) -> list[Row]:
    """Milliseconds from a commit to the effect, with one idle worker."""
    rows: list[Row] = [("commit to effect, idle worker", "median ms", "worst ms")]
    for side in ("ours", "theirs"):
        await ground.clear()
        took = []
        async with Hand(ground, side) as hand:
            hand.go()
            await asyncio.sleep(1)
            for number, fact in enumerate(facts(WAITED, [new_id()]), 1):
                await fill(ground, side, [fact])
                start = perf_counter()
                await ground.until(COUNTED, number)
                took.append((perf_counter() - start) * 1000)
                await asyncio.sleep(0.037)
        rows.append((SIDES[side]().name, f"{median(took):.0f}", f"{max(took):.0f}"))
    return rows


async def notifying(ground: Ground) -> list[Row]:
    """Commits a second by pgbench, one listener attached; medians of the rounds taken in turns."""
    owner = await ground.connect(embedded.OWNER_ROLE)
    listener = await ground.connect()
    for channel in ("jobs", "ch_pgqueuer"):
        await listener.add_listener(channel, lambda *_: None)
    theirs = QueryQueueBuilder().build_enqueue_query() + ";"
    for parameter, value in THEIR_VALUES.items():
        theirs = theirs.replace(parameter, value)
    bodies = {
        "ours, polled": (OUR_JOB, "ENABLE"),
        "ours + NOTIFY": (OUR_JOB + SIGNAL, "ENABLE"),
        "pgqueuer": (theirs, "ENABLE"),
        "pgqueuer, its trigger off": (theirs, "DISABLE"),
    }
    rates: defaultdict[tuple[str, int], list[float]] = defaultdict(list)
    for _ in track(range(ROUNDS), "notifying"):
        for name, (body, trigger) in bodies.items():
            await ground.clear()
            await owner.execute(f"ALTER TABLE pgqueuer {trigger} TRIGGER tg_pgqueuer_changed")
            for clients in (1, CONNECTIONS):
                script = f"BEGIN; {ONE_CHANGE} {EVENT} {body} COMMIT;"
                rates[name, clients].append(
                    await asyncio.to_thread(_pgbench, ground.sockets, script, clients)
                )
    await owner.execute("ALTER TABLE pgqueuer ENABLE TRIGGER tg_pgqueuer_changed")
    await asyncio.gather(owner.close(), listener.close())
    rows: list[Row] = [("commits/s", "1 connection", "÷ polled", "16 connections", "÷ polled")]
    for name in bodies:
        figures = []
        for clients in (1, CONNECTIONS):
            rate = median(rates[name, clients])
            figures += [f"{rate:.0f}", f"{rate / median(rates['ours, polled', clients]):.2f}"]
        rows.append((name, *figures))
    return rows


def _pgbench(sockets: Path, script: str, clients: int) -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        done = subprocess.run(
            [
                str(embedded.binary("pgbench")),
                *("-h", str(sockets), "-U", embedded.APP_ROLE, "-n", "-f", file.name),
                *("-c", str(clients), "-j", "2", "-T", str(SECONDS), "-M", "prepared", DATABASE),
            ],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found, done.stdout
    return float(found[1])


async def ownership(ground: Ground) -> list[Row]:
    """What each side lays into the schema, from the catalog."""
    theirs = "LIKE '%pgqueuer%'"
    ours = "SIMILAR TO '(ix_|pk_)?(jobs|schedules)%'"
    rows: list[Row] = [("objects", "ours", "pgqueuer")]
    counts = {
        "tables": "pg_class WHERE relkind IN ('r', 'p') AND relname",
        "indexes": "pg_class WHERE relkind = 'i' AND relname",
        "types": "pg_type WHERE typtype = 'e' AND typname",
        "functions": "pg_proc WHERE proname",
        "triggers": "pg_trigger WHERE tgname",
    }
    for kind, where in counts.items():
        found = [await ground.value(f"SELECT count(*) FROM {where} {n}") for n in (ours, theirs)]
        rows.append((kind, *map(str, found)))
    owner = await ground.connect(embedded.OWNER_ROLE)
    plan = await Queries.from_asyncpg_connection(owner).plan_upgrade()
    await owner.close()
    rows.append(("statements of its own upgrader still to run", "", str(len(plan.statements))))
    return rows

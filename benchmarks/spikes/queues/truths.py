"""Truths: one transaction with the change, once for each job under kills, in order."""

import asyncio
import random
from collections import defaultdict

from pgqueuer.queries import Queries
from rich.progress import track

from benchmarks.spikes.queues.ground import CHANGE, Changed, Ground, change, facts
from benchmarks.spikes.queues.hands import Hand
from benchmarks.spikes.queues.sides import SIDES, Theirs
from shequ_api.kit.clock import monotonic
from shequ_api.kit.ids import new_id

Row = tuple[str, ...]
TRIES, KILLS, KILLED_JOBS = 25, 25, 2500
SUBJECTS, EACH, FAILING = 20, 30, 5
COUNTED = "SELECT count(*) FROM spike_effects"
EFFECTS_OF_EACH = "SELECT count(*) FROM spike_effects GROUP BY subject_id, number"


async def fill(ground: Ground, side: str, wanted: list[Changed], each: int = 100) -> None:
    """Commit the changes with their jobs, `each` to a transaction."""
    worker = SIDES[side]()
    database = ground.database(worker.hearing)
    for start in range(0, len(wanted), each):
        async with database.sessions() as session, session.begin():
            for fact in wanted[start : start + each]:
                await change(session, fact)
                await worker.enqueue(session, fact)
    await database.close()


async def atomicity(ground: Ground) -> list[Row]:
    """Jobs left behind by rolled-back changes, and kept by committed ones, out of `TRIES` each."""
    rows: list[Row] = [("enqueue in the change's transaction", "left by rollbacks", "kept")]
    for side in ("ours", "theirs"):
        left = await _try(ground, side, commit=False)
        rows.append((side, str(left), str(await _try(ground, side, commit=True))))
    for early in (False, True):
        await ground.clear()
        database = ground.database(SIDES["theirs"]().hearing)
        for fact in facts(TRIES, [new_id()]):
            async with database.sessions() as session:
                raw = (await (await session.connection()).get_raw_connection()).driver_connection
                if not early:
                    await change(session, fact)
                await Queries.from_asyncpg_connection(raw).enqueue("spike.react", b"")
                await session.execute(
                    CHANGE, {"subject_id": fact.subject_id, "number": fact.number}
                )
                await session.rollback()
        await database.close()
        when = "before" if early else "after"
        left = await ground.value(Theirs.waiting)
        rows.append((f"pgqueuer's own driver, {when} the first statement", str(left), ""))
    return rows


async def _try(ground: Ground, name: str, *, commit: bool) -> int:
    await ground.clear()
    side = SIDES[name]()
    database = ground.database(side.hearing)
    for fact in facts(TRIES, [new_id()]):
        async with database.sessions() as session:
            await side.enqueue(session, fact)
            await change(session, fact)
            await (session.commit() if commit else session.rollback())
    await database.close()
    return await ground.value(side.waiting)


async def kills(ground: Ground) -> list[Row]:
    """SIGKILL between effect and acknowledgement, then SIGKILL at any moment of a drain."""
    rows: list[Row] = [
        (f"{KILLS} kills each", "moment", "jobs", "done again", "effects too many", "lost")
    ]
    for side in ("ours", "theirs-quick", "theirs-inbox-quick"):
        name = SIDES[side]().name
        rows.append((name, "after the effect", *await _killed_after_effect(ground, side)))
        rows.append((name, "any", *await _killed_anywhere(ground, side)))
    return rows


async def _killed_after_effect(ground: Ground, side: str) -> Row:
    await ground.clear()
    for number in range(1, KILLS + 1):
        await fill(ground, side, [Changed(subject_id=new_id(), number=number)])
        async with Hand(ground, side, pause=number) as hand:
            hand.go()
            await hand.hear("paused")
    return await _account(ground, side, KILLS)


async def _killed_anywhere(ground: Ground, side: str) -> Row:
    await ground.clear()
    await fill(ground, side, facts(KILLED_JOBS, [new_id() for _ in range(KILLED_JOBS)]))
    for _ in track(range(KILLS), f"kills, {side}"):
        async with Hand(ground, side) as hand:
            done = await ground.value(COUNTED)
            hand.go()
            await ground.until(f"SELECT (count(*) > {done})::int FROM spike_effects", 1)
            await asyncio.sleep(random.uniform(0, 0.15))
    return await _account(ground, side, KILLED_JOBS)


async def _account(ground: Ground, side: str, jobs: int) -> Row:
    """Let a last worker do the rest, then count what was done twice or never."""
    async with Hand(ground, side) as hand:
        hand.go()
        await ground.until(SIDES[side]().waiting, 0)
    done = await ground.value(f"SELECT count(*) FROM ({EFFECTS_OF_EACH}) AS j")
    again = await ground.value(f"SELECT count(*) FROM ({EFFECTS_OF_EACH}) AS j WHERE count > 1")
    too_many = await ground.value(COUNTED) - done
    return str(jobs), str(again), str(too_many), str(jobs - done)


async def recovery(ground: Ground) -> list[Row]:
    """How long the job of a killed worker waits while another worker is idle."""
    rows: list[Row] = [("a killed worker's job is done by an idle one after", "seconds")]
    for side in ("ours", "theirs-inbox"):
        await ground.clear()
        async with Hand(ground, side, pause=1) as killed, Hand(ground, side) as other:
            killed.go()
            await asyncio.sleep(1)
            await fill(ground, side, [Changed(subject_id=new_id(), number=1)])
            await killed.hear("paused")
            other.go()
            await asyncio.sleep(1)
            await killed.kill()
            start = monotonic()
            await ground.until(SIDES[side]().waiting, 0)
            rows.append((SIDES[side]().name, f"{monotonic() - start:.2f}"))
    return rows


async def order(ground: Ground) -> list[Row]:
    """Two workers, `SUBJECTS` subjects with `EACH` jobs, one job of each fails at first."""
    rows: list[Row] = [("order", "jobs", "overtaken, none fails", "overtaken, one in 30 fails")]
    for side in ("ours", "theirs", "theirs-limit-1"):
        counts = [str(await _overtaken(ground, side, fail)) for fail in (0, FAILING)]
        rows.append((SIDES[side]().name, str(SUBJECTS * EACH), *counts))
    return rows


async def _overtaken(ground: Ground, side: str, fail: int) -> int:
    await ground.clear()
    await fill(ground, side, facts(SUBJECTS * EACH, [new_id() for _ in range(SUBJECTS)]))
    hands = [Hand(ground, side, dawdle=0.004, fail=fail) for _ in range(2)]
    async with hands[0], hands[1]:
        for hand in hands:
            hand.go()
        await ground.until(SIDES[side]().waiting, 0)
    connection = await ground.connect()
    highest: defaultdict[object, int] = defaultdict(int)
    overtaken = 0
    for subject, number in await connection.fetch(
        "SELECT subject_id, number FROM spike_effects ORDER BY id"
    ):
        overtaken += number < highest[subject]
        highest[subject] = max(highest[subject], number)
    await connection.close()
    return overtaken

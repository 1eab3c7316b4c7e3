"""Whoever owns the database cannot change a trail unseen: what was tampered with is named."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from shequ_api.base.audit.seals import Seals
from shequ_api.blocks.workflow import service
from shequ_api.blocks.workflow.bulk import advance_all, lock_cases
from shequ_api.blocks.workflow.models import Case, StepLog, TrailSeal
from shequ_api.blocks.workflow.personal import erase
from shequ_api.blocks.workflow.proving import Fault, Report, prove_cases
from shequ_api.blocks.workflow.proving_seals import prove_day, prove_days, prove_seals
from shequ_api.blocks.workflow.queries import trail_of
from shequ_api.blocks.workflow.sealing import heads_of, seal_trails
from shequ_api.blocks.workflow.service import advance, open_case
from shequ_api.blocks.workflow.trail import bound
from shequ_api.kit.clock import utc_now
from shequ_api.kit.crypto import KeyRing
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.ids import new_id
from tests.blocks.workflow.conftest import Ground
from tests.blocks.workflow.kites import KITE

THEN = utc_now() - timedelta(days=4)
SEALS = Seals(KeyRing({"k": bytes(range(32))}, "k"))
OTHER_SEALS = Seals(KeyRing({"k": bytes(range(1, 33))}, "k"))
CHANGES = {
    "id": "gen_random_uuid()",
    "taken_at": "taken_at + interval '1 microsecond'",
    "district_id": "gen_random_uuid()",
    "step": "'lose'",
    "from_state": "'torn'",
    "to_state": "'lost'",
    "actor_id": "NULL",
    "note": "'别的'",
    "facts": """'{"wind": 8}'""",
    "salt": r"substr(salt, 2) || '\x00'",
    "words_digest": r"substr(words_digest, 2) || '\x00'",
    "hash": r"substr(hash, 2) || '\x00'",
}


@pytest.fixture
async def tampering(ground: Ground, server: Embedded) -> AsyncIterator[AsyncSession]:
    """Somebody whom neither rights nor triggers stop; what they do is undone."""
    name = ground.app.engine.url.database
    assert name is not None
    engine = create_async_engine(server.url(name, "postgres"), poolclass=NullPool)
    async with AsyncSession(engine, info={"seals": SEALS}) as session:
        await session.execute(text("SET session_replication_role = replica"))
        yield session
        await session.rollback()
    await engine.dispose()


async def flown(session: AsyncSession, ground: Ground, *steps: str) -> UUID:
    """A kite's case with these steps behind its opening."""
    case = open_case(
        session, KITE, actor_id=ground.actor_id, district_id=ground.district_id, now=THEN
    )
    for count, step in enumerate(steps, 1):
        who: dict[str, Any] = {"actor_id": ground.actor_id, "note": "大风", "wind": 7}
        await session.flush()
        await advance(session, KITE, case.id, step, now=THEN + timedelta(minutes=count), **who)
    await session.flush()
    return case.id


async def proven(session: AsyncSession, most: int = 2_000) -> Report:
    """All cases, so many at a time."""
    report, after = Report(), None
    while True:
        after = await prove_cases(session, report, after=after, now=utc_now(), most=most)
        if after is None:
            return report


def named(report: Report) -> set[tuple[Fault, str]]:
    return {(finding.fault, finding.subject) for finding in report.findings}


async def spoil(session: AsyncSession, case_id: UUID, number: int, change: str) -> None:
    which = f"{change} WHERE case_id = :id AND number = :number"
    await session.execute(text(which), {"id": case_id, "number": number})


@pytest.mark.parametrize("column", sorted(CHANGES))
async def test_each_column_counts(tampering: AsyncSession, ground: Ground, column: str) -> None:
    bookkeeping = {"case_id", "number", "words_salt"}
    assert CHANGES.keys() | bookkeeping == {each.name for each in StepLog.__table__.columns}
    await flown(tampering, ground, "fly")
    case_id = await flown(tampering, ground, "fly", "tear", "mend")
    assert named(await proven(tampering)) == set()
    await spoil(tampering, case_id, 3, f"UPDATE workflow_steps SET {column} = {CHANGES[column]}")
    assert named(await proven(tampering)) == {(Fault.STEP_CHANGED, f"{case_id}#3")}
    assert named(await proven(tampering, most=1)) == {(Fault.STEP_CHANGED, f"{case_id}#3")}


async def test_deleted_inserted_and_moved_steps_are_named(
    tampering: AsyncSession, ground: Ground
) -> None:
    cases = [await flown(tampering, ground, "fly", "tear", "mend") for _ in range(6)]
    first, last, doubled, added, swapped, gone = cases
    await spoil(tampering, first, 1, "DELETE FROM workflow_steps")
    await spoil(tampering, last, 4, "DELETE FROM workflow_steps")
    columns = [each for each in StepLog.__table__.columns if each.name not in {"id", "number"}]
    names = [each.name for each in columns]
    for case_id, number in ((doubled, 2), (added, 5)):
        copied = select(text("gen_random_uuid()"), text(str(number)), *columns)
        of = copied.where(StepLog.case_id == case_id, StepLog.number == 4)
        await tampering.execute(insert(StepLog).from_select(["id", "number", *names], of))
    turned = "UPDATE workflow_steps SET number = 5 - number"
    await spoil(tampering, swapped, 2, turned)
    later = text(f"{turned} WHERE case_id = :id AND number = 3 AND step = 'tear'")
    await tampering.execute(later, {"id": swapped})
    await tampering.execute(text("DELETE FROM workflow_cases WHERE id = :id"), {"id": gone})
    found = named(await proven(tampering))
    assert {
        (Fault.STEP_MISSING, f"{first}#1"),
        (Fault.STEP_MISSING, f"{last}#4"),
        (Fault.STEP_FORGED, f"{doubled}#2"),
        (Fault.STEP_CHANGED, f"{added}#5"),
        (Fault.HEAD_DIFFERS, str(added)),
        (Fault.STEP_CHANGED, f"{swapped}#2"),
        (Fault.STEP_CHANGED, f"{swapped}#3"),
        (Fault.CASE_MISSING, str(gone)),
    } <= found
    assert {subject.split("#")[0] for _, subject in found} == {str(each) for each in cases}


async def test_a_beginning_is_let_go_by_its_id_alone(
    tampering: AsyncSession, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case says freely when it was opened; each of its steps is bound to its id."""
    young = await flown(tampering, ground, "fly", "tear", "mend")
    years = 10_958 * 86_400_000 << 80
    old = UUID(int=new_id().int - years)
    monkeypatch.setattr(service, "new_id", lambda: old if old not in made else new_id())
    made: set[UUID] = set()
    case = open_case(tampering, KITE, actor_id=None, district_id=ground.district_id, now=THEN)
    made.add(case.id)
    for step in ("fly", "tear", "mend"):
        await tampering.flush()
        await advance(tampering, KITE, case.id, step, actor_id=None, now=THEN, note="大风")
    await tampering.flush()
    assert case.id == old
    long_ago = text("UPDATE workflow_cases SET opened_at = opened_at - interval '30 years'")
    await tampering.execute(long_ago)
    for case_id in (young, old):
        await spoil(tampering, case_id, 1, "DELETE FROM workflow_steps")
    assert named(await proven(tampering)) == {(Fault.STEP_MISSING, f"{young}#1")}
    for case_id in (young, old):
        await spoil(tampering, case_id, 2, "UPDATE workflow_steps SET note = '别的'")
    assert named(await proven(tampering)) == {
        (Fault.STEP_MISSING, f"{young}#1"),
        *((Fault.STEP_CHANGED, f"{case_id}#2") for case_id in (young, old)),
    }


async def rewritten(session: AsyncSession, case_id: UUID, note: str) -> None:
    """By somebody who knows the form: another note, and all of the trail bound anew."""
    head = None
    for step in (await session.execute(trail_of(case_id))).scalars().all():
        session.expunge(step)
        columns = {each.name: getattr(step, each.name) for each in StepLog.__table__.columns}
        columns = bound(head, columns | {"note": note})
        head = columns["hash"]
        key = (StepLog.id == step.id, StepLog.taken_at == step.taken_at)
        await session.execute(update(StepLog).where(*key).values(columns))
    await session.execute(update(Case).where(Case.id == case_id).values(head=head))


async def seals_proven(session: AsyncSession, seals: Seals = SEALS) -> Report:
    report = Report()
    days = await prove_seals(session, report, seals, now=utc_now())
    await prove_days(session, report, days, utc_now())
    for day in days:
        await prove_day(session, report, day)
    return report


async def test_a_trail_written_anew_differs_from_its_seal(
    tampering: AsyncSession, ground: Ground
) -> None:
    await flown(tampering, ground, "fly")
    case_id = await flown(tampering, ground, "fly", "tear")
    await seal_trails(tampering, utc_now())
    await seal_trails(tampering, utc_now())
    whole = await seals_proven(tampering)
    assert (whole.findings, whole.seals >= 1, whole.pending) == ([], True, 0)
    await rewritten(tampering, case_id, "改写")
    assert named(await proven(tampering)) == set(), "by itself it holds"
    assert named(await seals_proven(tampering)) == {(Fault.TRAIL_REWRITTEN, str(case_id))}
    later = await flown(tampering, ground)
    unsealed = {(Fault.TRAIL_REWRITTEN, str(case_id)), (Fault.TRAIL_UNSEALED, str(later))}
    assert named(await seals_proven(tampering)) == unsealed


async def test_seals_stand_by_the_audit_log(tampering: AsyncSession, ground: Ground) -> None:
    case_id = await flown(tampering, ground, "fly")
    await seal_trails(tampering, utc_now())
    number = (await tampering.scalars(select(TrailSeal.number).order_by(TrailSeal.number))).all()[
        -1
    ]
    assert named(await seals_proven(tampering, OTHER_SEALS)) >= {(Fault.SEAL_CHANGED, str(number))}
    await rewritten(tampering, case_id, "改写")
    day = await tampering.scalar(select(TrailSeal.day).where(TrailSeal.number == number))
    assert day is not None
    heads = (await tampering.execute(heads_of(day))).all()
    packed = b"".join(row.case_id.bytes + row.hash for row in heads)
    anew = update(TrailSeal).where(TrailSeal.number == number).values(heads=packed)
    await tampering.execute(anew)
    assert named(await seals_proven(tampering)) == {(Fault.SEAL_CHANGED, str(number))}
    await tampering.execute(text(f"DELETE FROM workflow_seals WHERE number = {number}"))
    found = named(await seals_proven(tampering))
    assert (Fault.SEAL_MISSING, str(number)) in found


async def test_who_is_forgotten_breaks_no_trail(tampering: AsyncSession, ground: Ground) -> None:
    case_id = await flown(tampering, ground, "fly", "tear")
    await tampering.execute(text("SET session_replication_role = origin"))
    await erase(tampering, ground.actor_id, utc_now())
    tampering.expunge_all()
    steps = (await tampering.scalars(trail_of(case_id))).all()
    assert [step.note for step in steps] == [None, "（已注销）", "（已注销）"]
    assert [step.words_salt is None for step in steps] == [False, True, True]
    wiped = {(Fault.WORDS_WIPED, f"{case_id}#{number}") for number in (2, 3)}
    assert wiped <= named(await proven(tampering)), "nobody has asked for it"
    asked = "INSERT INTO erasures (id, person_id, requested_at, due_at, announced_at, done_at)"
    moments = "now(), now(), now(), now()"
    await tampering.execute(
        text(f"{asked} VALUES (:id, :person, {moments})"),
        {"id": uuid4(), "person": ground.actor_id},
    )
    report = await proven(tampering)
    assert named(report) == set()
    assert report.forgotten >= 2


async def test_many_at_once_are_bound_each_to_its_own(
    tampering: AsyncSession, ground: Ground
) -> None:
    cases = [await flown(tampering, ground, *steps) for steps in (["fly"], [], ["fly", "tear"])]
    fit = await lock_cases(tampering, cases[:2])
    told: dict[str, Any] = {"actor_id": None, "now": THEN + timedelta(hours=1), "note": "丢"}
    await advance_all(tampering, KITE, list(fit.values()), "lose", **told, facts={"why": [1, None]})
    rows = await lock_cases(tampering, cases)
    stands = [(rows[each].state, rows[each].steps_taken) for each in cases]
    assert stands == [("lost", 3), ("lost", 2), ("torn", 3)]
    assert named(await proven(tampering)) == set()


async def test_facts_hold_no_fractions(tampering: AsyncSession, ground: Ground) -> None:
    """A database writes 1e22 anew as digits: the trail would not hold."""
    case_id = await flown(tampering, ground)
    with pytest.raises(ValueError, match="whole numbers"):
        await advance(tampering, KITE, case_id, "fly", actor_id=None, now=THEN, wind=1e22)

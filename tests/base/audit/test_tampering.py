"""Whoever owns the database cannot change the log unseen: each tampered row is named."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from shequ_api.base.audit import sealing
from shequ_api.base.audit.checker import Checker, Fault, Head, Report
from shequ_api.base.audit.models import AuditEntry
from shequ_api.base.audit.seals import ENTRY_COLUMNS, SLOT_BYTES, Seals, slots
from shequ_api.base.audit.writing import note_command
from shequ_api.cli.database import Addresses
from shequ_api.kit.crypto import KeyRing
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from tests.base.audit.conftest import checked

BEGAN = datetime(2026, 11, 3, 20, 0, tzinfo=UTC)
WRITTEN, TAMPERED, STEP = 400, 100, timedelta(minutes=7)
LATER = BEGAN + WRITTEN * STEP + timedelta(days=1)
CHANGES = {
    "person_id": "gen_random_uuid()",
    "posting_id": "gen_random_uuid()",
    "role": "'auditor'",
    "on_behalf_of_id": "gen_random_uuid()",
    "operation": "operation || 'x'",
    "subject_ids": "subject_ids || gen_random_uuid()",
    "parameters": """parameters || '{"ticket_id": "1"}'""",
    "request_id": "'0'",
    "subdistrict_id": "gen_random_uuid()",
    "district_id": "gen_random_uuid()",
    "city_id": "gen_random_uuid()",
    "key_id": "'0'",
    "digest": "set_byte(digest, 31, get_byte(digest, 31) # 1)",
    "at": "at + interval '1 microsecond'",
}
"""Every column but the id, which is what a finding names a row by. None leaves it as it was."""


async def written(parts: Parts) -> list[UUID]:
    """Entries over some days, sealed several times on the way."""
    ids = []
    for start in range(0, WRITTEN, 50):
        async with parts.get(Database).sessions() as session, session.begin():
            for step in range(start, start + 50):
                now = BEGAN + step * STEP
                entry = note_command(
                    session, f"try-{step}", subject_ids=[uuid4()], parameters={"n": "1"}, now=now
                )
                ids.append(entry.id)
            await session.flush()
            await sealing.seal(session, now)
    return ids


@pytest.fixture
async def superuser(server: Embedded, audit_addresses: Addresses) -> Any:
    """Somebody whom neither rights nor triggers stop."""
    url = server.url(audit_addresses.name, "postgres")
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.execute(text("SET session_replication_role = replica"))
        yield connection
    await engine.dispose()


def named(report: Report) -> set[str]:
    return {finding.subject for finding in report.findings}


async def test_one_hundred_of_one_hundred(audited: Parts, superuser: AsyncConnection) -> None:
    ids = await written(audited)
    assert not (await checked(audited, LATER)).findings
    seed = random.randrange(2**32)
    print(f"seed of the tampering: {seed}")  # noqa: T201 - by which a failure is told again
    dice = random.Random(seed)
    assert set(CHANGES) | {"id", "digest"} == {*ENTRY_COLUMNS, "digest"}
    victims = dice.sample(ids, TAMPERED)
    expected: set[str] = set()
    while victims:
        expected |= await _tampered(superuser, dice, victims)
    await superuser.commit()
    report = await checked(audited, LATER)
    assert len(expected) >= TAMPERED
    assert expected - named(report) == set(), f"seed {seed}"
    assert named(report) - expected == set(), f"seed {seed}: sound rows are accused"


async def _tampered(database: AsyncConnection, dice: random.Random, left: list[UUID]) -> set[str]:
    """Change, delete, forge or swap; gives the ids that a checker must name."""
    way = dice.choice(["change", "change", "delete", "forge", "swap"])
    first = left.pop()
    if way == "swap" and left:
        second = left.pop()
        await _swap(database, first, second)
        return {str(first), str(second)}
    if way == "delete":
        await database.execute(text("DELETE FROM audit_log WHERE id = :id"), {"id": first})
    elif way == "forge":
        forged = uuid4()
        columns = ", ".join(name for name in (*ENTRY_COLUMNS, "digest") if name != "id")
        await database.execute(
            text(
                f"INSERT INTO audit_log (id, {columns}) SELECT :forged, {columns}"
                " FROM audit_log WHERE id = :id"
            ),
            {"forged": forged, "id": first},
        )
        return {str(forged)}
    else:
        column = dice.choice(sorted(CHANGES))
        change = f"UPDATE audit_log SET {column} = {CHANGES[column]} WHERE id = :id"
        await database.execute(text(change), {"id": first})
    return {str(first)}


async def _swap(database: AsyncConnection, first: UUID, second: UUID) -> None:
    """Two rows change places: each stands where and when the other stood."""
    await database.execute(
        text(
            "UPDATE audit_log SET at = CASE id WHEN :first"
            " THEN (SELECT at FROM audit_log WHERE id = :second)"
            " ELSE (SELECT at FROM audit_log WHERE id = :first) END"
            " WHERE id IN (:first, :second)"
        ),
        {"first": first, "second": second},
    )


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE audit_blocks SET day = day + 1 WHERE number = 3", Fault.BLOCK_CHANGED),
        (
            "UPDATE audit_blocks SET sealed_at = sealed_at + interval '1s' WHERE number = 3",
            Fault.BLOCK_CHANGED,
        ),
        ("UPDATE audit_blocks SET size = size - 1 WHERE number = 3", Fault.BLOCK_CHANGED),
        ("UPDATE audit_blocks SET key_id = 'x' WHERE number = 3", Fault.BLOCK_CHANGED),
        ("UPDATE audit_blocks SET hash = previous_hash WHERE number = 3", Fault.BLOCK_CHANGED),
        ("UPDATE audit_blocks SET previous_hash = hash WHERE number = 3", Fault.BLOCK_CHANGED),
        (
            f"UPDATE audit_blocks SET entries = substr(entries, {SLOT_BYTES} + 1),"
            " size = size - 1 WHERE number = 3",
            Fault.BLOCK_CHANGED,
        ),
        (
            f"UPDATE audit_blocks SET entries = substr(entries, {SLOT_BYTES} + 1)"
            f" || substr(entries, 1, {SLOT_BYTES}) WHERE number = 3",
            Fault.BLOCK_CHANGED,
        ),
        ("DELETE FROM audit_blocks WHERE number = 3", Fault.BLOCK_MISSING),
        ("DELETE FROM audit_blocks WHERE number = 1", Fault.BLOCK_MISSING),
    ],
)
async def test_blocks(
    audited: Parts, superuser: AsyncConnection, change: str, fault: Fault
) -> None:
    await written(audited)
    await superuser.execute(text(change))
    await superuser.commit()
    report = await checked(audited, LATER)
    number = change.rsplit(" ", 1)[1]
    assert [f.subject for f in report.findings if f.fault == fault] == [number]
    assert {f.fault for f in report.findings} <= {fault, Fault.ROWS_UNSEALED}


async def test_a_cut_tail_is_told_by_the_head_outside(
    audited: Parts, superuser: AsyncConnection
) -> None:
    """Blocks and their rows together, from the end: only what is kept elsewhere can tell."""
    await written(audited)
    kept = (await checked(audited, LATER)).head
    assert kept is not None
    sealed = text("SELECT entries FROM audit_blocks WHERE number = :n")
    entries = await superuser.scalar(sealed, {"n": kept.number})
    ids = [UUID(bytes=entry_id) for entry_id, _ in slots(entries)]
    await superuser.execute(text("DELETE FROM audit_log WHERE id = ANY(:ids)"), {"ids": ids})
    await superuser.execute(text("DELETE FROM audit_blocks WHERE number = :n"), {"n": kept.number})
    await superuser.commit()
    assert not (await checked(audited, LATER)).findings
    report = await checked(audited, LATER, kept)
    assert [(f.fault, f.subject) for f in report.findings] == [
        (Fault.HEAD_DIFFERS, str(kept.number))
    ]
    other = await checked(audited, LATER, Head(1, bytes(32)))
    assert Fault.HEAD_DIFFERS in {f.fault for f in other.findings}


async def test_without_the_key_nothing_is_proved(audited: Parts) -> None:
    await written(audited)
    stranger = Seals(KeyRing({"k": b"\x01" * 31 + b"\x02"}, "k"))
    async with audited.get(Database).sessions() as session:
        report = await Checker(session, stranger, now=LATER).run()
    faults = [finding.fault for finding in report.findings]
    assert faults.count(Fault.BLOCK_CHANGED) == report.blocks > 0
    assert faults.count(Fault.ROW_CHANGED) == report.rows == WRITTEN


def test_a_digest_covers_every_column() -> None:
    columns = set(AuditEntry.__table__.columns.keys())
    assert columns == {*ENTRY_COLUMNS, "digest"}

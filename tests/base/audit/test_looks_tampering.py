"""Looks lie in the chain as entries do: whoever changes, adds or deletes one is found out."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shequ_api.base.audit import sealing
from shequ_api.base.audit.checker import Fault
from shequ_api.base.audit.looks import note_look
from shequ_api.base.audit.models import AccessLook
from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.base.audit.seals import LOOK_COLUMNS
from shequ_api.base.audit.writing import note_command
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.base.audit.conftest import checked
from tests.base.audit.lines import acting
from tests.base.audit.test_tampering import superuser
from tests.cast import Cast

__all__ = ["superuser"]

BEGAN = datetime(2026, 11, 3, 20, 0, tzinfo=UTC)
LATER = BEGAN + timedelta(days=5)
OTHER_ID, OTHER_TEXT = "gen_random_uuid()", "'other'"
CHANGES = {
    "at": "at + interval '1 microsecond'",
    "digest": "substr(digest, 1, 31) || '\\x00'",
    "fields": "fields || '{id_number}'",
    **dict.fromkeys(("reader_id", "posting_id", "organisation_id", "community_id"), OTHER_ID),
    **dict.fromkeys(("subdistrict_id", "district_id", "city_id"), OTHER_ID),
    **dict.fromkeys(("subject_id", "person_id"), OTHER_ID),
    **dict.fromkeys(("role", "subject_kind", "purpose", "reason", "request_id"), OTHER_TEXT),
    "key_id": OTHER_TEXT,
}


async def looked(parts: Parts) -> list[UUID]:
    """As many looks as there are columns, and some more; sealed."""
    cast, ids = await Cast.found(parts), []
    async with parts.get(Database).sessions() as session, session.begin():
        reader = await acting(session, cast, "community_worker")
        for hour in range(len(CHANGES) + 3):
            look = note_look(
                session,
                reader,
                subject_kind="person",
                subject_id=cast.people["resident"],
                person_id=cast.people["resident"],
                district_id=None,
                fields=["phone"],
                purpose=LookPurpose.VISIT,
                reason="上门前联系",
                now=BEGAN + timedelta(hours=hour),
            )
            ids.append(look.id)
        note_command(session, "beside-the-looks", now=BEGAN)
        await session.flush()
        await sealing.seal(session, LATER - timedelta(days=2))
    return ids


async def test_a_look_that_was_changed_deleted_or_put_in_is_named(
    audited: Parts, superuser: AsyncConnection
) -> None:
    assert set(CHANGES) | {"id"} == {*LOOK_COLUMNS, "digest"}
    ids = await looked(audited)
    sound = await checked(audited, LATER)
    assert (sound.findings, sound.pending) == ([], 0)
    expected = []
    for look_id, (column, value) in zip(ids, CHANGES.items(), strict=False):
        change = f"UPDATE access_log SET {column} = {value} WHERE id = :id"
        await superuser.execute(text(change), {"id": look_id})
        expected.append((Fault.ROW_CHANGED, str(look_id)))
    *_, gone, copied = ids
    await superuser.execute(text("DELETE FROM access_log WHERE id = :id"), {"id": gone})
    columns = ", ".join(column for column in (*LOOK_COLUMNS, "digest") if column != "id")
    copy = f"INSERT INTO access_log (id, {columns}) SELECT gen_random_uuid(), {columns}"
    forged = await superuser.scalar(
        text(f"{copy} FROM access_log WHERE id = :id RETURNING id::text"), {"id": copied}
    )
    await superuser.commit()
    expected += [(Fault.ROW_MISSING, str(gone)), (Fault.ROW_FORGED, forged)]
    found = (await checked(audited, LATER)).findings
    assert sorted((one.fault, one.subject) for one in found) == sorted(expected)


@pytest.mark.parametrize(("months", "missing"), [(0, True), (36, True), (38, False)])
async def test_months_that_are_detached_are_not_missed(
    audited: Parts, superuser: AsyncConnection, months: int, missing: bool
) -> None:
    ids = await looked(audited)
    await superuser.execute(text("ALTER TABLE access_log DETACH PARTITION access_log_p202611"))
    await superuser.commit()
    report = await checked(audited, LATER + timedelta(days=months * 31))
    lacking: dict[Any, int] = {True: len(ids), False: 0}
    assert [one.fault for one in report.findings] == [Fault.ROW_MISSING] * lacking[missing]


def test_a_looks_digest_covers_every_column() -> None:
    assert set(AccessLook.__table__.columns.keys()) == {*LOOK_COLUMNS, "digest"}

"""Looks: written with the answer, read by whom they are about and by auditors in scope."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.looks import note_look
from shequ_api.base.audit.models import AccessLook
from shequ_api.base.audit.purposes import PURPOSE_TITLES, LookPurpose
from shequ_api.kit.clock import utc_now
from tests.base.audit.lines import acting
from tests.cast import Cast

API = "/api/v1"


async def looked(session: AsyncSession, cast: Cast, reader: str, at: str, **more: Any) -> UUID:
    """A look by a member of the cast at a person of the cast."""
    actor = await acting(session, cast, reader)
    look = note_look(
        session,
        actor,
        subject_kind="person",
        subject_id=cast.people[at],
        person_id=cast.people[at],
        district_id=None,
        fields={"phone", "id_number"},
        purpose=LookPurpose.VISIT,
        reason="听邻居说家里没人",
        now=more.get("now", utc_now()),
    )
    await session.flush()
    return look.id


async def test_a_person_reads_who_looked(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await looked(session, cast, "partner", "resident")
    await looked(session, cast, "partner", "same_building")
    await session.commit()
    answer = await client.get(f"{API}/me/access-log", headers=await cast.headers("resident"))
    assert answer.status_code == 200, answer.text
    [line] = answer.json()["items"]
    assert (line["role_title"], line["organisation_name"]) == ("社区合伙人", "甲伙伴商店")
    assert "致强社区" in line["community_name"]
    assert (line["fields"], line["purpose_title"]) == (["id_number", "phone"], "上门走访")
    assert "甲伙伴" not in str(line).replace("甲伙伴商店", ""), "the office answers, not the person"
    assert "邻居" not in str(line), "the reason may speak of others"


@pytest.mark.parametrize(
    ("reader", "status", "count"),
    [
        ("auditor", 200, 2),
        ("district_administrator", 403, 0),
        ("community_worker", 403, 0),
        ("resident", 403, 0),
    ],
)
async def test_auditors_read_their_scope(
    client: AsyncClient, cast: Cast, session: AsyncSession, reader: str, status: int, count: int
) -> None:
    await looked(session, cast, "community_worker", "resident")
    await looked(session, cast, "far_community_worker", "far_resident")
    await session.commit()
    headers = await cast.headers(reader)
    answer = await client.get(f"{API}/access-log", headers=headers)
    assert answer.status_code == status, answer.text
    assert len(answer.json().get("items", [])) == count
    if count:
        who = {"reader_id": str(cast.people["community_worker"])}
        [line] = (await client.get(f"{API}/access-log", params=who, headers=headers)).json()[
            "items"
        ]
        assert (line["reader_name"], line["reason"]) == ("甲社工", "听邻居说家里没人")
        assert line["person_id"] == str(cast.people["resident"])


async def test_a_look_that_cannot_be_written_fails(session: AsyncSession, cast: Cast) -> None:
    """As where the month's partition lacks: the commit fails, and the answer with it."""
    with pytest.raises(DBAPIError, match="no partition"):
        await looked(session, cast, "partner", "resident", now=datetime(1999, 1, 1, tzinfo=UTC))


async def test_nobody_takes_a_look_back(session: AsyncSession, cast: Cast) -> None:
    look_id = await looked(session, cast, "partner", "resident")
    with pytest.raises(DBAPIError, match="permission denied"):
        await session.execute(text("DELETE FROM access_log"))
    await session.rollback()
    assert await session.scalar(select(AccessLook.id).where(AccessLook.id == look_id)) is None


def test_every_purpose_has_a_title() -> None:
    assert set(PURPOSE_TITLES) == set(LookPurpose)

"""The migration by which pools have supporters, on a database with gifts: there and back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Connection

from shequ_api.kit import embedded, migrations
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.ids import new_id
from tests.conftest import WORKER, addresses_of, drop
from tests.kit.test_downgrading import on, plant

POOL, GENERAL, PARTNER, SHARE, PLEDGE = (new_id() for _ in range(5))
KEPT, MERGED, NAMELESS = (new_id() for _ in range(3))
ACCOUNTS = {POOL: new_id(), GENERAL: new_id()}
FIRST, LAST = (datetime(2026, 11, day, tzinfo=UTC) for day in (1, 9))
FOUND = sa.text(
    "SELECT pool_id, person_id, partner_id, given_points, gifts, first_gave_at, last_gave_at,"
    " counted FROM charity_supporters"
)
COUNTS = sa.text("SELECT id, people_counted, partners_counted FROM charity_pools")
PLACE = sa.text(
    "INSERT INTO places (id, kind, code, name, full_name, path, city_id, district_id,"
    " subdistrict_id) VALUES (:id, 'community', '510108015001', '东苑', '东苑', 'a', :id, :id, :id)"
)
CHECKED = sa.text(
    "SELECT author_id, state FROM content_checks WHERE kind = 'charity_donation'"
    " ORDER BY author_id NULLS LAST"
)


@pytest.fixture
def url(server: Embedded) -> Iterator[str]:
    name = f"shequ_supporters_back_{WORKER}_test"
    drop(server, name)
    embedded.create_database(server, name)
    # What rows point at is not planted.
    alone = "SET session_replication_role = replica"
    role = f'ALTER ROLE {embedded.OWNER_ROLE} IN DATABASE "{name}" {alone}'
    embedded.superuser_sql(server, role)
    yield addresses_of(server, name).owner
    drop(server, name)


def moved(connection: Connection, pool: UUID) -> UUID:
    """A transfer into a pool."""
    made = new_id()
    connection.execute(
        sa.text(
            "INSERT INTO ledger_transfers (id, ledger, district_id, key, debit_account_id,"
            " credit_account_id, amount, reason, at) VALUES (:id, 'points', :id, :key, :id, :pool,"
            " 1, 'x', now())"
        ),
        {"id": made, "key": str(made), "pool": ACCOUNTS[pool]},
    )
    return made


def donated(connection: Connection, who: UUID, points: int, at: datetime, **said: Any) -> None:
    facts = {"anonymous": False, "message": None, "donated_at": at, "amount_points": points}
    ids = {"id": new_id(), "pool_id": POOL, "donor_id": who, "transfer_id": moved(connection, POOL)}
    plant(connection, "charity_donations", **ids, **facts | said)


def gifts(connection: Connection) -> None:
    """Of two accounts of one, of somebody without a name, and of a partner by pledge and share."""
    for person, into in ((KEPT, None), (MERGED, KEPT), (NAMELESS, None)):
        plant(connection, "persons", id=person, merged_into_id=into)
    for pool, account in ACCOUNTS.items():
        named = {"title": str(pool), "purpose": "elderly", "closes_at": None}
        plant(connection, "charity_pools", id=pool, account_id=account, community_id=POOL, **named)
    connection.execute(PLACE, {"id": POOL})
    donated(connection, MERGED, 5, FIRST, message="加油")
    donated(connection, KEPT, 3, LAST)
    donated(connection, NAMELESS, 1, LAST, anonymous=True, message="无名")
    rule: dict[str, Any] = {
        "pool_id": POOL,
        "partner_id": PARTNER,
        "ended_at": LAST,
        "ends_at": None,
    }
    counted: dict[str, Any] = {"per": "points_earned", "rest_units": 0, "month_points": 0}
    plant(
        connection,
        "charity_unit_pledges",
        **rule | counted | {"id": PLEDGE, "partner_id": None, "giver_id": MERGED},
    )
    own: dict[str, Any] = {"id": new_id(), "pledge_id": PLEDGE, "points": 2, "posted_at": LAST}
    given = {"transfer_id": moved(connection, POOL), "subject_id": new_id()}
    plant(connection, "charity_pledge_postings", **own, **given)
    none = {"id": new_id(), "pledge_id": PLEDGE, "points": 0, "transfer_id": None}
    plant(connection, "charity_pledge_postings", **none, subject_id=new_id())
    plant(connection, "charity_income_shares", **rule, id=SHARE)
    for points, pool, at in ((10, POOL, FIRST), (7, GENERAL, LAST), (-4, GENERAL, LAST)):
        posting: dict[str, Any] = {
            "id": new_id(),
            "share_id": SHARE,
            "refund": points < 0,
            "posted_at": at,
        }
        plant(
            connection,
            "charity_share_postings",
            **posting,
            income_points=points,
            moved_points=points,
            transfer_id=moved(connection, pool),
            subject_id=new_id(),
        )


def test_there_and_back(url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("SHEQU_DATA_DIR", str(tmp_path))
    configuration = migrations.configuration(url)
    command.upgrade(configuration, "0081")
    on(url, gifts)
    for _ in range(2):
        command.upgrade(configuration, "0082")
        found = on(url, lambda connection: connection.execute(FOUND).all())
        assert set(found) == {
            (POOL, KEPT, None, 10, 3, FIRST, LAST, True),
            (POOL, NAMELESS, None, 1, 1, LAST, LAST, True),
            (POOL, None, PARTNER, 6, 1, FIRST, FIRST, True),
            (GENERAL, None, PARTNER, 7, 1, LAST, LAST, True),
        }
        assert len(found) == 4
        counts = on(url, lambda connection: connection.execute(COUNTS).all())
        assert set(counts) == {(POOL, 2, 1), (GENERAL, 0, 1)}
        checked = on(url, lambda connection: connection.execute(CHECKED).all())
        assert checked == [(KEPT, "pending"), (None, "pending")]
        command.downgrade(configuration, "0081")
        assert on(url, lambda connection: connection.execute(CHECKED).all()) == []

"""The migration by which rules say more, on a database with rules and earnings: there and back."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Connection

from shequ_api.kit import embedded, migrations
from shequ_api.kit.clock import utc_now
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.ids import new_id
from tests.conftest import WORKER, addresses_of, drop
from tests.kit.test_downgrading import on, plant

RULE, JUDGED, WAITING, DISTRICT, HOME, SETTLER = (new_id() for _ in range(6))
SAID = {
    "community_id": str(HOME),
    "service_code": "noise",
    "source_kind": "mini_program",
    "reporter_id": None,
    "settled_by_id": str(SETTLER),
    "accepted_by_id": str(new_id()),
}
AT = utc_now()


@pytest.fixture
def url(server: Embedded) -> Iterator[str]:
    name = f"shequ_rules_{WORKER}_test"
    drop(server, name)
    embedded.create_database(server, name)
    # What rows point at is not planted.
    alone = "SET session_replication_role = replica"
    role = f'ALTER ROLE {embedded.OWNER_ROLE} IN DATABASE "{name}" {alone}'
    embedded.superuser_sql(server, role)
    yield addresses_of(server, name).owner
    drop(server, name)


def lived(connection: Connection) -> None:
    """A rule, what one fact earned by it, the fact told twice, and one that is not judged yet."""
    rule = {"id": RULE, "series_id": RULE, "version": 1, "fact": "ticket_settled", "points": 5}
    plant(connection, "earning_rules", **rule, daily_cap_points=20, conditions="{}")
    earning = {"rule_id": RULE, "series_id": RULE, "subject_id": JUDGED, "round": 1, "points": 5}
    plant(connection, "earnings", **earning, outcome="credited", transfer_id=new_id())
    connection.execute(sa.text("SELECT shequ_make_partition('events', current_date)"))
    told = {"name": "ticket_settled", "district_id": DISTRICT, "facts": json.dumps(SAID)}
    for subject_id in (JUDGED, JUDGED, WAITING):
        plant(connection, "events", id=new_id(), **told, subject_id=subject_id, recorded_at=AT)
    job = {"name": "points.credit_settlement", "subject_id": WAITING, "facts": "{}"}
    plant(connection, "jobs", **job)


def all_of(sql: str) -> Any:
    return lambda connection: connection.execute(sa.text(sql)).all()


def done(sql: str) -> Any:
    return lambda connection: connection.execute(sa.text(sql))


def test_there_and_back(url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("SHEQU_DATA_DIR", str(tmp_path))
    configuration = migrations.configuration(url)
    command.upgrade(configuration, "0064")
    on(url, lived)
    command.upgrade(configuration, "0065")
    rules = "SELECT caps, windows, priority, shadow, stack FROM earning_rules"
    assert on(url, all_of(rules)) == [([{"per": "day", "points": 20}], {}, 0, False, None)]
    [(subject_id, round_, fields)] = on(
        url, all_of("SELECT subject_id, round, fields FROM earning_facts")
    )
    assert (subject_id, round_) == (JUDGED, 1), "once, and not what still waits"
    assert fields == {name: value for name, value in SAID.items() if name != "community_id"}
    earned = "SELECT due_points, shadow, fact_id = (SELECT id FROM earning_facts) FROM earnings"
    assert on(url, all_of(earned)) == [(5, False, True)]
    for change in ("shadow = true", "stack = 'one'", 'caps = \'[{"per": "week"}]\''):
        on(url, done(f"UPDATE earning_rules SET {change}"))
        with pytest.raises(RuntimeError, match="end the rules"):
            command.downgrade(configuration, "0064")
        on(url, done("UPDATE earning_rules SET shadow = false, stack = NULL"))
    caps = json.dumps([{"per": "month", "points": 90}, {"per": "day", "points": 30}])
    on(url, done(f"UPDATE earning_rules SET caps = '{caps}', valid_until = now()"))
    command.downgrade(configuration, "0064")
    assert on(url, all_of("SELECT daily_cap_points FROM earning_rules")) == [(30,)]
    assert on(url, all_of("SELECT points FROM earnings")) == [(5,)]
    command.upgrade(configuration, "0065")
    assert len(on(url, all_of("SELECT id FROM earning_facts"))) == 1


def test_what_is_owed_keeps_it_from_going_back(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("SHEQU_DATA_DIR", str(tmp_path))
    configuration = migrations.configuration(url)
    command.upgrade(configuration, "0065")
    owed = {"owed_points": 5, "left_points": 1, "share_percent": 50}
    on(url, lambda connection: plant(connection, "points_debts", **owed))
    with pytest.raises(RuntimeError, match="owed"):
        command.downgrade(configuration, "0064")
    on(url, done("UPDATE points_debts SET left_points = 0"))
    command.downgrade(configuration, "0064")

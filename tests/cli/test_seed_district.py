"""`shequ seed district`: in development only, said in a few lines; and the doctor is content."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shequ_api.kit import embedded
from shequ_api.kit.embedded import Embedded
from tests.cli.running import call, environment
from tests.conftest import FOLDER, WORKER, clone, drop

NAME = f"shequ_{WORKER}_seed_district_test"
SMALL = ("--scale", "0.005")


@pytest.fixture(scope="module")
def env(server: Embedded, template: str) -> Iterator[dict[str, str]]:
    """Development, with the keys of the cast and a copy of its database."""
    addresses = clone(server, template, NAME)
    app, owner = (
        url.replace("postgresql+asyncpg", "postgresql") for url in (addresses.app, addresses.owner)
    )
    yield environment(
        FOLDER / "data", environment="development", database_url=app, migration_url=owner
    )
    drop(server, NAME)


def test_a_district_is_made_once(server: Embedded, env: dict[str, str]) -> None:
    done = call("seed", "district", "--of", "510112", *SMALL, env=env)
    assert done.returncode == 0, done.stderr
    assert re.search(r"register_people\s+│ 6,150", done.stdout)
    assert "16400000001" in done.stdout
    again = call("seed", "district", "--of", "510112", *SMALL, env=env)
    assert again.returncode == 0, again.stderr
    assert "was made before" in again.stdout
    tallied = "SELECT sum(people) FROM register_tallies t JOIN places p ON p.id = t.district_id"
    whole = embedded.superuser_sql(
        server, f"{tallied} WHERE p.code = '510112000000'", database=NAME
    )
    assert int(whole) == 6_150
    assert call("doctor", env=env).returncode == 0


def test_a_district_with_other_compounds_is_left_alone(env: dict[str, str]) -> None:
    done = call("seed", "district", "--of", "510108", *SMALL, env=env)
    assert done.returncode == 1
    assert "510108 已有别的小区" in done.stderr


def test_only_districts_with_known_totals(env: dict[str, str]) -> None:
    done = call("seed", "district", "--of", "510107", env=env)
    assert done.returncode == 1
    assert "nobody counted 510107" in done.stderr
    assert "510108" in done.stderr


def test_nobody_is_made_up_in_production(env: dict[str, str]) -> None:
    elsewhere = env | {"SHEQU_ENVIRONMENT": "production"}
    done = call("seed", "district", "--of", "510112", *SMALL, env=elsewhere)
    assert done.returncode == 1
    assert "development only" in done.stderr


def test_seed_alone_still_enters_what_lacks(env: dict[str, str], tmp_path: Path) -> None:
    done = call("seed", env=env)
    assert done.returncode == 0, done.stderr
    assert "已录入" in done.stdout

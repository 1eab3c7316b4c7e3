"""The operator's commands, on a database of their own."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shequ_api.cli import address
from shequ_api.cli.address import Served
from shequ_api.cli.database import Addresses, with_driver
from shequ_api.kit import embedded
from shequ_api.kit.embedded import Embedded
from tests.cast import HOME, NEIGHBOUR
from tests.cli.running import call, environment, run
from tests.conftest import FOLDER, WORKER, clone

NAME = f"shequ_{WORKER}_commands_test"
HEADER = "code,name,kind,parent_code"


@pytest.fixture
def env(server: Embedded, template: str) -> Iterator[dict[str, str]]:
    """Development, with the keys of the cast and a copy of its database."""
    addresses: Addresses = clone(server, template, NAME)
    url = addresses.app.replace("postgresql+asyncpg", "postgresql")
    yield environment(FOLDER / "data", environment="development", database_url=url)
    embedded.superuser_sql(server, f'DROP DATABASE "{NAME}" WITH (FORCE)')


def ask(server: Embedded, sql: str) -> str:
    return embedded.superuser_sql(server, sql, database=NAME).strip()


def test_an_import_with_broken_rows_imports_nothing(
    server: Embedded, env: dict[str, str], tmp_path: Path
) -> None:
    rows = ["510108999000,新街道,subdistrict,510108000000", "51010899900,少一位,community,x"]
    twice = "510108999001,新社区,community,510108999000"
    unknown = "510108998001,孤儿,community,510108998000"
    file = tmp_path / "broken.csv"
    file.write_text("\n".join([HEADER, *rows, twice, twice, unknown]), encoding="utf-8")
    before = ask(server, "SELECT count(*) FROM places")
    refused = run("import", "places", str(file), env=env)
    harmless = call("import", "places", env=env)
    assert refused.returncode == 1
    told = [line for line in refused.stderr.splitlines() if "│" in line]
    assert [line.split()[1] for line in told] == ["3", "5", "6"]
    assert "12 digits" in told[0]
    assert "Traceback" not in refused.stderr
    assert harmless.returncode == 0, harmless.stderr
    assert "新增 / new 0" in harmless.stdout
    assert ask(server, "SELECT count(*) FROM places") == before


def test_a_mended_file_goes_in(server: Embedded, env: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "mended.csv"
    row = "510108999000,新街道,subdistrict,510108000000"
    file.write_text(f"{HEADER}\n{row}\n", encoding="utf-8-sig")
    done = call("import", "places", str(file), env=env)
    assert "新增 / new 1" in done.stdout
    where = "SELECT district_id IS NOT NULL FROM places WHERE code = '510108999000'"
    assert ask(server, where) == "t"


def test_the_first_posting(server: Embedded, env: dict[str, str]) -> None:
    given = call("appoint", "13900000005", "community_worker", NEIGHBOUR, env=env)
    assert given.returncode == 0, given.stderr
    assert "戊居民" in given.stdout
    held = "SELECT count(*) FROM postings p JOIN persons h ON h.id = p.person_id "
    assert ask(server, held + "WHERE h.name = '戊居民' AND granted_by_id IS NULL") == "1"
    cases = [
        ("13900000005", "community_worker", NEIGHBOUR, "已有同样的任职"),
        ("13911111111", "community_worker", NEIGHBOUR, "没有人绑定"),
        ("13900000005", "micro_grid_worker", HOME, "不能任命在这个地点"),
        ("13900000005", "micro_grid_worker", f"{HOME}-m99", "没有这个地点"),
    ]
    for *arguments, reason in cases:
        refused = call("appoint", *arguments, env=env)
        assert refused.returncode == 1
        assert reason in refused.stderr


def test_the_doctor_finds_failed_jobs_and_retrying_heals(
    server: Embedded, env: dict[str, str]
) -> None:
    ask(
        server,
        "INSERT INTO jobs (name, facts, run_at, attempts, failed_at, last_error) "
        "VALUES ('points.earn', '{}', now(), 12, now(), 'ValueError: broken')",
    )
    ill = call("doctor", env=env)
    assert ill.returncode == 1
    assert "1 个失败" in ill.stdout
    assert "shequ jobs retry" in ill.stdout
    assert "PostgreSQL" in ill.stdout
    assert "points.earn" in call("jobs", "failed", env=env).stdout
    assert "1 个任务" in call("jobs", "retry", env=env).stdout
    assert ask(server, "SELECT attempts FROM jobs WHERE failed_at IS NULL") == "0"
    healed = call("doctor", env=env)
    assert healed.returncode == 0, healed.stdout


def test_a_database_of_newer_code_is_left_alone(server: Embedded, env: dict[str, str]) -> None:
    ask(server, "UPDATE alembic_version SET version_num = '9999'")
    owner = {"SHEQU_MIGRATION_URL": server.url(NAME, embedded.OWNER_ROLE)}
    refused = call("migrate", env=env | owner)
    assert refused.returncode == 1
    assert "revision 9999" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_document_is_the_same_wherever_it_is_made(tmp_path: Path) -> None:
    def make(seed: str) -> bytes:
        out = tmp_path / f"{seed}.json"
        env = environment(tmp_path, host="0.0.0.0", dev_login="true", show_docs="true")
        made = run("openapi", "--out", str(out), env=env | {"PYTHONHASHSEED": seed})
        assert made.returncode == 0, made.stderr
        return out.read_bytes()

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(make, ["1", "2"])
    assert first == second
    document = json.loads(first)
    assert list(document["paths"]) == sorted(document["paths"])
    assert "社区治理" in first.decode()
    assert "/api/v1/dev/logins" not in document["paths"]
    assert not (tmp_path / "development.key").exists()
    changed = tmp_path / "1.json"
    changed.write_bytes(first.replace(b"/api/v1/me", b"/api/v1/you", 1))
    differs = call("openapi", "--check", "--out", str(changed), env=environment(tmp_path))
    assert differs.returncode == 1
    assert "api/v1/you" in differs.stderr


def test_unfit_settings_are_named_and_not_shown(tmp_path: Path) -> None:
    refused = call("doctor", env=environment(tmp_path, port="eighty-secret", pool_size="0"))
    assert refused.returncode == 1
    assert "SHEQU_PORT" in refused.stderr
    assert "SHEQU_POOL_SIZE" in refused.stderr
    assert "eighty-secret" not in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_address_of_a_server_that_is_gone_leads_nowhere(tmp_path: Path) -> None:
    assert address.find(tmp_path) is None
    here = Served("http://127.0.0.1:1", "http://127.0.0.1:1", None, None, os.getpid())
    address.announce(tmp_path, here)
    assert address.find(tmp_path) == here
    address.withdraw(tmp_path, 1)
    assert address.find(tmp_path) == here, "another server's file stays"
    (tmp_path / "serve.json").write_text('{"url": 1}')
    assert address.find(tmp_path) is None
    address.announce(tmp_path, here)
    address.withdraw(tmp_path, os.getpid())
    assert list(tmp_path.iterdir()) == []


def test_addresses_as_people_write_them() -> None:
    ours = "postgresql+asyncpg://app@db/shequ"
    for scheme in ("postgres", "postgresql", "postgresql+asyncpg"):
        assert with_driver(f"{scheme}://app@db/shequ") == ours

"""Production: what it does not start on, and how it looks when all is well."""

import secrets
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from shequ_api.app import open_parts
from shequ_api.cli.checks.database import database_findings, keys_finding
from shequ_api.cli.checks.finding import State, broken_among
from shequ_api.cli.database import Addresses
from shequ_api.kit import embedded
from shequ_api.kit.db import Database, open_database
from shequ_api.kit.embedded import Embedded
from shequ_api.settings import KEY_NAMES, Settings
from tests.cli.running import call, environment, serving
from tests.conftest import WORKER, addresses_of, clone, settings_for_tests

NAME = f"shequ_{WORKER}_production_test"


@pytest.fixture
def addresses(server: Embedded, template: str) -> Iterator[Addresses]:
    yield clone(server, template, NAME)
    embedded.superuser_sql(server, f'DROP DATABASE "{NAME}" WITH (FORCE)')


def sound(database_url: str, folder: Path) -> dict[str, str]:
    """Settings with which production starts, without their prefix."""
    keys = {name: secrets.token_urlsafe(32) for name in KEY_NAMES}
    return keys | {
        "environment": "production",
        "database_url": database_url,
        "public_url": "https://api.example.cn",
        "storage_url": f"file://{folder}/files",
        "wechat_app_id": "wx0123456789abcdef",
        "wechat_app_secret": "of a real mini-program",
    }


async def problems_of(url: str) -> str:
    database = open_database(url, pool_size=1)
    try:
        return "\n".join(
            f"{f.text} → {f.mend}" for f in broken_among(await database_findings(database))
        )
    finally:
        await database.close()


async def test_the_app_role_of_a_migrated_database_is_fine(addresses: Addresses) -> None:
    assert await problems_of(addresses.app) == ""


async def test_roles_that_may_too_much(server: Embedded, addresses: Addresses) -> None:
    as_owner = await problems_of(addresses.owner)
    assert "owns the tables" in as_owner
    assert "superuser" not in as_owner
    as_superuser = await problems_of(server.url(NAME, "postgres"))
    assert "is a superuser" in as_superuser
    assert "bypasses row-level security" in as_superuser
    assert "SHEQU_MIGRATION_URL" in as_superuser, "it says how to mend it"


async def test_a_member_of_the_owner_is_an_owner(server: Embedded, addresses: Addresses) -> None:
    embedded.superuser_sql(
        server, f"DROP ROLE IF EXISTS heir; CREATE ROLE heir LOGIN IN ROLE {embedded.OWNER_ROLE}"
    )
    try:
        assert "owns the tables" in await problems_of(server.url(NAME, "heir"))
    finally:
        embedded.superuser_sql(server, "DROP ROLE heir")


@pytest.mark.parametrize(
    "breach",
    [
        "ALTER TABLE register_people NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE register_people DISABLE ROW LEVEL SECURITY",
        "DO $$ DECLARE p text; BEGIN FOR p IN SELECT polname FROM pg_policy WHERE polrelid ="
        " 'register_people'::regclass LOOP EXECUTE format('DROP POLICY %I ON register_people', p);"
        " END LOOP; END $$",
    ],
)
async def test_a_confidential_table_without_its_wall(
    server: Embedded, addresses: Addresses, breach: str
) -> None:
    embedded.superuser_sql(server, breach, database=NAME)
    found = await problems_of(addresses.app)
    assert "register_people → " in found
    assert "register_facts" not in found


async def test_a_database_that_may_forget(server: Embedded, addresses: Addresses) -> None:
    embedded.superuser_sql(server, f'ALTER DATABASE "{NAME}" SET synchronous_commit = off')
    assert "synchronous_commit" in await problems_of(addresses.app)


async def test_a_database_without_our_schema(server: Embedded, addresses: Addresses) -> None:
    sql = "UPDATE alembic_version SET version_num = '0001'"
    embedded.superuser_sql(server, sql, database=NAME)
    assert "shequ migrate" in await problems_of(addresses.app)
    bare = addresses_of(server, "postgres")
    assert "None" in await problems_of(bare.app)
    assert "ltree" in await problems_of(bare.app)


async def test_a_database_out_of_reach_shows_no_password() -> None:
    found = await problems_of("postgresql+asyncpg://app:hidden-word@127.0.0.1:9/none")
    assert "cannot be reached" in found
    assert "hidden-word" not in found


async def test_keys_that_do_not_open_what_is_stored(addresses: Addresses) -> None:
    ours = settings_for_tests()
    for key, state in [
        (None, State.WELL),
        ("field_key", State.BROKEN),
        ("index_key", State.BROKEN),
    ]:
        strange = {key: SecretStr(secrets.token_urlsafe(32))} if key else {}
        async with open_parts(ours.model_copy(update=strange), addresses.app) as parts:
            found = await keys_finding(parts.get(Database), parts)
        assert found.state == state, key


def test_settings_that_production_refuses() -> None:
    given = {"environment": "production", "dev_login": True, "allowed_hosts": ["*"]}
    sample = {
        "token_key": "changethis" * 5,
        "metrics_token": "short",
        "previous_keys": {"index_key": "x" * 40, "code_key": [secrets.token_hex(32), "short"]},
    }
    http = {"wechat_url": "http://127.0.0.1:9", "trusted_proxies": ["*"], "log_level": "DEBUG"}
    settings = Settings(_env_file=None, **given, **sample, **http)  # type: ignore[arg-type]  # as from the environment
    problems = "\n".join(shortcoming.problem for shortcoming in settings.refusals())
    for name in (
        *(f"SHEQU_{key.upper()}" for key in KEY_NAMES),
        *("SHEQU_DEV_LOGIN", "SHEQU_ALLOWED_HOSTS", "SHEQU_TRUSTED_PROXIES", "SHEQU_WECHAT_URL"),
        *("SHEQU_LOG_LEVEL", "SHEQU_METRICS_TOKEN"),
        *("SHEQU_WECHAT_APP_ID", "SHEQU_WECHAT_APP_SECRET", "SHEQU_PUBLIC_URL"),
        *("SHEQU_STORAGE_URL", "embedded database", "can have no earlier key"),
        *("SHEQU_PREVIOUS_KEYS[INDEX_KEY][0]", "SHEQU_PREVIOUS_KEYS[CODE_KEY][1]"),
    ):
        assert name in problems
    assert "changethis" not in problems
    assert "SHEQU_PREVIOUS_KEYS[CODE_KEY][0]" not in problems
    assert all(shortcoming.mend for shortcoming in settings.refusals())


def test_serve_refuses_and_says_all_that_is_broken(addresses: Addresses, tmp_path: Path) -> None:
    unfit = sound(addresses.owner, tmp_path) | {"dev_login": "true", "code_key": "short"}
    refused = call("serve", "--port", "0", env=environment(tmp_path, **unfit))
    assert refused.returncode == 1
    for part in ("SHEQU_DEV_LOGIN", "SHEQU_CODE_KEY", "owns the tables"):
        assert part in refused.stderr
    assert "Traceback" not in refused.stderr
    assert unfit["token_key"] not in refused.stderr


def test_production_shows_nothing_of_development(
    server: Embedded, addresses: Addresses, tmp_path: Path
) -> None:
    fit = sound(addresses.app, tmp_path)
    refused = call("serve", "--port", "0", env=environment(tmp_path, **fit))
    assert refused.returncode == 1
    assert "SHEQU_FIELD_KEY" in refused.stderr, "the cast's phones were sealed with other keys"
    unsealed = "UPDATE persons SET phone_sealed = NULL, phone_index = NULL"
    embedded.superuser_sql(server, unsealed, database=NAME)
    with serving(tmp_path, **fit) as running:
        assert running.http.get("/readyz").status_code == 200
        assert running.served.wechat_url is None
        assert running.served.docs_url is None
        for path in ("/docs", "/openapi.json", "/docs/start.js"):
            assert running.http.get(path).status_code == 404
        foreign = running.http.get("/livez", headers={"Host": "evil.example"})
        assert foreign.status_code == 400
        assert running.end(signal.SIGTERM) == 0
    assert '"event": "serving"' in running.output.read_text()

"""`shequ keys`: two changes of the field key, one of the index key, as the operator does them."""

import json
import secrets
from collections.abc import AsyncIterator
from itertools import count

import pytest
from pydantic import SecretStr

from shequ_api.base.people.phones import PhoneBook, holder_of
from shequ_api.cli.checks.database import keys_finding
from shequ_api.cli.checks.finding import State
from shequ_api.cli.database import Addresses
from shequ_api.kit import embedded
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.settings import Settings
from tests.cli.running import Done, call, environment
from tests.cli.sealing import opened, settle
from tests.conftest import FOLDER, WORKER, clone, settings_for_tests

NAME = f"shequ_{WORKER}_keys_test"
PHONE = "13600000001"
SPARE = count(2)
FIRST, SECOND, THIRD, INDEX, NEXT_INDEX = (secrets.token_urlsafe(32) for _ in range(5))


@pytest.fixture
async def addresses(server: Embedded, template: str) -> AsyncIterator[Addresses]:
    """A database whose one number lies under the first key."""
    made = clone(server, template, NAME)
    unsealed = "UPDATE persons SET phone_sealed = NULL, phone_index = NULL"
    embedded.superuser_sql(server, unsealed, database=NAME)
    given = {"field_key": SecretStr(FIRST), "index_key": SecretStr(INDEX)}
    async with opened(settings_for_tests().model_copy(update=given), made.app) as parts:
        await settle(parts, [PHONE])
    yield made
    embedded.superuser_sql(server, f'DROP DATABASE "{NAME}" WITH (FORCE)')


def keys(addresses: Addresses, *arguments: str, earlier: list[str], **given: str) -> Done:
    previous = json.dumps({"field_key": earlier})
    facts = {"environment": "development", "database_url": addresses.app}
    env = environment(FOLDER / "data", **facts, previous_keys=previous, **given)
    return call("keys", *arguments, env=env)


def given_keys(earlier: list[str], given: dict[str, str]) -> Settings:
    previous = {"field_key": [SecretStr(key) for key in earlier]}
    keys = {name: SecretStr(key) for name, key in given.items()}
    return settings_for_tests().model_copy(update={**keys, "previous_keys": previous})


async def fit(addresses: Addresses, earlier: list[str], **given: str) -> State:
    """What start-up thinks of such keys, after somebody has come under the present ones."""
    settings = given_keys(earlier, given)
    async with opened(settings, addresses.app) as parts:
        await settle(parts, [f"1360000{next(SPARE):04}"])
        return (await keys_finding(parts.get(Database), parts)).state


async def found(addresses: Addresses, **given: str) -> str | None:
    """The number of whoever is found by it."""
    async with opened(given_keys([], given), addresses.app) as parts:
        book = parts.get(PhoneBook)
        async with parts.get(Database).sessions() as session:
            person = await session.scalar(holder_of(book, PHONE))
        sealed = person and person.phone_sealed
        return book.read(person.id, sealed) if person and sealed else None


async def test_a_second_change_may_come_before_the_first_is_done(addresses: Addresses) -> None:
    now = {"field_key": THIRD, "index_key": INDEX}
    asked = keys(addresses, "status", earlier=[SECOND], **now)
    assert (asked.returncode, asked.stdout.count("does not open")) == (1, 2)
    assert await fit(addresses, [SECOND], **now) == State.BROKEN, "given up too early"
    assert await fit(addresses, [SECOND, FIRST], **now) == State.WELL
    asked = keys(addresses, "status", earlier=[SECOND, FIRST], **now)
    assert (asked.returncode, asked.stdout.count("an earlier one")) == (1, 2)
    done = keys(addresses, "reseal", earlier=[SECOND, FIRST], **now)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "may be dropped" in done.stdout
    assert keys(addresses, "status", earlier=[], **now).returncode == 0
    assert await found(addresses, **now) == PHONE


async def test_with_a_key_missing_nothing_is_touched(addresses: Addresses) -> None:
    done = keys(addresses, "reseal", earlier=[], field_key=SECOND, index_key=INDEX)
    assert done.returncode == 1
    assert "persons.phone_sealed" in done.stderr
    assert "2 个值打不开" in done.stderr
    assert await found(addresses, field_key=FIRST, index_key=INDEX) == PHONE


async def test_another_index_key_while_nobody_is_connected(
    addresses: Addresses, server: Embedded
) -> None:
    now = {"field_key": FIRST, "index_key": NEXT_INDEX}
    assert await found(addresses, **now) is None
    assert await fit(addresses, [], **now) == State.BROKEN
    async with (
        opened(settings_for_tests(), addresses.app) as parts,
        parts.get(Database).sessions() as session,
    ):
        await session.scalar(holder_of(parts.get(PhoneBook), PHONE))
        refused = keys(addresses, "reseal", "--indexes", earlier=[], **now)
    assert refused.returncode == 1
    assert "others are connected" in refused.stderr
    done = keys(addresses, "reseal", "--indexes", earlier=[], **now)
    assert done.returncode == 0, done.stdout + done.stderr
    assert await found(addresses, **now) == PHONE
    assert await found(addresses, field_key=FIRST, index_key=INDEX) is None
    told = "SELECT parameters->>'values' FROM audit_log WHERE operation = 'cli:reseal-keys'"
    assert embedded.superuser_sql(server, told, database=NAME).split() == ["2"]

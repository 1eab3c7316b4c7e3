"""Last week's backup is restored: whoever was erased since does not come back with it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from shequ_api.base.access.roles import Role
from shequ_api.base.events.worker import Worker
from shequ_api.base.people.appointments import appoint
from shequ_api.base.people.models import Person
from shequ_api.cli.checks.erasures import erasures_finding
from shequ_api.cli.checks.finding import State
from shequ_api.cli.database import Addresses
from shequ_api.kit import embedded
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.settings import Settings
from tests.cast import HOME, Cast, place
from tests.cli.running import Done, call, environment
from tests.cli.sealing import doors, opened
from tests.conftest import FOLDER, WORKER, addresses_of, clone, drop, settings_for_tests

NOW, BACKUP = (f"shequ_{name}_{WORKER}_test" for name in ("present", "backup"))
ME, OTHER_ACCOUNT = "resident", "newcomer"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Object storage of one's own, which both databases share."""
    return settings_for_tests().model_copy(update={"storage_url": f"file://{tmp_path}/files"})


@pytest.fixture
async def restored(
    server: Embedded, template: str, settings: Settings
) -> AsyncIterator[tuple[Addresses, Cast]]:
    """A backup, restored after the person left: then they held an office, and had two accounts."""
    present = clone(server, template, NOW)
    async with opened(settings, present.app) as parts:
        cast = await Cast.found(parts)
        async with parts.get(Database).sessions() as session, session.begin():
            person, home = (
                await session.get_one(Person, cast.people[ME]),
                await place(session, HOME),
            )
            now, role = utc_now(), Role.COMMUNITY_WORKER
            appoint(
                session, None, person, role=role, held_at=home, starts_on=china_date(now), now=now
            )
    clone(server, NOW, BACKUP)
    async with opened(settings, present.app) as parts, doors(settings, parts) as door:
        async with parts.get(Database).sessions() as session, session.begin():
            facts = {"kept": cast.people[ME], "merged": cast.people[OTHER_ACCOUNT]}
            ended = "UPDATE postings SET ended_at = now() WHERE person_id = :kept"
            merged = "UPDATE persons SET merged_into_id = :kept, name = NULL WHERE id = :merged"
            await session.execute(text(ended), {"kept": facts["kept"]})
            await session.execute(text(merged), facts)
        await door.did(ME, "POST", "/me/erasure", confirmation="注销账号")
        for minutes in range(0, 60, 15):
            await parts.get(Worker).drain(utc_now() + timedelta(days=8, minutes=minutes))
        assert (await erasures_finding(parts)).state == State.WELL
    yield addresses_of(server, BACKUP), cast
    drop(server, NOW)
    drop(server, BACKUP)


def privacy(addresses: Addresses, settings: Settings, *arguments: str) -> Done:
    given = {"environment": "development", "database_url": addresses.app}
    env = environment(FOLDER / "data", storage_url=settings.storage_url or "", **given)
    return call("privacy", *arguments, env=env)


def known(server: Embedded) -> list[str]:
    """Who has a name or a number, or holds an office, in the restored database."""
    asked = (
        "SELECT id FROM persons WHERE name IS NOT NULL OR phone_index IS NOT NULL "
        "UNION SELECT person_id FROM postings WHERE ended_at IS NULL"
    )
    return embedded.superuser_sql(server, asked, database=BACKUP).split()


async def test_the_list_in_the_storage_is_enough(
    restored: tuple[Addresses, Cast], settings: Settings, server: Embedded
) -> None:
    addresses, cast = restored
    gone = {str(cast.people[ME]), str(cast.people[OTHER_ACCOUNT])}
    everybody = set(known(server))
    assert gone <= everybody, "the backup knows them still"
    async with opened(settings, addresses.app) as parts:
        finding = await erasures_finding(parts)
        assert (finding.state, finding.mend) == (State.BROKEN, "shequ privacy apply")
    done = privacy(addresses, settings, "apply")
    assert (done.returncode, "再次注销 2" in done.stdout) == (0, True), done.stderr
    assert everybody - set(known(server)) == gone
    logged = "SELECT subject_ids FROM audit_log WHERE operation = 'cli:apply-erasure'"
    told = embedded.superuser_sql(server, logged, database=BACKUP)
    assert all(person_id in told for person_id in gone)
    assert "再次注销 0" in privacy(addresses, settings, "apply").stdout
    async with opened(settings, addresses.app) as parts:
        assert (await erasures_finding(parts)).state == State.WELL


async def test_a_list_in_a_file_does_as_well(
    restored: tuple[Addresses, Cast], settings: Settings, server: Embedded, tmp_path: Path
) -> None:
    addresses, cast = restored
    listed = privacy(addresses, settings, "erasures").stdout
    day = china_date(utc_now() + timedelta(days=8))
    gone = {str(cast.people[ME]), str(cast.people[OTHER_ACCOUNT])}
    assert {tuple(line.split()) for line in listed.splitlines()} == {
        (str(day), one) for one in gone
    }
    later = (day + timedelta(days=1)).isoformat()
    assert privacy(addresses, settings, "erasures", "--since", later).stdout == ""
    file = tmp_path / "erased.txt"
    file.write_text(f"{listed}\n2026-11-22 nobody\n", encoding="utf-8")
    refused = privacy(addresses, settings, "apply", str(file))
    assert (refused.returncode, "line 4 has no id" in refused.stderr) == (1, True)
    assert gone <= set(known(server)), "a broken list does nothing"
    file.write_text(listed, encoding="utf-8")
    elsewhere = settings.model_copy(update={"storage_url": f"file://{tmp_path}/elsewhere"})
    assert "再次注销 2" in privacy(addresses, elsewhere, "apply", str(file)).stdout
    assert not gone & set(known(server))

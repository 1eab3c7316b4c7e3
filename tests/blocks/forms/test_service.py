"""The truths of the block's README, on the database, with several connections where two act."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.blocks.forms import service
from shequ_api.blocks.forms.canonical import body_hash
from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.models import Form, FormVersion, Submission
from shequ_api.kit.bodies import BodyCodes
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database, open_database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.ids import new_id
from tests.conftest import WORKER, clone

NOW = utc_now()


def sheet(title: str = "花草表", **field: Any) -> FormDefinition:
    asked = {"key": "flowers", "kind": "integer", "label": "花盆", "required": True, **field}
    sections = [{"key": "yard", "label": "院子", "fields": [asked]}]
    return FormDefinition.model_validate({"title": title, "sections": sections})


@dataclass(frozen=True)
class Office:
    """Forms of the tests' own, and whom submissions name."""

    app: Database
    owner: Database
    district_id: UUID
    persons: list[UUID]

    async def draft(self, key: str, definition: FormDefinition) -> FormVersion:
        async with self.app.sessions() as session, session.begin():
            return await draft(session, key, definition)

    async def published(self, definition: FormDefinition | None = None) -> FormVersion:
        async with self.app.sessions() as session, session.begin():
            version = await draft(session, f"form_{new_id().hex}", definition or sheet())
            return service.publish(version, now=NOW)

    async def submit(
        self, session: AsyncSession, version: FormVersion, answers: dict[str, Any], **more: Any
    ) -> tuple[Submission, bool]:
        facts: dict[str, Any] = {
            "submission_id": new_id(),
            "body_hash": body_hash(answers),
            "district_id": self.district_id,
            "submitted_by_id": self.persons[0],
            "filled_at": NOW,
            "now": NOW,
        }
        return await service.submit(session, version, answers=answers, **(facts | more))

    async def sent(
        self, version: FormVersion, answers: dict[str, Any], **more: Any
    ) -> tuple[Submission, bool]:
        async with self.app.sessions() as session, session.begin():
            return await self.submit(session, version, answers, **more)


async def draft(session: AsyncSession, key: str, definition: FormDefinition) -> FormVersion:
    form = await service.form_of(session, key=key, title=definition.title, now=NOW)
    version = await service.draft(session, form, definition, drafted_by_id=None, now=NOW)
    await session.flush()
    return version


@pytest.fixture(scope="module")
async def office(server: Embedded, template: str) -> AsyncIterator[Office]:
    addresses = clone(server, template, f"shequ_forms_{WORKER}_test")
    codes = BodyCodes(bytes(range(32)))
    app = open_database(addresses.app, body_codes=codes)
    owner = open_database(addresses.owner, pool_size=1)
    async with app.sessions() as session:
        district_id = await session.scalar(select(Place.id).where(Place.code == "510108000000"))
        persons = list(await session.scalars(select(Person.id).limit(2)))
    assert district_id is not None
    yield Office(app, owner, district_id, persons)
    await app.close()
    await owner.close()


async def refused(database: Database, statement: str, why: str, **values: Any) -> None:
    async with database.sessions() as session:
        with pytest.raises(DBAPIError, match=why):
            await session.execute(text(statement), values)


async def test_a_published_version_never_changes(office: Office) -> None:
    version = await office.published()
    for change in (
        "UPDATE form_versions SET definition = '{}' WHERE id = :id",
        "UPDATE form_versions SET published_at = NULL WHERE id = :id",
        "UPDATE form_versions SET number = 9 WHERE id = :id",
        "DELETE FROM form_versions WHERE id = :id",
    ):
        for database in (office.app, office.owner):
            await refused(database, change, "never changed", id=version.id)
    with pytest.raises(service.AlreadyPublished):
        service.publish(version, now=NOW)
    async with office.app.sessions() as session:
        kept = await session.get_one(FormVersion, version.id)
        assert kept.definition == version.definition
        kept.definition = {"title": "偷改"}
        with pytest.raises(DBAPIError, match="never changed"):
            await session.flush()


async def test_versions_are_counted(office: Office) -> None:
    key, numbers = f"form_{new_id().hex}", []
    for title in ("甲", "乙", "丙"):
        first = await office.draft(key, sheet(f"{title}稿"))
        again = await office.draft(key, sheet(title))
        assert (again.id, again.definition["title"]) == (first.id, title), "one draft a form"
        async with office.app.sessions() as session, session.begin():
            version = await session.get_one(FormVersion, first.id)
            numbers.append(service.publish(version, now=NOW).number)
    assert numbers == [1, 2, 3]
    another = FormVersion(number=5, definition={}, drafted_at=NOW)
    async with office.app.sessions() as session:
        another.form_id = (await session.scalars(select(Form.id).where(Form.key == key))).one()
        session.add(another)
        await session.flush()
        session.add(FormVersion(number=6, definition={}, drafted_at=NOW, form_id=another.form_id))
        with pytest.raises(DBAPIError, match="uq_form_versions_draft"):
            await session.flush()


async def test_drafts_at_once_are_one(office: Office) -> None:
    """Whoever comes later waits, and writes on into the same draft."""
    key = f"form_{new_id().hex}"
    drafts = await asyncio.gather(*(office.draft(key, sheet(f"第{n}稿")) for n in range(4)))
    assert {version.number for version in drafts} == {1}
    assert len({version.id for version in drafts}) == 1
    async with office.app.sessions() as session:
        kept = await session.get_one(FormVersion, drafts[0].id)
    assert kept.definition["title"] in {f"第{n}稿" for n in range(4)}


async def test_answers_are_checked(office: Office) -> None:
    old = await office.published(sheet(maximum=10))
    new = await office.published(sheet(maximum=20))
    await office.sent(new, {"flowers": 15})
    for answers in ({"flowers": 15}, {}, {"flowers": None}, {"flowers": 1, "weeds": 2}):
        with pytest.raises(service.AnswersUnfit) as unfit:
            await office.sent(old, answers)
        assert all(fault.pointer.startswith("/answers") for fault in unfit.value.errors)
        assert unfit.value.errors
    submission, _ = await office.sent(old, {"flowers": 10})
    assert (submission.version_id, submission.answers) == (old.id, {"flowers": 10})


async def test_one_id_is_one_submission(office: Office) -> None:
    version, submission_id = await office.published(), new_id()
    first, fresh = await office.sent(version, {"flowers": 1}, submission_id=submission_id)
    again, anew = await office.sent(version, {"flowers": 1.0}, submission_id=submission_id)
    assert (fresh, anew, again.id) == (True, False, first.id)
    assert again.answers == {"flowers": 1}
    with pytest.raises(service.SubmissionDiffers):
        await office.sent(version, {"flowers": 2}, submission_id=submission_id)
    with pytest.raises(service.SubmissionDiffers):
        other = office.persons[1]
        await office.sent(
            version, {"flowers": 1}, submission_id=submission_id, submitted_by_id=other
        )


@pytest.mark.parametrize(
    ("ends", "second", "outcome"),
    [
        ("commit", {"flowers": 1}, "found"),
        ("commit", {"flowers": 2}, "differs"),
        ("rollback", {"flowers": 1}, "new"),
        ("rollback", {"flowers": 2}, "new"),
    ],
)
async def test_two_phones_at_once(
    office: Office, ends: str, second: dict[str, Any], outcome: str
) -> None:
    """The second waits until the first is decided."""
    version, submission_id = await office.published(), new_id()
    async with office.app.sessions() as phone:
        await office.submit(phone, version, {"flowers": 1}, submission_id=submission_id)
        waiting = asyncio.create_task(office.sent(version, second, submission_id=submission_id))
        done, _ = await asyncio.wait({waiting}, timeout=0.3)
        assert not done
        await (phone.commit() if ends == "commit" else phone.rollback())
    if outcome == "differs":
        with pytest.raises(service.SubmissionDiffers):
            await waiting
        return
    submission, fresh = await waiting
    assert (fresh, submission.answers) == (outcome == "new", second)


async def test_answers_are_append_only(office: Office) -> None:
    version = await office.published()
    submission, _ = await office.sent(version, {"flowers": 3})
    for change in (
        "UPDATE form_submissions SET answers = '{}' WHERE id = :id",
        "DELETE FROM form_submissions WHERE id = :id",
    ):
        await refused(office.app, change, "permission denied", id=submission.id)
        await refused(office.owner, change, "never changed", id=submission.id)
    async with office.app.sessions() as session:
        kept = await session.get_one(Submission, submission.id)
        sent = body_hash({"flowers": 3})
        assert service.is_same_body(session, kept, sent)
    assert (kept.answers, sent in kept.body_hash) == ({"flowers": 3}, False)

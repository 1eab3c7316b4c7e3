"""Drafting, publishing and submitting."""

from collections.abc import Sequence, Set
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.forms.checking import Checker, compile_checker
from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.hiding import hide, opened, parted
from shequ_api.blocks.forms.models import (
    Form,
    FormVersion,
    SealedAnswers,
    Submission,
    SubmissionEdit,
)
from shequ_api.kit.bodies import body_codes
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id


class AnswersUnfit(Malformed):
    """The answers do not fit the form; `errors` points at each."""

    code, title = "answers_unfit", "填写的内容不符合表单要求"


class SubmissionDiffers(NotNow):
    """The id was used for other answers."""

    code, title = "submission_differs", "同一编号已提交过不同的内容"


class AlreadyPublished(NotNow):
    code, title = "form_already_published", "该版本已发布，不能再修改"


async def form_of(session: AsyncSession, *, key: str, title: str, now: datetime) -> Form:
    """The form of a key, made where there is none."""
    row = insert(Form).values(id=new_id(), key=key, title=title, created_at=now)
    await session.execute(row.on_conflict_do_nothing())
    return (await session.scalars(select(Form).where(Form.key == key))).one()


async def draft(
    session: AsyncSession,
    form: Form,
    definition: FormDefinition,
    *,
    drafted_by_id: UUID | None,
    now: datetime,
) -> FormVersion:
    """The form's one draft, with this definition; begun behind the last version where none is."""
    # The form's row is the lock under which its versions are numbered.
    await session.execute(select(Form.id).where(Form.id == form.id).with_for_update())
    pending = FormVersion.form_id == form.id, FormVersion.published_at.is_(None)
    version = await session.scalar(select(FormVersion).where(*pending))
    if version is None:
        last = select(func.max(FormVersion.number)).where(FormVersion.form_id == form.id)
        number = (await session.scalar(last) or 0) + 1
        version = FormVersion(id=new_id(), form_id=form.id, number=number)
        session.add(version)
    version.definition = definition.model_dump(mode="json", exclude_none=True)
    version.drafted_by_id, version.drafted_at = drafted_by_id, now
    return version


def publish(version: FormVersion, *, now: datetime) -> FormVersion:
    """Fix a draft for ever."""
    if version.published_at is not None:
        raise AlreadyPublished
    version.published_at = now
    return version


_checkers: dict[UUID, Checker] = {}


def checker_of(version: FormVersion) -> Checker:
    """The compiled checker of a published version; compiled once, since it never changes."""
    checker = _checkers.get(version.id)
    if checker is None:
        checker = compile_checker(FormDefinition.model_validate(version.definition))
        _checkers[version.id] = checker
    return checker


async def checkers_of(session: AsyncSession, version_ids: Set[UUID]) -> dict[UUID, Checker]:
    """The checkers of published versions; only those that nobody has asked for yet are read."""
    unknown = version_ids - _checkers.keys()
    if unknown:
        for version in await session.scalars(
            select(FormVersion).where(FormVersion.id.in_(unknown))
        ):
            checker_of(version)
    return {version_id: _checkers[version_id] for version_id in version_ids}


def refuse_unfit(version: FormVersion, answers: dict[str, Any]) -> None:
    """Raise `AnswersUnfit` where answers do not fit a published version."""
    faults = checker_of(version).check(answers, at="/answers")
    if faults:
        raise AnswersUnfit(errors=tuple(faults))


async def answers_at(session: AsyncSession, submission_id: UUID, number: int) -> dict[str, Any]:
    """A submission's answers: as they came (1), or after an edit (2, 3…); without what was sealed
    and is forgotten."""
    if number == 1:
        shown = (await session.get_one(Submission, submission_id)).answers
    else:
        shown = (await session.get_one(SubmissionEdit, (submission_id, number))).answers
    sealed = await session.get(SealedAnswers, (submission_id, number))
    if sealed is None:
        return shown
    return opened(session.info["register_seal"], submission_id, number, shown, sealed.sealed)


def is_same_body(session: AsyncSession, submission: Submission, body_hash: bytes) -> bool:
    """Whether a body is the one that was sent before under its id."""
    return body_codes(session).holds(submission.body_hash, submission.id, body_hash)


async def submit(
    session: AsyncSession,
    version: FormVersion,
    *,
    submission_id: UUID,
    answers: dict[str, Any],
    body_hash: bytes,
    district_id: UUID,
    submitted_by_id: UUID,
    filled_at: datetime,
    based_on: Sequence[str] = (),
    now: datetime,
) -> tuple[Submission, bool]:
    """Take answers under the client's id; True where they are new.

    `body_hash`: of `canonical.body_hash`, kept as a keyed code.

    The same id with the same body is the same submission; with another body `SubmissionDiffers`.
    Answers that do not fit raise `AnswersUnfit`. Two at once: one is new, the other finds it.
    """
    refuse_unfit(version, answers)
    definition = checker_of(version).definition
    row = insert(Submission).values(
        id=submission_id,
        version_id=version.id,
        district_id=district_id,
        answers=parted(definition, answers)[0],
        body_hash=body_codes(session).of(submission_id, body_hash),
        submitted_by_id=submitted_by_id,
        filled_at=filled_at,
        received_at=now,
        based_on=list(based_on) or None,
    )
    fresh = await session.scalar(row.on_conflict_do_nothing().returning(Submission.id))
    submission = await session.get_one(Submission, submission_id)
    if fresh is not None:
        hide(
            session,
            definition,
            answers,
            submission_id=submission_id,
            number=1,
            district_id=district_id,
        )
    same = is_same_body(session, submission, body_hash)
    if fresh is None and not (same and submission.submitted_by_id == submitted_by_id):
        raise SubmissionDiffers
    return submission, fresh is not None

"""Reads of checks and of words."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_view
from shequ_api.base.files.models import File
from shequ_api.features.content_checks.authors import authored_by
from shequ_api.features.content_checks.models import CheckedPicture, ContentCheck, SensitiveWord
from shequ_api.features.content_checks.permissions import ContentPermission
from shequ_api.features.content_checks.states import ContentState
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
APPEALED = and_(ContentCheck.appealed_at.is_not(None), ContentCheck.appeal_decided_at.is_(None))
QUEUED = or_(ContentCheck.state == ContentState.REVIEW, APPEALED)


def check_in_view(session: AsyncSession, actor: Actor, check_id: UUID) -> Select[ContentCheck]:
    """A check of the actor's own content, or one in the scope of who judges."""
    mine = authored_by(session, actor.person_id)
    seen = in_view(actor, ContentCheck, ContentPermission.JUDGE, mine)
    return select(ContentCheck).where(ContentCheck.id == check_id, seen)


@built_once
def check_lines() -> Rows:
    """Lines of a list."""
    return select(
        ContentCheck.id,
        ContentCheck.kind,
        ContentCheck.subject_id,
        ContentCheck.state,
        ContentCheck.reasons,
        APPEALED.label("appealed"),
        ContentCheck.written_at,
    )


def media_of(check_id: UUID) -> Rows:
    """The pictures and spoken messages of a content."""
    return (
        select(
            *(File.id, File.media_type, File.width, File.height, File.taken_at),
            File.seconds,
        )
        .join(CheckedPicture, CheckedPicture.file_id == File.id)
        .where(CheckedPicture.check_id == check_id, File.erased_at.is_(None))
        .order_by(File.id)
    )


def words_of(place_id: UUID) -> Rows:
    """The words of a place's list."""
    return select(
        SensitiveWord.id,
        SensitiveWord.place_id,
        SensitiveWord.word,
        SensitiveWord.verdict,
        SensitiveWord.added_at,
    ).where(SensitiveWord.place_id == place_id, SensitiveWord.removed_at.is_(None))

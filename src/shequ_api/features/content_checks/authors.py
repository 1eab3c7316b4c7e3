"""Whose a content is: named in its check, or found by nobody but themselves."""

from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.content_checks.models import ContentCheck
from shequ_api.kit.crypto import BlindIndex
from shequ_api.kit.http.parts import Parts


class AuthorSeal:
    """Finds the checks of whoever wrote without a name."""

    def __init__(self, index: BlindIndex) -> None:
        self._index = index

    def index_of(self, person_id: UUID) -> bytes:
        """16 bytes, the same on each such content of a person."""
        return self._index.of(str(person_id))


def author_seal(session: AsyncSession) -> AuthorSeal:
    """The application's one."""
    parts: Parts = session.info["parts"]
    return parts.get(AuthorSeal)


def authored_by(session: AsyncSession, person_id: UUID) -> ColumnElement[bool]:
    """Checks of what a person wrote, without a name too: two indexes."""
    unnamed = ContentCheck.author_index == author_seal(session).index_of(person_id)
    return or_(ContentCheck.author_id == person_id, unnamed)


def is_author(session: AsyncSession, actor: Actor, check: ContentCheck) -> bool:
    """Whether the actor wrote it, under their name or without one."""
    if check.author_index is not None:
        return check.author_index == author_seal(session).index_of(actor.person_id)
    return check.author_id == actor.person_id

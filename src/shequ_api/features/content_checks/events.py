from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class ContentFact(Fact):
    """Base: `subject_id` is the check."""

    kind: str
    content_id: UUID
    author_id: UUID | None
    """None: somebody who wrote without a name, or has no account."""
    unnamed: bool = False
    """Somebody wrote it without a name, and may be told all the same."""


class ContentHidden(ContentFact):
    """Others see it no more, or never will."""

    name: ClassVar[str] = "content_hidden"


class ContentDecided(ContentFact):
    """People judged what was in review, or appealed against."""

    name: ClassVar[str] = "content_decided"

    decided_by_id: UUID
    passed: bool

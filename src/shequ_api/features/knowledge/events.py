from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact
from shequ_api.features.knowledge.rules import FeedbackVerdict


class KnowledgeFact(Fact):
    """Base: `subject_id` is the article."""

    place_id: UUID
    edition: int


class KnowledgePublished(KnowledgeFact):
    """An edition may be read from now on."""

    name: ClassVar[str] = "knowledge_published"


class KnowledgeWithdrawn(KnowledgeFact):
    name: ClassVar[str] = "knowledge_withdrawn"


class KnowledgeRated(KnowledgeFact):
    """A reader said what an edition was worth; not who."""

    name: ClassVar[str] = "knowledge_rated"

    verdict: FeedbackVerdict


class KnowledgeStale(KnowledgeFact):
    """Its day of review has passed, and nobody has looked."""

    name: ClassVar[str] = "knowledge_stale"


class KnowledgeReviewed(KnowledgeFact):
    """It has another day of review."""

    name: ClassVar[str] = "knowledge_reviewed"

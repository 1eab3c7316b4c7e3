from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.base.places.located import Located
from shequ_api.kit.model import Base, Identified

LISTED_BY = ("subdistrict_id", "community_id", "micro_grid_id")


class Question(Base, Identified, Located):
    """What somebody asks, and what came of it."""

    __tablename__ = "questions"
    ownership = "district"
    kept = True
    __table_args__ = (
        *(
            Index(f"ix_questions_{column}_{name}page", column, *lead, "asked_at", "id")
            for column in LISTED_BY
            for name, lead in (("", ()), ("state_", ("state",)))
        ),
        Index("ix_questions_asker_id_page", "asker_id", "asked_at", "id"),
        Index("ix_questions_due", "due_on", postgresql_where=text("state = 'open'")),
        Index(None, "answered_by_id", postgresql_where=text("answered_by_id IS NOT NULL")),
        Index(None, "article_id", postgresql_where=text("article_id IS NOT NULL")),
        CheckConstraint(
            "state IN ('open', 'answered', 'closed', 'ticket', 'withdrawn')", name="state"
        ),
        CheckConstraint("(state = 'ticket') = (ticket_id IS NOT NULL)", name="ticket"),
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered"),
    )

    asker_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    text: Mapped[str]
    topic: Mapped[str | None]
    """What it is about, where that was said."""
    state: Mapped[str]
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    reminded_at: Mapped[datetime | None]
    """Since when it is known that its last day has come."""
    overdue_at: Mapped[datetime | None]
    """The same of the end of that day."""
    answer: Mapped[str | None]
    article_id: Mapped[UUID | None] = mapped_column(ForeignKey("knowledge_articles.id"))
    """What answered it: by the staff's word, or by the asker's."""
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    published_id: Mapped[UUID | None] = mapped_column(ForeignKey("knowledge_articles.id"))
    """The article that was made of it."""
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"), unique=True)
    ended_at: Mapped[datetime | None]

    @property
    def facts(self) -> dict[str, UUID]:
        """What each fact about it names."""
        return {
            "subject_id": self.id,
            "district_id": self.district_id,
            "community_id": self.community_id,
            "asker_id": self.asker_id,
        }

    @property
    def words(self) -> str:
        """All that was written of it."""
        return f"{self.topic}：{self.text}" if self.topic else self.text

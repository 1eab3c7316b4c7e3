from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

UNREAD = text("read_at IS NULL AND done_at IS NULL")
MERGES = text("read_at IS NULL AND done_at IS NULL AND matter_id IS NULL")
"""Word for word in the upsert, too, so that it finds its index."""


class Message(Base, Identified):
    """What a person is told about one thing, until it is too old to matter."""

    __tablename__ = "messages"
    ownership = "district"
    __table_args__ = (
        Index(
            "uq_messages_topic",
            "person_id",
            "kind",
            "topic_id",
            unique=True,
            postgresql_where=MERGES,
        ),
        Index(
            "uq_messages_matter",
            "matter_id",
            "person_id",
            unique=True,
            postgresql_where=text("matter_id IS NOT NULL"),
        ),
        Index("ix_messages_page", "person_id", "told_at", "id"),
        Index("ix_messages_kind_page", "person_id", "kind", "told_at", "id"),
        Index("ix_messages_unread_page", "person_id", "told_at", "id", postgresql_where=UNREAD),
        Index("ix_messages_old", "told_at"),
        Index(
            "ix_messages_posting_open",
            "posting_id",
            postgresql_where=text("posting_id IS NOT NULL AND done_at IS NULL"),
        ),
        CheckConstraint("times > 0", name="told"),
        CheckConstraint("(matter_id IS NULL) = (posting_id IS NULL)", name="to_an_office"),
        CheckConstraint("(matter_id IS NULL) = (role IS NULL)", name="as_an_office"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    kind: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    about_kind: Mapped[str]
    about_id: Mapped[UUID]
    """The thing of which it was told last."""
    topic_id: Mapped[UUID]
    """What it merges by while it is unread: most often that thing."""
    times: Mapped[int] = mapped_column(default=1)
    """How often it was told since it was unread."""
    told_at: Mapped[datetime]
    """To the millisecond, as it is shown: whoever has seen it can say so."""
    read_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    """There is nothing left to see to, read or not."""
    matter_id: Mapped[UUID | None] = mapped_column(ForeignKey("inbox_matters.id"))
    posting_id: Mapped[UUID | None] = mapped_column(ForeignKey("postings.id"))
    """The office under which it reached the person."""
    role: Mapped[str | None]


class Telling(Base):
    """That a person was told of an occasion."""

    __tablename__ = "message_tellings"
    ownership = "district"
    __table_args__ = (Index("ix_message_tellings_old", "told_at"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    occasion_id: Mapped[UUID] = mapped_column(primary_key=True)
    """Made from the fact and the kind of message."""
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    told_at: Mapped[datetime]


class Matter(Base, Identified):
    """What offices are to see to until it is over, whoever holds them meanwhile."""

    __tablename__ = "inbox_matters"
    ownership = "district"
    __table_args__ = (
        UniqueConstraint("kind", "occasion_id"),
        Index(
            "ix_inbox_matters_open", "opened_at", "id", postgresql_where=text("closed_at IS NULL")
        ),
        Index("ix_inbox_matters_about", "about_id", postgresql_where=text("closed_at IS NULL")),
        Index(
            "ix_inbox_matters_ending",
            "closes_at",
            postgresql_where=text("closed_at IS NULL AND closes_at IS NOT NULL"),
        ),
        Index(
            "ix_inbox_matters_closed",
            "closed_at",
            postgresql_where=text("closed_at IS NOT NULL"),
        ),
        CheckConstraint("closed_at >= opened_at", name="in_order"),
    )

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    kind: Mapped[str]
    occasion_id: Mapped[UUID]
    """Which one it is of those about the same thing: of a grid's vacancies, this one."""
    about_kind: Mapped[str]
    about_id: Mapped[UUID]
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime | None]
    """It is over by itself then."""
    closed_at: Mapped[datetime | None]


class MatterOffice(Base):
    """An office that a matter reaches, and what it reads."""

    __tablename__ = "inbox_matter_offices"
    ownership = "district"

    matter_id: Mapped[UUID] = mapped_column(
        ForeignKey("inbox_matters.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(primary_key=True)
    held_at_id: Mapped[UUID] = mapped_column(primary_key=True)
    """The place or grid at which the role is held."""
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    title: Mapped[str]
    text: Mapped[str]

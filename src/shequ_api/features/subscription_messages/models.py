from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

STATES = (
    "'waiting', 'sending', 'sent', 'unsure', 'refused', 'no_credit', 'seen', 'unreachable',"
    " 'stale', 'failed'"
)
MERGES = text("state = 'waiting' AND merges")
"""Word for word in the upsert, too, so that it finds its index."""
UNSPENT = text("answer = 'accept' AND spent_at IS NULL AND void_at IS NULL")


class SubscriptionTemplate(Base, Identified):
    """A template of the mini-program's, and what of ours fills its keys."""

    __tablename__ = "subscription_templates"
    ownership = "global"
    __table_args__ = (
        UniqueConstraint("wechat_template_id"),
        CheckConstraint("merge_minutes BETWEEN 0 AND 120", name="merge_minutes"),
        CheckConstraint("wanted_credits BETWEEN 1 AND 20", name="wanted_credits"),
        CheckConstraint("ask_again_days BETWEEN 1 AND 365", name="ask_again_days"),
        CheckConstraint("(faulty_at IS NULL) = (faulty_errcode IS NULL)", name="faulty"),
    )

    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    wechat_template_id: Mapped[str]
    title: Mapped[str]
    fields: Mapped[list[Any]]
    """WeChat's keys in order: key, source, and the text of a fixed one."""
    page: Mapped[str]
    lasting: Mapped[bool]
    """Open for good once accepted: no accept is used up."""
    merge_minutes: Mapped[int]
    """What is told within these becomes one send."""
    wanted_credits: Mapped[int]
    """How many accepts the mini-program should gather before they are needed."""
    ask_again_days: Mapped[int]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    faulty_at: Mapped[datetime | None]
    """Since when WeChat does not take it; mended by saving it again."""
    faulty_errcode: Mapped[int | None]
    retired_at: Mapped[datetime | None]


class SubscriptionKind(Base):
    """By which template a kind of message is carried out."""

    __tablename__ = "subscription_kinds"
    ownership = "global"

    kind: Mapped[str] = mapped_column(primary_key=True)
    template_id: Mapped[UUID] = mapped_column(ForeignKey("subscription_templates.id"), index=True)


class SubscriptionAnswer(Base):
    """What a person answered when asked for a template; an accept is the credit for one send."""

    __tablename__ = "subscription_answers"
    ownership = "global"
    __table_args__ = (
        Index(
            "ix_subscription_answers_unspent",
            "person_id",
            "template_id",
            "answered_at",
            "report_id",
            postgresql_where=UNSPENT,
        ),
        Index(None, "person_id", "template_id", "answered_at"),
        Index(None, "answered_at"),
        CheckConstraint("answer IN ('accept', 'reject', 'ban', 'filter')", name="answer"),
        CheckConstraint("answer = 'accept' OR spent_at IS NULL", name="spent"),
    )

    report_id: Mapped[UUID] = mapped_column(primary_key=True)
    """Made by the mini-program: sent again, it is the same."""
    template_id: Mapped[UUID] = mapped_column(
        ForeignKey("subscription_templates.id"), primary_key=True
    )
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    answer: Mapped[str]
    answered_at: Mapped[datetime]
    spent_at: Mapped[datetime | None]
    void_at: Mapped[datetime | None]
    """WeChat said that there is no accept left, the person refused since, or its twin counts."""
    pushed: Mapped[bool] = mapped_column(default=False)
    """Told by WeChat itself, and not by the mini-program."""
    twin_id: Mapped[UUID | None]
    """The report that tells of the same tap on the other way: of the two, one counts."""


class SubscriptionSend(Base, Identified):
    """One message to one person's phone, and what came of it."""

    __tablename__ = "subscription_sends"
    ownership = "district"
    __table_args__ = (
        UniqueConstraint("occasion_id", "person_id"),
        Index(
            "uq_subscription_sends_merging",
            "person_id",
            "template_id",
            unique=True,
            postgresql_where=MERGES,
        ),
        Index(
            "ix_subscription_sends_due",
            text("urgent DESC"),
            "due_at",
            "id",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_subscription_sends_broken",
            "claimed_at",
            postgresql_where=text("state = 'sending'"),
        ),
        Index(None, "about_id", "state"),
        Index(None, "told_at"),
        Index(None, "person_id"),
        Index(None, "msgid", postgresql_where=text("msgid IS NOT NULL")),
        CheckConstraint(f"state IN ({STATES})", name="state"),
        CheckConstraint("times > 0", name="told"),
        CheckConstraint(
            "(state IN ('waiting', 'sending')) = (ended_at IS NULL)"
            " AND (state <> 'sending' OR claimed_at IS NOT NULL)",
            name="ended",
        ),
    )

    occasion_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    template_id: Mapped[UUID] = mapped_column(ForeignKey("subscription_templates.id"))
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    kind: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    sender: Mapped[str]
    about_kind: Mapped[str]
    about_id: Mapped[UUID]
    message_id: Mapped[UUID | None]
    """Of the inbox: read there, it need not be sent."""
    number: Mapped[int | None]
    """Of a notice's edition, likewise."""
    merges: Mapped[bool]
    times: Mapped[int] = mapped_column(default=1)
    urgent: Mapped[bool]
    state: Mapped[str]
    told_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None]
    report_id: Mapped[UUID | None]
    """The credit that it uses, with the template."""
    ended_at: Mapped[datetime | None]
    errcode: Mapped[int | None]
    msgid: Mapped[str | None]
    """WeChat's own number of it, by which a push tells later whether it arrived."""


class SubscriptionRound(Base, Identified):
    """A notice's way to all whom it is addressed to, lot by lot."""

    __tablename__ = "subscription_rounds"
    ownership = "district"
    __table_args__ = (
        Index(
            "ix_subscription_rounds_due", "due_at", "id", postgresql_where=text("done_at IS NULL")
        ),
        Index(None, "notice_id"),
        CheckConstraint("(after_since IS NULL) = (after_id IS NULL)", name="begun"),
    )

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id"))
    number: Mapped[int]
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    due_at: Mapped[datetime]
    after_since: Mapped[datetime | None]
    after_id: Mapped[UUID | None]
    """The belonging with which the last lot ended."""
    done_at: Mapped[datetime | None]


class SubscriptionPause(Base):
    """Until when nobody is sent anything, since WeChat takes nothing."""

    __tablename__ = "subscription_pauses"
    ownership = "global"

    app_id: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]
    failures: Mapped[int]
    """In a row."""

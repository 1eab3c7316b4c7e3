from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shequ_api.blocks.workflow.models import Case
from shequ_api.features.partner_settlements.rules import LineKind as LineKind
from shequ_api.kit.model import Base, Identified

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")
DISPUTED = text("disputed_at IS NOT NULL AND decided_at IS NULL")


class SettlementStatement(Base, Identified):
    """What a partner was paid in points in one period, and what it gets for them."""

    __tablename__ = "settlement_statements"
    ownership = "district"
    kept = True
    __table_args__ = (
        *(
            Index(f"ix_settlement_statements_{column}_page", column, "drafted_at", "id")
            for column in ("organisation_id", *SCOPES)
        ),
        Index("ix_settlement_statements_partner_id", "partner_id", "ends_on"),
        ExcludeConstraint(
            ("partner_id", "="),
            (text("daterange(starts_on, ends_on)"), "&&"),
            name="ex_settlement_statements_period",
        ),
        *(
            Index(None, column, postgresql_where=text(f"{column} IS NOT NULL"))
            for column in ("drafted_by_id", "confirmed_by_id", "prepared_by_id", "paid_by_id")
        ),
        CheckConstraint("starts_on < ends_on", name="some_days"),
        CheckConstraint("amount_points >= 0", name="owed"),
        CheckConstraint("worth >= 0", name="worth"),
        CheckConstraint("fen_per_100_points >= 0", name="rate"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed"),
        CheckConstraint("(prepared_at IS NULL) = (prepared_by_id IS NULL)", name="prepared"),
        CheckConstraint("(paid_at IS NULL) = (paid_by_id IS NULL)", name="paid"),
        CheckConstraint("paid_by_id <> prepared_by_id", name="two_persons"),
        CheckConstraint("confirmed_by_id NOT IN (prepared_by_id, paid_by_id)", name="two_sides"),
        CheckConstraint(
            "(closing_transfer_id IS NOT NULL) = (paid_at IS NOT NULL AND amount_points > 0)",
            name="closed",
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("workflow_cases.id"), unique=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """The first day that is not in it any more."""
    fen_per_100_points: Mapped[int]
    """As agreed for its days: there is one rate in a statement."""
    amount_points: Mapped[int] = mapped_column(BigInteger)
    """The sum of its lines."""
    worth: Mapped[int] = mapped_column(BigInteger)
    """Of its lines: points times their rate, in hundredths of a fen."""
    cash_fen: Mapped[int] = mapped_column(BigInteger)
    """What the partner took in cash, less what it gave back: beside the points, never owed."""
    drafted_at: Mapped[datetime]
    drafted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """None: by a clock."""
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    prepared_at: Mapped[datetime | None]
    prepared_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    paid_at: Mapped[datetime | None]
    paid_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    payment_reference: Mapped[str | None]
    """The number of the payment at the bank, or of the receipt."""
    closing_transfer_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("ledger_transfers.id"), unique=True
    )

    case: Mapped[Case] = relationship(lazy="raise")


class SettlementLine(Base, Identified):
    """One transfer of the partner's account, as it stands in a statement."""

    __tablename__ = "settlement_lines"
    ownership = "district"
    kept = True
    __table_args__ = (
        Index("ix_settlement_lines_statement_id_page", "statement_id", "at", "id"),
        Index("ix_settlement_lines_open", "statement_id", postgresql_where=DISPUTED),
        Index(
            "ix_settlement_lines_disputed_by_id",
            "disputed_by_id",
            postgresql_where=text("disputed_by_id IS NOT NULL"),
        ),
        Index(
            "ix_settlement_lines_decided_by_id",
            "decided_by_id",
            postgresql_where=text("decided_by_id IS NOT NULL"),
        ),
        CheckConstraint("points <> 0", name="moves"),
        CheckConstraint("(disputed_at IS NULL) = (disputed_by_id IS NULL)", name="disputed"),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided"),
        CheckConstraint("(decided_at IS NULL) = (upheld IS NULL)", name="upheld"),
        CheckConstraint("decided_at IS NULL OR disputed_at IS NOT NULL", name="asked"),
    )

    statement_id: Mapped[UUID] = mapped_column(ForeignKey("settlement_statements.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    transfer_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)
    kind: Mapped[str]
    about_id: Mapped[UUID]
    """The redemption, sale, stall record, correction or gift; `kind` says which."""
    reason: Mapped[str]
    points: Mapped[int] = mapped_column(BigInteger)
    """Below zero: what the partner gave back, or gave."""
    fen_per_100_points: Mapped[int]
    """A correction has that of the line that it corrects."""
    at: Mapped[datetime]
    disputed_at: Mapped[datetime | None]
    disputed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    dispute_reason: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    upheld: Mapped[bool | None]
    decision_reason: Mapped[str | None]


class SettlementCorrection(Base, Identified):
    """That a line is to count for more or less than it says."""

    __tablename__ = "settlement_corrections"
    ownership = "district"
    kept = True
    __table_args__ = (
        Index("ix_settlement_corrections_line_id", "line_id"),
        Index("ix_settlement_corrections_made_by_id", "made_by_id"),
        Index(
            "ix_settlement_corrections_waiting",
            "partner_id",
            "made_at",
            "id",
            postgresql_where=text("statement_id IS NULL"),
        ),
        CheckConstraint("points <> 0", name="corrects"),
        CheckConstraint("refund_transfer_id IS NULL OR points < 0", name="refunded"),
    )

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    line_id: Mapped[UUID] = mapped_column(ForeignKey("settlement_lines.id"))
    """What it corrects."""
    points: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str | None]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime]
    refund_transfer_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("ledger_transfers.id"), unique=True
    )
    """By which the resident has the points again."""
    statement_id: Mapped[UUID | None] = mapped_column(ForeignKey("settlement_statements.id"))
    """In which it stands as a line; None: it waits for the next."""

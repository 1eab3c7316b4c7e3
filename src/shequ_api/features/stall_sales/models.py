from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified
from shequ_api.kit.shown_codes import ShownCode

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")


class StallSale(Base, Identified):
    """Goods that a stall sold for points, for cash or for both, by the id that its device gave."""

    __tablename__ = "stall_sales"
    ownership = "district"
    kept = True
    __table_args__ = (
        *(
            Index(f"ix_stall_sales_{column}_page", column, "sold_at", "id")
            for column in ("organisation_id", *SCOPES, "person_id")
        ),
        Index("ix_stall_sales_sold_by_id", "sold_by_id"),
        Index(
            "ix_stall_sales_refunded_by_id",
            "refunded_by_id",
            postgresql_where=text("refunded_by_id IS NOT NULL"),
        ),
        CheckConstraint("quantity > 0", name="counted"),
        CheckConstraint("amount_points >= 0 AND amount_fen >= 0", name="priced"),
        CheckConstraint("amount_points + amount_fen > 0", name="not_for_nothing"),
        CheckConstraint("(amount_points > 0) = (transfer_id IS NOT NULL)", name="paid"),
        CheckConstraint("(amount_fen > 0) = (cash_transfer_id IS NOT NULL)", name="cash_noted"),
        CheckConstraint("(refunded_at IS NULL) = (refunded_by_id IS NULL)", name="refunded"),
        CheckConstraint("refunded_at IS NOT NULL OR refund_reason IS NULL", name="reasoned"),
    )

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    goods_id: Mapped[UUID] = mapped_column(ForeignKey("mall_goods.id"))
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("mall_editions.id"))
    title: Mapped[str]
    quantity: Mapped[int]
    amount_points: Mapped[int] = mapped_column(BigInteger)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    """Whose card it was."""
    sold_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    sold_at: Mapped[datetime]
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)
    cash_transfer_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("ledger_transfers.id"), unique=True
    )
    stated_at: Mapped[datetime | None]
    """Since when it stands in a settlement statement: from then on it is corrected there."""
    refunded_at: Mapped[datetime | None]
    refunded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    refund_reason: Mapped[str | None]


class StallCode(Base, ShownCode):
    """The code by which somebody pays at a stall; each has one at most, for minutes, for once."""

    __tablename__ = "stall_codes"
    ownership = "global"

    card: Mapped[str]
    """With which card whoever shows it pays."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shequ_api.kit.model import Base, Identified

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")
_ON_SHELF = text("state = 'on_shelf'")
_IN_REVIEW = text("state = 'in_review'")


class Goods(Base, Identified):
    """Goods or a service of a partner, and how much there is of it."""

    __tablename__ = "mall_goods"
    ownership = "district"
    kept = True
    __table_args__ = (
        *(Index(f"ix_mall_goods_{column}_page", column, "offered_at", "id") for column in SCOPES),
        Index("ix_mall_goods_organisation_id_page", "organisation_id", "offered_at", "id"),
        Index(None, "partner_id"),
        Index(None, "taken_down_by_id", postgresql_where=text("taken_down_by_id IS NOT NULL")),
        Index(
            "ix_mall_goods_shelf_id_page",
            "shelf_id",
            "shelved_at",
            "id",
            postgresql_where=_ON_SHELF,
        ),
        CheckConstraint("kind IN ('goods', 'service')", name="kind"),
        CheckConstraint("state IN ('waiting', 'on_shelf', 'taken_down')", name="state"),
        CheckConstraint("stock_left >= 0", name="stock"),
        CheckConstraint("kind = 'service' OR stock_left IS NOT NULL", name="counted"),
        CheckConstraint("taken >= 0", name="taken"),
        CheckConstraint("(state = 'waiting') = (edition_number IS NULL)", name="approved"),
        CheckConstraint(
            "num_nonnulls(edition_number, shelf_id, shelved_at) IN (0, 3)", name="shelved"
        ),
        CheckConstraint("taken_down_by IN ('partner', 'community')", name="taken_down_by"),
        CheckConstraint(
            "(state = 'taken_down') = (taken_down_at IS NOT NULL)"
            " AND num_nonnulls("
            "taken_down_at, taken_down_by, taken_down_by_id, taken_down_reason) IN (0, 4)",
            name="taken_down",
        ),
    )

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    kind: Mapped[str]
    state: Mapped[str]
    stock_left: Mapped[int | None]
    """How many may still be taken: what orders hold is off already. None: any number."""
    taken: Mapped[int] = mapped_column(default=0)
    """How many orders took, less those that were put back."""
    editions: Mapped[int] = mapped_column(default=1)
    """How many were written."""
    edition_number: Mapped[int | None]
    """Of the edition on the shelf: the last that was approved."""
    shelf_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    """The community or district in which that one is shown."""
    shelved_at: Mapped[datetime | None]
    offered_at: Mapped[datetime]
    taken_down_at: Mapped[datetime | None]
    taken_down_by: Mapped[str | None]
    """Which side: the partner's own, or the community's."""
    taken_down_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    taken_down_reason: Mapped[str | None]


class GoodsEdition(Base, Identified):
    """What is promised of goods. Only its review is written into it later."""

    __tablename__ = "mall_editions"
    ownership = "district"
    kept = True
    __table_args__ = (
        UniqueConstraint("goods_id", "number"),
        Index("uq_mall_editions_goods_id", "goods_id", unique=True, postgresql_where=_IN_REVIEW),
        Index(None, "written_by_id"),
        Index(None, "reviewed_by_id", postgresql_where=text("reviewed_by_id IS NOT NULL")),
        CheckConstraint(
            "state IN ('in_review', 'approved', 'declined', 'withdrawn')", name="state"
        ),
        CheckConstraint(
            "price_points >= 0 AND price_fen >= 0 AND price_points + price_fen > 0", name="priced"
        ),
        CheckConstraint("limit_total > 0 AND limit_day > 0 AND limit_month > 0", name="limits"),
        CheckConstraint("sale_from < sale_until", name="some_time"),
        CheckConstraint("shelf IN ('community', 'district')", name="shelf"),
        CheckConstraint("min_level BETWEEN 0 AND 4", name="level"),
        CheckConstraint(
            "num_nonnulls(least_level, least_level_title) IN (0, 2)", name="least_level"
        ),
        CheckConstraint("pick_up_days BETWEEN 1 AND 90", name="pick_up_days"),
        CheckConstraint(
            "(state IN ('approved', 'declined')) = (reviewed_at IS NOT NULL)"
            " AND (reviewed_at IS NULL) = (reviewed_by_id IS NULL)",
            name="reviewed",
        ),
    )

    goods_id: Mapped[UUID] = mapped_column(ForeignKey("mall_goods.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    number: Mapped[int]
    """1, 2, 3… of the goods."""
    title: Mapped[str]
    description: Mapped[str]
    category: Mapped[str]
    price_points: Mapped[int]
    price_fen: Mapped[int]
    """In cash, at the stall."""
    limit_total: Mapped[int | None]
    limit_day: Mapped[int | None]
    limit_month: Mapped[int | None]
    """How many a person may take: ever, on a day, in a month of the calendar."""
    sale_from: Mapped[datetime | None]
    sale_until: Mapped[datetime | None]
    weekdays: Mapped[list[int] | None] = mapped_column(ARRAY(Integer))
    """ISO 8601: 1 is Monday."""
    month_days: Mapped[list[int] | None] = mapped_column(ARRAY(Integer))
    """Of the month: the day of exchange (积分兑换日). With weekdays too, either will do."""
    shelf: Mapped[str]
    residents_only: Mapped[bool]
    """Only for who is verified to live where it is shown."""
    min_level: Mapped[int]
    """The identity level that a person needs to take it."""
    least_level: Mapped[str | None]
    """The key of the step of the district's card ladder on which a card has to stand at least."""
    least_level_title: Mapped[str | None]
    """How that was called when it was written."""
    pick_up_place: Mapped[str]
    pick_up_hours: Mapped[str]
    pick_up_days: Mapped[int]
    """How long a pick-up code holds."""
    state: Mapped[str]
    written_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    written_at: Mapped[datetime]
    reviewed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    reviewed_at: Mapped[datetime | None]
    review_reason: Mapped[str | None]

    goods: Mapped[Goods] = relationship(lazy="raise")


class EditionPhoto(Base):
    """A photo of goods, in the order in which it is shown."""

    __tablename__ = "mall_edition_photos"
    ownership = "district"
    kept = True

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("mall_editions.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), primary_key=True, index=True)
    position: Mapped[int]
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))

    edition: Mapped[GoodsEdition] = relationship(lazy="raise")


class StockMove(Base, Identified):
    """A stock that somebody counted up or down. Never changed."""

    __tablename__ = "mall_stock_moves"
    ownership = "district"
    append_only = True
    __table_args__ = (
        Index(None, "goods_id", "moved_at", "id"),
        Index(None, "moved_by_id"),
        CheckConstraint("change <> 0", name="moves"),
        CheckConstraint("stock_left >= 0", name="stock"),
        CheckConstraint(
            "reason IN ('supplied', 'counted', 'spoiled', 'returned', 'mistake')", name="reason"
        ),
    )

    goods_id: Mapped[UUID] = mapped_column(ForeignKey("mall_goods.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    change: Mapped[int]
    stock_left: Mapped[int]
    """After it."""
    reason: Mapped[str]
    moved_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    moved_at: Mapped[datetime]

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.base.places.located import Located
from shequ_api.features.need_pools.flow import PoolState
from shequ_api.features.need_pools.rules import PoolSettlement
from shequ_api.features.needs.public import LISTED_BY
from shequ_api.kit.model import Base, Identified

_STATES = ", ".join(f"'{state}'" for state in PoolState)
_SETTLEMENTS = ", ".join(f"'{way}'" for way in PoolSettlement)
STANDING = text("ended_at IS NULL")


class NeedPool(Base, Identified, Located):
    """Many needs as one order. Its state is its case's."""

    __tablename__ = "need_pools"
    ownership = "district"
    kept = True
    __table_args__ = (
        *(
            Index(f"ix_need_pools_{column}_state_page", column, "state", "closes_at", "id")
            for column in LISTED_BY
        ),
        *(Index(f"ix_need_pools_{column}_counted", column, "opened_at") for column in LISTED_BY),
        Index("ix_need_pools_micro_grid_id_page", "micro_grid_id", "closes_at", "id"),
        Index(
            "ix_need_pools_closing",
            *("closes_at", "id"),
            postgresql_where=text("state = 'gathering'"),
        ),
        Index(
            "ix_need_pools_delivered",
            *("delivered_at", "id"),
            postgresql_where=text("state = 'delivered'"),
        ),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint(f"settlement IN ({_SETTLEMENTS})", name="settlement"),
        CheckConstraint("members >= 0 AND units >= 0", name="counted"),
        CheckConstraint("members <= most_members", name="most"),
        CheckConstraint("least_members >= 1 AND least_members <= most_members", name="bounds"),
        CheckConstraint("unit_price_fen >= 0 AND total_price_fen >= 0", name="prices"),
        CheckConstraint(
            "ratings >= 0 AND rating_total BETWEEN ratings AND 5 * ratings", name="ratings"
        ),
    )

    version: Mapped[int] = mapped_column(default=1)
    """Of what the staff say of it; members come and go without another one."""
    category_code: Mapped[str] = mapped_column(ForeignKey("need_categories.code"))
    title: Mapped[str]
    text: Mapped[str]
    terms: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    closes_on: Mapped[date]
    closes_at: Mapped[datetime]
    """The first instant at which nobody joins any more."""
    least_members: Mapped[int]
    most_members: Mapped[int | None]
    settlement: Mapped[str]
    unit_price_fen: Mapped[int | None] = mapped_column(BigInteger)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("workflow_cases.id"), unique=True)
    state: Mapped[str]
    members: Mapped[int]
    """Who is in it; of one that came to nothing, who was in it at last."""
    units: Mapped[int]
    """How many things they want together."""
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    warned_at: Mapped[datetime | None]
    """Since when the staff know that it closes soon."""
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """With whom it was ordered; None: not yet, or the community does it itself."""
    order_text: Mapped[str | None]
    total_price_fen: Mapped[int | None] = mapped_column(BigInteger)
    ordered_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ratings: Mapped[int]
    rating_total: Mapped[int]


class NeedPoolMember(Base, Identified):
    """That somebody is in a pool with a need of theirs, until that ends."""

    __tablename__ = "need_pool_members"
    ownership = "district"
    kept = True
    __table_args__ = (
        Index("uq_need_pool_members_need_id", "need_id", unique=True, postgresql_where=STANDING),
        Index(
            "uq_need_pool_members_person_id",
            *("pool_id", "person_id"),
            unique=True,
            postgresql_where=STANDING,
        ),
        Index("ix_need_pool_members_pool_id_page", "pool_id", "joined_at", "id"),
        Index("ix_need_pool_members_person_id_page", "person_id", "joined_at", "id"),
        CheckConstraint("quantity >= 1", name="quantity"),
        CheckConstraint("end_kind IN ('left', 'released')", name="end_kind"),
        CheckConstraint("(ended_at IS NULL) = (end_kind IS NULL)", name="ended"),
    )

    pool_id: Mapped[UUID] = mapped_column(ForeignKey("need_pools.id"))
    need_id: Mapped[UUID] = mapped_column(ForeignKey("needs.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    quantity: Mapped[int]
    joined_at: Mapped[datetime]
    gathered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """Who took it in; None: they joined by themselves."""
    ended_at: Mapped[datetime | None]
    end_kind: Mapped[str | None]

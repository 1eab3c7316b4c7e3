from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified
from shequ_api.kit.shown_codes import ShownCode

LIVE = text("left_at IS NULL")


class FamilyCard(Base, Identified):
    """Points of a household. Under its row's lock its members come, go and spend."""

    __tablename__ = "family_cards"
    ownership = "district"

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    dwelling_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_accounts.id"), unique=True)
    opened_at: Mapped[datetime]
    dissolved_at: Mapped[datetime | None]


class FamilyMember(Base, Identified):
    """Somebody who pays with a family card, from when until when."""

    __tablename__ = "family_card_members"
    ownership = "district"
    __table_args__ = (
        Index("uq_family_card_members_live", "person_id", unique=True, postgresql_where=LIVE),
        Index(
            "uq_family_card_members_head",
            "family_card_id",
            unique=True,
            postgresql_where=text("is_head"),
        ),
        Index(None, "family_card_id", "joined_at", "id"),
        Index(None, "person_id", "left_at"),
        CheckConstraint("day_limit >= 0 AND month_limit >= 0", name="limited"),
    )

    family_card_id: Mapped[UUID] = mapped_column(ForeignKey("family_cards.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    is_head: Mapped[bool]
    day_limit: Mapped[int | None]
    month_limit: Mapped[int | None]
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class FamilyLine(Base, Identified):
    """Who moved points of a family card, and by which transfer."""

    __tablename__ = "family_card_lines"
    ownership = "district"
    __table_args__ = (
        Index(None, "family_card_id", "person_id", "kind", "at"),
        Index(None, "person_id", "at"),
        CheckConstraint("points > 0", name="moved"),
    )

    family_card_id: Mapped[UUID] = mapped_column(ForeignKey("family_cards.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    kind: Mapped[str]
    points: Mapped[int] = mapped_column(BigInteger)
    transfer_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)
    at: Mapped[datetime]


class FamilyHold(Base):
    """Who had points of a family card set aside: they are spent once the hold is posted."""

    __tablename__ = "family_card_holds"
    ownership = "district"
    __table_args__ = (
        Index(None, "family_card_id", "person_id", "at"),
        Index(None, "person_id", "at"),
        CheckConstraint("points > 0", name="held"),
    )

    hold_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_holds.id"), primary_key=True)
    family_card_id: Mapped[UUID] = mapped_column(ForeignKey("family_cards.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    points: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]


class FamilyCode(Base, ShownCode):
    """The code by which the head of a family card lets somebody in."""

    __tablename__ = "family_card_codes"
    ownership = "global"

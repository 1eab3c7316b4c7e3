"""Custom roles: permission sets that places have of their own, beside the roles of the tables."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified, Versioned

LEVELS = ("city_id", "district_id", "subdistrict_id", "community_id")


class CustomRole(Base, Identified, Versioned):
    """A permission set of a place's or organisation's own; a change acts on the next request."""

    __tablename__ = "custom_roles"
    ownership = "global"
    kept = True
    __table_args__ = (
        *(Index(f"ix_custom_roles_{column}_page", column, "created_at", "id") for column in LEVELS),
        CheckConstraint("cardinality(permissions) > 0", name="some_permissions"),
    )

    title: Mapped[str]
    held_kind: Mapped[str]
    """The kind of place or grid at which it is held."""
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    owner_kind: Mapped[str]
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """Whose it is: it is held there, or at what lies in there."""
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """Whose people hold it, where not everybody may."""
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    created_at: Mapped[datetime]
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    retired_at: Mapped[datetime | None]
    """Its postings give nothing from then on; it never comes back."""


class CustomRoleEdition(Base):
    """A custom role as it was from one change to the next. Never changed."""

    __tablename__ = "custom_role_editions"
    ownership = "global"
    append_only = True

    role_id: Mapped[UUID] = mapped_column(ForeignKey("custom_roles.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    retired: Mapped[bool]
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))

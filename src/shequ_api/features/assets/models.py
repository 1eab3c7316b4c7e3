from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ENUM
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.base.places.located import Located
from shequ_api.base.places.models import CoordinateSystem
from shequ_api.kit.model import Base, Identified

SCOPES = (
    "city_id",
    "district_id",
    "subdistrict_id",
    "community_id",
    "compound_id",
    "general_grid_id",
    "micro_grid_id",
)
INSPECTED_BY = ("district_id", "subdistrict_id", "community_id", "general_grid_id", "micro_grid_id")
DUE = text("inspect_by IS NOT NULL AND state <> 'removed'")


class AssetKind(Base):
    """What sorts of assets there are, and what is noted of each sort."""

    __tablename__ = "asset_kinds"
    ownership = "global"
    kept = True

    code: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    prefix: Mapped[str] = mapped_column(unique=True)
    """In the codes of its assets; never changed."""
    fields: Mapped[list[Any]]
    """The attributes, as fields of the forms block."""
    position: Mapped[int]
    """Order in lists."""
    retired_at: Mapped[datetime | None]


class AssetNumber(Base):
    """The last number given in a community to assets of a kind; under its row codes are made."""

    __tablename__ = "asset_numbers"
    ownership = "district"
    kept = True

    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    kind_code: Mapped[str] = mapped_column(ForeignKey("asset_kinds.code"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    last_number: Mapped[int]


class Asset(Base, Identified, Located):
    """A fixed thing: what it is, where, since when, and until when it is to be looked at."""

    __tablename__ = "assets"
    ownership = "district"
    kept = True
    __table_args__ = (
        UniqueConstraint("code"),
        *(Index(f"ix_assets_{column}_page", column, "code") for column in SCOPES),
        *(
            Index(f"ix_assets_{column}_due", column, "inspect_by", "id", postgresql_where=DUE)
            for column in INSPECTED_BY
        ),
        Index(None, "place_id"),
        CheckConstraint("state IN ('in_service', 'out_of_service', 'removed')", name="state"),
        CheckConstraint(
            "(longitude IS NULL) = (latitude IS NULL)"
            " AND (longitude IS NULL) = (coordinate_system IS NULL)",
            name="whole_position",
        ),
    )

    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    code: Mapped[str]
    """Made here and never given again: the row stays when the thing is gone."""
    kind_code: Mapped[str] = mapped_column(ForeignKey("asset_kinds.code"))
    label: Mapped[str | None]
    """What is painted on it, or how people call it."""
    attributes: Mapped[dict[str, Any]]
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    coordinate_system: Mapped[CoordinateSystem | None] = mapped_column(
        ENUM(
            CoordinateSystem,
            name="coordinate_system",
            values_callable=lambda members: [m.value for m in members],
        )
    )
    state: Mapped[str]
    installed_on: Mapped[date | None]
    inspect_by: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))


class AssetRecord(Base, Identified):
    """One line of an asset's history. Never changed."""

    __tablename__ = "asset_records"
    ownership = "district"
    append_only = True
    __table_args__ = (
        Index(None, "asset_id", "recorded_at", "id"),
        Index(
            "uq_asset_records_source",
            "asset_id",
            "source_kind",
            "source_id",
            "kind",
            unique=True,
            postgresql_where=text("source_id IS NOT NULL"),
        ),
    )

    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    kind: Mapped[str]
    """registered, changed, state, inspected; or the word of another feature."""
    text: Mapped[str]
    facts: Mapped[dict[str, Any]]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    source_kind: Mapped[str | None]
    source_id: Mapped[UUID | None]
    """The ticket, inspection … it tells of; each tells once of an asset under one kind."""
    recorded_at: Mapped[datetime]


class AssetPhoto(Base):
    """A photo of an asset."""

    __tablename__ = "asset_photos"
    ownership = "district"

    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    position: Mapped[int]

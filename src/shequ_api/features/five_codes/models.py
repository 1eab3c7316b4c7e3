from datetime import datetime
from enum import IntEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.base.places.models import PlaceKind
from shequ_api.kit.model import Base, Identified


class Layer(IntEnum):
    """Whose catalogue lies over whose: the greater one over the smaller."""

    DISTRICT = 1
    SUBDISTRICT = 2
    COMMUNITY = 3


LAYERS = {
    PlaceKind.DISTRICT: Layer.DISTRICT,
    PlaceKind.SUBDISTRICT: Layer.SUBDISTRICT,
    PlaceKind.COMMUNITY: Layer.COMMUNITY,
}


class Catalogue(Base, Identified):
    """What a place offers: as it is being written, and as it was published last."""

    __tablename__ = "five_code_catalogues"
    ownership = "district"
    kept = True
    __table_args__ = (
        CheckConstraint("layer BETWEEN 1 AND 3", name="layer"),
        CheckConstraint("(published IS NULL) = (edition = 0)", name="editions"),
    )

    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), unique=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    layer: Mapped[int]
    draft: Mapped[dict[str, Any]]
    """`CatalogueContent`, as JSON."""
    drafted_at: Mapped[datetime]
    drafted_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    edition: Mapped[int] = mapped_column(default=0)
    """The number of what is published; 0: nothing yet."""
    published: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    published_at: Mapped[datetime | None]


class CatalogueEdition(Base, Identified):
    """A catalogue as it was published. Never changed."""

    __tablename__ = "five_code_editions"
    ownership = "district"
    append_only = True
    __table_args__ = (UniqueConstraint("catalogue_id", "number"),)

    catalogue_id: Mapped[UUID] = mapped_column(ForeignKey("five_code_catalogues.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    published_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)

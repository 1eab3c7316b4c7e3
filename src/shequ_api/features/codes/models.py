from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.base.places.located import Located
from shequ_api.kit.ids import new_id
from shequ_api.kit.model import Base, Identified


class CodePurpose(StrEnum):
    """What a code is for. A place may have one live code of each."""

    PLACE = "place"
    """At the door: the landing for everybody."""
    PATROL_POINT = "patrol_point"
    """Where rounds pass inside (a pump room, a roof): evidence of a check-in, and a landing too."""


PURPOSE_TITLES = {CodePurpose.PLACE: "楼栋码", CodePurpose.PATROL_POINT: "巡查点码"}
SCOPES = ("district_id", "community_id", "compound_id", "general_grid_id", "micro_grid_id")
FAR = text("far > 0")
"""Word for word, so that its indexes serve."""
COUNT_SCOPES = ("subdistrict_id", *(scope for scope in SCOPES if scope != "compound_id"))


class CodeState(StrEnum):
    LIVE = "live"
    SUPERSEDED = "superseded"
    """Replaced: what is still printed leads to the place's live code."""
    REVOKED = "revoked"


class PlaceCode(Base, Identified, Located):
    """A code of a place. The printed text is made anew from version and nonce, and kept nowhere."""

    __tablename__ = "place_codes"
    ownership = "district"
    __table_args__ = (
        *(Index(f"ix_place_codes_{column}_page", column, "issued_at", "id") for column in SCOPES),
        Index(
            "uq_place_codes_live",
            "place_id",
            "purpose",
            unique=True,
            postgresql_where=text("state = 'live'"),
        ),
        Index(None, "place_id", "issued_at"),
        CheckConstraint("state IN ('live', 'superseded', 'revoked')", name="state"),
        CheckConstraint("(state = 'revoked') = (revoked_at IS NOT NULL)", name="revoked"),
        CheckConstraint("octet_length(nonce) = 8", name="nonce"),
    )

    purpose: Mapped[str]
    nonce: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    key_version: Mapped[str]
    """The first character of the printed text: under which key it was signed."""
    short_number: Mapped[str] = mapped_column(unique=True)
    """Eight signs under the code, for who reads it out on the phone. No secret."""
    state: Mapped[str] = mapped_column(default=CodeState.LIVE)
    successor_id: Mapped[UUID | None] = mapped_column(ForeignKey("place_codes.id"))
    issued_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    issued_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    revoked_for: Mapped[str | None]
    far_alarmed_at: Mapped[datetime | None]
    """When it was last told that it is scanned again and again far from its place."""


class Scan(Base):
    """That a code was scanned: as what, never by whom.

    No foreign keys: each would lock rows that all scans of a place share, and what they would point
    at is never deleted.
    """

    __tablename__ = "scans"
    ownership = "district"
    append_only = True
    monthly = "scanned_at"
    months_kept = 13
    __table_args__ = (
        Index(None, "place_id", "scanned_at"),
        Index(None, "scanned_at", postgresql_using="brin"),
        {"postgresql_partition_by": "RANGE (scanned_at)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    scanned_at: Mapped[datetime] = mapped_column(primary_key=True)
    code_id: Mapped[UUID]
    """The code as it was printed, which may be superseded."""
    place_id: Mapped[UUID]
    district_id: Mapped[UUID]
    community_id: Mapped[UUID]
    role: Mapped[str | None]
    """The role acted under; none where nobody was signed in."""
    distance_metres: Mapped[int | None]
    """Between the phone and the place, where the phone told."""


class ScanCount(Base, Located):
    """How often a code was scanned in an hour, and how often far from its place."""

    __tablename__ = "scan_counts"
    ownership = "district"
    __table_args__ = (
        *(Index(f"ix_scan_counts_{it}_page", it, "hour", "place_id") for it in COUNT_SCOPES),
        *(
            Index(f"ix_scan_counts_{it}_far", it, "hour", "code_id", postgresql_where=FAR)
            for it in COUNT_SCOPES
        ),
    )

    hour: Mapped[datetime] = mapped_column(primary_key=True)
    """Its beginning; an hour begins with an hour in China, too."""
    code_id: Mapped[UUID] = mapped_column(ForeignKey("place_codes.id"), primary_key=True)
    scans: Mapped[int]
    far: Mapped[int]
    farthest_metres: Mapped[int | None]

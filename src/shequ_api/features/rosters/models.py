from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.base.places.located import Located
from shequ_api.kit.model import Base, Identified

LISTED_BY = ("subdistrict_id", "community_id", "micro_grid_id")
SHOWN_BY = ("compound_id", "building_id")


class RosterEntry(Base, Identified, Located):
    """One resident of one building, in a role, as they agreed to be shown. Its place is the
    building."""

    __tablename__ = "roster_entries"
    ownership = "district"
    __table_args__ = (
        *(
            Index(f"ix_roster_entries_{column}_page", column, "proposed_at", "id")
            for column in LISTED_BY
        ),
        *(
            Index(f"ix_roster_entries_{column}_state", column, "state", "proposed_at", "id")
            for column in LISTED_BY
        ),
        *(
            Index(
                f"ix_roster_entries_{column}_shown",
                column,
                "consented_at",
                "id",
                postgresql_where=text("state = 'shown'"),
            )
            for column in SHOWN_BY
        ),
        Index(
            "uq_roster_entries_live",
            "person_id",
            "place_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_roster_entries_person_id_page", "person_id", "proposed_at", "id"),
        Index("ix_roster_entries_over", "ended_at", postgresql_where=text("ended_at IS NOT NULL")),
        Index(
            "ix_roster_entries_lapsing",
            "proposed_at",
            postgresql_where=text("state = 'proposed'"),
        ),
        CheckConstraint(
            "role IN ('party_member', 'group_leader', 'branch_secretary', 'building_steward')",
            name="role",
        ),
        CheckConstraint(
            "state IN ('proposed', 'shown', 'declined', 'withdrawn', 'removed', 'left')",
            name="state",
        ),
        # Nobody is shown without a word of their own.
        CheckConstraint("state <> 'shown' OR consented_at IS NOT NULL", name="consented"),
        CheckConstraint(
            "(consented_at IS NULL) = (consent_version IS NULL)"
            " AND (consented_at IS NULL) = (name_shown IS NULL)",
            name="agreed_to",
        ),
        CheckConstraint("(state IN ('proposed', 'shown')) = (ended_at IS NULL)", name="ended"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    role: Mapped[str]
    pledge: Mapped[str]
    """What they promise their neighbours (承诺)."""
    service: Mapped[str | None]
    """What they offer them."""
    state: Mapped[str]
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    consented_at: Mapped[datetime | None]
    consent_version: Mapped[int | None]
    name_shown: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
    """In the office's words, where it removed the entry."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, LargeBinary, and_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, synonym

from shequ_api.base.people.models import Person
from shequ_api.base.places.located import Located
from shequ_api.kit.model import Base, Identified


class Belonging(StrEnum):
    """As what somebody belongs to a dwelling."""

    OWNER = "owner"
    TENANT = "tenant"
    FAMILY = "family"
    FLOATING = "floating_resident"


LIVING_THERE = frozenset({Belonging.TENANT, Belonging.FAMILY, Belonging.FLOATING})
"""Without owning. Neighbours can tell, and the owner decides; who owns, the register or a grid
worker at the door must tell."""


class VerificationMeans(StrEnum):
    """On whose word a residency counts."""

    REGISTER = "register"
    INVITATION = "invitation"
    """Somebody who lives in the same dwelling."""
    VOUCHES = "vouches"
    """Neighbours of the same building."""
    DOOR = "door"
    """A grid worker."""


class ResidencyState(StrEnum):
    WAITING = "waiting"
    VERIFIED = "verified"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    """Nobody answered the claim in time."""
    LEFT = "left"
    REMOVED = "removed"
    PLACE_ENDED = "place_ended"
    """The dwelling was demolished."""


LISTED_BY = ("community_id", "general_grid_id", "micro_grid_id")
WAITING = "verified_at IS NULL AND ends_on IS NULL"
ENDED = "ends_on IS NOT NULL"


class Residency(Base, Identified, Located):
    """Who belongs to which dwelling, from when, as what; it counts once it is verified."""

    __tablename__ = "residencies"
    ownership = "global"
    __table_args__ = (
        *(
            Index(f"ix_residencies_{column}_page", column, "claimed_at", "id")
            for column in LISTED_BY
        ),
        # Few of very many: without these, a page of them would read the whole community.
        *(
            Index(
                f"ix_residencies_{column}_{name}",
                column,
                "claimed_at",
                "id",
                postgresql_where=text(condition),
            )
            for column in LISTED_BY
            for name, condition in (("waiting", WAITING), ("ended", ENDED))
        ),
        Index("ix_residencies_expiring", "claimed_at", postgresql_where=text(WAITING)),
        Index(
            "uq_residencies_live",
            "person_id",
            "place_id",
            unique=True,
            postgresql_where=text("ends_on IS NULL"),
        ),
        Index(None, "place_id"),
        Index(None, "person_id", "claimed_at", "id"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    dwelling_id: Mapped[UUID] = synonym("place_id")
    belonging: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """The first day on which it is over: of a claim that came to nothing too."""
    claimed_at: Mapped[datetime]
    claimed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """Who claimed it in the person's name, by a mandate."""
    verified_at: Mapped[datetime | None]
    verified_by_means: Mapped[str | None]
    verified_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """The grid worker, the one who invited, the last who vouched; nobody for the register."""
    end_kind: Mapped[str | None]
    end_reason: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise")

    @property
    def state(self) -> ResidencyState:
        if self.ends_on is not None:
            return ResidencyState(self.end_kind or ResidencyState.LEFT)
        verified = self.verified_at is not None
        return ResidencyState.VERIFIED if verified else ResidencyState.WAITING


class ResidencyInvitation(Base, Identified):
    """A code by which somebody of a dwelling lets another one in; works once, for a week."""

    __tablename__ = "residency_invitations"
    ownership = "global"

    dwelling_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    inviter_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    code_kept: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    """The keyed form; the code itself is shown once, to the one who invites."""
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    redeemed_at: Mapped[datetime | None]
    residency_id: Mapped[UUID | None] = mapped_column(ForeignKey("residencies.id"))
    revoked_at: Mapped[datetime | None]


class ResidencyVouch(Base):
    """A neighbour's word that somebody lives in a dwelling of the same building."""

    __tablename__ = "residency_vouches"
    ownership = "global"
    __table_args__ = (Index(None, "voucher_id", "vouched_at"),)

    residency_id: Mapped[UUID] = mapped_column(ForeignKey("residencies.id"), primary_key=True)
    voucher_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    dwelling_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """Where the one who vouches lives: of one dwelling, one word counts."""
    vouched_at: Mapped[datetime]


def lives_in(person_id: UUID, on: date) -> ColumnElement[bool]:
    """A person's residencies that count on a day: begun, verified, and not over."""
    return and_(
        Residency.person_id == person_id,
        Residency.verified_at.is_not(None),
        Residency.starts_on <= on,
        Residency.ends_on.is_(None),
    )

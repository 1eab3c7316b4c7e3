from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, synonym

from shequ_api.base.places.models import Grid, Place
from shequ_api.kit.model import Base, Identified


class Person(Base, Identified):
    """A human being. The phone is sealed; equality is searched by its blind index."""

    __tablename__ = "persons"
    ownership = "global"

    name: Mapped[str | None]
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    """The same human being's other account, which has become the only one. Never two hops long."""


class WeChatAccount(Base, Identified):
    """An openid of one mini-program."""

    __tablename__ = "wechat_accounts"
    ownership = "global"
    __table_args__ = (UniqueConstraint("app_id", "openid"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    app_id: Mapped[str]
    openid: Mapped[str]
    unionid: Mapped[str | None] = mapped_column(index=True)
    created_at: Mapped[datetime]


class LoginSession(Base, Identified):
    """One sign-in: a family of refresh tokens, of which only the newest generation is good."""

    __tablename__ = "login_sessions"
    ownership = "global"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    generation: Mapped[int] = mapped_column(default=1)
    rotated_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_for: Mapped[str | None]


class RevokedToken(Base):
    """An access token that was logged out before its end, by `jti`, never by its text."""

    __tablename__ = "revoked_tokens"
    ownership = "global"

    token_id: Mapped[UUID] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class PartnerKind(StrEnum):
    INDIVIDUAL = "individual"
    GROUP = "group"
    BUSINESS = "business"


SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")


class Organisation(Base, Identified):
    """A partner, a firm, a station: whom a posting may stand for."""

    __tablename__ = "organisations"
    ownership = "global"
    __table_args__ = tuple(
        Index(f"ix_organisations_{column}_page", column, "created_at", "id") for column in SCOPES
    )

    name: Mapped[str]
    partner_kind: Mapped[str]
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Duty(StrEnum):
    """Of the workers of one grid: who leads, and who helps."""

    LEAD = "lead"
    DEPUTY = "deputy"


class Posting(Base, Identified):
    """A person's dated role at a place or a grid; half-open, in China's calendar days."""

    __tablename__ = "postings"
    ownership = "global"
    __table_args__ = (
        CheckConstraint("(place_id IS NULL) <> (grid_id IS NULL)", name="one_scope"),
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="some_days"),
        ExcludeConstraint(
            ("person_id", "="),
            ("role", "="),
            (text("coalesce(place_id, grid_id)"), "="),
            (text("daterange(starts_on, ends_on)"), "&&"),
            name="ex_postings_same",
            where=text("ended_at IS NULL"),
        ),
        ExcludeConstraint(
            ("grid_id", "="),
            (text("daterange(starts_on, ends_on)"), "&&"),
            name="ex_postings_lead",
            where=text("ended_at IS NULL AND duty = 'lead' AND covers_id IS NULL"),
        ),
        CheckConstraint("(role = 'custom') = (custom_role_id IS NOT NULL)", name="custom_named"),
        Index(None, "custom_role_id", postgresql_where=text("custom_role_id IS NOT NULL")),
        CheckConstraint("duty IN ('lead', 'deputy')", name="duty"),
        CheckConstraint("duty IS NULL OR grid_id IS NOT NULL", name="duty_at_a_grid"),
        *(Index(f"ix_postings_{column}_page", column, "granted_at", "id") for column in SCOPES),
        Index(
            "ix_postings_last_day",
            "ends_on",
            postgresql_where=text(
                "end_announced_at IS NULL AND ended_at IS NULL AND ends_on IS NOT NULL"
            ),
        ),
        Index(None, "covers_id", postgresql_where=text("covers_id IS NOT NULL")),
        # Read by every request; the exclusion above would serve too, by many more pages.
        Index(None, "person_id", postgresql_where=text("ended_at IS NULL")),
        Index(None, "grid_id", postgresql_where=text("grid_id IS NOT NULL")),
        Index(None, "place_id", postgresql_where=text("place_id IS NOT NULL")),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    role: Mapped[str]
    custom_role_id: Mapped[UUID | None] = mapped_column(ForeignKey("custom_roles.id"))
    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    grid_id: Mapped[UUID | None] = mapped_column(ForeignKey("grids.id"))
    # In the scope of a grid or compound lie the postings held at it.
    micro_grid_id: Mapped[UUID | None] = synonym("grid_id")
    general_grid_id: Mapped[UUID | None] = synonym("grid_id")
    compound_id: Mapped[UUID | None] = synonym("place_id")
    held_kind: Mapped[str]
    """The kind of that place or grid: with the role it tells the scope."""
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    duty: Mapped[str | None]
    covers_id: Mapped[UUID | None] = mapped_column(ForeignKey("postings.id"))
    """The posting of somebody absent, whose work this one does for some days (代班)."""
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    granted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    granted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """Taken back before its last day; acts on the next request."""
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    end_announced_at: Mapped[datetime | None]
    """When others were told, once, that it is over."""

    place: Mapped[Place | None] = relationship(foreign_keys=[place_id], lazy="raise")
    grid: Mapped[Grid | None] = relationship(foreign_keys=[grid_id], lazy="raise")
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise")

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, FetchedValue, ForeignKey, Index, LargeBinary, false, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from shequ_api.base.places.located import Located
from shequ_api.blocks.workflow.models import Case
from shequ_api.kit.model import Base, Identified

SCOPES = (
    "city_id",
    "district_id",
    "subdistrict_id",
    "community_id",
    "compound_id",
    "general_grid_id",
    "micro_grid_id",
    "reporter_id",
    "assignee_id",
)
ARBITRATED_BY = ("city_id", "district_id", "subdistrict_id")
WORKED_BY = tuple(column for column in SCOPES if column != "reporter_id")
BROAD = TRIAGED_BY = ("city_id", "district_id", "subdistrict_id", "community_id")
"""In the smaller ones there are few enough to be looked through."""
_BY_STATE = ("state", "created_at", "id")
_BY_SERVICE = ("service_code", *_BY_STATE)


class Service(Base):
    """A category of tickets (诉求分类)."""

    __tablename__ = "ticket_services"
    ownership = "global"

    code: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    description: Mapped[str]
    position: Mapped[int]
    """Order in lists."""
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"), index=True)
    """The district that keeps it for itself; None: for all."""
    group_code: Mapped[str | None] = mapped_column(ForeignKey("ticket_services.code"))
    """The category under which it is shown."""
    icon: Mapped[str | None]
    private_by_default: Mapped[bool] = mapped_column(default=False, server_default="false")
    emergency: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Nobody is kept from reporting it, however often."""
    form_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("form_versions.id"))
    """What is asked beside the text, in its present version; None: nothing."""
    retired_at: Mapped[datetime | None]


class Ticket(Base, Identified, Located):
    """What somebody asks of the community. Its state is its case's."""

    __tablename__ = "tickets"
    ownership = "district"
    __table_args__ = (
        *(Index(f"ix_tickets_{column}_page", column, "created_at", "id") for column in SCOPES),
        Index(
            "ix_tickets_filed_by_id_page",
            "filed_by_id",
            "created_at",
            "id",
            postgresql_where=text("filed_by_id IS NOT NULL"),
        ),
        *(
            Index(
                f"ix_tickets_{column}_awaiting",
                column,
                "created_at",
                "id",
                postgresql_where=text("awaits_place"),
            )
            for column in TRIAGED_BY
        ),
        *(
            Index(
                f"ix_tickets_{column}_uncategorised",
                column,
                "created_at",
                "id",
                postgresql_where=text("awaits_service"),
            )
            for column in TRIAGED_BY
        ),
        Index(
            "ix_tickets_reporter_index_page",
            "reporter_index",
            "created_at",
            "id",
            postgresql_where=text("reporter_index IS NOT NULL"),
        ),
        *(
            Index(
                f"ix_tickets_{column}_arbitrated",
                column,
                "created_at",
                "id",
                postgresql_where=text("awaits_arbitration"),
            )
            for column in ARBITRATED_BY
        ),
        Index(
            "ix_tickets_merged_into_id",
            "merged_into_id",
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
        *(
            Index(
                f"ix_tickets_{column}_due",
                column,
                "due_at",
                "id",
                postgresql_include=["state", "service_code", "assignee_id", "created_at"],
                postgresql_where=text("ended_at IS NULL"),
            )
            for column in WORKED_BY
        ),
        Index(
            "ix_tickets_district_id_open",
            "district_id",
            "id",
            postgresql_where=text("ended_at IS NULL"),
        ),
        *(Index(f"ix_tickets_{column}_state", column, *_BY_STATE) for column in BROAD),
        *(Index(f"ix_tickets_{column}_service", column, *_BY_SERVICE) for column in BROAD),
        *(
            Index(
                f"ix_tickets_{column}_substate",
                *(column, "substate_id", "created_at", "id"),
                postgresql_where=text("substate_id IS NOT NULL"),
            )
            for column in BROAD
        ),
        Index(
            "ix_tickets_district_id_sealed",
            "district_id",
            "ended_at",
            postgresql_where=text("reporter_sealed IS NOT NULL"),
        ),
        Index("ix_tickets_asset_id", "asset_id", postgresql_where=text("asset_id IS NOT NULL")),
        Index("uq_tickets_source", "source_kind", "source_id", unique=True),
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
        CheckConstraint(
            "anonymous = (reporter_sealed IS NOT NULL OR seal_ended_at IS NOT NULL)"
            " AND (reporter_sealed IS NULL) = (reporter_index IS NULL)"
            " AND (reporter_sealed IS NULL OR seal_ended_at IS NULL)"
            " AND NOT (anonymous AND (reporter_id IS NOT NULL OR filed_by_id IS NOT NULL))",
            name="sealed_reporter",
        ),
    )

    service_code: Mapped[str] = mapped_column(ForeignKey("ticket_services.code"))
    number: Mapped[str] = mapped_column(unique=True, server_default=FetchedValue())
    """By which people speak of it (诉求编号): the day in China, a serial number, a check digit."""
    text: Mapped[str]
    private: Mapped[bool]
    """Shown to the reporter and the handlers only, never in public lists."""
    reporter_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """None: sealed, or of somebody without an account, for whom `filed_by_id` entered it."""
    anonymous: Mapped[bool] = mapped_column(default=False, server_default="false")
    reporter_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of an anonymous ticket: the reporter's id, under the field key."""
    reporter_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    """By which the reporter of an anonymous ticket, and nobody else, finds it."""
    seal_ended_at: Mapped[datetime | None]
    """Since when both are gone: whose it was nobody can tell."""
    filed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """Who filed it in the reporter's name, by a mandate or at a counter."""
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    source_kind: Mapped[str]
    source_id: Mapped[UUID | None]
    """What it came from, where that is a record of ours; one record makes one ticket."""
    asset_id: Mapped[UUID | None] = mapped_column(ForeignKey("assets.id"))
    """The asset that it is about."""
    awaits_place: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Somebody of the community is to say where exactly it belongs; until it has ended."""
    awaits_service: Mapped[bool] = mapped_column(default=False, server_default="false")
    """No category was named: somebody of the community is to say which; until it has ended."""
    bounces: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often it was given back as nobody's duty, or handed on to another community."""
    awaits_arbitration: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Those above say who handles it: until then it is given to nobody; until it has ended."""
    bound: Mapped[bool] = mapped_column(default=False, server_default="false")
    """They said it: it is given back no more without a new fact."""
    urges: Mapped[int] = mapped_column(default=0, server_default="0")
    supervisions: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often those who ordered urged it, and those above supervised it."""
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"))
    """The lead ticket (并单) under which it is handled now."""
    case_id: Mapped[UUID] = mapped_column(ForeignKey("workflow_cases.id"), unique=True)
    state: Mapped[str] = mapped_column(server_default=FetchedValue())
    """Its case's, copied by the database (0054) for the indexes of lists: right when committed."""
    substate_id: Mapped[UUID | None]
    """How far it is within its state, in its place's words (`ticket_substates`)."""
    subtasks: Mapped[int] = mapped_column(default=0, server_default="0")
    subtasks_done: Mapped[int] = mapped_column(default=0, server_default="0")
    """Parts of its work that stand, and those of them that are done."""
    open_subtasks: Mapped[int] = mapped_column(default=0, server_default="0")
    """Required parts that are not done: it is not settled before."""
    score: Mapped[int | None]
    due_at: Mapped[datetime | None]
    """When the next thing is due of those that it still waits for; kept by its clocks."""
    ended_at: Mapped[datetime | None]
    """Since when nobody is to do anything about it; None: open."""
    created_at: Mapped[datetime]

    case: Mapped[Case] = relationship(lazy="raise")
    helped: Mapped[bool] = query_expression(false())
    """Whether whoever loaded it helps with it: no column, known where it was asked for."""


class TicketHelper(Base, Identified):
    """That somebody helps whoever has a ticket (协办), from being asked until it is over."""

    __tablename__ = "ticket_helpers"
    ownership = "district"
    __table_args__ = (
        Index(
            "uq_ticket_helpers_open",
            "person_id",
            "ticket_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "ticket_id", "asked_at", "id"),
        Index(None, "person_id", "asked_at"),
        CheckConstraint(
            "(ended_at IS NULL) = (end_kind IS NULL)"
            " AND (ended_at IS NOT NULL OR num_nonnulls(end_reason, ended_by_id) = 0)",
            name="ended",
        ),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    request: Mapped[str | None]
    """With what they were asked to help, beside their parts."""
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_kind: Mapped[str | None]
    end_reason: Mapped[str | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    """None: by itself, since the ticket ended or went elsewhere, or they left office."""


class TicketPhoto(Base):
    """A photo on a ticket, with the slip that it belongs to."""

    __tablename__ = "ticket_photos"
    ownership = "district"

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    step: Mapped[str]
    position: Mapped[int]

    ticket: Mapped[Ticket] = relationship(lazy="raise")

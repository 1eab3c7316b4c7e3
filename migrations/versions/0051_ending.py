"""Ratings, reopening, merges and incidents."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0051"
down_revision: str | None = "0050"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = (
    "ticket_supports",
    "ticket_merges",
    "ticket_splits",
    "ticket_spots",
    "ticket_ratings",
    "ticket_rating_refusals",
    "ticket_endings",
    "ticket_ending_rules",
    "return_visits",
    "quality_samples",
    "quality_checks",
    "incidents",
    "incident_areas",
    "incident_links",
)


ENDINGS = """
    INSERT INTO ticket_endings (ticket_id, district_id, community_id, settled_at, reminders,
                                remind_at, archive_at)
    SELECT t.id, t.district_id, t.community_id, last.at, 0, NULL,
           greatest(last.at + interval '15 days', now() + interval '1 day')
    FROM tickets t JOIN workflow_cases c ON c.id = t.case_id
    CROSS JOIN LATERAL (
        SELECT max(taken_at) AS at FROM workflow_steps s
        WHERE s.case_id = t.case_id AND s.step = 'settle'
    ) last
    WHERE c.state IN ('settled', 'rated') AND last.at IS NOT NULL"""
"""What is settled already is archived by the clock like the rest, and asked for by nobody."""

RATINGS = """
    INSERT INTO ticket_ratings (id, ticket_id, district_id, round, person_id, relation, score,
                                comment, rated_at, changed_at)
    SELECT gen_random_uuid(), t.id, t.district_id, 1, t.reporter_id, 'reporter',
           (s.facts ->> 'score')::int, s.note, s.taken_at, s.taken_at
    FROM tickets t JOIN workflow_steps s ON s.case_id = t.case_id AND s.step = 'rate'
    WHERE s.facts ->> 'score' ~ '^[1-5]$' AND t.reporter_id IS NOT NULL
    ON CONFLICT DO NOTHING"""


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _at(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _id(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _int(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    op.add_column("tickets", _id("merged_into_id", nullable=True))
    op.create_foreign_key(
        op.f("fk_tickets_merged_into_id"), "tickets", "tickets", ["merged_into_id"], ["id"]
    )
    op.create_index(
        "ix_tickets_merged_into_id",
        "tickets",
        ["merged_into_id"],
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    _ticket_supports()
    _ticket_merges()
    _ticket_splits()
    _ticket_spots()
    _ticket_ratings()
    _ticket_rating_refusals()
    _ticket_endings()
    _ticket_ending_rules()
    _return_visits()
    _quality_samples()
    _quality_checks()
    _incidents()
    _incident_areas()
    _incident_links()
    op.execute(ENDINGS)
    op.execute(RATINGS)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_index("ix_tickets_merged_into_id", "tickets")
    op.drop_constraint(op.f("fk_tickets_merged_into_id"), "tickets", type_="foreignkey")
    op.drop_column("tickets", "merged_into_id")


def _ticket_supports() -> None:
    table = "ticket_supports"
    op.create_table(
        table,
        _id("ticket_id"),
        _id("person_id"),
        _id("district_id"),
        _text("kind"),
        _at("since"),
        _check(table, "kind", "kind IN ('affected', 'follows')"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "person_id", "persons.id"),
        _refers(table, "ticket_id", "tickets.id"),
        sa.PrimaryKeyConstraint("ticket_id", "person_id", name=op.f("pk_ticket_supports")),
    )
    op.create_index(
        op.f("ix_ticket_supports_person_id_since_ticket_id"),
        table,
        ["person_id", "since", "ticket_id"],
    )


def _ticket_merges() -> None:
    table = "ticket_merges"
    op.create_table(
        table,
        _id("lead_id"),
        _id("merged_id"),
        _id("district_id"),
        _text("from_state"),
        _text("reason"),
        _id("merged_by_id"),
        _at("merged_at"),
        _text("undo_reason", nullable=True),
        _id("undone_by_id", nullable=True),
        _at("undone_at", nullable=True),
        _id("id"),
        _check(table, "two", "lead_id <> merged_id"),
        _check(
            table, "undone", "undone_at IS NOT NULL OR num_nonnulls(undone_by_id, undo_reason) = 0"
        ),
        _refers(table, "district_id", "places.id"),
        _refers(table, "lead_id", "tickets.id"),
        _refers(table, "merged_by_id", "persons.id"),
        _refers(table, "merged_id", "tickets.id"),
        _refers(table, "undone_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_merges")),
    )
    op.create_index(op.f("ix_ticket_merges_lead_id_merged_at"), table, ["lead_id", "merged_at"])
    op.create_index(op.f("ix_ticket_merges_merged_id_merged_at"), table, ["merged_id", "merged_at"])
    op.create_index(
        "uq_ticket_merges_standing",
        table,
        ["merged_id"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )


def _ticket_splits() -> None:
    table = "ticket_splits"
    op.create_table(
        table,
        _id("child_id"),
        _id("parent_id"),
        _id("district_id"),
        _text("reason"),
        _id("split_by_id"),
        _at("split_at"),
        _id("undone_by_id", nullable=True),
        _at("undone_at", nullable=True),
        _refers(table, "child_id", "tickets.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "parent_id", "tickets.id"),
        _refers(table, "split_by_id", "persons.id"),
        _refers(table, "undone_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("child_id", name=op.f("pk_ticket_splits")),
    )
    op.create_index(op.f("ix_ticket_splits_parent_id_split_at"), table, ["parent_id", "split_at"])


def _ticket_spots() -> None:
    table = "ticket_spots"
    op.create_table(
        table,
        _id("ticket_id"),
        _id("district_id"),
        _text("service_code"),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("pairs", postgresql.ARRAY(sa.Text()), nullable=False),
        _refers(table, "district_id", "places.id"),
        _refers(table, "ticket_id", "tickets.id"),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_ticket_spots")),
    )
    op.create_index(
        "ix_ticket_spots_point",
        table,
        [sa.text("point(longitude, latitude)")],
        postgresql_using="gist",
    )


def _ticket_ratings() -> None:
    table = "ticket_ratings"
    op.create_table(
        table,
        _id("ticket_id"),
        _id("district_id"),
        _int("round"),
        _id("person_id", nullable=True),
        _id("filed_by_id", nullable=True),
        _text("relation"),
        _int("score"),
        _text("comment", nullable=True),
        _at("rated_at"),
        _at("changed_at"),
        _id("id"),
        _check(table, "known", "person_id IS NOT NULL OR relation = 'reporter'"),
        _check(table, "relation", "relation IN ('reporter', 'supporter', 'inhabitant')"),
        _check(table, "score", "score BETWEEN 1 AND 5"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "filed_by_id", "persons.id"),
        _refers(table, "person_id", "persons.id"),
        _refers(table, "ticket_id", "tickets.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_ratings")),
        sa.UniqueConstraint(
            "ticket_id",
            "round",
            "person_id",
            name=op.f("uq_ticket_ratings_ticket_id_round_person_id"),
        ),
    )
    op.create_index(op.f("ix_ticket_ratings_person_id_rated_at"), table, ["person_id", "rated_at"])
    op.create_index(
        op.f("ix_ticket_ratings_ticket_id_rated_at_id"), table, ["ticket_id", "rated_at", "id"]
    )
    op.create_index(
        "uq_ticket_ratings_reporter",
        table,
        ["ticket_id", "round"],
        unique=True,
        postgresql_where=sa.text("relation = 'reporter'"),
    )


def _ticket_rating_refusals() -> None:
    table = "ticket_rating_refusals"
    op.create_table(
        table,
        _id("ticket_id"),
        _id("person_id"),
        _id("district_id"),
        _at("refused_at"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "person_id", "persons.id"),
        _refers(table, "ticket_id", "tickets.id"),
        sa.PrimaryKeyConstraint("ticket_id", "person_id", name=op.f("pk_ticket_rating_refusals")),
    )
    op.create_index(op.f("ix_ticket_rating_refusals_person_id"), table, ["person_id"])


def _ticket_endings() -> None:
    table = "ticket_endings"
    op.create_table(
        table,
        _id("ticket_id"),
        _id("district_id"),
        _id("community_id"),
        _at("settled_at"),
        _int("reminders"),
        _at("remind_at", nullable=True),
        _at("archive_at", nullable=True),
        _refers(table, "community_id", "places.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "ticket_id", "tickets.id"),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_ticket_endings")),
    )
    op.create_index(
        "ix_ticket_endings_archive_at",
        table,
        ["archive_at"],
        postgresql_where=sa.text("archive_at IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_ticket_endings_community_id_settled_at_ticket_id"),
        table,
        ["community_id", "settled_at", "ticket_id"],
    )
    op.create_index(
        "ix_ticket_endings_remind_at",
        table,
        ["remind_at"],
        postgresql_where=sa.text("remind_at IS NOT NULL"),
    )


def _ticket_ending_rules() -> None:
    table = "ticket_ending_rules"
    op.create_table(
        table,
        _id("district_id"),
        _int("version"),
        _int("rating_days"),
        _int("change_days"),
        _int("reopen_days"),
        _int("most_reopenings"),
        _int("low_score"),
        _int("visit_workdays"),
        _int("archive_days"),
        _int("first_reminder_days"),
        _int("reminders"),
        _int("sample_percent"),
        _at("set_at"),
        _id("set_by_id"),
        _check(
            table,
            "sensible",
            "rating_days BETWEEN 1 AND 90 AND change_days BETWEEN 0 AND rating_days"
            " AND reopen_days BETWEEN 1 AND 90 AND most_reopenings BETWEEN 0 AND 10"
            " AND low_score BETWEEN 0 AND 4 AND visit_workdays BETWEEN 1 AND 30"
            " AND archive_days BETWEEN 1 AND 180 AND archive_days >= rating_days"
            " AND archive_days >= reopen_days AND first_reminder_days BETWEEN 1 AND 30"
            " AND reminders BETWEEN 0 AND 2 AND sample_percent BETWEEN 1 AND 100",
        ),
        _check(table, "numbered", "version > 0"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "set_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("district_id", "version", name=op.f("pk_ticket_ending_rules")),
    )
    op.create_index(op.f("ix_ticket_ending_rules_set_by_id"), table, ["set_by_id"])
    for when, each, name in (
        ("UPDATE OR DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )


def _return_visits() -> None:
    table = "return_visits"
    op.create_table(
        table,
        _id("ticket_id"),
        _id("rating_id"),
        _id("case_id"),
        _int("score"),
        _int("attempts"),
        _at("opened_at"),
        _at("due_at"),
        _text("outcome", nullable=True),
        _text("note", nullable=True),
        sa.Column("reopened", sa.Boolean(), nullable=False),
        _id("done_by_id", nullable=True),
        _at("done_at", nullable=True),
        _id("id"),
        _id("city_id"),
        _id("district_id"),
        _id("subdistrict_id"),
        _id("community_id"),
        _check(
            table,
            "outcome",
            "outcome IN ('content', 'explained', 'not_content', 'not_reached', 'dropped')",
        ),
        _check(table, "done", "(outcome IS NULL) = (done_at IS NULL)"),
        _refers(table, "case_id", "workflow_cases.id"),
        _refers(table, "city_id", "places.id"),
        _refers(table, "community_id", "places.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "done_by_id", "persons.id"),
        _refers(table, "rating_id", "ticket_ratings.id"),
        _refers(table, "subdistrict_id", "places.id"),
        _refers(table, "ticket_id", "tickets.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_visits")),
        sa.UniqueConstraint("case_id", name=op.f("uq_return_visits_case_id")),
        sa.UniqueConstraint("rating_id", name=op.f("uq_return_visits_rating_id")),
    )
    op.create_index(
        "ix_return_visits_city_id_open",
        table,
        ["city_id", "due_at", "id"],
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index("ix_return_visits_city_id_page", table, ["city_id", "due_at", "id"])
    op.create_index(
        "ix_return_visits_community_id_open",
        table,
        ["community_id", "due_at", "id"],
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index("ix_return_visits_community_id_page", table, ["community_id", "due_at", "id"])
    op.create_index(
        "ix_return_visits_district_id_open",
        table,
        ["district_id", "due_at", "id"],
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index("ix_return_visits_district_id_page", table, ["district_id", "due_at", "id"])
    op.create_index(
        "ix_return_visits_subdistrict_id_open",
        table,
        ["subdistrict_id", "due_at", "id"],
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index(
        "ix_return_visits_subdistrict_id_page", table, ["subdistrict_id", "due_at", "id"]
    )
    op.create_index(op.f("ix_return_visits_ticket_id_opened_at"), table, ["ticket_id", "opened_at"])
    op.create_index(
        "uq_return_visits_open",
        table,
        ["ticket_id"],
        unique=True,
        postgresql_where=sa.text("done_at IS NULL"),
    )


def _quality_samples() -> None:
    table = "quality_samples"
    op.create_table(
        table,
        sa.Column("month", sa.Date(), nullable=False),
        _text("seed"),
        _int("percent"),
        _int("population"),
        _text("population_sha256"),
        _int("size"),
        _id("drawn_by_id"),
        _at("drawn_at"),
        _id("id"),
        _id("city_id"),
        _id("district_id"),
        _id("subdistrict_id"),
        _id("community_id"),
        _check(table, "size", "0 <= size AND size <= population"),
        _check(table, "first_of_month", "extract(day FROM month) = 1"),
        _refers(table, "city_id", "places.id"),
        _refers(table, "community_id", "places.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "drawn_by_id", "persons.id"),
        _refers(table, "subdistrict_id", "places.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_samples")),
        sa.UniqueConstraint(
            "community_id", "month", name=op.f("uq_quality_samples_community_id_month")
        ),
    )
    op.create_index("ix_quality_samples_city_id_page", table, ["city_id", "month", "id"])
    op.create_index("ix_quality_samples_community_id_page", table, ["community_id", "month", "id"])
    op.create_index("ix_quality_samples_district_id_page", table, ["district_id", "month", "id"])
    op.create_index(
        "ix_quality_samples_subdistrict_id_page", table, ["subdistrict_id", "month", "id"]
    )


def _quality_checks() -> None:
    table = "quality_checks"
    op.create_table(
        table,
        _id("sample_id"),
        _id("ticket_id"),
        _id("district_id"),
        _int("position"),
        sa.Column("passed", sa.Boolean(), nullable=True),
        _text("note", nullable=True),
        sa.Column("reopened", sa.Boolean(), nullable=False),
        _id("checked_by_id", nullable=True),
        _at("checked_at", nullable=True),
        _check(
            table,
            "checked",
            "(passed IS NULL) = (checked_at IS NULL)"
            " AND (checked_at IS NULL) = (checked_by_id IS NULL)",
        ),
        _refers(table, "checked_by_id", "persons.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "sample_id", "quality_samples.id"),
        _refers(table, "ticket_id", "tickets.id"),
        sa.PrimaryKeyConstraint("sample_id", "ticket_id", name=op.f("pk_quality_checks")),
    )
    op.create_index(
        op.f("ix_quality_checks_sample_id_position"), table, ["sample_id", "position"], unique=True
    )
    op.create_index(op.f("ix_quality_checks_ticket_id"), table, ["ticket_id"])


def _incidents() -> None:
    table = "incidents"
    op.create_table(
        table,
        _id("city_id"),
        _id("district_id"),
        _id("subdistrict_id", nullable=True),
        _id("community_id", nullable=True),
        _text("service_code"),
        _text("title"),
        _text("answer"),
        _at("starts_at"),
        _at("ends_at", nullable=True),
        _text("state"),
        _id("published_by_id"),
        _at("published_at"),
        _text("outcome", nullable=True),
        _id("ended_by_id", nullable=True),
        _at("ended_at", nullable=True),
        _id("id"),
        _check(table, "ended", "(state = 'published') = (ended_at IS NULL)"),
        _check(table, "state", "state IN ('published', 'resolved', 'cancelled')"),
        _check(table, "some_time", "ends_at IS NULL OR starts_at < ends_at"),
        _refers(table, "city_id", "places.id"),
        _refers(table, "community_id", "places.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "ended_by_id", "persons.id"),
        _refers(table, "published_by_id", "persons.id"),
        _refers(table, "service_code", "ticket_services.code"),
        _refers(table, "subdistrict_id", "places.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_index(
        "ix_incidents_city_id_page",
        table,
        ["city_id", "published_at", "id"],
        postgresql_where=sa.text("city_id IS NOT NULL"),
    )
    op.create_index(
        "ix_incidents_community_id_page",
        table,
        ["community_id", "published_at", "id"],
        postgresql_where=sa.text("community_id IS NOT NULL"),
    )
    op.create_index(
        "ix_incidents_district_id_page",
        table,
        ["district_id", "published_at", "id"],
        postgresql_where=sa.text("district_id IS NOT NULL"),
    )
    op.create_index(
        "ix_incidents_subdistrict_id_page",
        table,
        ["subdistrict_id", "published_at", "id"],
        postgresql_where=sa.text("subdistrict_id IS NOT NULL"),
    )


def _incident_areas() -> None:
    table = "incident_areas"
    op.create_table(
        table,
        _id("incident_id"),
        _id("district_id"),
        _id("area_id"),
        _id("place_id", nullable=True),
        _id("grid_id", nullable=True),
        _text("service_code"),
        sa.Column("live", sa.Boolean(), nullable=False),
        _id("id"),
        _check(table, "area", "area_id = coalesce(place_id, grid_id)"),
        _check(table, "one", "num_nonnulls(place_id, grid_id) = 1"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "grid_id", "grids.id"),
        _refers(table, "incident_id", "incidents.id"),
        _refers(table, "place_id", "places.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_areas")),
        sa.UniqueConstraint(
            "incident_id", "area_id", name=op.f("uq_incident_areas_incident_id_area_id")
        ),
    )
    op.create_index(
        "ix_incident_areas_live",
        table,
        ["area_id", "service_code"],
        postgresql_where=sa.text("live"),
    )


def _incident_links() -> None:
    table = "incident_links"
    op.create_table(
        table,
        _id("incident_id"),
        _id("ticket_id"),
        _id("district_id"),
        _at("linked_at"),
        _id("unlinked_by_id", nullable=True),
        _at("unlinked_at", nullable=True),
        _text("unlink_reason", nullable=True),
        _text("result", nullable=True),
        _at("result_at", nullable=True),
        _check(table, "result", "result IN ('settled', 'left', 'released')"),
        _check(table, "unlinked", "(unlinked_at IS NULL) = (unlinked_by_id IS NULL)"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "incident_id", "incidents.id"),
        _refers(table, "ticket_id", "tickets.id"),
        _refers(table, "unlinked_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("incident_id", "ticket_id", name=op.f("pk_incident_links")),
    )
    op.create_index(
        op.f("ix_incident_links_incident_id_linked_at_ticket_id"),
        table,
        ["incident_id", "linked_at", "ticket_id"],
    )
    op.create_index(op.f("ix_incident_links_ticket_id"), table, ["ticket_id"])
    op.create_index(
        "ix_incident_links_waiting",
        table,
        ["incident_id", "ticket_id"],
        postgresql_where=sa.text("unlinked_at IS NULL AND result IS NULL"),
    )
    op.create_index(
        "uq_incident_links_standing",
        table,
        ["ticket_id"],
        unique=True,
        postgresql_where=sa.text("unlinked_at IS NULL AND result IS NULL"),
    )

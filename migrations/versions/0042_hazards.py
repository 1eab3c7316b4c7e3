"""Hazards that are followed until they are gone, and tasks that no plan asks for."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0042"
down_revision: str | None = "0041"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PLACES = ("city_id", "district_id", "subdistrict_id", "community_id", "place_id")
INSIDE = ("compound_id", "building_id")
GRIDS = ("general_grid_id", "micro_grid_id", "made_grid_id")
SCOPES = (*PLACES[:4], *GRIDS[:2])
OF_PLAN = ("plan_id", "edition_id", "point_id")
LEVELS = "level IN ('general', 'major', 'critical')"
OPEN = sa.text("ended_at IS NULL")
CHECKS = {
    "state": "state IN ('found', 'rectifying', 'rectified', 'closed', 'waived', 'void')",
    "ended": "(state IN ('closed', 'waived', 'void')) = (ended_at IS NOT NULL)",
    "passed": "(state = 'closed') = (passed_by_submission_id IS NOT NULL)"
    " AND (state <> 'closed' OR rectified_at IS NOT NULL)",
    "rectified": "(rectified_at IS NULL) = (rectified_by_id IS NULL)"
    " AND (state <> 'rectified' OR rectified_at IS NOT NULL)",
    "escalated": "escalated_to IN ('community', 'subdistrict')"
    " AND (escalated_to IS NULL) = (escalated_at IS NULL)",
    "counted": "round >= 1",
}

# What each hazard has come to by now: by its inspection, and by its ticket.
STANDING = """
    CREATE TEMPORARY TABLE standing ON COMMIT DROP AS
    SELECT h.id, i.form_key, i.worker_id, coalesce(f.label, h.field) AS label,
      least(i.filled_at, i.received_at) AS seen_at, i.state IN ('deleted', 'rejected') AS void,
      CASE WHEN i.state IN ('deleted', 'rejected') THEN 'void'
        WHEN tc.state IN ('accepted', 'resolving') THEN 'rectifying'
        WHEN tc.state IN ('settled', 'rated') THEN 'rectified'
        ELSE 'found' END AS state,
      tc.state IN ('declined', 'withdrawn') AS lost,
      last.actor_id AS by_id, greatest(last.taken_at, h.found_at) AS at,
      gen_random_uuid() AS case_id
    FROM hazards h
    JOIN inspections i ON i.id = h.inspection_id
    JOIN tickets t ON t.id = h.ticket_id
    JOIN workflow_cases tc ON tc.id = t.case_id
    LEFT JOIN LATERAL (
      SELECT flag ->> 'label' AS label FROM jsonb_array_elements(i.flags) flag
      WHERE flag ->> 'field' = h.field AND flag ->> 'text' = h.text LIMIT 1) f ON true
    JOIN LATERAL (
      SELECT s.actor_id, s.taken_at FROM workflow_steps s
      WHERE s.case_id = CASE WHEN i.state IN ('deleted', 'rejected') THEN i.case_id ELSE t.case_id END
      ORDER BY s.step = 'settle' DESC, s.number DESC LIMIT 1) last ON true
"""
# The same at the same place is one: that which was found last, by whose ticket it stands.
ONE_OF_MANY = """
    CREATE TEMPORARY TABLE kept ON COMMIT DROP AS
    SELECT h.id, h.inspection_id, h.found_at, s.void, s.seen_at, s.worker_id,
      first_value(h.id) OVER same AS kept_id
    FROM hazards h JOIN standing s ON s.id = h.id
    WINDOW same AS (PARTITION BY h.place_id, s.form_key, h.field, h.level, h.text
      ORDER BY s.void, h.found_at DESC, h.id DESC)
"""
FINDINGS = """
    INSERT INTO hazard_findings
      (id, hazard_id, submission_id, district_id, there, by_id, seen_at, noted_at, withdrawn_at)
    SELECT DISTINCT ON (k.kept_id, k.inspection_id) gen_random_uuid(), k.kept_id, k.inspection_id,
      h.district_id, true, k.worker_id, k.seen_at, k.found_at,
      CASE WHEN k.void THEN s.at END
    FROM kept k JOIN hazards h ON h.id = k.kept_id JOIN standing s ON s.id = k.id
    ORDER BY k.kept_id, k.inspection_id, k.found_at
"""
FIRST_FOUND = """
    UPDATE hazards h SET found_at = f.found_at, inspection_id = f.inspection_id
    FROM (SELECT DISTINCT ON (kept_id) kept_id, found_at, inspection_id FROM kept
      ORDER BY kept_id, void, found_at, id) f
    WHERE f.kept_id = h.id
"""
# Whatever is late already is late from the third day on, not all at once.
STANDS = """
    UPDATE hazards h SET case_id = s.case_id, state = s.state, form_key = s.form_key,
      label = s.label, round = 1,
      ticket_id = CASE WHEN s.lost THEN NULL ELSE h.ticket_id END,
      due_at = greatest(now() + interval '3 days', h.found_at + CASE h.level
        WHEN 'general' THEN interval '14 days' WHEN 'major' THEN interval '5 days'
        ELSE interval '1 day' END),
      rectified_at = CASE WHEN s.state = 'rectified' THEN s.at END,
      rectified_by_id = CASE WHEN s.state = 'rectified' THEN s.by_id END,
      escalated_to = CASE WHEN h.level = 'critical' AND NOT s.void THEN 'subdistrict' END,
      escalated_at = CASE WHEN h.level = 'critical' AND NOT s.void THEN now() END,
      ended_at = CASE WHEN s.void THEN s.at END
    FROM standing s WHERE s.id = h.id
"""
CASES = """
    INSERT INTO workflow_cases (id, flow, state, steps_taken, district_id, opened_at, changed_at)
    SELECT s.case_id, 'hazard', s.state, CASE WHEN s.state = 'found' AND NOT s.lost THEN 1 ELSE 2 END,
      h.district_id, h.found_at,
      CASE WHEN s.state = 'found' AND NOT s.lost THEN h.found_at ELSE s.at END
    FROM standing s JOIN hazards h ON h.id = s.id
"""
OPENINGS = """
    INSERT INTO workflow_steps (id, case_id, district_id, number, step, from_state, to_state,
      actor_id, taken_at, note, facts)
    SELECT gen_random_uuid(), s.case_id, h.district_id, 1, 'find', NULL, 'found', s.worker_id,
      h.found_at, NULL, '{}' FROM standing s JOIN hazards h ON h.id = s.id
"""
STEPS = """
    INSERT INTO workflow_steps (id, case_id, district_id, number, step, from_state, to_state,
      actor_id, taken_at, note, facts)
    SELECT gen_random_uuid(), s.case_id, h.district_id, 2, CASE s.state WHEN 'found' THEN 'lose_ticket'
      WHEN 'rectifying' THEN 'begin' WHEN 'rectified' THEN 'rectify' ELSE 'void' END,
      'found', s.state, s.by_id, s.at, NULL, '{}'
    FROM standing s JOIN hazards h ON h.id = s.id WHERE s.state <> 'found' OR s.lost
"""


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _id(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=optional)


def _at(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def _text(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=optional)


def _number(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=optional)


def _check(table: str, name: str, holds: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(holds, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    _tasks_of_no_plan()
    _findings()
    _waivers()
    _deadlines()
    _hazards()
    _batches()


def downgrade() -> None:
    for table in (
        *("rectification_photos", "rectification_items", "rectification_batches"),
        *("hazard_deadlines", "hazard_waivers", "hazard_findings"),
    ):
        op.drop_table(table)
    _hazards_as_before()
    op.execute("DELETE FROM patrol_tasks WHERE plan_id IS NULL")
    op.drop_constraint(op.f("ck_patrol_tasks_of_plan_or_source"), "patrol_tasks")
    op.drop_index("uq_patrol_tasks_source_open", "patrol_tasks")
    for name in ("source_kind", "source_id"):
        op.drop_column("patrol_tasks", name)
    for name in OF_PLAN:
        op.alter_column("patrol_tasks", name, nullable=False)


def _tasks_of_no_plan() -> None:
    for name in OF_PLAN:
        op.alter_column("patrol_tasks", name, nullable=True)
    op.add_column("patrol_tasks", _text("source_kind", optional=True))
    op.add_column("patrol_tasks", _id("source_id", optional=True))
    op.create_check_constraint(
        op.f("ck_patrol_tasks_of_plan_or_source"),
        "patrol_tasks",
        "num_nonnulls(plan_id, edition_id, point_id) = CASE WHEN source_kind IS NULL THEN 3 ELSE 0 END"
        " AND (source_kind IS NULL) = (source_id IS NULL)",
    )
    op.create_index(
        "uq_patrol_tasks_source_open",
        "patrol_tasks",
        ["source_kind", "source_id"],
        unique=True,
        postgresql_where=sa.text("state = 'ready' AND source_kind IS NOT NULL"),
    )


def _findings() -> None:
    table = "hazard_findings"
    op.create_table(
        table,
        *(_id(name) for name in ("id", "hazard_id", "submission_id", "district_id")),
        sa.Column("there", sa.Boolean(), nullable=False),
        _id("by_id"),
        _at("seen_at"),
        _at("noted_at"),
        _at("withdrawn_at", optional=True),
        _refers(table, "hazard_id", "hazards.id"),
        _refers(table, "submission_id", "form_submissions.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "by_id", "persons.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(
        "uq_hazard_findings_standing",
        table,
        ["hazard_id", "submission_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index(op.f(f"ix_{table}_hazard_id_noted_at"), table, ["hazard_id", "noted_at"])
    op.create_index(op.f(f"ix_{table}_submission_id"), table, ["submission_id"])


def _waivers() -> None:
    table = "hazard_waivers"
    op.create_table(
        table,
        *(_id(name) for name in ("id", "hazard_id", "district_id")),
        _text("kind"),
        _text("reason"),
        _id("asked_by_id"),
        _at("asked_at"),
        sa.Column("granted", sa.Boolean(), nullable=True),
        _text("note", optional=True),
        _id("decided_by_id", optional=True),
        _at("decided_at", optional=True),
        _check(table, "kind", "kind IN ('false_alarm', 'waived')"),
        _check(table, "decided", "(decided_at IS NULL) = (granted IS NULL)"),
        _check(table, "decided_by", "decided_by_id IS NULL OR decided_at IS NOT NULL"),
        _check(table, "decided_by_another", "asked_by_id <> decided_by_id"),
        _refers(table, "hazard_id", "hazards.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "asked_by_id", "persons.id"),
        _refers(table, "decided_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(
        "uq_hazard_waivers_pending",
        table,
        ["hazard_id"],
        unique=True,
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_index(op.f(f"ix_{table}_hazard_id_asked_at"), table, ["hazard_id", "asked_at"])


def _deadlines() -> None:
    table = "hazard_deadlines"
    op.create_table(
        table,
        _id("district_id"),
        _text("level"),
        _number("rectify_workdays"),
        _number("reinspect_workdays"),
        _id("set_by_id"),
        _at("set_at"),
        _check(table, "level", LEVELS),
        _check(table, "rectify", "rectify_workdays BETWEEN 0 AND 60"),
        _check(table, "reinspect", "reinspect_workdays BETWEEN 0 AND 60"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "set_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("district_id", "level", name=op.f(f"pk_{table}")),
    )


NEW = (
    lambda: _id("case_id", optional=True),
    lambda: _text("state", optional=True),
    lambda: _text("form_key", optional=True),
    lambda: _text("label", optional=True),
    lambda: _number("round", optional=True),
    lambda: _at("due_at", optional=True),
    lambda: _at("rectified_at", optional=True),
    lambda: _id("rectified_by_id", optional=True),
    lambda: _id("rectified_by_submission_id", optional=True),
    lambda: _id("passed_by_submission_id", optional=True),
    lambda: _text("escalated_to", optional=True),
    lambda: _at("escalated_at", optional=True),
    lambda: _at("ended_at", optional=True),
)
NEEDED = ("case_id", "state", "form_key", "label", "round", "due_at")
INDEXES = (
    "ix_hazards_late",
    "ix_hazards_compound_id_open",
    "ix_hazards_place_id_form_key",
    "uq_hazards_open",
    *(f"ix_hazards_{scope}_due" for scope in SCOPES),
    *(
        f"ix_hazards_{scope}_page"
        for scope in SCOPES
        if scope not in ("community_id", "micro_grid_id")
    ),
)


def _hazards() -> None:
    for column in NEW:
        op.add_column("hazards", column())
    op.alter_column("hazards", "ticket_id", nullable=True)
    for statement in (STANDING, ONE_OF_MANY, FINDINGS, FIRST_FOUND):
        op.execute(statement)
    op.execute("DELETE FROM hazards h USING kept k WHERE k.id = h.id AND k.kept_id <> k.id")
    op.execute("DELETE FROM standing s USING kept k WHERE k.id = s.id AND k.kept_id <> k.id")
    for statement in (CASES, OPENINGS, STEPS, STANDS):
        op.execute(statement)
    for name in NEEDED:
        op.alter_column("hazards", name, nullable=False)
    op.drop_constraint(op.f("fk_hazards_inspection_id"), "hazards")
    op.drop_index(op.f("ix_hazards_inspection_id"), "hazards")
    op.alter_column("hazards", "inspection_id", new_column_name="submission_id")
    op.create_index(op.f("ix_hazards_submission_id"), "hazards", ["submission_id"])
    for column, target in (
        ("submission_id", "form_submissions"),
        ("rectified_by_submission_id", "form_submissions"),
        ("passed_by_submission_id", "form_submissions"),
        ("rectified_by_id", "persons"),
        ("case_id", "workflow_cases"),
    ):
        op.create_foreign_key(op.f(f"fk_hazards_{column}"), "hazards", target, [column], ["id"])
    op.create_unique_constraint(op.f("uq_hazards_case_id"), "hazards", ["case_id"])
    for name, holds in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_hazards_{name}"), "hazards", holds)
    _indexes()


def _indexes() -> None:
    for scope in SCOPES:
        if f"ix_hazards_{scope}_page" in INDEXES:
            op.create_index(f"ix_hazards_{scope}_page", "hazards", [scope, "found_at", "id"])
        op.create_index(
            f"ix_hazards_{scope}_due", "hazards", [scope, "due_at", "id"], postgresql_where=OPEN
        )
    op.create_index(
        "uq_hazards_open",
        "hazards",
        ["place_id", "form_key", "field", "level", "text"],
        unique=True,
        postgresql_where=OPEN,
    )
    op.create_index(op.f("ix_hazards_place_id_form_key"), "hazards", ["place_id", "form_key"])
    op.create_index(
        "ix_hazards_compound_id_open",
        "hazards",
        ["compound_id", "form_key", "field"],
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_hazards_late",
        "hazards",
        ["due_at"],
        postgresql_where=sa.text("ended_at IS NULL AND escalated_at IS NULL"),
    )


def _hazards_as_before() -> None:
    """A hazard without a ticket was none, and none had a case of its own."""
    for name in INDEXES:
        op.drop_index(name, "hazards")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_hazards_{name}"), "hazards")
    op.drop_constraint(op.f("fk_hazards_submission_id"), "hazards")
    op.drop_index(op.f("ix_hazards_submission_id"), "hazards")
    op.alter_column("hazards", "submission_id", new_column_name="inspection_id")
    op.create_index(op.f("ix_hazards_inspection_id"), "hazards", ["inspection_id"])
    op.create_foreign_key(
        op.f("fk_hazards_inspection_id"), "hazards", "inspections", ["inspection_id"], ["id"]
    )
    op.execute("DELETE FROM hazards WHERE ticket_id IS NULL")
    op.alter_column("hazards", "ticket_id", nullable=False)
    for column in NEW:
        op.drop_column("hazards", column().name)
    # Nobody knows the flow of these any more. Steps are never deleted but with what they are of.
    op.execute("ALTER TABLE workflow_steps DISABLE TRIGGER refuse_change")
    op.execute(
        "DELETE FROM workflow_steps s USING workflow_cases c"
        " WHERE c.id = s.case_id AND c.flow = 'hazard'"
    )
    op.execute("ALTER TABLE workflow_steps ENABLE TRIGGER refuse_change")
    op.execute("DELETE FROM workflow_cases WHERE flow = 'hazard'")


def _batches() -> None:
    table = "rectification_batches"
    op.create_table(
        table,
        _id("id"),
        *(_id(name) for name in PLACES),
        *(_id(name, optional=True) for name in (*INSIDE, *GRIDS)),
        _text("title"),
        _id("organisation_id", optional=True),
        _text("firm_name", optional=True),
        _text("notice"),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        _id("made_by_id"),
        _at("made_at"),
        _id("ended_by_id", optional=True),
        _at("ended_at", optional=True),
        *(_refers(table, name, "places.id") for name in (*PLACES, *INSIDE)),
        *(_refers(table, name, "grids.id") for name in GRIDS),
        *(_refers(table, name, "persons.id") for name in ("made_by_id", "ended_by_id")),
        _refers(table, "organisation_id", "organisations.id"),
        _check(table, "some_days", "starts_on <= ends_on"),
        _check(table, "ended", "(ended_at IS NULL) = (ended_by_id IS NULL)"),
        _check(table, "by_somebody", "organisation_id IS NOT NULL OR firm_name IS NOT NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for scope in SCOPES:
        op.create_index(f"ix_{table}_{scope}_page", table, [scope, "starts_on", "id"])
    _items()


def _items() -> None:
    table = "rectification_items"
    op.create_table(
        table,
        *(_id(name) for name in ("batch_id", "hazard_id", "district_id")),
        sa.Column("visit_on", sa.Date(), nullable=False),
        _text("outcome", optional=True),
        _text("note", optional=True),
        _id("recorded_by_id", optional=True),
        _at("recorded_at", optional=True),
        _check(table, "outcome", "outcome IN ('done', 'nobody_home', 'refused', 'left_out')"),
        _check(
            table,
            "recorded",
            "(outcome IS NULL) = (recorded_at IS NULL)"
            " AND (recorded_at IS NULL) = (recorded_by_id IS NULL)",
        ),
        _refers(table, "batch_id", "rectification_batches.id"),
        _refers(table, "hazard_id", "hazards.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "recorded_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("batch_id", "hazard_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(
        f"uq_{table}_waiting",
        table,
        ["hazard_id"],
        unique=True,
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.create_index(op.f(f"ix_{table}_hazard_id"), table, ["hazard_id"])
    op.create_index(
        op.f(f"ix_{table}_batch_id_visit_on_hazard_id"),
        table,
        ["batch_id", "visit_on", "hazard_id"],
    )
    photos = "rectification_photos"
    op.create_table(
        photos,
        *(_id(name) for name in ("batch_id", "hazard_id", "file_id", "district_id")),
        _refers(photos, "batch_id", "rectification_batches.id"),
        _refers(photos, "hazard_id", "hazards.id"),
        _refers(photos, "file_id", "files.id"),
        _refers(photos, "district_id", "places.id"),
        sa.PrimaryKeyConstraint("batch_id", "hazard_id", "file_id", name=op.f(f"pk_{photos}")),
    )
    op.create_index(op.f(f"ix_{photos}_file_id"), photos, ["file_id"])

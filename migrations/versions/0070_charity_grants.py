"""Purposes, proposals, grants, pledges and income shares of charity."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0070"
down_revision: str | None = "0069"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

POOLS, DONATIONS, THANKS = "charity_pools", "charity_donations", "charity_thanks"
RULES, PROPOSALS, PHOTOS = "charity_allocation_rules", "charity_proposals", "charity_photos"
PLEDGES, PLEDGED = "charity_unit_pledges", "charity_pledge_postings"
SHARES, SHARED = "charity_income_shares", "charity_share_postings"
PLACES = ("city_id", "district_id", "subdistrict_id", "community_id", "compound_id", "building_id")
GRIDS = ("general_grid_id", "micro_grid_id", "made_grid_id")
NEEDED = frozenset({"city_id", "district_id", "subdistrict_id", "community_id"})
OPEN = "state IN ('proposed', 'approved', 'granted')"

Whole, Big, When, Day = sa.Integer(), sa.BigInteger(), sa.DateTime(timezone=True), sa.Date()


def upgrade() -> None:
    _pools()
    _thanks()
    _rules()
    _proposals()
    _photos()
    _wall(PROPOSALS)
    _pledges()
    _shares()
    for table in (PLEDGED, SHARED):
        _keep(table)


def downgrade() -> None:
    op.execute(
        f"UPDATE {POOLS} SET title = title || '（' || right(id::text, 8) || '）'"
        " WHERE closed_at IS NOT NULL"
    )
    for table in (SHARED, SHARES, PLEDGED, PLEDGES, PHOTOS, PROPOSALS, RULES, THANKS):
        op.drop_table(table)
    op.drop_index(op.f(f"ix_{DONATIONS}_donor_id_donated_at_id"), DONATIONS)
    for name in ("goal", "lasts", "closed_for", "general_stays", "counted"):
        op.drop_constraint(op.f(f"ck_{POOLS}_{name}"), POOLS)
    for name in ("ix_{}_closed", "ix_{}_closing", "uq_{}_title", "uq_{}_general"):
        op.drop_index(name.format(POOLS), POOLS)
    op.drop_index(op.f(f"ix_{POOLS}_community_id_id"), POOLS)
    for name in (
        *("what_for", "goal_points", "opened_by_id", "closes_at", "closed_at", "closed_by_id"),
        *("close_reason", "granted_points", "households_helped"),
    ):
        op.drop_column(POOLS, name)
    # What was given to a named purpose stays where it is: its purpose becomes its id.
    op.execute(f"UPDATE {POOLS} SET purpose = id::text WHERE purpose <> 'general'")
    op.create_unique_constraint(
        op.f(f"uq_{POOLS}_community_id_purpose"), POOLS, ["community_id", "purpose"]
    )


def _needs(name: str, kind: Any, default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=default)


def _may(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def _refer(table: str, name: str, target: str, *, needed: bool = True) -> list[Any]:
    return [
        sa.Column(name, sa.Uuid(), nullable=not needed),
        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}")),
    ]


def _key(table: str) -> list[Any]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _index(table: str, *columns: str, where: str | None = None, name: str | None = None) -> None:
    called = name or op.f(f"ix_{table}_{'_'.join(columns)}")
    op.create_index(
        called, table, list(columns), postgresql_where=sa.text(where) if where else None
    )


def _once(table: str, name: str, *columns: str, where: str) -> None:
    op.create_index(
        f"uq_{table}_{name}", table, list(columns), unique=True, postgresql_where=sa.text(where)
    )


def _pools() -> None:
    op.drop_constraint(op.f(f"uq_{POOLS}_community_id_purpose"), POOLS)
    for column in (
        *(_may("what_for", sa.Text()), _may("goal_points", Whole), _may("closes_at", When)),
        *(_may("closed_at", When), _may("close_reason", sa.Text())),
        *(_needs("granted_points", Big, "0"), _needs("households_helped", Whole, "0")),
    ):
        op.add_column(POOLS, column)
    for name in ("granted_points", "households_helped"):
        op.alter_column(POOLS, name, server_default=None)
    for name in ("opened_by_id", "closed_by_id"):
        op.add_column(POOLS, _may(name, sa.Uuid()))
        op.create_foreign_key(op.f(f"fk_{POOLS}_{name}"), POOLS, "persons", [name], ["id"])
    for name, condition in (
        ("goal", "goal_points > 0"),
        ("lasts", "closes_at > opened_at"),
        ("closed_for", "(closed_at IS NULL) = (close_reason IS NULL)"),
        ("general_stays", "purpose <> 'general' OR closed_at IS NULL"),
        ("counted", "granted_points >= 0 AND households_helped >= 0"),
    ):
        op.create_check_constraint(op.f(f"ck_{POOLS}_{name}"), POOLS, condition)
    _index(POOLS, "community_id", "id")
    _once(POOLS, "general", "community_id", where="purpose = 'general'")
    _once(POOLS, "title", "community_id", "title", where="closed_at IS NULL")
    _index(
        POOLS,
        "closes_at",
        where="closed_at IS NULL AND closes_at IS NOT NULL",
        name=f"ix_{POOLS}_closing",
    )
    _index(POOLS, "id", where="closed_at IS NOT NULL", name=f"ix_{POOLS}_closed")
    _index(DONATIONS, "donor_id", "donated_at", "id")


def _thanks() -> None:
    op.create_table(
        THANKS,
        *_key(THANKS),
        *_refer(THANKS, "pool_id", POOLS),
        *_refer(THANKS, "district_id", "places"),
        _needs("words", sa.Text()),
        *_refer(THANKS, "written_by_id", "persons"),
        _needs("thanked_at", When),
    )
    _index(THANKS, "pool_id", "thanked_at", "id")
    _index(THANKS, "written_by_id")


def _rules() -> None:
    op.create_table(
        RULES,
        *_key(RULES),
        *_refer(RULES, "community_id", "places"),
        *_refer(RULES, "district_id", "places"),
        *_refer(RULES, "pool_id", POOLS),
        _needs("tag", sa.Text()),
        _needs("points", Whole),
        _needs("starts_on", Day),
        _may("ends_on", Day),
        *_refer(RULES, "made_by_id", "persons"),
        _needs("made_at", When),
        _may("ended_at", When),
        *_refer(RULES, "ended_by_id", "persons", needed=False),
        _may("ran_for", Day),
        _check(RULES, "positive", "points > 0"),
        _check(RULES, "lasts", "ends_on > starts_on"),
    )
    _index(RULES, "community_id", "made_at", "id")
    _index(RULES, "id", where="ended_at IS NULL", name=f"ix_{RULES}_running")


def _located(table: str) -> list[Any]:
    columns = [
        item for name in PLACES for item in _refer(table, name, "places", needed=name in NEEDED)
    ]
    columns += [item for name in GRIDS for item in _refer(table, name, "grids", needed=False)]
    return [*columns, *_refer(table, "place_id", "places")]


def _proposals() -> None:
    table = PROPOSALS
    op.create_table(
        table,
        *_key(table),
        *_located(table),
        *_refer(table, "pool_id", POOLS),
        *_refer(table, "person_id", "persons", needed=False),
        _may("rule_id", sa.Uuid()),
        *(_may("month", Day), _needs("form", sa.Text()), _may("told_sealed", sa.LargeBinary())),
        *(_needs("points", Whole), _needs("state", sa.Text())),
        *_refer(table, "proposed_by_id", "persons", needed=False),
        _needs("proposed_at", When),
        *_refer(table, "approved_by_id", "persons", needed=False),
        _may("approved_at", When),
        *_refer(table, "confirmed_by_id", "persons", needed=False),
        _may("confirmed_at", When),
        *_refer(table, "hold_id", "ledger_holds", needed=False),
        _may("deliver_until", When),
        _may("delivery_id", sa.Uuid()),
        *(_may("proof", sa.Text()), _may("proven_sealed", sa.LargeBinary())),
        _may("handed_at", When),
        *_refer(table, "handed_by_id", "persons", needed=False),
        *_refer(table, "transfer_id", "ledger_transfers", needed=False),
        _may("closed_at", When),
        *_refer(table, "closed_by_id", "persons", needed=False),
        _may("reason_sealed", sa.LargeBinary()),
        *_proposal_checks(),
    )
    for column in ("community_id", "general_grid_id", "micro_grid_id"):
        _index(table, column, "state", "proposed_at", "id", name=f"ix_{table}_{column}_proposed")
    for column in ("compound_id", "building_id", "place_id"):
        _index(table, column)
    _index(table, "pool_id", where="state IN ('proposed', 'approved')", name=f"ix_{table}_waiting")
    _index(table, "person_id", "proposed_at", "id", where="person_id IS NOT NULL")
    _index(table, "district_id", "deliver_until", where="state = 'granted'", name=f"ix_{table}_due")
    _index(
        table,
        "district_id",
        "closed_at",
        where="closed_at IS NOT NULL AND told_sealed IS NOT NULL",
        name=f"ix_{table}_told",
    )
    _once(table, "month", "rule_id", "month", "place_id", where="rule_id IS NOT NULL")
    _once(table, "delivery", "delivery_id", where="delivery_id IS NOT NULL")


def _proposal_checks() -> list[sa.CheckConstraint]:
    made = "state NOT IN ('granted', 'delivered')"
    return [
        _check(PROPOSALS, name, condition)
        for name, condition in (
            (
                "state",
                "state IN ('proposed', 'approved', 'granted', 'delivered', 'declined',"
                " 'withdrawn', 'lapsed')",
            ),
            ("form", "form IN ('points', 'goods', 'services')"),
            ("positive", "points > 0"),
            ("to_somebodys_card", "form <> 'points' OR person_id IS NOT NULL"),
            ("by_somebody", "num_nonnulls(rule_id, proposed_by_id) = 1"),
            ("monthly", "(rule_id IS NULL) = (month IS NULL)"),
            ("first_word", "approved_by_id <> proposed_by_id"),
            (
                "second_word",
                "confirmed_by_id <> approved_by_id"
                " AND (proposed_by_id IS NULL OR confirmed_by_id <> proposed_by_id)",
            ),
            ("in_order", "confirmed_by_id IS NULL OR approved_by_id IS NOT NULL"),
            ("held", f"{made} OR num_nonnulls(confirmed_by_id, hold_id, deliver_until) = 3"),
            ("handed", "(state = 'delivered') = (delivery_id IS NOT NULL)"),
            ("proof", "(delivery_id IS NULL) = (proof IS NULL)"),
            ("open", f"({OPEN}) = (closed_at IS NULL)"),
        )
    ]


def _photos() -> None:
    op.create_table(
        PHOTOS,
        *_refer(PHOTOS, "proposal_id", PROPOSALS),
        *_refer(PHOTOS, "file_id", "files"),
        *_refer(PHOTOS, "district_id", "places"),
        _needs("of_delivery", sa.Boolean()),
        _needs("position", Whole),
        sa.PrimaryKeyConstraint("proposal_id", "file_id", name=op.f(f"pk_{PHOTOS}")),
    )
    _index(PHOTOS, "file_id")


def _pledges() -> None:
    op.create_table(
        PLEDGES,
        *_key(PLEDGES),
        *_refer(PLEDGES, "community_id", "places"),
        *_refer(PLEDGES, "district_id", "places"),
        *_refer(PLEDGES, "pool_id", POOLS),
        *_refer(PLEDGES, "giver_id", "persons", needed=False),
        *_refer(PLEDGES, "partner_id", "partners", needed=False),
        *(_needs("per", sa.Text()), _needs("every_units", Whole), _needs("give_points", Whole)),
        *(_needs("month_cap_points", Whole), _may("ends_at", When)),
        *_refer(PLEDGES, "made_by_id", "persons"),
        *(_needs("made_at", When), _may("ended_at", When)),
        *_refer(PLEDGES, "ended_by_id", "persons", needed=False),
        *(_needs("rest_units", Whole), _may("month", Day), _needs("month_points", Whole)),
        _needs("given_points", Big),
        _check(PLEDGES, "per", "per IN ('points_earned', 'goods_redeemed')"),
        _check(PLEDGES, "one_giver", "num_nonnulls(giver_id, partner_id) = 1"),
        _check(PLEDGES, "positive", "every_units > 0 AND give_points > 0"),
        _check(PLEDGES, "capped", "month_points BETWEEN 0 AND month_cap_points"),
        _check(PLEDGES, "lasts", "ends_at > made_at"),
        _check(PLEDGES, "rest", "rest_units >= 0 AND rest_units < every_units"),
    )
    for column in ("giver_id", "partner_id"):
        _index(PLEDGES, column, "made_at", "id", where=f"{column} IS NOT NULL")
        _once(PLEDGES, f"one_{column}", column, where=f"ended_at IS NULL AND {column} IS NOT NULL")
    op.create_table(
        PLEDGED,
        *_key(PLEDGED),
        *_refer(PLEDGED, "pledge_id", PLEDGES),
        *_refer(PLEDGED, "district_id", "places"),
        *(_needs("subject_id", sa.Uuid()), _needs("units", Whole), _needs("outcome", sa.Text())),
        _needs("points", Whole),
        *_refer(PLEDGED, "transfer_id", "ledger_transfers", needed=False),
        _needs("posted_at", When),
        sa.UniqueConstraint(
            "pledge_id", "subject_id", name=op.f(f"uq_{PLEDGED}_pledge_id_subject_id")
        ),
        sa.UniqueConstraint("transfer_id", name=op.f(f"uq_{PLEDGED}_transfer_id")),
        _check(PLEDGED, "paid", "(points > 0) = (transfer_id IS NOT NULL)"),
    )
    _index(PLEDGED, "pledge_id", "posted_at", "id")


def _shares() -> None:
    op.create_table(
        SHARES,
        *_key(SHARES),
        *_refer(SHARES, "community_id", "places"),
        *_refer(SHARES, "district_id", "places"),
        *_refer(SHARES, "pool_id", POOLS),
        *_refer(SHARES, "partner_id", "partners"),
        *(_needs("basis_points", Whole), _may("ends_at", When)),
        *_refer(SHARES, "agreed_by_id", "persons"),
        *(_needs("agreed_at", When), _may("ended_at", When)),
        *_refer(SHARES, "ended_by_id", "persons", needed=False),
        *(_needs("ten_thousandths", Big), _needs("given_points", Big)),
        _check(SHARES, "part", "basis_points BETWEEN 1 AND 10000"),
        _check(SHARES, "lasts", "ends_at > agreed_at"),
        _check(SHARES, "counted", "given_points >= 0"),
    )
    _index(SHARES, "partner_id", "agreed_at", "id")
    _once(SHARES, "one", "partner_id", where="ended_at IS NULL")
    op.create_table(
        SHARED,
        *_key(SHARED),
        *_refer(SHARED, "share_id", SHARES),
        *_refer(SHARED, "district_id", "places"),
        *(_needs("subject_id", sa.Uuid()), _needs("refund", sa.Boolean())),
        *(_needs("income_points", Whole), _needs("moved_points", Whole)),
        *_refer(SHARED, "transfer_id", "ledger_transfers", needed=False),
        _needs("posted_at", When),
        sa.UniqueConstraint(
            "share_id",
            "subject_id",
            "refund",
            name=op.f(f"uq_{SHARED}_share_id_subject_id_refund"),
        ),
        sa.UniqueConstraint("transfer_id", name=op.f(f"uq_{SHARED}_transfer_id")),
        _check(SHARED, "paid", "(moved_points <> 0) = (transfer_id IS NOT NULL)"),
        _check(SHARED, "signed", "refund = (income_points < 0)"),
    )
    _index(SHARED, "share_id", "posted_at", "id")


def _keep(table: str) -> None:
    for when, each, name in (
        ("UPDATE OR DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )


def _wall(table: str) -> None:
    """Rows of the scope that the transaction names, to be read by their person too; else none."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    scope = " OR ".join(
        f"{column} = (SELECT CASE current_setting('shequ.scope_column', true)"
        f" WHEN '{column}' THEN NULLIF(current_setting('shequ.scope_id', true), '')::uuid END)"
        for column in (*PLACES, *GRIDS[:2])
    )
    person = "person_id = (SELECT NULLIF(current_setting('shequ.person_id', true), '')::uuid)"
    op.execute(f"CREATE POLICY {table}_seen ON {table} FOR SELECT USING ({scope} OR {person})")
    op.execute(f"CREATE POLICY {table}_made ON {table} FOR INSERT WITH CHECK ({scope})")
    op.execute(
        f"CREATE POLICY {table}_changed ON {table} FOR UPDATE USING ({scope}) WITH CHECK ({scope})"
    )
    op.execute(f"CREATE POLICY {table}_removed ON {table} FOR DELETE USING ({scope})")

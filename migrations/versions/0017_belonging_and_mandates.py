"""Belonging and mandates."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PAGED = ("community_id", "general_grid_id", "micro_grid_id")
WAITING = "verified_at IS NULL AND ends_on IS NULL"
ENDED = "ends_on IS NOT NULL"


def _refers(table: str, column: str, target: str = "persons.id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _id() -> sa.Column:
    return sa.Column("id", sa.Uuid(), nullable=False)


def _needed(name: str, kind: sa.types.TypeEngine | None = None) -> sa.Column:
    return sa.Column(name, kind or sa.Uuid(), nullable=False)


def _perhaps(name: str, kind: sa.types.TypeEngine | None = None) -> sa.Column:
    return sa.Column(name, kind or sa.Uuid(), nullable=True)


def _at() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def upgrade() -> None:
    _residencies()
    _neighbours()
    _proofs()
    _mandates()
    op.add_column("tickets", _perhaps("filed_by_id"))
    op.create_foreign_key(
        op.f("fk_tickets_filed_by_id"), "tickets", "persons", ["filed_by_id"], ["id"]
    )


def _residencies() -> None:
    for name in ("verified_by_means", "end_kind", "end_reason"):
        op.add_column("residencies", _perhaps(name, sa.Text()))
    op.add_column("residencies", _perhaps("ended_at", _at()))
    op.add_column("residencies", _perhaps("ended_by_id"))
    op.create_foreign_key(
        op.f("fk_residencies_ended_by_id"), "residencies", "persons", ["ended_by_id"], ["id"]
    )
    op.execute("UPDATE residencies SET verified_by_means = 'door' WHERE verified_by_id IS NOT NULL")
    op.execute("UPDATE residencies SET end_kind = 'left' WHERE ends_on IS NOT NULL")
    for name in PAGED:
        for listed, condition in (("waiting", WAITING), ("ended", ENDED)):
            op.create_index(
                f"ix_residencies_{name}_{listed}",
                "residencies",
                [name, "claimed_at", "id"],
                postgresql_where=sa.text(condition),
            )
    op.create_index(
        "ix_residencies_expiring",
        "residencies",
        ["claimed_at"],
        postgresql_where=sa.text(WAITING),
    )
    op.create_index(
        op.f("ix_residencies_person_id_claimed_at_id"),
        "residencies",
        ["person_id", "claimed_at", "id"],
    )


def _neighbours() -> None:
    table = "residency_invitations"
    op.create_table(
        table,
        _needed("dwelling_id"),
        _needed("inviter_id"),
        _needed("code_kept", sa.LargeBinary()),
        _needed("made_at", _at()),
        _needed("expires_at", _at()),
        _perhaps("redeemed_at", _at()),
        _perhaps("residency_id"),
        _perhaps("revoked_at", _at()),
        _id(),
        _refers(table, "dwelling_id", "places.id"),
        _refers(table, "inviter_id"),
        _refers(table, "residency_id", "residencies.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("code_kept", name=op.f(f"uq_{table}_code_kept")),
    )
    op.create_index(op.f(f"ix_{table}_inviter_id"), table, ["inviter_id"])
    table = "residency_vouches"
    op.create_table(
        table,
        _needed("residency_id"),
        _needed("voucher_id"),
        _needed("dwelling_id"),
        _needed("vouched_at", _at()),
        _refers(table, "residency_id", "residencies.id"),
        _refers(table, "voucher_id"),
        _refers(table, "dwelling_id", "places.id"),
        sa.PrimaryKeyConstraint("residency_id", "voucher_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_voucher_id_vouched_at"), table, ["voucher_id", "vouched_at"])


def _proofs() -> None:
    op.add_column(
        "identity_proofs",
        sa.Column("matched_register", sa.Boolean(), nullable=False, server_default="false"),
    )
    op.add_column("identity_proofs", _perhaps("revoked_by_id"))
    op.add_column("identity_proofs", _perhaps("revoked_for", sa.Text()))
    op.create_foreign_key(
        op.f("fk_identity_proofs_revoked_by_id"),
        "identity_proofs",
        "persons",
        ["revoked_by_id"],
        ["id"],
    )
    op.create_table(
        "identity_codes",
        _needed("person_id"),
        _needed("code_kept", sa.LargeBinary()),
        _needed("expires_at", _at()),
        _perhaps("used_at", _at()),
        _refers("identity_codes", "person_id"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_identity_codes")),
        sa.UniqueConstraint("code_kept", name=op.f("uq_identity_codes_code_kept")),
    )
    op.create_table(
        "proof_attempts",
        _needed("person_id"),
        _needed("tried_at", _at()),
        _id(),
        _refers("proof_attempts", "person_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_attempts")),
    )
    op.create_index(
        op.f("ix_proof_attempts_person_id_tried_at"), "proof_attempts", ["person_id", "tried_at"]
    )
    op.create_table(
        "person_records",
        _needed("person_id"),
        _needed("recorded_by_id"),
        _needed("recorded_at", _at()),
        _perhaps("phone_sealed", sa.LargeBinary()),
        _perhaps("phone_index", sa.LargeBinary()),
        _refers("person_records", "person_id"),
        _refers("person_records", "recorded_by_id"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_records")),
    )
    op.create_index(op.f("ix_person_records_phone_index"), "person_records", ["phone_index"])


def _mandates() -> None:
    op.create_table(
        "mandates",
        _needed("principal_id"),
        _needed("agent_id"),
        _needed("permissions", postgresql.ARRAY(sa.Text())),
        _needed("evidence_kind", sa.Text()),
        _perhaps("file_id"),
        _perhaps("note", sa.Text()),
        _needed("recorded_by_id"),
        _needed("made_at", _at()),
        _needed("starts_on", sa.Date()),
        _needed("ends_on", sa.Date()),
        _perhaps("revoked_at", _at()),
        _perhaps("revoked_by_id"),
        _id(),
        sa.CheckConstraint("principal_id <> agent_id", name=op.f("ck_mandates_two_persons")),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_mandates_some_days")),
        sa.CheckConstraint(
            "(evidence_kind = 'app_consent') = (recorded_by_id = principal_id)",
            name=op.f("ck_mandates_consented"),
        ),
        sa.CheckConstraint(
            "evidence_kind <> 'signed_paper' OR file_id IS NOT NULL",
            name=op.f("ck_mandates_paper_seen"),
        ),
        sa.CheckConstraint(
            "evidence_kind <> 'counter' OR note IS NOT NULL", name=op.f("ck_mandates_word_noted")
        ),
        _refers("mandates", "principal_id"),
        _refers("mandates", "agent_id"),
        _refers("mandates", "file_id", "files.id"),
        _refers("mandates", "recorded_by_id"),
        _refers("mandates", "revoked_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandates")),
    )
    for name in ("principal_id", "agent_id"):
        op.create_index(op.f(f"ix_mandates_{name}_made_at_id"), "mandates", [name, "made_at", "id"])
    op.create_table(
        "mandate_uses",
        _needed("mandate_id"),
        _needed("used_at", _at()),
        _needed("operation", sa.Text()),
        _id(),
        _refers("mandate_uses", "mandate_id", "mandates.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_uses")),
    )
    op.create_index(
        op.f("ix_mandate_uses_mandate_id_used_at_id"),
        "mandate_uses",
        ["mandate_id", "used_at", "id"],
    )
    op.execute(
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON mandate_uses "
        "FOR EACH ROW EXECUTE FUNCTION shequ_refuse_change()"
    )


def downgrade() -> None:
    op.drop_column("tickets", "filed_by_id")
    for table in (
        "mandate_uses",
        "mandates",
        "person_records",
        "proof_attempts",
        "identity_codes",
        "residency_vouches",
        "residency_invitations",
    ):
        op.drop_table(table)
    for name in ("matched_register", "revoked_by_id", "revoked_for"):
        op.drop_column("identity_proofs", name)
    op.drop_index(op.f("ix_residencies_person_id_claimed_at_id"), "residencies")
    op.drop_index("ix_residencies_expiring", "residencies")
    for name in PAGED:
        for listed in ("waiting", "ended"):
            op.drop_index(f"ix_residencies_{name}_{listed}", "residencies")
    for name in ("verified_by_means", "end_kind", "end_reason", "ended_at", "ended_by_id"):
        op.drop_column("residencies", name)

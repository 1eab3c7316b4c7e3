"""Imports that bring premises, what premises do, and who is what to the head of a household."""

import json
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from shequ_api.kit.crypto import FieldCipher, KeyRing
from shequ_api.settings import Settings

revision: str = "0038"
down_revision: str | None = "0037"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WALLED = ("register_people", "register_history", "register_corrections")
WITHOUT_NUMBER = (
    "UPDATE register_people SET id_number_sealed = NULL, id_number_index = NULL WHERE id = :id"
)


def upgrade() -> None:
    op.add_column("register_occupancies", sa.Column("relation", sa.Text(), nullable=True))
    op.create_index(
        "uq_register_occupancies_head",
        "register_occupancies",
        ["place_id", "household"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL AND relation = 'head'"),
    )
    op.add_column("register_premises", sa.Column("business", sa.Text(), nullable=True))
    op.add_column("register_premises", sa.Column("opened_on", sa.Date(), nullable=True))
    # Every file until now brought people.
    op.add_column(
        "register_imports",
        sa.Column("kind", sa.Text(), server_default="people", nullable=False),
    )
    op.alter_column("register_imports", "kind", server_default=None)


def downgrade() -> None:
    """What only premises' files said cannot be told by an older program: their lines stay. Numbers
    of papers that it does not know are forgotten."""
    _forget_other_papers()
    op.drop_column("register_imports", "kind")
    op.drop_column("register_premises", "opened_on")
    op.drop_column("register_premises", "business")
    op.drop_index("uq_register_occupancies_head", table_name="register_occupancies")
    op.drop_column("register_occupancies", "relation")


def _forget_other_papers() -> None:
    """An older program takes every number for one of 18 signs. What else is kept says its kind
    before a colon; only the key tells, so that without it nothing is undone."""
    cipher = FieldCipher(KeyRing(*Settings().keys("field_key")))
    bind = op.get_bind()
    for table in WALLED:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE register_history DISABLE TRIGGER USER")
    entries = "SELECT id, id_number_sealed FROM register_people WHERE id_number_sealed IS NOT NULL"
    for row in bind.execute(sa.text(entries)).all():
        if ":" in cipher.open(row.id_number_sealed, binding=f"register_people/{row.id}/id_number"):
            bind.execute(sa.text(WITHOUT_NUMBER), {"id": row.id})
    for table, column in (("register_history", "former"), ("register_corrections", "wanted")):
        said = (
            f"SELECT id, {column}_sealed AS sealed FROM {table} WHERE {column}_sealed IS NOT NULL"
        )
        for row in bind.execute(sa.text(said)).all():
            binding = f"{table}/{row.id}/{column}"
            facts = json.loads(cipher.open(row.sealed, binding=binding))
            if ":" in str(facts.get("id_number") or ""):
                facts["id_number"] = None
                sealed = cipher.seal(json.dumps(facts, ensure_ascii=False), binding=binding)
                anew = f"UPDATE {table} SET {column}_sealed = :sealed WHERE id = :id"
                bind.execute(sa.text(anew), {"sealed": sealed, "id": row.id})
    op.execute("ALTER TABLE register_history ENABLE TRIGGER USER")
    for table in WALLED:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")

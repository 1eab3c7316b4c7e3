"""Reads about imports."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.features.register_imports.models import (
    ImportKind,
    ImportLine,
    ImportState,
    RegisterImport,
)

Rows = Select[*tuple[Any, ...]]
SHOWN = (
    *("id", "community_id", "kind", "state", "file_name", "skips_refused", "lines", "counts"),
    *("problem", "created_at", "checked_at", "applied_at", "requested_by_id"),
)
"""All but the file itself, which is large."""


def import_lines_in_view(actor: Actor) -> Rows:
    """Imports of the actor's scope, without their files."""
    columns = (getattr(RegisterImport, name) for name in SHOWN)
    return select(*columns).where(in_scope(actor, RegisterImport))


def import_in_view(actor: Actor, import_id: UUID) -> Select[RegisterImport]:
    return select(RegisterImport).where(
        RegisterImport.id == import_id, in_scope(actor, RegisterImport)
    )


def same_file(
    actor: Actor, community_id: UUID, kind: ImportKind, digest: bytes
) -> Select[RegisterImport]:
    """The imports of the same file by the same person that still wait for a word."""
    return select(RegisterImport).where(
        RegisterImport.community_id == community_id,
        RegisterImport.kind == kind,
        RegisterImport.requested_by_id == actor.person_id,
        RegisterImport.state.in_([ImportState.RECEIVED, ImportState.CHECKED]),
        RegisterImport.file_sha256 == digest,
        RegisterImport.file_sealed.is_not(None),
    )


def lines_as_checked(import_id: UUID) -> Rows:
    """What the check said of each line, and what it meant."""
    columns = (ImportLine.number, ImportLine.outcome, ImportLine.meaning)
    return select(*columns).where(ImportLine.import_id == import_id)


def lines_of(import_id: UUID, outcome: str | None) -> Rows:
    """Outcomes of an import's lines."""
    found = select(ImportLine.number, ImportLine.outcome, ImportLine.reasons)
    found = found.where(ImportLine.import_id == import_id)
    return found.where(ImportLine.outcome == outcome) if outcome else found

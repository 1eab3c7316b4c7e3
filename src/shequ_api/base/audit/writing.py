"""Writing entries: by whoever acts over the API, and by the operator at the command line."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.audit.models import LEVELS, AuditEntry
from shequ_api.base.audit.seals import Seals
from shequ_api.kit.http.exchange import request_id
from shequ_api.kit.ids import new_id

OPERATOR = "operator"
"""The role of whoever sits at the command line."""
ANONYMOUS = "anonymous"
"""The role of whoever the law lets report without a name."""
CLOCK = "clock"
"""The role of what is done on a clock, by nobody."""


def write_entry(session: AsyncSession, **columns: Any) -> AuditEntry:
    """Add an entry with its digest to the transaction under way."""
    seals: Seals = session.info["seals"]
    entry = AuditEntry(**_NOTHING | columns, id=new_id(), key_id=seals.current)
    digest = seals.digest(entry)
    assert digest is not None, "the ring holds its current key"
    entry.digest = digest
    session.add(entry)
    return entry


_NOTHING = dict.fromkeys(
    (
        *("person_id", "posting_id", "on_behalf_of_id", "request_id"),
        *("subdistrict_id", "district_id", "city_id"),
    )
)


def note_taking(
    session: AsyncSession,
    actor: Actor,
    operation: str,
    *,
    subject_ids: Sequence[UUID],
    parameters: dict[str, str],
    now: datetime,
) -> AuditEntry:
    """Write down that somebody took many people's data away: what of it, and how much."""
    acting = actor.acting
    return write_entry(
        session,
        at=now,
        person_id=actor.person_id,
        posting_id=acting.id if acting else None,
        role=str(actor.role),
        on_behalf_of_id=actor.concerned_id if actor.on_behalf_of else None,
        operation=operation,
        subject_ids=list(subject_ids),
        parameters=parameters,
        request_id=request_id(),
        **{level: getattr(acting, level, None) for level in LEVELS},
    )


def note_command(
    session: AsyncSession,
    command: str,
    *,
    subject_ids: Sequence[UUID] = (),
    place: Any = None,
    parameters: dict[str, str] | None = None,
    now: datetime,
) -> AuditEntry:
    """Write down what the operator did by a command; `place` lies in whose books it stands."""
    return write_entry(
        session,
        at=now,
        role=OPERATOR,
        operation=f"cli:{command}",
        subject_ids=list(subject_ids),
        parameters=parameters or {},
        subdistrict_id=getattr(place, "subdistrict_id", None),
        district_id=getattr(place, "district_id", None),
        city_id=getattr(place, "city_id", None),
    )


def note_expiry(
    session: AsyncSession, module: str, title: str, count: int, *, now: datetime
) -> AuditEntry:
    """Write down how much of a kind was let go, its time being over."""
    return write_entry(
        session,
        at=now,
        role=CLOCK,
        operation="clock:expire",
        subject_ids=[],
        parameters={"module": module, "title": title, "count": str(count)},
    )

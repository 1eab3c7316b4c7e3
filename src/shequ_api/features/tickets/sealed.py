"""What this feature keeps sealed."""

from typing import Any
from uuid import UUID

from shequ_api.features.tickets.anonymity import ReporterSeal
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.sealed import Sealed


def _reporter_index(parts: Parts, _: Any, person_id: str) -> bytes:
    return parts.get(ReporterSeal).index_of(UUID(person_id))


SEALED = (Sealed(Ticket.reporter_sealed, "reporter_sealed", {"reporter_index": _reporter_index}),)

"""Who filed an anonymous ticket: sealed, found again by themselves, and unsigned in every trail.

No row of any table names both the reporter and the ticket. Whoever keeps something that a reporter
did about their ticket asks `signer_of` under whose name.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.crypto import BlindIndex, FieldCipher
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.http.witness import leave_unsigned


class ReporterSeal:
    """Seals the reporter's id, bound to its ticket, and indexes it."""

    def __init__(self, cipher: FieldCipher, index: BlindIndex) -> None:
        self._cipher = cipher
        self._index = index

    def index_of(self, person_id: UUID) -> bytes:
        """16 bytes, the same on each anonymous ticket of a person."""
        return self._index.of(str(person_id))

    def columns(self, ticket_id: UUID, person_id: UUID) -> dict[str, Any]:
        """What an anonymous ticket keeps of its reporter."""
        sealed = self._cipher.seal(str(person_id), binding=_binding(ticket_id))
        return {
            "anonymous": True,
            "reporter_sealed": sealed,
            "reporter_index": self.index_of(person_id),
        }

    def open(self, ticket_id: UUID, sealed: bytes) -> UUID:
        """Who it is. CannotOpen: moved or altered."""
        return UUID(self._cipher.open(sealed, binding=_binding(ticket_id)))

    def occasion_of(self, person_id: UUID, what: str) -> UUID:
        """An id of something told to a person, from which nobody tells what it was."""
        return UUID(bytes=self._index.of(f"{person_id}/{what}"))


def _binding(ticket_id: UUID) -> str:
    return f"tickets/{ticket_id}/reporter_sealed"


def seal_of(session: AsyncSession) -> ReporterSeal:
    """The application's one."""
    parts: Parts = session.info["parts"]
    return parts.get(ReporterSeal)


def end_seal(ticket: Ticket, *, now: datetime) -> None:
    """Let nobody, the reporter included, find out any more whose it was."""
    ticket.reporter_sealed = ticket.reporter_index = None
    ticket.seal_ended_at = now


def filed_by(session: AsyncSession, person_id: UUID) -> ColumnElement[bool]:
    """A person's own tickets, anonymous ones too: two indexes."""
    sealed = Ticket.reporter_index == seal_of(session).index_of(person_id)
    return or_(Ticket.reporter_id == person_id, sealed)


def is_reporter(session: AsyncSession, actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor, or whom they act for, ordered it. For another nobody acts anonymously."""
    if ticket.anonymous:
        own = ticket.reporter_index == seal_of(session).index_of(actor.person_id)
        return own and actor.on_behalf_of is None
    return ticket.reporter_id is not None and ticket.reporter_id == actor.concerned_id


def reporter_of(session: AsyncSession, ticket: Ticket) -> UUID | None:
    """Who ordered it, opened where it is sealed: never for an answer, but for that of the right to
    open it. None: somebody without an account."""
    if ticket.reporter_sealed is None:
        return ticket.reporter_id
    return seal_of(session).open(ticket.id, ticket.reporter_sealed)


def keep_unnamed(session: AsyncSession, actor: Actor, ticket: Ticket) -> bool:
    """See that what the actor does as the reporter of an anonymous ticket stands in the audit log
    under nobody's name. Whether it is so. Whoever lets a reporter change anything asks this, or
    `signer_of`, before anything else."""
    unnamed = ticket.anonymous and is_reporter(session, actor, ticket)
    if unnamed:
        leave_unsigned(session)
    return unnamed


def signer_of(session: AsyncSession, actor: Actor, ticket: Ticket) -> UUID | None:
    """Under whose name is kept what the actor does as the reporter: nobody's, where the ticket is
    anonymous; nor does the audit log name anybody then."""
    return None if keep_unnamed(session, actor, ticket) else actor.person_id

"""Entering what somebody says who has no account, or an organisation asks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.audit.looks import note_look
from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.base.people.models import Organisation, Person
from shequ_api.base.places.models import Place
from shequ_api.features.ticket_intake.channels import EnteredChannel
from shequ_api.features.ticket_intake.models import TicketPetitioner
from shequ_api.features.ticket_intake.schemas import PetitionerContact, PetitionerView, TicketEntry
from shequ_api.features.ticket_intake.sealed import binding
from shequ_api.features.tickets.public import Ticket
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.errors import Malformed
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.masking import mask_phone


class OrganisationUnfit(Malformed):
    """An enterprise's request names the organisation, which is one of the district's."""

    code, title = "organisation_unfit", "请选择本区县内的组织"


async def refuse_organisation(session: AsyncSession, entry: TicketEntry, place: Place) -> None:
    """Raise `OrganisationUnfit` where the one that asks is missing, or another district's."""
    if entry.organisation_id is None:
        if entry.channel == EnteredChannel.ENTERPRISE:
            raise OrganisationUnfit
        return
    found = await session.get(Organisation, entry.organisation_id)
    if found is None or found.district_id != place.district_id:
        raise OrganisationUnfit


def note_petitioner(
    session: AsyncSession, cipher: FieldCipher, ticket: Ticket, entry: TicketEntry, now: datetime
) -> None:
    """Keep beside a ticket for whom it was entered: name and number sealed."""

    def seal(text: str | None, column: str) -> bytes | None:
        return cipher.seal(text, binding=binding(ticket.id, column)) if text else None

    session.add(
        TicketPetitioner(
            ticket_id=ticket.id,
            ticket=ticket,
            district_id=ticket.district_id,
            name_sealed=seal(entry.petitioner_name, "name_sealed"),
            phone_sealed=seal(entry.petitioner_phone, "phone_sealed"),
            organisation_id=entry.organisation_id,
            entered_at=now,
        )
    )


async def copy_petitioner(
    session: AsyncSession, parent: Ticket, children: Sequence[Ticket]
) -> None:
    """Parts of a ticket are for whom it was entered, and their names are let go with its."""
    kept = await session.get(TicketPetitioner, parent.id)
    if kept is None:
        return
    parts: Parts = session.info["parts"]
    cipher = parts.get(FieldCipher)

    def anew(child: Ticket, sealed: bytes | None, column: str) -> bytes | None:
        text = _opened(cipher, parent.id, sealed, column)
        return cipher.seal(text, binding=binding(child.id, column)) if text else None

    session.add_all(
        TicketPetitioner(
            ticket_id=child.id,
            district_id=child.district_id,
            name_sealed=anew(child, kept.name_sealed, "name_sealed"),
            phone_sealed=anew(child, kept.phone_sealed, "phone_sealed"),
            organisation_id=kept.organisation_id,
            entered_at=kept.entered_at,
        )
        for child in children
    )


def note_reveal(
    session: AsyncSession, actor: Actor, ticket: Ticket, reason: str, now: datetime
) -> None:
    """Write down that the number of whom a ticket was entered for is looked at in clear."""
    note_look(
        session,
        actor,
        subject_kind="ticket_petitioner",
        subject_id=ticket.id,
        person_id=None,
        district_id=ticket.district_id,
        fields=["phone"],
        purpose=LookPurpose.TICKET,
        reason=reason,
        now=now,
    )


def contact_view(cipher: FieldCipher, kept: TicketPetitioner) -> PetitionerContact:
    """Name and number in clear: only where the look is logged."""
    ticket_id = kept.ticket_id
    return PetitionerContact(
        ticket_id=ticket_id,
        name=_opened(cipher, ticket_id, kept.name_sealed, "name_sealed"),
        phone=_opened(cipher, ticket_id, kept.phone_sealed, "phone_sealed"),
    )


def _opened(cipher: FieldCipher, ticket_id: UUID, sealed: bytes | None, column: str) -> str | None:
    return cipher.open(sealed, binding=binding(ticket_id, column)) if sealed else None


def petitioner_of(ticket: Ticket) -> Select[*tuple[Any, ...]]:
    """For whom a ticket was entered, with the names of organisation and of who entered it."""
    return (
        select(
            TicketPetitioner,
            Organisation.name.label("organisation_name"),
            Person.name.label("entered_by_name"),
        )
        .outerjoin(Organisation, Organisation.id == TicketPetitioner.organisation_id)
        .outerjoin(Person, Person.id == ticket.filed_by_id)
        .where(TicketPetitioner.ticket_id == ticket.id)
    )


def petitioner_view(cipher: FieldCipher, row: Any) -> PetitionerView:
    kept: TicketPetitioner = row.TicketPetitioner
    clear = contact_view(cipher, kept)
    return PetitionerView(
        ticket_id=kept.ticket_id,
        name=clear.name,
        phone=mask_phone(clear.phone) if clear.phone else None,
        organisation_id=kept.organisation_id,
        organisation_name=row.organisation_name,
        entered_by_name=row.entered_by_name,
    )


def is_in_reach(actor: Actor, place: Place | None) -> bool:
    """Whether staff may enter something for a place: one in their scope."""
    return place is not None and place.ended_at is None and actor.covers(place)

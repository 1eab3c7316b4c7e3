"""Tickets that staff enter for others, over HTTP."""

from typing import Annotated, Any

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, NotAllowed, may
from shequ_api.base.access.roles import RoleBook
from shequ_api.base.files.service import own_photos, own_voices
from shequ_api.base.places.models import Place
from shequ_api.features.ticket_intake.entering import (
    contact_view,
    is_in_reach,
    note_petitioner,
    note_reveal,
    petitioner_of,
    petitioner_view,
    refuse_organisation,
)
from shequ_api.features.ticket_intake.router import TheShowcase
from shequ_api.features.ticket_intake.schemas import (
    PetitionerContact,
    PetitionerReveal,
    PetitionerView,
    TicketEntry,
)
from shequ_api.features.ticket_intake.whereabouts import Whereabouts, note_whereabouts
from shequ_api.features.ticket_services.public import ServiceUnknown, checked, keep_answers
from shequ_api.features.tickets.public import (
    Service,
    TheTicket,
    Ticket,
    TicketPermission,
    TicketView,
    enter_ticket,
    knows_reporter,
    view_of,
)
from shequ_api.kit.crypto import FieldCipher
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router, unkeyed

router = Router(tags=["tickets"])
Enterer = Annotated[Actor, Depends(may(TicketPermission.ENTER))]
TheCipher = Annotated[FieldCipher, Depends(part(FieldCipher))]
TheRoles = Annotated[RoleBook, Depends(part(RoleBook))]


@router.post("/ticket-entries", status_code=201)
async def enter_ticket_for_another(
    entry: TicketEntry,
    actor: Enterer,
    session: Session,
    cipher: TheCipher,
    showcase: TheShowcase,
    now: Now,
) -> TicketView:
    """代录诉求: Enter what somebody says who has no account (at a meeting, on a visit), or
    what an organisation asks. Who entered it is on record."""
    place = await session.get(Place, entry.place_id)
    if place is None or not is_in_reach(actor, place):
        raise Absent
    await refuse_organisation(session, entry, place)
    service = await session.get(Service, entry.service_code)
    if service is None or service.retired_at or service.owner_id not in (None, place.district_id):
        raise ServiceUnknown
    version = await checked(session, service, entry.service_version, entry.attributes)
    photos = await own_photos(session, actor.person_id, entry.photo_ids)
    voices = await own_voices(session, actor.person_id, entry.voice_ids)
    ticket = enter_ticket(
        session,
        service,
        place,
        reporter_id=None,
        filed_by_id=actor.person_id,
        text=entry.text,
        photos=photos + voices,
        private=service.private_by_default if entry.private is None else entry.private,
        source_kind=entry.channel,
        now=now,
    )
    note_whereabouts(session, ticket, Whereabouts(place=place), now)
    note_petitioner(session, cipher, ticket, entry, now)
    await keep_answers(session, ticket, service.code, version, entry.attributes, now=now)
    return await view_of(session, actor, ticket, showcase, now)


@router.get("/tickets/{ticket_id}/petitioner")
async def get_ticket_petitioner(
    ticket: TheTicket, actor: AnyActor, session: Session, cipher: TheCipher, roles: TheRoles
) -> PetitionerView:
    """代录诉求的反映人: For whom staff entered a ticket; to those who may know whose it is."""
    return petitioner_view(cipher, await _petitioner(session, actor, ticket, roles))


@router.post("/tickets/{ticket_id}/petitioner/reveals")
@unkeyed
async def reveal_ticket_petitioner(
    reveal: PetitionerReveal,
    ticket: TheTicket,
    actor: AnyActor,
    session: Session,
    cipher: TheCipher,
    roles: TheRoles,
    now: Now,
) -> PetitionerContact:
    """查看反映人电话: The number of whom staff entered a ticket for, to call them back; the look is
    logged."""
    row = await _petitioner(session, actor, ticket, roles)
    note_reveal(session, actor, ticket, reveal.reason, now)
    await session.flush()
    return contact_view(cipher, row.TicketPetitioner)


async def _petitioner(session: Session, actor: Actor, ticket: Ticket, roles: RoleBook) -> Any:
    """For whom it was entered, for those who may know whose it is."""
    if not knows_reporter(actor, ticket):
        raise NotAllowed(TicketPermission.VIEW, actor, roles)
    row = (await session.execute(petitioner_of(ticket))).one_or_none()
    if row is None:
        raise Absent
    return row

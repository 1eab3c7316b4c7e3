"""What this feature keeps sealed: for whom staff entered something."""

from shequ_api.features.ticket_intake.models import TicketPetitioner
from shequ_api.kit.sealed import Sealed


def binding(ticket_id: object, column: str) -> str:
    """What a value is bound to."""
    return f"{TicketPetitioner.__tablename__}/{ticket_id}/{column}"


SEALED = (
    Sealed(TicketPetitioner.name_sealed, "name_sealed"),
    Sealed(TicketPetitioner.phone_sealed, "phone_sealed"),
)

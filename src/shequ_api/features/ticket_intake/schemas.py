from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.people.schemas import Phone
from shequ_api.base.places.schemas import Position
from shequ_api.features.ticket_intake.channels import EnteredChannel, OwnChannel
from shequ_api.features.ticket_services.public import Attributes, Version
from shequ_api.features.tickets.public import Photos, Voices
from shequ_api.kit.schema import Id, Input, Key, Line, Metres, Note, Output, by_example


class TicketSpot(Position):
    """Where it is: what `wx.getLocation` gave, or what was picked on a map."""

    accuracy_metres: Metres = Field(
        default=0, description="By how much it may be wrong; 0 where it was picked on a map"
    )


class TicketDraft(Input):
    """What a resident orders.

    Where: a place, an asset, or a position, which says what place that is. What none of them says
    for certain goes to the triage of the community there, else of the home community.
    """

    model_config = by_example(
        {
            "service_code": "environment",
            "text": "一单元门口的路灯不亮了，晚上老人出入不方便。",
            "position": {
                "longitude": 104.1412,
                "latitude": 30.6761,
                "coordinate_system": "GCJ-02",
                "accuracy_metres": 18.5,
            },
            "photo_ids": ["0199a3c4-5d6e-7f80-9a1b-00000000010a"],
            "private": False,
            "channel": "code",
        }
    )

    service_code: Key | None = Field(
        default=None,
        description="Without one, a photo or a spoken message is needed, and the community says "
        "what it is about; a text alone is refused",
    )
    service_version: Version | None = Field(
        default=None, description="Of the category's attributes, as they were shown"
    )
    attributes: Attributes = {}
    text: Note | None = Field(
        default=None,
        description="Without one it reads as its category's title, or says to see what is attached",
    )
    place_id: Id | None = None
    asset_id: Id | None = Field(
        default=None, description="The asset that it is about; it says where, without a place"
    )
    position: TicketSpot | None = None
    photo_ids: Photos = []
    voice_ids: Voices = []
    private: bool | None = Field(default=None, description="Null: as the category has it")
    anonymous: bool = Field(
        default=False,
        description="Nobody is shown who ordered it. Its photos are handed in by "
        "`upload_photo?anonymous=true`, others are refused, and so are voices and whoever acts for "
        "another; where the phone is is not kept; it earns no points",
    )
    channel: Annotated[OwnChannel, Field(strict=False)] = OwnChannel.MINI_PROGRAM


class TicketEntry(Input):
    """What somebody says who has no account, or an organisation asks, as staff enter it."""

    model_config = by_example(
        {
            "channel": "meeting",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000104",
            "service_code": "environment",
            "text": "坝坝会上反映：一单元门口垃圾清运不及时",
            "petitioner_name": "李小梅",
            "petitioner_phone": "13900000001",
        }
    )

    channel: Annotated[EnteredChannel, Field(strict=False)]
    place_id: Id
    service_code: Key
    service_version: Version | None = None
    attributes: Attributes = {}
    text: Note
    photo_ids: Photos = []
    voice_ids: Voices = []
    private: bool | None = Field(default=None, description="Null: as the category has it")
    petitioner_name: Line | None = Field(default=None, description="Kept sealed")
    petitioner_phone: Phone | None = Field(default=None, description="Kept sealed, shown masked")
    organisation_id: Id | None = Field(
        default=None, description="The organisation that asks; of an enterprise's request always"
    )


class PetitionerReveal(Input):
    """Why a number is looked at."""

    model_config = by_example({"reason": "电话核实地点"})

    reason: Line


class PetitionerContact(Output):
    """For whom a ticket was entered, in clear. That it was looked at is logged."""

    model_config = by_example(
        {
            "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
            "name": "李小梅",
            "phone": "13900139001",
        }
    )

    ticket_id: UUID
    name: str | None
    phone: str | None


class PetitionerView(Output):
    """For whom a ticket was entered, and by whom. Their name and number are let go after a year."""

    model_config = by_example(
        {
            "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
            "name": "李小梅",
            "phone": "139******01",
            "organisation_id": None,
            "organisation_name": None,
            "entered_by_name": "王小四",
        }
    )

    ticket_id: UUID
    name: str | None
    phone: str | None = Field(description="Masked")
    organisation_id: UUID | None
    organisation_name: str | None
    entered_by_name: str | None

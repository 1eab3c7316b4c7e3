from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shequ_api.base.places.schemas import Position
from shequ_api.features.tickets.public import Photos
from shequ_api.kit.schema import Id, Input, Key, Metres, Note, by_example


class TicketChannel(StrEnum):
    """The way a ticket came."""

    MINI_PROGRAM = "mini_program"
    CODE = "code"
    MEETING = "meeting"
    HOME_VISIT = "home_visit"
    HOTLINE = "hotline"
    HAZARD = "hazard"


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

    service_code: Key
    text: Note
    place_id: Id | None = None
    asset_id: Id | None = Field(
        default=None, description="The asset that it is about; it says where, without a place"
    )
    position: TicketSpot | None = None
    photo_ids: Photos = []
    private: bool = False
    channel: Annotated[TicketChannel, Field(strict=False)] = TicketChannel.MINI_PROGRAM

"""Shapes of rosters."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.features.rosters.rules import (
    CONSENT_TEXT,
    CONSENT_VERSION,
    NameOnRoster,
    RosterRole,
    RosterState,
)
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Note, Output, by_example

Sentence = Annotated[CleanText, Field(min_length=1, max_length=200)]
WORDS = {"role": "party_member", "pledge": "邻里有事找我", "service": "周末帮老人买菜"}
ENTRY = {**WORDS, "id": "0199a3c4-5d6e-7f80-9a1b-000000000870", "role_title": "党员"}
BUILDING = "0199a3c4-5d6e-7f80-9a1b-000000000108"


class RosterProposal(Input):
    """Whom the community would like to show on the roster of a building."""

    model_config = by_example(
        WORDS | {"place_id": BUILDING, "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000003"}
    )

    place_id: Id = Field(description="A building of one's own scope")
    person_id: Id = Field(description="Somebody who is verified to live there")
    role: Annotated[RosterRole, Field(strict=False)]
    pledge: Sentence = Field(description="What they promise their neighbours")
    service: Sentence | None = Field(default=None, description="What they offer them")


class RosterConsent(Input):
    """I agree to be shown with just these words."""

    model_config = by_example({"consent_version": CONSENT_VERSION, "name_shown": "full"})

    consent_version: Annotated[int, Field(ge=1, le=1000)] = Field(
        description="Of the text that was on the screen"
    )
    name_shown: Annotated[NameOnRoster, Field(strict=False)] = Field(
        description="What neighbours see of my name; strangers see the surname alone"
    )


class RosterRemoval(Input):
    model_config = by_example({"reason": "本人提出不再担任"})

    reason: Note


class RosterReveal(Input):
    """Why one looks."""

    model_config = by_example({"purpose": "contact", "reason": "请本人确认提名"})

    purpose: Annotated[LookPurpose, Field(strict=False)]
    reason: Note | None = Field(default=None, description="The person may read it")


class RosterBase(Output):
    id: UUID
    role: RosterRole
    role_title: str
    pledge: str
    service: str | None


class RosterLine(RosterBase):
    """Somebody who stands up for a building."""

    model_config = by_example(
        {**ENTRY, "building_name": "东苑1栋", "name": "王同志", "shown_since": "2026-11-22"}
    )

    building_name: str
    name: str = Field(
        description="For strangers the surname; for who lives or serves there as they chose"
    )
    shown_since: date = Field(description="The day on which they agreed")


class KeptRosterLine(RosterBase):
    """An entry for the office."""

    model_config = by_example(
        {
            **ENTRY,
            "place_id": BUILDING,
            "building_name": "东苑1栋",
            "name": "*四",
            "state": "proposed",
            "state_title": "待本人同意",
            "proposed_at": "2026-11-22T09:30:00.000+08:00",
            "ended_at": None,
        }
    )

    place_id: UUID
    building_name: str
    name: str | None = Field(description="Masked, unless it is shown in whole")
    state: RosterState
    state_title: str
    proposed_at: Instant
    ended_at: Instant | None


class RosterName(Output):
    """Whom an entry is about."""

    model_config = by_example({"person_id": "0199a3c4-5d6e-7f80-9a1b-000000000003", "name": "王四"})

    person_id: UUID
    name: str | None


class MyRosterEntry(RosterBase):
    """An entry about me, and what I am asked to agree to."""

    model_config = by_example(
        {
            **ENTRY,
            "building_name": "东苑1栋",
            "state": "proposed",
            "state_title": "待本人同意",
            "proposed_at": "2026-11-22T09:30:00.000+08:00",
            "consented_at": None,
            "name_shown": None,
            "ended_at": None,
            "end_reason": None,
            "consent_version": CONSENT_VERSION,
            "consent_text": CONSENT_TEXT,
        }
    )

    building_name: str
    state: RosterState
    state_title: str
    proposed_at: Instant
    consented_at: Instant | None
    name_shown: NameOnRoster | None
    ended_at: Instant | None
    end_reason: str | None
    consent_version: int = Field(description="Of the text, to be sent with my agreement")
    consent_text: str

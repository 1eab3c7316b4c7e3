from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.base.access.levels import IdentityLevel
from shequ_api.base.access.roles import Role
from shequ_api.base.calendar.openings import WEEK, WeekHours
from shequ_api.base.offering import Head
from shequ_api.base.places.models import PlaceKind
from shequ_api.features.five_codes.rules import LAST_POSITION, Viewer
from shequ_api.kit.schema import CleanText, Input, Instant, Key, Output, by_example

MOST_ENTRIES, MOST_PARAMETERS = 60, 8
EntryKey = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$",
        max_length=63,
        description="Of what lies under it, the entry of the same key is replaced; an action that "
        "no catalogue names stands under the action's own key",
    ),
]
Title = Annotated[CleanText, Field(min_length=1, max_length=20)]
Hint = Annotated[CleanText, Field(min_length=1, max_length=60)]
Value = Annotated[CleanText, Field(min_length=1, max_length=200)]
ENTRY: dict[str, Any] = {
    "key": "report_lights",
    "head": "handle",
    "title": "路灯报修",
    "hint": "拍一张照片就能报",
    "icon": "lamp",
    "action": "tickets.report",
    "parameters": {"service_code": "environment"},
    "audience": ["resident", "worker"],
    "roles": [],
    "identity_level": 0,
    "hours": WEEK,
    "starts_on": None,
    "ends_on": None,
    "position": 10,
}
CONTENT: dict[str, Any] = {
    "inherits": True,
    "hidden": ["card_gifts.give"],
    "entries": [ENTRY],
}
PLACE = "0199a3c4-5d6e-7f80-9a1b-000000000106"
CATALOGUE: dict[str, Any] = {
    "place_id": PLACE,
    "place_name": "致强社区",
    "place_kind": "community",
    "version": 4,
    "edition": 2,
    "changed": True,
    "drafted_at": "2026-11-22T09:30:00.000+08:00",
    "published_at": "2026-11-20T09:30:00.000+08:00",
}


class CatalogueEntry(Input):
    """An action as it is to be offered."""

    model_config = by_example(ENTRY)

    key: EntryKey
    head: Annotated[Head, Field(strict=False)]
    title: Title
    hint: Hint | None
    icon: Key | None = Field(description="A name that the mini-program knows")
    action: str = Field(max_length=63, description="Its key in `list_five_code_actions`")
    parameters: dict[Key, Value] = Field(
        max_length=MOST_PARAMETERS,
        description="Values for what the action takes",
    )
    audience: list[Annotated[Viewer, Field(strict=False)]] = Field(min_length=1, max_length=3)
    roles: list[Annotated[Role, Field(strict=False)]] = Field(
        max_length=20, description="Only those who act as one of these"
    )
    identity_level: Annotated[IdentityLevel, Field(strict=False)] = Field(
        description="Asked for before it opens; the action's own level is asked for anyway",
    )
    hours: WeekHours | None = Field(description="Null: always open")
    starts_on: Annotated[date, Field(strict=False)] | None
    ends_on: Annotated[date, Field(strict=False)] | None = Field(
        description="The last day on which it is offered"
    )
    position: int = Field(ge=0, le=LAST_POSITION, description="Smaller stands first")

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise PydanticCustomError("season_unfit", "最后一天不能早于第一天")
        return self


class CatalogueContent(Input):
    """What a place offers."""

    model_config = by_example(CONTENT)

    inherits: bool = Field(
        description="False: nothing of what the places above offer, nor of what modules register",
    )
    hidden: list[EntryKey] = Field(max_length=100, description="Keys of inherited entries left out")
    entries: list[CatalogueEntry] = Field(max_length=MOST_ENTRIES)

    @model_validator(mode="after")
    def _once(self) -> Self:
        keys = [entry.key for entry in self.entries]
        if len(set(keys)) < len(keys):
            raise PydanticCustomError("key_repeated", "同一个标识只能出现一次")
        return self


NOTHING = CatalogueContent(inherits=True, hidden=[], entries=[])
"""What a place says that says nothing."""


class CatalogueLine(Output):
    """A catalogue in a list; its version is the ETag of its draft."""

    model_config = by_example(CATALOGUE)

    place_id: UUID
    place_name: str
    place_kind: PlaceKind
    version: int
    edition: int = Field(description="The number of what is published; 0: nothing yet")
    changed: bool = Field(description="The draft says something else than what is published")
    drafted_at: Instant | None = Field(description="Null: nobody wrote one")
    published_at: Instant | None


class CatalogueView(CatalogueLine):
    """A catalogue: its draft, what is published, and what lies under it."""

    model_config = by_example(
        {**CATALOGUE, "draft": CONTENT, "published": CONTENT, "inherited": [ENTRY["key"]]}
    )

    draft: CatalogueContent
    published: CatalogueContent | None
    inherited: list[str] = Field(
        description="Keys that it would have without an entry of its own, in their order"
    )


class EditionLine(Output):
    """A catalogue as it was published."""

    model_config = by_example(
        {
            "number": 2,
            "published_at": "2026-11-20T09:30:00.000+08:00",
            "published_by": "王*四",
            "content": CONTENT,
        }
    )

    number: int
    published_at: Instant
    published_by: str | None = Field(description="Masked")
    content: CatalogueContent


OFFERED: dict[str, Any] = {
    "key": "tickets.report",
    "head": "handle",
    "title": "一键上报",
    "operation": "file_ticket",
    "permission": "ticket:file",
    "identity_level": 0,
    "filled": ["place_id"],
    "takes": ["service_code"],
    "needs": [],
}


class OfferedAction(Output):
    """What a module offers to the five codes."""

    model_config = by_example(OFFERED)

    key: str
    head: Head
    title: str
    operation: str = Field(description="The operationId that does it")
    permission: str | None = Field(description="Null: whoever is signed in")
    identity_level: IdentityLevel
    filled: list[str] = Field(description="Parameters that a front door fills in by its place")
    takes: list[str] = Field(description="Parameters that an entry may set")
    needs: list[str] = Field(description="Those of these that an entry must set")


class OfferedActions(Output):
    """All that may be offered, in the order of the modules."""

    model_config = by_example({"items": [OFFERED]})

    items: list[OfferedAction]


class FrontDoorEntry(Output):
    """An entry as somebody sees it."""

    key: str
    title: str
    hint: str | None
    icon: str | None = Field(description="A name that the mini-program knows")
    action: str
    operation: str = Field(description="The operationId that does it")
    parameters: dict[str, str] = Field(description="Filled in for this place")
    sign_in: bool = Field(description="Needs a sign-in first")
    identity_level: IdentityLevel = Field(description="That one needs; one's own is in /me")
    open: bool
    opens_at: Instant | None = Field(description="Where it is closed; null: it does not again")


class HeadCard(Output):
    """A small statement about the place."""

    key: str
    title: str
    text: str
    facts: dict[str, Any]


class HeadView(Output):
    """One of the five codes (五码)."""

    key: Head
    title: str = Field(examples=["码上办"])
    offered: bool = Field(description="False: nothing here yet")
    actions: list[FrontDoorEntry]
    cards: list[HeadCard]


HEAD: dict[str, Any] = {
    "key": "handle",
    "title": "码上办",
    "offered": True,
    "actions": [
        {
            "key": "tickets.report",
            "title": "一键上报",
            "hint": None,
            "icon": None,
            "action": "tickets.report",
            "operation": "file_ticket",
            "parameters": {"place_id": "0199a3c4-5d6e-7f80-9a1b-000000000104"},
            "sign_in": False,
            "identity_level": 0,
            "open": True,
            "opens_at": None,
        }
    ],
    "cards": [],
}


class FrontDoorView(Output):
    """What a place offers to whoever looks."""

    model_config = by_example({"viewer": "resident", "place_id": PLACE, "heads": [HEAD]})

    viewer: Viewer
    place_id: UUID
    heads: list[HeadView] = Field(description="All five, always in this order")

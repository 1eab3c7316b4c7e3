from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.access.roles import Role
from shequ_api.base.places.models import PlaceKind
from shequ_api.base.places.schemas import Position
from shequ_api.features.codes.models import CodePurpose, CodeState
from shequ_api.features.five_codes.public import HEAD, HeadView, Viewer
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Note, Output, by_example

EXAMPLE = "xAAECAwQFBgdvTqQyFmJ0cQ5K"
Text = Annotated[CleanText, Field(min_length=1, max_length=600)]


class CodeDraft(Input):
    """The place that is to have a code."""

    model_config = by_example({"place_id": "0199a3c4-5d6e-7f80-9a1b-000000000104"})

    place_id: Id
    purpose: Annotated[CodePurpose, Field(strict=False)] = CodePurpose.PLACE


class CodeRevocation(Input):
    """Why the code ends."""

    model_config = by_example({"reason": "码牌遗失"})

    reason: Note


class CodedKind(StrEnum):
    BUILDING = "building"
    UNIT = "unit"


class ImageFormat(StrEnum):
    SVG = "svg"
    PNG = "png"


class CodeBatchDraft(Input):
    """Which places of the compound get a code, and how many at most in this call."""

    model_config = by_example({"kinds": ["building", "unit"], "limit": 100})

    kinds: Annotated[
        list[Annotated[CodedKind, Field(strict=False)]], Field(min_length=1, max_length=2)
    ] = [CodedKind.BUILDING, CodedKind.UNIT]
    purpose: Annotated[CodePurpose, Field(strict=False)] = CodePurpose.PLACE
    limit: Annotated[int, Field(ge=1, le=200)] = 100


class CodeBatchView(Output):
    """What a batch has done, and what is left."""

    model_config = by_example({"issued": 12, "existing": 3, "remaining": 0})

    issued: int = Field(description="New codes by this call")
    existing: int = Field(description="Places that had a live code before")
    remaining: int = Field(description="Places still without one: call again")


class PlaceCodeView(Output):
    """A code of a place."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-00000000010e",
            "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000104",
            "place_name": "东苑1栋",
            "place_kind": "building",
            "purpose": "place",
            "state": "live",
            "code": "xAAECAwQFBgdvTqQyFmJ0cQ5K",
            "url": "https://sq.example.cn/q/xAAECAwQFBgdvTqQyFmJ0cQ5K",
            "short_number": "K7WM-2PXD",
            "successor_id": None,
            "issued_at": "2026-11-22T09:30:00.000+08:00",
            "superseded_at": None,
            "revoked_at": None,
            "revoked_for": None,
            "far_alarmed_at": None,
        }
    )

    id: UUID
    place_id: UUID
    place_name: str = Field(examples=["东苑1栋"])
    place_kind: PlaceKind
    purpose: CodePurpose
    state: CodeState
    code: str | None = Field(
        description="25 characters, also the `scene`; null where its key was retired: replace it",
        examples=[EXAMPLE],
    )
    url: str | None = Field(
        description="What the QR code says", examples=[f"https://sq.example.cn/q/{EXAMPLE}"]
    )
    short_number: str = Field(
        description="Printed under the code, for who reads it out on the phone",
        examples=["K7WM-2PXD"],
    )
    successor_id: UUID | None
    issued_at: Instant
    superseded_at: Instant | None
    revoked_at: Instant | None
    revoked_for: str | None
    far_alarmed_at: Instant | None = Field(
        description="When it was last noticed that it is scanned again and again far from its "
        "place: perhaps a copy hangs elsewhere"
    )


class CodeScan(Input):
    """What was scanned: the code, `scene`, or the link (`q`, as it came or decoded once)."""

    model_config = by_example(
        {
            "code": "xAAECAwQFBgdvTqQyFmJ0cQ5K",
            "position": {"longitude": 104.1412, "latitude": 30.6761},
        }
    )

    code: Annotated[Text, Field(examples=[EXAMPLE])]
    position: Position | None = None


class ScannedPlace(Output):
    id: UUID
    kind: PlaceKind
    name: str = Field(examples=["1栋"])
    full_name: str = Field(description="Names from the compound down", examples=["东苑1栋"])
    community_id: UUID
    community_name: str = Field(examples=["致强社区"])


class ServingGrid(Output):
    id: UUID
    name: str


class LandingContactView(Output):
    """The grid worker: masked for residents, without a phone for strangers."""

    name: str | None = Field(examples=["王*四"])
    phone: str | None = Field(examples=["138******00"])
    role: Role
    role_title: str = Field(examples=["微网格员"])


class LandingView(Output):
    """What a scanned place shows to whoever asks."""

    model_config = by_example(
        {
            "viewer": "resident",
            "code_id": "0199a3c4-5d6e-7f80-9a1b-00000000010e",
            "outdated": False,
            "place": {
                "id": "0199a3c4-5d6e-7f80-9a1b-000000000104",
                "kind": "building",
                "name": "1栋",
                "full_name": "东苑1栋",
                "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
                "community_name": "致强社区",
            },
            "grid": {"id": "0199a3c4-5d6e-7f80-9a1b-000000000108", "name": "第一微网格"},
            "worker": {
                "name": "王*四",
                "phone": "138******00",
                "role": "micro_grid_worker",
                "role_title": "微网格员",
            },
            "distance_metres": 12,
            "far": False,
            "heads": [HEAD],
        }
    )

    viewer: Viewer
    code_id: UUID = Field(description="The live code, whichever was printed")
    outdated: bool = Field(description="The plate carries a code that has been replaced")
    place: ScannedPlace
    grid: ServingGrid | None
    worker: LandingContactView | None
    distance_metres: int | None = Field(description="From the position sent, to the place")
    far: bool | None = Field(description="Scanned far from its place: perhaps a copy")
    heads: list[HeadView] = Field(description="All five, always in this order")


COUNTED = {
    "hour": "2026-11-22T09:00:00.000+08:00",
    "place_id": "0199a3c4-5d6e-7f80-9a1b-000000000104",
    "place_name": "东苑1栋",
    "place_kind": "building",
    "scans": 12,
    "far": 7,
}


class ScanCountLine(Output):
    """Scans of the codes of one place in one hour."""

    model_config = by_example(COUNTED)

    hour: Instant = Field(description="Its beginning")
    place_id: UUID
    place_name: str = Field(examples=["东苑1栋"])
    place_kind: PlaceKind
    scans: int
    far: int = Field(description="Of these, more than 500 metres from the place")


class FarScansLine(ScanCountLine):
    """Scans of one code in one hour, some of them far from its place."""

    model_config = by_example(
        {
            **COUNTED,
            "code_id": "0199a3c4-5d6e-7f80-9a1b-00000000010e",
            "short_number": "K7WM-2PXD",
            "state": "live",
            "farthest_metres": 4200,
            "far_alarmed_at": "2026-11-22T09:35:00.000+08:00",
        }
    )

    code_id: UUID
    short_number: str = Field(examples=["K7WM-2PXD"])
    state: CodeState
    farthest_metres: int
    far_alarmed_at: Instant | None = Field(
        description="When it was last noticed that this happens again and again"
    )

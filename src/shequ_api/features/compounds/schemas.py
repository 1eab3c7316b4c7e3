from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.base.people.schemas import Phone
from shequ_api.features.compounds.rules import CommitteeKind, ManagementMode, MemberTitle
from shequ_api.kit.schema import Input, Line, Note, Output, by_example

Day = Annotated[date, Field(strict=False, ge=date(1990, 1, 1), lt=date(2200, 1, 1))]
CreditCode = Annotated[
    str, Field(pattern=r"^[0-9A-Z]{18}$", description="统一社会信用代码 (GB 32100)")
]
MEMBER: dict[str, Any] = {"name": "李秀英", "title": "director", "phone": "13800138000"}
MEMBER_VIEW: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000133",
    "name": "李秀英",
    "title": "director",
    "title_text": "主任",
    "phone": "138******00",
    "starts_on": "2025-03-01",
    "ends_on": "2030-03-01",
}
COMMITTEE: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000132",
    "kind": "owners_committee",
    "kind_title": "业主委员会",
    "name": "东苑第三届业主委员会",
    "starts_on": "2025-03-01",
    "ends_on": "2030-03-01",
    "end_reason": None,
    "members": [MEMBER_VIEW],
}
CONTRACT: dict[str, Any] = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000131",
    "firm_name": "致强物业服务有限公司",
    "credit_code": "91350100M000100Y43",
    "starts_on": "2024-01-01",
    "ends_on": "2027-01-01",
    "end_reason": None,
    "contact_name": "王经理",
    "contact_phone": "139******01",
}
MODE: dict[str, Any] = {
    "mode": "trust",
    "mode_title": "信托制",
    "starts_on": "2025-01-01",
    "ends_on": None,
}
COMPOUND: dict[str, Any] = {
    "compound_id": "0199a3c4-5d6e-7f80-9a1b-000000000105",
    "compound_name": "东苑",
}


class ContractDraft(Input):
    """Which firm manages the compound, from when until before when."""

    model_config = by_example(
        {
            "firm_name": "致强物业服务有限公司",
            "credit_code": "91350100M000100Y43",
            "starts_on": "2024-01-01",
            "ends_on": "2027-01-01",
            "contact_name": "王经理",
            "contact_phone": "13900139001",
        }
    )

    firm_name: Line
    credit_code: CreditCode
    starts_on: Day
    ends_on: Day
    contact_name: Line | None = None
    contact_phone: Phone | None = None


class FirmNaming(Input):
    """The right name of a firm."""

    model_config = by_example({"name": "致强物业服务有限公司"})

    name: Line


class FirmView(Output):
    """A property firm."""

    model_config = by_example({"credit_code": "91350100M000100Y43", "name": "致强物业服务有限公司"})

    credit_code: str
    name: str


class ModeDraft(Input):
    """How the firm is paid from a day on."""

    model_config = by_example({"mode": "trust", "starts_on": "2025-01-01"})

    mode: Annotated[ManagementMode, Field(strict=False)]
    starts_on: Day


class MemberDraft(Input):
    """Somebody who takes an office; for the whole term, unless days are given."""

    model_config = by_example(MEMBER)

    name: Line
    title: Annotated[MemberTitle, Field(strict=False)]
    phone: Phone | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None


class CommitteeDraft(Input):
    """A term of a committee, with its members."""

    model_config = by_example(
        {
            "kind": "owners_committee",
            "name": "东苑第三届业主委员会",
            "starts_on": "2025-03-01",
            "ends_on": "2030-03-01",
            "members": [MEMBER],
        }
    )

    kind: Annotated[CommitteeKind, Field(strict=False)]
    name: Line
    starts_on: Day
    ends_on: Day
    members: Annotated[list[MemberDraft], Field(max_length=30)] = []


class CompoundEnd(Input):
    """The day from which it is no more; its own first day, where it was a mistake."""

    model_config = by_example({"ends_on": "2026-12-31", "reason": "业主大会决定解聘"})

    ends_on: Day
    reason: Note


class ContactReveal(Input):
    """For what purpose, and why, a number is looked at."""

    model_config = by_example({"purpose": "contact", "reason": "通知电梯检修"})

    purpose: Annotated[LookPurpose, Field(strict=False)]
    reason: Line


class ContactView(Output):
    """A number in clear. That it was looked at is logged."""

    model_config = by_example(
        {"id": "0199a3c4-5d6e-7f80-9a1b-000000000133", "phone": "13800138000"}
    )

    id: UUID
    phone: str | None


class ContractView(Output):
    """A property contract; `ends_on` is the first day without it."""

    model_config = by_example(CONTRACT)

    id: UUID
    firm_name: str
    credit_code: str
    starts_on: date
    ends_on: date
    end_reason: str | None
    contact_name: str | None
    contact_phone: str | None = Field(description="Masked")


class ModeView(Output):
    """How the firm is paid, from a day on."""

    model_config = by_example(MODE)

    mode: ManagementMode
    mode_title: str
    starts_on: date
    ends_on: date | None


class MemberView(Output):
    """A member of a committee."""

    model_config = by_example(MEMBER_VIEW)

    id: UUID
    name: str
    title: MemberTitle
    title_text: str
    phone: str | None = Field(description="Masked")
    starts_on: date
    ends_on: date


class CommitteeView(Output):
    """A term of a committee, with its members."""

    model_config = by_example(COMMITTEE)

    id: UUID
    kind: CommitteeKind
    kind_title: str
    name: str
    starts_on: date
    ends_on: date
    end_reason: str | None
    members: list[MemberView]


class CompoundFileView(Output):
    """The governance file of a compound; of each kind the newest first."""

    model_config = by_example(
        {**COMPOUND, "contracts": [CONTRACT], "modes": [MODE], "committees": [COMMITTEE]}
    )

    compound_id: UUID
    compound_name: str
    contracts: list[ContractView]
    modes: list[ModeView]
    committees: list[CommitteeView]


class CompoundEndingLine(Output):
    """A contract or a term that ends, or ended, with nothing after it."""

    model_config = by_example(
        {
            "kind": "committee_term",
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000132",
            **COMPOUND,
            "title": "东苑第三届业主委员会",
            "ends_on": "2027-01-01",
            "days_left": 40,
        }
    )

    kind: Literal["property_contract", "committee_term"]
    id: UUID
    compound_id: UUID
    compound_name: str
    title: str
    ends_on: date
    days_left: int = Field(description="Negative where it has ended")

"""The open part of a file: public affairs of a compound, for all who live there."""

from uuid import UUID

from shequ_api.features.compounds.rules import CommitteeKind, ManagementMode, MemberTitle
from shequ_api.features.compounds.schemas import COMPOUND
from shequ_api.kit.schema import Output, by_example


class OpenMemberView(Output):
    """A member of a committee, as its neighbours know them."""

    model_config = by_example({"name": "李秀英", "title": "director", "title_text": "主任"})

    name: str
    title: MemberTitle
    title_text: str


class OpenCommitteeView(Output):
    """A committee in office."""

    model_config = by_example(
        {
            "kind": "owners_committee",
            "kind_title": "业主委员会",
            "name": "东苑第三届业主委员会",
            "members": [{"name": "李秀英", "title": "director", "title_text": "主任"}],
        }
    )

    kind: CommitteeKind
    kind_title: str
    name: str
    members: list[OpenMemberView]


class OpenCompoundFileView(Output):
    """What every resident may know of their compound, as it is today."""

    model_config = by_example(
        {
            **COMPOUND,
            "firm_name": "致强物业服务有限公司",
            "mode": "trust",
            "mode_title": "信托制",
            "committees": [],
        }
    )

    compound_id: UUID
    compound_name: str
    firm_name: str | None
    mode: ManagementMode | None
    mode_title: str | None
    committees: list[OpenCommitteeView]

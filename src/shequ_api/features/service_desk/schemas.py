from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.features.service_applications.public import ANSWERS, LINE
from shequ_api.features.services.public import MOST_MATERIALS
from shequ_api.kit.schema import Input, Key, Line, Note, Output, by_example


class ApplicationClaim(Input):
    """Whether it may be taken from a colleague."""

    model_config = by_example({"take_over": False})

    take_over: bool = Field(description="Even if a colleague has it")


class ApplicationAcceptance(Input):
    """A word with it."""

    model_config = by_example({"note": None})

    note: Line | None


class ApplicationReturn(Input):
    """All that lacks, at once."""

    model_config = by_example({"materials": ["id_card"], "reason": "身份证照片不清楚，请重拍"})

    materials: Annotated[list[Key], Field(max_length=MOST_MATERIALS)] = Field(
        description="Keys of the guide; empty: the answers are to be mended"
    )
    reason: Note


class ApplicationDeclination(Input):
    """Why it is nothing for this office."""

    model_config = by_example({"reason": "户籍不在本区，请向户籍地申请"})

    reason: Note


class ApplicationGrant(Input):
    """What came of it."""

    model_config = by_example({"note": "自下月起发放", "certified": "每月 100 元"})

    note: Note | None
    certified: Line | None = Field(
        description="What else stands on the certificate; null where the service ends in none"
    )


class ApplicationRefusal(Input):
    """Why it is not granted, and how to object."""

    model_config = by_example(
        {"reason": "未满 80 周岁", "objection": "60 日内可向成华区人民政府申请行政复议"}
    )

    reason: Note
    objection: Note


class AnswersReveal(Input):
    """What for the sealed answers are looked at."""

    model_config = by_example({"purpose": "counter", "reason": None})

    purpose: Annotated[LookPurpose, Field(strict=False)]
    reason: Line | None


class ApplicationAnswers(Output):
    """All answers, with what is sealed."""

    model_config = by_example({"id": LINE["id"], "answers": ANSWERS})

    id: UUID
    answers: dict[str, Any]

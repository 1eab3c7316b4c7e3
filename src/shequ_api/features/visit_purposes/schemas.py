from pydantic import Field

from shequ_api.kit.schema import Output, by_example


class VisitPurposeView(Output):
    """Why one may visit."""

    model_config = by_example(
        {
            "code": "gas",
            "title": "燃气安全入户检查",
            "form_keys": ["gas_safety"],
            "concerns_person": False,
            "refusable": False,
            "refusal_means": "您可以改约时间；谢绝会转告上门人员，检查仍会另行联系。",
            "days_before": 1,
            "days_after": 1,
            "kept_days": 1095,
        }
    )

    code: str
    title: str
    form_keys: list[str] = Field(description="Filled in where the plan says nothing else")
    concerns_person: bool = Field(description="Only the person concerned is told, not the others")
    refusable: bool
    refusal_means: str = Field(description="What refusing means, as residents read it")
    days_before: int = Field(
        description="From so many days before, participants see what they need"
    )
    days_after: int
    kept_days: int = Field(
        description="So many days after the visit what was written of it, and who came, is let go"
    )

"""Categories and answers as they are read."""

from typing import Any

from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.fields import AnyField
from shequ_api.blocks.forms.models import FormVersion
from shequ_api.blocks.forms.service import checker_of
from shequ_api.features.ticket_services.models import TicketAnswers
from shequ_api.features.ticket_services.rules import datatype_of, said, values_of
from shequ_api.features.ticket_services.schemas import (
    ServiceAttribute,
    ServiceValue,
    TicketAnswer,
    TicketAnswersView,
    TicketServiceDefinition,
)


def definition_view(row: Any, version: FormVersion | None) -> TicketServiceDefinition:
    """A category with what a version of it asks."""
    definition = checker_of(version).definition if version else None
    fields = definition.sections[0].fields if definition else ()
    number = version.number if version else None
    return TicketServiceDefinition(
        **{name: row[name] for name in TicketServiceDefinition.model_fields if name in row}
        | {"version": number},
        attributes=[
            _attribute(definition, field, order)
            for order, field in enumerate(fields, start=1)
            if definition
        ],
        fields=[field.model_dump(mode="json", exclude_none=True) for field in fields],
    )


def _attribute(definition: FormDefinition, field: AnyField, order: int) -> ServiceAttribute:
    return ServiceAttribute(
        variable=True,
        code=field.key,
        datatype=datatype_of(field),
        required=field.required,
        order=order,
        description=field.label,
        datatype_description=field.help,
        values=[ServiceValue(key=key, name=name) for key, name in values_of(definition, field)],
        kind=field.kind,
    )


def answers_view(kept: TicketAnswers, title: str, version: FormVersion) -> TicketAnswersView:
    """What was answered, in the words of the version by which it was."""
    definition = checker_of(version).definition
    return TicketAnswersView(
        ticket_id=kept.ticket_id,
        service_code=kept.service_code,
        service_title=title,
        version=version.number,
        answers=[
            TicketAnswer(code=key, label=label, answer=answer)
            for key, label, answer in said(definition, kept.answers)
        ],
        given_at=kept.given_at,
    )

"""Reads of inspection forms."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Scope
from shequ_api.base.places.models import Grid, Place
from shequ_api.blocks.forms.models import ChoiceList, Form, FormVersion
from shequ_api.features.inspection_forms.models import InspectionForm
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]


class Sheet(NamedTuple):
    """A form's version, with the form's key and whose it is."""

    version: FormVersion
    key: str
    owner_id: UUID | None


async def sheet(session: AsyncSession, *conditions: ColumnElement[bool]) -> Sheet | None:
    """The one version that meets the conditions."""
    row = (await session.execute(_sheets(*conditions))).one_or_none()
    return Sheet(*row) if row else None


async def sheets(session: AsyncSession, *conditions: ColumnElement[bool]) -> list[Sheet]:
    """All versions that meet the conditions."""
    return [Sheet(*row) for row in await session.execute(_sheets(*conditions))]


@built_once
def _sheets() -> Rows:
    return (
        select(FormVersion, Form.key, InspectionForm.place_id)
        .join(Form, Form.id == FormVersion.form_id)
        .join(InspectionForm, InspectionForm.form_id == FormVersion.form_id)
    )


def current() -> ColumnElement[bool]:
    """Of each form the version that was published last."""
    later = aliased(FormVersion)
    newest = select(func.max(later.number)).where(
        later.form_id == FormVersion.form_id, later.published_at.is_not(None)
    )
    return FormVersion.number == newest.scalar_subquery()


def offered_in(scope: Scope, kind: Any = InspectionForm) -> ColumnElement[bool]:
    """Forms (or choice lists) that are for all, or for the community or district around a posting's
    place or grid."""
    return or_(kind.place_id.is_(None), kind.place_id.in_(_around(scope)))


def _around(scope: Scope) -> CompoundSelect[UUID]:
    held: Any = Grid if scope.column.endswith("grid_id") else Place
    community = select(held.community_id).where(held.id == scope.id)
    return community.union_all(select(held.district_id).where(held.id == scope.id))


async def around(session: AsyncSession, scope: Scope) -> set[UUID | None]:
    """Whose forms and lists are offered in a scope; None: those for all."""
    return {None, *await session.scalars(_around(scope))}


def list_lines(*conditions: ColumnElement[bool]) -> Rows:
    """Shared choice lists in their newest versions."""
    later = aliased(ChoiceList)
    newest = select(func.max(later.number)).where(later.key == ChoiceList.key).scalar_subquery()
    return select(ChoiceList.key, ChoiceList.number, ChoiceList.title, ChoiceList.written_at).where(
        ChoiceList.number == newest, *conditions
    )


def shared_list(
    key: str, number: int | None, *conditions: ColumnElement[bool]
) -> Select[ChoiceList]:
    """One version of a list; the newest where no number is said."""
    found = select(ChoiceList).where(ChoiceList.key == key, *conditions)
    if number is not None:
        return found.where(ChoiceList.number == number)
    return found.order_by(ChoiceList.number.desc()).limit(1)


@built_once
def form_lines() -> Rows:
    """Current versions without their definitions."""
    return (
        select(
            Form.key,
            Form.title,
            FormVersion.id.label("version_id"),
            FormVersion.number,
            FormVersion.published_at,
        )
        .join(FormVersion, FormVersion.form_id == Form.id)
        .join(InspectionForm, InspectionForm.form_id == Form.id)
        .where(current())
    )


def pending(form_id: UUID) -> Select[FormVersion]:
    """A form's draft."""
    return select(FormVersion).where(
        FormVersion.form_id == form_id, FormVersion.published_at.is_(None)
    )

"""The tables that can be taken away: what a row of them says, by the names that an import knows."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place
from shequ_api.base.register.households import RELATION_TITLES, Relation
from shequ_api.base.register.models import Entry, Occupancy, Premises
from shequ_api.base.register.papers import KIND_TITLES, IdKind
from shequ_api.base.register.queries import Rows, entries_in_scope, within
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.entries import identity_of
from shequ_api.features.register.public import shown_entry
from shequ_api.features.register_exports.schemas import ExportedField, ExportKind
from shequ_api.features.register_premises.public import (
    KIND_TITLES as PREMISES_KINDS,
)
from shequ_api.features.register_premises.public import (
    facts_of_premises,
    premises_of,
    shown_premises,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.sheets.writing import Value

SEXES = {0: "未知", 1: "男", 2: "女", 9: "未说明"}
BELONGINGS = {
    "owner": "产权人",
    "tenant": "承租人",
    "family": "家庭成员",
    "floating_resident": "流动人口",
}
PERSON_MASKED = (ExportedField.NAME, ExportedField.PHONE, ExportedField.ID_NUMBER)
KEEPER_MASKED = (ExportedField.KEEPER_NAME, ExportedField.KEEPER_PHONE)


@dataclass(frozen=True, slots=True)
class Table:
    """People, or premises, of a scope."""

    title: str
    subject_kind: str
    header: Sequence[str]
    masked: Collection[ExportedField]
    """What is masked unless it is asked for."""
    found: Callable[[Actor, Place | None], Rows]
    row: Callable[..., list[Value]]
    """`(seal, reveal, *row)`."""


def _person(
    seal: RegisterSeal,
    reveal: Collection[str],
    entry: Entry,
    occupancy: Occupancy,
    dwelling_name: str,
    place_code: str,
) -> list[Value]:
    shown = shown_entry(seal, entry, occupancy, dwelling_name).model_dump()
    clear = identity_of(seal, entry).as_facts() if reveal else {}
    name, phone, id_number = (
        clear[field] if field in reveal else shown[field] for field in PERSON_MASKED
    )
    id_kind, relation = shown["id_kind"], occupancy.relation
    return [
        place_code,
        dwelling_name,
        *(name, phone),
        KIND_TITLES[IdKind(id_kind)] if id_kind else None,
        id_number,
        SEXES[entry.sex],
        BELONGINGS[occupancy.belonging],
        occupancy.household,
        RELATION_TITLES[Relation(relation)] if relation else None,
        occupancy.starts_on,
        china_date(entry.verified_at),
        entry.stale_on,
    ]


def _premises(
    seal: RegisterSeal,
    reveal: Collection[str],
    premises: Premises,
    place_name: str,
    place_code: str,
) -> list[Value]:
    shown = shown_premises(seal, premises, place_name).model_dump()
    clear = facts_of_premises(seal, premises) if reveal else {}
    keeper = (clear[field] if field in reveal else shown[field] for field in KEEPER_MASKED)
    return [
        place_code,
        place_name,
        premises.name,
        PREMISES_KINDS[shown["kind"]],
        premises.credit_code,
        premises.business,
        *keeper,
        premises.opened_on,
        china_date(premises.verified_at),
        premises.stale_on,
    ]


def _people_found(actor: Actor, place: Place | None) -> Rows:
    return entries_in_scope(actor, place).add_columns(Place.code)


def _premises_found(actor: Actor, place: Place | None) -> Rows:
    inside = [within(Premises, place)] if place is not None and place.compound_id else []
    found = premises_of(actor, *inside).add_columns(Place.code)
    return found.order_by(Place.code, Premises.id)


TABLES: Mapping[ExportKind, Table] = {
    ExportKind.PEOPLE: Table(
        title="人房信息",
        subject_kind="register_entry",
        header=(
            *("地点编码", "住户", "姓名", "手机号", "证件类型", "证件号码", "性别"),
            *("与房屋关系", "户编号", "与户主关系", "入住日期", "核实日期", "待核实日期"),
        ),
        masked=PERSON_MASKED,
        found=_people_found,
        row=_person,
    ),
    ExportKind.PREMISES: Table(
        title="单位信息",
        subject_kind="register_premises",
        header=(
            *("地点编码", "地址", "名称", "类型", "统一社会信用代码", "经营范围"),
            *("负责人", "负责人电话", "开业日期", "核实日期", "待核实日期"),
        ),
        masked=KEEPER_MASKED,
        found=_premises_found,
        row=_premises,
    ),
}

"""What is over, as it is shown: masked as what lives is."""

from collections.abc import Callable, Mapping
from typing import Any

from shequ_api.base.register.catalogue import CATALOGUE
from shequ_api.base.register.freshness import Kind
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.features.register_upkeep.history_schemas import DwellingHistoryLine
from shequ_api.kit.masking import mask_id_number, mask_name, mask_phone

Masks = Mapping[str, Callable[[str], Any]]
PERSON: Masks = {"name": mask_name, "phone": mask_phone, "id_number": mask_id_number}
PREMISES: Masks = {"keeper_name": mask_name, "keeper_phone": mask_phone}


def shown_history(seal: RegisterSeal, row: dict[str, Any]) -> DwellingHistoryLine:
    """A line of `dwelling_history`."""
    name, former = row.pop("name_sealed"), row.pop("former_sealed")
    shop, entry_id, kind = row.pop("premises_name"), row["entry_id"], Kind(row["kind"])
    fact = CATALOGUE[row["detail"]] if kind == Kind.FACT else None
    who = seal.open("register_people", entry_id, "name", name) if entry_id else None
    said = seal.open_facts("register_history", row["id"], "former", former)
    hidden = fact is not None and fact.sensitive
    row["value"] = None if hidden else row["value"]
    return DwellingHistoryLine(
        **row,
        title=fact.title if fact else None,
        name=mask_name(who) if who else shop,
        sensitive=hidden,
        said=said and masked(said, PERSON if entry_id else PREMISES),
    )


def masked(said: Mapping[str, Any], masks: Masks) -> dict[str, Any]:
    """Field → what it said; of the day of birth its five years alone, as `cohort`."""
    shown = {key: masks[key](now) if now and key in masks else now for key, now in said.items()}
    if "born_on" in shown:
        born = shown.pop("born_on")
        shown["cohort"] = born and int(born[:4]) // 5 * 5
    return shown

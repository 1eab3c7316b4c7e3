"""The kinds of assets that a new installation starts with."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.assets.models import AssetKind


def _text(key: str, label: str) -> dict[str, Any]:
    return {"kind": "text", "key": key, "label": label, "max_length": 100}


def _number(key: str, label: str, unit: str) -> dict[str, Any]:
    return {"kind": "number", "key": key, "label": label, "unit": unit, "minimum": 0}


def _choice(key: str, label: str, **choices: str) -> dict[str, Any]:
    offered = [{"key": name, "label": title} for name, title in choices.items()]
    return {"kind": "single_choice", "key": key, "label": label, "choices": offered}


KINDS: dict[str, tuple[str, str, list[dict[str, Any]]]] = {
    "street_light": ("路灯", "LD", [_number("power_watts", "功率", "W"), _text("circuit", "回路")]),
    "hydrant": (
        "消火栓",
        "XHS",
        [
            _choice("placed", "位置", indoor="室内", outdoor="室外"),
            _number("bore_mm", "口径", "mm"),
        ],
    ),
    "fire_extinguisher": ("灭火器", "MHQ", [_text("model", "型号")]),
    "lift": ("电梯", "DT", [_text("registration", "使用登记证编号"), _text("keeper", "维保单位")]),
    "bicycle_shed": (
        "单车棚",
        "CP",
        [
            _number("spaces", "车位", "个"),
            {"kind": "boolean", "key": "charging", "label": "可以充电"},
        ],
    ),
    "gas_valve": ("燃气阀", "RQF", [_text("supplier", "燃气公司")]),
    "manhole_cover": ("井盖", "JG", [_text("owner", "权属单位")]),
    "surveillance_camera": ("监控探头", "JK", []),
    "fitness_equipment": ("健身器材", "JS", []),
    "notice_board": ("公告栏", "GGL", []),
    "waste_station": ("垃圾分类点", "LJ", []),
    "patrol_point": ("巡查点", "XCD", [_text("look_at", "巡查内容")]),
}


async def seed_asset_kinds(session: AsyncSession) -> None:
    """Enter the kinds that are missing."""
    rows = [
        {"code": code, "title": title, "prefix": prefix, "fields": fields, "position": position}
        for position, (code, (title, prefix, fields)) in enumerate(KINDS.items(), start=1)
    ]
    await session.execute(insert(AssetKind).on_conflict_do_nothing(), rows)

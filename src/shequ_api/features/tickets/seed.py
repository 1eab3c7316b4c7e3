"""The categories that a new installation starts with."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.tickets.models import Service

SERVICES = {
    "environment": ("环境卫生", "垃圾清运、保洁、绿化"),
    "public_facility": ("公共设施", "路灯、井盖、健身器材、楼道设施损坏"),
    "safety_hazard": ("安全隐患", "燃气、管道、电线、消防通道等隐患"),
    "noise": ("噪音扰民", "施工、邻里、商铺噪音"),
    "neighbour_dispute": ("邻里纠纷", "需要社区出面协调的矛盾"),
    "property_service": ("物业服务", "电梯、停车、物业收费"),
    "care_request": ("关爱帮扶", "老人、儿童、残障人士需要帮助"),
    "other": ("其他", "以上都不是"),
}


async def seed_services(session: AsyncSession) -> None:
    """Enter the categories that are missing."""
    rows = [
        {"code": code, "title": title, "description": text, "position": position}
        for position, (code, (title, text)) in enumerate(SERVICES.items(), start=1)
    ]
    await session.execute(insert(Service).on_conflict_do_nothing(), rows)

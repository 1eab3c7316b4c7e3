from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.offering import Action, Head, one_of
from shequ_api.base.registry import Module, Retention
from shequ_api.features.services.permissions import GRANTS, ServicePermission
from shequ_api.features.services.personal import PERSONAL_DATA
from shequ_api.features.services.queries import offered_at
from shequ_api.features.services.router import router
from shequ_api.features.services.rules import Provider
from shequ_api.features.services.service import ServiceChangedMeanwhile


async def _is_offered(session: AsyncSession, place: Any, value: str) -> bool:
    try:
        service_id = UUID(value)
    except ValueError:
        return False
    return await offered_at(session, place, service_id) is not None


async def _is_theme(_: AsyncSession, __: Any, value: str) -> bool:
    return len(value) <= 20


MODULE = Module(
    name="services",
    title="办事指南",
    router=router,
    permissions=ServicePermission,
    grants=GRANTS,
    actions=[
        Action(
            key="services.browse",
            head=Head.HANDLE,
            title="办事大厅",
            operation="list_services",
            permission=ServicePermission.READ,
            parameters=("place_id",),
            takes={"provider": one_of(Provider), "theme": _is_theme},
        ),
        Action(
            key="services.open",
            head=Head.HANDLE,
            title="办理事项",
            operation="get_service",
            permission=ServicePermission.READ,
            takes={"service_id": _is_offered},
            needs=("service_id",),
        ),
    ],
    constraints={"pk_service_editions": ServiceChangedMeanwhile},
    personal_data=PERSONAL_DATA,
    retention=[Retention("办事指南及其历次版本", "长期；注销后不再显示姓名", "办件有据可查")],
)

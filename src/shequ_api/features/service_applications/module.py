from sqlalchemy import exists

from shequ_api.base.files.models import File
from shequ_api.base.offering import Action, Head
from shequ_api.base.registry import Module, PhotoHold, Retention
from shequ_api.features.service_applications.flow import STEP_TITLES
from shequ_api.features.service_applications.models import ApplicationPhoto, ServiceApplication
from shequ_api.features.service_applications.permissions import (
    GRANTS,
    LEVELS,
    ServiceApplicationPermission,
)
from shequ_api.features.service_applications.personal import PERSONAL_DATA
from shequ_api.features.service_applications.refusals import ApplicationOpen
from shequ_api.features.service_applications.router import router

_HANDED_IN = ApplicationPhoto.file_id == File.id
_ANOTHERS = (
    ServiceApplication.id == ApplicationPhoto.application_id,
    ServiceApplication.applicant_id.is_distinct_from(File.owner_id),
)

MODULE = Module(
    name="service_applications",
    title="办件",
    router=router,
    permissions=ServiceApplicationPermission,
    grants=GRANTS,
    levels=LEVELS,
    actions=[
        Action(
            key="service_applications.mine",
            head=Head.HANDLE,
            title="我的办件",
            operation="list_my_service_applications",
            permission=ServiceApplicationPermission.APPLY,
        )
    ],
    constraints={
        "uq_service_applications_applicant_id_open": ApplicationOpen,
        "uq_service_applications_organisation_id_open": ApplicationOpen,
    },
    personal_data=PERSONAL_DATA,
    retention=[
        Retention(
            "办件、材料与办理过程",
            "长期；注销时删除密存的填写内容、照片和住址",
            "办理过程可追溯，证明可核对",
        )
    ],
    photo_holds=[
        PhotoHold(
            shown=exists().where(_HANDED_IN),
            on_duty=exists().where(_HANDED_IN, *_ANOTHERS),
        )
    ],
    words={"步骤": STEP_TITLES},
)

from sqlalchemy import exists

from shequ_api.base.files.models import File
from shequ_api.base.registry import Module, PhotoHold, timed
from shequ_api.features.service_drafts.jobs import CLOCKWORKS
from shequ_api.features.service_drafts.models import DraftPhoto, ServiceDraft
from shequ_api.features.service_drafts.personal import PERSONAL_DATA
from shequ_api.features.service_drafts.refusals import DraftBegun
from shequ_api.features.service_drafts.router import router
from shequ_api.features.service_drafts.service import KEPT
from shequ_api.kit.sealed import Sealed

MODULE = Module(
    name="service_drafts",
    title="申请草稿",
    router=router,
    clockworks=CLOCKWORKS,
    constraints={"pk_service_drafts": DraftBegun},
    personal_data=PERSONAL_DATA,
    sealed=[Sealed(ServiceDraft.answers_sealed, "answers")],
    retention=[timed("没有提交的申请草稿", KEPT.days, "自最后一次修改起，换设备也能接着填")],
    photo_holds=[
        PhotoHold(
            shown=exists().where(DraftPhoto.file_id == File.id),
            on_duty=exists().where(
                DraftPhoto.file_id == File.id,
                ServiceDraft.id == DraftPhoto.draft_id,
                ServiceDraft.applicant_id.is_distinct_from(File.owner_id),
            ),
        )
    ],
)

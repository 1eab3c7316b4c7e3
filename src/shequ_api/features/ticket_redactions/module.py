from sqlalchemy import exists, false

from shequ_api.base.files.models import File, FileRendition
from shequ_api.base.registry import Module, PhotoHold, Retention
from shequ_api.features.ticket_redactions.permissions import GRANTS, RedactionPermission
from shequ_api.features.ticket_redactions.personal import PERSONAL_DATA
from shequ_api.features.ticket_redactions.router import router

MODULE = Module(
    name="ticket_redactions",
    title="诉求脱敏",
    router=router,
    permissions=RedactionPermission,
    grants=GRANTS,
    withheld={RedactionPermission.OPEN},
    permission_titles={
        RedactionPermission.MAKE: "遮挡照片和文字",
        RedactionPermission.OPEN: "查看遮挡前的原件",
    },
    personal_data=PERSONAL_DATA,
    # What was blacked out stands on a ticket's record, which holds it besides.
    photo_holds=[
        PhotoHold(shown=exists().where(FileRendition.file_id == File.id), on_duty=false())
    ],
    retention=[
        Retention("遮挡前的原件", "与诉求同期；本人注销时删除", "更正遮挡与核对事实"),
    ],
)

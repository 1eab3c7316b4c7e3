from datetime import timedelta

from shequ_api.base.events.facts import Clockwork, Reaction
from shequ_api.base.registry import Module, Retention
from shequ_api.features.register_imports.events import ImportOrdered, ImportReceived
from shequ_api.features.register_imports.permissions import GRANTS, RegisterImportPermission
from shequ_api.features.register_imports.personal import PERSONAL_DATA
from shequ_api.features.register_imports.reactions import apply_import, check_import
from shequ_api.features.register_imports.router import router
from shequ_api.features.register_imports.sealed import SEALED
from shequ_api.features.register_imports.service.reception import drop_files, give_up
from shequ_api.features.register_imports.words import WORDS

MODULE = Module(
    name="register_imports",
    title="人房信息导入",
    router=router,
    permissions=RegisterImportPermission,
    grants=GRANTS,
    withheld=set(RegisterImportPermission),
    reactions=[
        Reaction("register_imports.check", ImportReceived, check_import),
        Reaction("register_imports.apply", ImportOrdered, apply_import),
    ],
    clockworks=[
        Clockwork("register_imports.drop_files", timedelta(hours=1), drop_files),
        Clockwork("register_imports.give_up", timedelta(minutes=10), give_up),
    ],
    personal_data=PERSONAL_DATA,
    words=WORDS,
    sealed=SEALED,
    retention=[
        Retention(
            "导入的文件（加密）",
            "7 天；名单中有人注销且尚未导入的，立即删除",
            "供上传人核对逐行结果",
        )
    ],
)

"""How the codes of this feature read in the copy that somebody takes of what is kept about them."""

from shequ_api.base.registry import Words
from shequ_api.features.register_imports.models import ImportState

STATES = {
    ImportState.RECEIVED: "核对中",
    ImportState.CHECKED: "待导入",
    ImportState.APPLYING: "导入中",
    ImportState.APPLIED: "已导入",
    ImportState.FAILED: "未成功",
    ImportState.WITHDRAWN: "已撤回",
}
WORDS: Words = {"状态": STATES}

"""How the codes of the register read in the copy that somebody takes of what is kept about them."""

from shequ_api.base.audit.words import FIELDS
from shequ_api.base.register.freshness import RegisterSource
from shequ_api.base.register.households import RELATION_TITLES
from shequ_api.base.register.papers import KIND_TITLES
from shequ_api.base.registry import Words
from shequ_api.base.residency.words import BELONGINGS

SOURCES = {
    RegisterSource.IMPORT: "名单导入",
    RegisterSource.DOOR_VISIT: "入户走访",
    RegisterSource.SELF_DECLARED: "本人申报",
    RegisterSource.POLICE: "公安",
    RegisterSource.FORM: "排查表",
    RegisterSource.PHONE_CALL: "电话核实",
    RegisterSource.COUNTER: "窗口登记",
}
IDENTITY = {**FIELDS, "id_kind": "证件类型"}
ENTRY = {
    **IDENTITY,
    "belonging": "与房屋关系",
    "household": "户号",
    "relation": "与户主关系",
    "starts_on": "入住日期",
    "source": "来源",
    "verified_at": "核实时间",
}
SEXES = {0: "未知", 1: "男", 2: "女", 9: "未说明"}
"""GB/T 2261.1."""
WORDS: Words = {
    "人房信息": ENTRY,
    "与房屋关系": BELONGINGS,
    "来源": SOURCES,
    "性别": SEXES,
    "证件类型": KIND_TITLES,
    "与户主关系": RELATION_TITLES,
    "更正申请": {"wanted": "希望改为", "note": "说明"},
    "希望改为": IDENTITY,
}

"""How the codes of this module read in the copy that somebody takes of what is kept about them."""

from shequ_api.base.registry import Words

FIELDS = {
    "name": "姓名",
    "phone": "手机号",
    "id_number": "证件号码",
    "born_on": "出生日期",
    "sex": "性别",
    "keeper_name": "负责人",
    "keeper_phone": "负责人电话",
}
WORDS: Words = {"看了什么": FIELDS}

from shequ_api.kit.errors import Forbidden, Malformed, NotNow


class ApplicationOpen(NotNow):
    code, title = "application_open", "这个事项已有一份在办的申请，办结后才能再次申请"


class ApplicationPersonMerged(NotNow):
    """An account of it has just become another one."""

    code, title = "application_person_merged", "账号刚刚合并，请刷新后再试"


class MaterialsUnfit(Malformed):
    """`errors` points at each material that lacks, is not asked for, or has too many photos."""

    code, title = "materials_unfit", "材料不齐全，或不符合要求"


class NotYoursToWithdraw(Forbidden):
    code, title = "not_yours_to_withdraw", "申请人有自己的账号，须由本人撤回"

from shequ_api.kit.errors import Fault, Forbidden, Malformed, NotNow


class ApplicationConflict(Forbidden):
    code, title = "application_conflict", "不能办理本人、本人代办或本人任职单位的申请"


class OwnFiling(Forbidden):
    """Whoever filled it in for the applicant does not decide it."""

    code, title = "application_own_filing", "您代填的申请须由同事作出决定"


class ApplicationClaimed(NotNow):
    """Somebody else handles it; who wants to must take it over first."""

    code, title = "application_claimed", "同事正在办理这份申请，需要时请先接手"


class ApplicationOver(NotNow):
    code, title = "application_over", "这份申请已经办结或终止"


class AskedUnknown(Malformed):
    """`errors` points at each key that no material of the guide has."""

    code, title = "asked_material_unknown", "办事指南里没有这项材料"


class NothingCertified(Malformed):
    """`errors` points at `/certified`: the service ends in no certificate on which it would
    stand."""

    code, title = "nothing_certified", "这个事项办结后不出具证明"

    def __init__(self) -> None:
        fault = Fault("/certified", "nothing_certified", "不出具证明的事项不能填写证明内容")
        super().__init__(errors=(fault,))

from shequ_api.kit.errors import Forbidden, Malformed


class BoundsUnfit(Malformed):
    code, title = "volunteer_bounds_unfit", "时长下限、单次上限与每日上限应依次不减"


class PolicyPeriodUnfit(Malformed):
    code, title = "volunteer_policy_period_unfit", "办法应在现在至十年内开始"


class OnlyForADistrict(Forbidden):
    """Accounts are of a district: so is what counts on them."""

    code, title = "volunteer_policy_of_district", "请以区级身份设定志愿时长办法"


class DistrictNeeded(Malformed):
    code, title = "volunteer_district_needed", "请选择所在的区，或先登记住户"


class DistrictUnknown(Malformed):
    code, title = "volunteer_district_unknown", "没有这个区"


class DaysUnfit(Malformed):
    """Facts: `most_days`."""

    code, title = "volunteer_days_unfit", "期间应从第一天到最后一天，最多 366 天"


class TooManyVolunteers(Malformed):
    """Facts: `most_rows`."""

    code, title = "too_many_volunteers", "人数太多，请按社区分别导出"

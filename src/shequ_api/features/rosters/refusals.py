"""What is refused of rosters."""

from shequ_api.kit.errors import Malformed, NotNow


class NotABuildingHere(Malformed):
    code, title = "roster_place_unfit", "请选择本人管辖内现有的楼栋"


class NotAResidentThere(Malformed):
    """One answer for whoever is unknown, or is not verified to live there."""

    code, title = "roster_person_unfit", "只能提名已核实居住在该楼栋的居民"


class OnTheRosterAlready(NotNow):
    code, title = "roster_entry_live", "这位居民在该楼栋已有提名或公示"


class ConsentTextChanged(NotNow):
    """Facts: `consent_version`."""

    code, title = "roster_consent_changed", "同意内容已更新，请阅读后再确认"


class RosterEntryOver(NotNow):
    code, title = "roster_entry_over", "这条提名或公示已经结束"

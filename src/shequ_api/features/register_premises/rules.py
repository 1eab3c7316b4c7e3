"""Pure decisions about premises."""

from enum import StrEnum

from shequ_api.kit.errors import Malformed
from shequ_api.kit.national_codes import credit_code_holds

LONGEST_BUSINESS = 2000
"""Characters: a licence lists all that its holder may do."""


class PremisesKind(StrEnum):
    SHOP = "shop"
    RESTAURANT = "restaurant"
    OFFICE = "office"
    WORKSHOP = "workshop"
    LODGING = "lodging"
    SCHOOL = "school"
    CARE_HOME = "care_home"
    WAREHOUSE = "warehouse"
    OTHER = "other"


KIND_TITLES = {
    PremisesKind.SHOP: "商铺",
    PremisesKind.RESTAURANT: "餐饮",
    PremisesKind.OFFICE: "办公",
    PremisesKind.WORKSHOP: "生产加工",
    PremisesKind.LODGING: "住宿",
    PremisesKind.SCHOOL: "学校培训",
    PremisesKind.CARE_HOME: "养老机构",
    PremisesKind.WAREHOUSE: "仓储",
    PremisesKind.OTHER: "其他",
}


class CreditCodeWrong(Malformed):
    code, title = "credit_code_wrong", "统一社会信用代码有误，请核对"


def check_credit_code(code: str | None) -> None:
    """CreditCodeWrong."""
    if code is not None and not credit_code_holds(code):
        raise CreditCodeWrong

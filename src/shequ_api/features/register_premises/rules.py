"""Pure decisions about premises."""

from enum import StrEnum

from shequ_api.kit.errors import Malformed
from shequ_api.kit.national_codes import credit_code_holds


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


class CreditCodeWrong(Malformed):
    code, title = "credit_code_wrong", "统一社会信用代码有误，请核对"


def check_credit_code(code: str | None) -> None:
    """CreditCodeWrong."""
    if code is not None and not credit_code_holds(code):
        raise CreditCodeWrong

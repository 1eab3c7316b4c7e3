"""The points economy."""

from shequ_api.base.registry import Module
from shequ_api.features.card_care.module import MODULE as CARD_CARE
from shequ_api.features.card_gifts.module import MODULE as CARD_GIFTS
from shequ_api.features.card_level_news.module import MODULE as CARD_LEVEL_NEWS
from shequ_api.features.card_levels.module import MODULE as CARD_LEVELS
from shequ_api.features.charity.module import MODULE as CHARITY
from shequ_api.features.charity_allocations.module import MODULE as CHARITY_ALLOCATIONS
from shequ_api.features.charity_grants.module import MODULE as CHARITY_GRANTS
from shequ_api.features.charity_minors.module import MODULE as CHARITY_MINORS
from shequ_api.features.charity_pledges.module import MODULE as CHARITY_PLEDGES
from shequ_api.features.earning_records.module import MODULE as EARNING_RECORDS
from shequ_api.features.earning_rules.module import MODULE as EARNING_RULES
from shequ_api.features.earning_trials.module import MODULE as EARNING_TRIALS
from shequ_api.features.earnings.module import MODULE as EARNINGS
from shequ_api.features.family_cards.module import MODULE as FAMILY_CARDS
from shequ_api.features.ledger_audit.module import MODULE as LEDGER_AUDIT
from shequ_api.features.mall.module import MODULE as MALL
from shequ_api.features.mall_takings.module import MODULE as MALL_TAKINGS
from shequ_api.features.manual_credits.module import MODULE as MANUAL_CREDITS
from shequ_api.features.partner_settlements.module import MODULE as PARTNER_SETTLEMENTS
from shequ_api.features.partner_terms.module import MODULE as PARTNER_TERMS
from shequ_api.features.partners.module import MODULE as PARTNERS
from shequ_api.features.pick_up_codes.module import MODULE as PICK_UP_CODES
from shequ_api.features.points.module import MODULE as POINTS
from shequ_api.features.points_alarms.module import MODULE as POINTS_ALARMS
from shequ_api.features.points_budgets.module import MODULE as POINTS_BUDGETS
from shequ_api.features.points_clawback.module import MODULE as POINTS_CLAWBACK
from shequ_api.features.points_lots.module import MODULE as POINTS_LOTS
from shequ_api.features.points_matters.module import MODULE as POINTS_MATTERS
from shequ_api.features.redemptions.module import MODULE as REDEMPTIONS
from shequ_api.features.stall_cash.module import MODULE as STALL_CASH
from shequ_api.features.stall_records.module import MODULE as STALL_RECORDS
from shequ_api.features.stall_sales.module import MODULE as STALL_SALES
from shequ_api.features.volunteer_attendance.module import MODULE as VOLUNTEER_ATTENDANCE
from shequ_api.features.volunteer_certificates.module import MODULE as VOLUNTEER_CERTIFICATES
from shequ_api.features.volunteer_hours.module import MODULE as VOLUNTEER_HOURS

MODULES: tuple[Module, ...] = (
    POINTS,
    POINTS_LOTS,
    POINTS_BUDGETS,
    MANUAL_CREDITS,
    POINTS_ALARMS,
    POINTS_MATTERS,
    EARNING_RULES,
    EARNING_RECORDS,
    POINTS_CLAWBACK,
    EARNINGS,
    EARNING_TRIALS,
    CARD_LEVELS,
    CARD_LEVEL_NEWS,
    CARD_GIFTS,
    FAMILY_CARDS,
    CARD_CARE,
    PARTNER_TERMS,
    PARTNERS,
    MALL,
    MALL_TAKINGS,
    REDEMPTIONS,
    STALL_SALES,
    STALL_CASH,
    STALL_RECORDS,
    PICK_UP_CODES,
    PARTNER_SETTLEMENTS,
    CHARITY,
    CHARITY_MINORS,
    LEDGER_AUDIT,
    VOLUNTEER_HOURS,
    VOLUNTEER_ATTENDANCE,
    VOLUNTEER_CERTIFICATES,
    CHARITY_GRANTS,
    CHARITY_ALLOCATIONS,
    CHARITY_PLEDGES,
)

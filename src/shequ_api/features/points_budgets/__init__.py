"""Points budgets (积分发放额度): how many points communities may issue in a period.

Nouns: budget (so many points in a month, quarter or year of China's calendar, of one community or
of all of a district together; raised and lowered by versions, never below what is issued; what is
left at the end is gone), draw (what a payment took of all budgets that hold, by its key) and what
was given back of it. Without a budget there is no limit. Announces PointsBudgetLow,
PointsBudgetEased.
"""

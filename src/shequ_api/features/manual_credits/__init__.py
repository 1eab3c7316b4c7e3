"""Manual credits (人工补发积分): points that no rule gives, and that two people answer for.

Noun: credit (asked for by a worker of the community, with a reason, maybe photos; approved or
declined by another human being, who lives with none of them; withdrawn before that, or lapsed after
thirty days; reversed by a third, as far as the points are still there). Limits hold for each
receiver a month and each asker a day; budgets hold as well. Announces ManualCreditAsked,
ManualCreditClosed, ManualCreditApproved and ManualCreditReversed.
"""

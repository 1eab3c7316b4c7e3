"""Partner settlements (结算单): what a community owes a partner for the points of residents.

Nouns: statement (one partner, one period of its agreement: what it was paid in points, at the
agreed rate, and beside that the cash which it took), line (one transfer of the
partner's account, at the rate of its day; what the partner gives to charity is one, too),
dispute (the partner says that a line is wrong; the community upholds it or not), correction (a
line that changes what another says: at once while the statement is drafted, else in the next).
States: drafted, confirmed (by the partner), prepared (for payment), paid (by somebody else).
Being paid moves the points from the partner's account to the community's settlement account: what
is left there is what no paid statement covers. Announces StatementDrafted, StatementPaid.
"""

"""Stall sales (当面兑换): goods of the mall sold at a partner's stall, without an order before.

Nouns: stall code (what a resident shows to pay, for minutes, for once), sale (the points are the
partner's at once, the cash part is noted; under an id of the stall's device, so that sending it
again changes nothing). A sale is refunded once, until it stands in a settlement statement.
Announces StallSaleMade, StallSaleRefunded.
"""

"""Redemptions (兑换): goods of the mall ordered with points, and handed over at a partner's stall.

Nouns: redemption (one order: its stock taken and its points held from the moment it is made, its
cash part due at the stall), pick-up code (what the resident shows; a stall checks it without a
network), stall record (that a stall handed something over, under an id of its device's making; sent
later where there was no network, and then kept whatever comes of it; what did not fit is a conflict
for the community to settle). States: reserved, fulfilled, cancelled, expired, refunded. Announces
RedemptionFulfilled, RedemptionCancelled, RedemptionExpiring, RedemptionExpired, RedemptionRefunded.
"""

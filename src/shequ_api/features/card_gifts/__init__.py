"""Gifts from card to card (积分转赠): points that one person gives to another.

Nouns: policy (what a district, or its city, lets people give; an edition, never edited; without one
nobody gives), try (somebody asked whose card a number is; found or not), gift (offered, and then
accepted, declined, withdrawn or expired). What is offered is held on the giver's card; accepted, it
goes over with the days on which it expires. Announces CardGiftNews, CardGiftAccepted.
"""

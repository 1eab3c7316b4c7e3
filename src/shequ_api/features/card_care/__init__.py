"""Care of the points card (幸福卡服务): freezing it, thawing it, and what it says of itself.

Nouns: freeze (of one card, after an alarm about its holder was confirmed, with a reason; its holder
pays, gives and redeems nothing until somebody else thaws it, while what is earned goes on coming),
overview (what a holder should know beside the balance: level, freeze, debts, gifts that wait), look
(of staff at a card whose number they were shown; masked, with a purpose, logged). Announces
CardCareNews.
"""

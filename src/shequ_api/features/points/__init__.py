"""Points: what people have of the community, on a card (致强幸福卡) in each district.

Nouns: card (a person's account of points in one district). An issuer account for each community
gives what its people earn.
"""

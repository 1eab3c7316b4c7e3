"""Pick-up codes (取货码): what a resident shows at a stall, and a stall checks without a network.

Nouns: code (six signs that name an order, five by which a stall knows them, one of check), stall
key (of a stall and the last day of a pick-up). Keeps nothing, announces nothing.
"""

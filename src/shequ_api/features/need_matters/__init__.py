"""Need matters (统单待办): what the staff of a community must see to about its pools.

Nouns: a pool that has enough members, one that closes soon, one that was rated low. Matters of the
inbox, opened and closed by what pools and ratings say of themselves. Announces nothing.
"""

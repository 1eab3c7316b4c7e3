"""Need statistics (点单统单统计): what needs and pools of a scope come to.

Noun: count (of a category, or of a community: needs, the shares of them that were pooled and
settled, pools and how they are rated; of nothing there is no share). Announces nothing, keeps
nothing.
"""

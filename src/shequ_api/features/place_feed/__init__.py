"""The feed of a place (此处动态): what is said there, newest first.

Noun: item (a notice that is shown to whoever looks, or a disclosure). Whoever belongs to the place
sees the notices that are addressed to them, strangers those that are public; what is disclosed
everybody sees. It keeps nothing of its own. Announces nothing.
"""

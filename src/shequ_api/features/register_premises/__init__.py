"""Shops and firms in the register of people and housing, and who keeps them.

Nouns: premises (open, then closed), particulars (what is said of them; what was said before goes to
the register's history). The keeper's name and phone are sealed, and shown masked.
"""

"""Sheets of people: what a file about those who live somewhere says, line by line.

Nouns: line (a row as it was read, with what is wrong with it), decision (what becomes of it among
those known: entered, updated, confirmed, unchanged or refused). Announces nothing.
"""

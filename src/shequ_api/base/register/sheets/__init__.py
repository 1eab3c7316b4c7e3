"""Sheets that people bring to the register: their columns, what stands in the cells, where a line's
place is, and what becomes of a line. Pure: what a sheet is about, its feature says.
"""

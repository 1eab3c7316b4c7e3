"""Sheets: tables that people bring and take as files (CSV, XLSX).

`reading` opens what spreadsheet programs write, refuses what is dangerous before it is parsed and
gives rows of cells; `cells` says what a cell means once a program has mangled it (numbers that were
identity numbers, serial numbers that were dates); `writing` makes files in which no cell is a
formula. The words of the columns are the caller's.
"""

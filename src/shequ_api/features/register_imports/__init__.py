"""Register imports: people and their dwellings, or shops and firms, brought to the
register as one file.

Nouns: import (a file, checked in a dry run, then applied whole or not at all), row outcome (what
became or would become of a line: entered, updated, unchanged, or refused with its reasons). States:
received, checked, applied, failed, withdrawn. The file is sealed and dropped after some days.
What stands in it is read by `register_sheets` and `register_premises`.
"""

"""The verbs of alarms: counting, deciding, setting rules."""

"""The verbs of lots: moving points with their days, sweeping what is over, setting policies."""

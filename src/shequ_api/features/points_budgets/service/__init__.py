"""The verbs of budgets: setting and changing them, drawing and giving back."""

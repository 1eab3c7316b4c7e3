"""Making tasks, settling them, handing them over."""

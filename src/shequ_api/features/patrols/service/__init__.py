"""What patrols do, one file for each responsibility: reception and review."""

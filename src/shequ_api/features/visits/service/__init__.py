"""What becomes of visits: planned, arranged with the household, and held at the door."""

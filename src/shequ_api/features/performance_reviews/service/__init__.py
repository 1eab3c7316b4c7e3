"""What becomes of schemes, months, reviews and disputes."""

"""What becomes of hazards, one file for each thing that happens to them."""

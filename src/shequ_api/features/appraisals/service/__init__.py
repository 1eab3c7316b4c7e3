"""What becomes of schemes, months, appraisals and disputes."""

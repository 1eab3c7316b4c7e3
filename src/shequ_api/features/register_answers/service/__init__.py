"""What becomes of what answers tell, a file for each responsibility."""

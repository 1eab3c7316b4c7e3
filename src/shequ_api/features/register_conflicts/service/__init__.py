"""What is done with conflicts, a file for each responsibility."""

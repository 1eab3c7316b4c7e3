"""What may be done with applications, a file for each responsibility."""

"""What may be done to the register, a file for each responsibility."""

"""What others do with inspections, one file for each responsibility."""

"""Finding the rows of a month, and the days that were served."""

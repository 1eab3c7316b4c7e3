"""What departments, reviewers and grids do about tasks from outside."""

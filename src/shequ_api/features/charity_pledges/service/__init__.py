"""Making and ending rules, and posting what they come to."""

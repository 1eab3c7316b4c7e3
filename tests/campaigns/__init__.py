"""What whole server processes keep under a crowd, and when they are killed."""

"""What people do with pools: opening, members, ending."""

"""Making tasks for grids, counting their visits, settling them, carrying them on."""

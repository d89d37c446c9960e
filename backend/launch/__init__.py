"""`make run`: everything on one machine, started in order, stopped together."""

"""What doors know of an event: its state, what changes, head counts; and where changes are told."""

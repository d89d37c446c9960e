"""From the chain to projections: blocks with their parents, logs, and what they mean; gap-free, and undone by a reorg."""

"""The indexer's pen: the only code that writes what the chain says."""

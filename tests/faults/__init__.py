"""Faults: a proxy that plays bad nodes, and campaigns in which nothing may be lost, doubled or stuck."""

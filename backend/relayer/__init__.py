"""From intents to final transactions: planned, numbered, signed, stored, and only then sent."""

"""The ticket pass: what the QR code at the door holds. Pure functions, specified byte by byte in docs/pass.md."""

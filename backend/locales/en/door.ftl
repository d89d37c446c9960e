# The verdicts of the door.

reason-admitted = Admitted
reason-not-a-ticket = Not a ticket
reason-invalid = Invalid
reason-wrong-event = Other event
reason-tier = Not at this gate
reason-already-redeemed = Already in
reason-revoked = Revoked
reason-canceled = Canceled
reason-unpaid = Unpaid
reason-stale = Code too old
reason-invalid-time = Wrong time
reason-blocked = Blocked
reason-not-minted = Not minted yet

# The verdicts of the door.

reason-admitted = Admitted
reason-not-a-ticket = Not a ticket
reason-invalid = Invalid
reason-wrong-event = Wrong event
reason-tier = Other gate
reason-already-redeemed = Already in
reason-revoked = Revoked
reason-canceled = Canceled
reason-unpaid = Unpaid
reason-stale = Too old
reason-invalid-time = Not now
reason-blocked = Blocked
reason-paper = Phone only
reason-not-minted = Not ready

# The verdicts of the door.

reason-admitted = Eingelassen
reason-not-a-ticket = Kein Ticket
reason-invalid = Ungültig
reason-wrong-event = Anderes Event
reason-tier = Andere Tür
reason-already-redeemed = Schon drin
reason-revoked = Gilt nicht mehr
reason-canceled = Storniert
reason-unpaid = Unbezahlt
reason-stale = Zu alt
reason-invalid-time = Nicht jetzt
reason-blocked = Gesperrt
reason-paper = Nur am Handy
reason-not-minted = Nicht fertig

# The verdicts of the door.

reason-admitted = Eingelassen
reason-not-a-ticket = Kein Ticket
reason-invalid = Ungültig
reason-wrong-event = Andere Veranstaltung
reason-tier = Nicht an dieser Tür
reason-already-redeemed = Schon drin
reason-revoked = Zurückgezogen
reason-canceled = Abgesagt
reason-unpaid = Nicht bezahlt
reason-stale = Code zu alt
reason-invalid-time = Falsche Zeit
reason-blocked = Gesperrt
reason-not-minted = Noch nicht geprägt

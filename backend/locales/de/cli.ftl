# The command line and `make run`.

cli-error = Fehler:
cli-chain-error = Die Chain antwortet nicht wie erwartet: { $detail }
cli-line = Zeile { $line }: { $reason }
cli-issued = { $count -> 
    [one] Eins ausgegeben; es wird geprägt, sobald der Relayer läuft.
   *[other] { $count } ausgegeben; sie werden geprägt, sobald der Relayer läuft.
}
cli-number = Nummer
cli-event = Veranstaltung
cli-tier = Kategorie
cli-state = Stand
cli-revoked = Zurückgezogen
cli-admitted = Eingelassen
cli-contract = Vertrag
cli-token = Token
cli-owner = Gehört
cli-link = Link
cli-code = Code
cli-revoked-now = Ticket { $number } ist zurückgezogen. Die Tür weist es ab sofort ab.
cli-admitted-now = Eingelassen
cli-made = Angelegt: { $path }
cli-bound = Gebunden an Chain { $chain }, Fabrik { $factory }.
cli-waiting = Wartet: { $count } × { $kind }
cli-tip = Gelesen bis Block { $block } von { $head }.
state-queued = eingereiht
state-sent = gesendet
state-mined = geprägt
state-final = endgültig
state-failed = gescheitert
tx-reserved = Nonce vergeben
tx-signed = signiert
tx-broadcast = gesendet
tx-mined = im Block
tx-final = endgültig
tx-reverted = abgelehnt
run-reset = Neuanfang: Chain, Datenbank und Schlüssel dieser Kopie sind gelöscht.
run-keys = Schlüssel
run-chain = Lokale Chain
run-deploy = Verträge übersetzen und ausbringen (dauert beim ersten Mal)
run-fund = Gas für unsere Schlüssel
run-database = Datenbank
run-seed = Demo-Kollektiv
run-mint = Tickets prägen
run-ready = Bereit nach { $seconds } Sekunden.
run-organiser = Organisieren
run-ticket = Ticket
run-door = Tür
run-lan-certificate = Handy im selben WLAN: erst { $url } öffnen und das Zertifikat installieren, dann den Code scannen.
run-lan-hint = Vom Handy im selben WLAN: make run LAN=1
run-stop-hint = Strg-C beendet alles. »make run« macht dort weiter, »make run RESET=1« fängt neu an.
run-stopping = Wird beendet …

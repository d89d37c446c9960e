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
cli-blocked = Gesperrt
cli-note = Notiz
cli-blocked-now = Ticket { $number } ist gesperrt.
cli-unblocked-now = Ticket { $number } kommt wieder herein.
cli-note-kept = Ticket { $number } hat jetzt diese Notiz.
cli-note-gone = Ticket { $number } hat keine Notiz mehr.
cli-revoked-now = Ticket { $number } ist zurückgezogen. Die Tür weist es ab sofort ab.
cli-admitted-now = Eingelassen
cli-made = Angelegt: { $path }
cli-bound = Gebunden an Chain { $chain }, Fabrik { $factory }.
cli-waiting = Wartet seit { $since }: { $count } × { $kind }
cli-kind = { $kind ->
    [create_collective] Kollektiv gründen
    [create_event] Veranstaltung anlegen
    [mint_ticket] Ticket prägen
    [mint_membership] Mitgliedschaft prägen
    [revoke_ticket] Ticket zurückziehen
    [settle] Einlass abrechnen
   *[other] { $kind }
}
cli-nothing = nichts mehr
cli-open = #{ $number }, Nonce { $nonce }, { $state } seit { $since }: { $what }
cli-open-offer = ; { $attempts ->
    [one] ein Versuch
   *[other] { $attempts } Versuche
}, bietet { $gwei } Gwei
cli-open-refused = ; abgelehnt: { $refusal ->
    [insufficient_funds] das Konto kann nicht zahlen
    [underpriced] sie bietet zu wenig
    [replacement_underpriced] sie bietet zu wenig mehr als die, die sie ersetzt
   *[other] der Knoten nimmt sie nicht
}
cli-open-cancel = ; wird abgebrochen: { $reason ->
    [contract_gone] ihr Vertrag ist verschwunden
    [would_revert] der Vertrag würde sie ablehnen
    [abandoned] was sie trug, ging anders hinaus
   *[asked] jemand hat darum gebeten
}
cli-failed = Gescheitert: { $count } × { $kind } ({ $reason })
cli-cost = Kosten bisher: { $ether } ETH ({ $wei } Wei)
cli-alarm = Alarm:
alarm-low-balance = { $address } hat { $balance } ETH und braucht etwa { $missing } mehr für das, was wartet. Schick etwas dorthin.
alarm-key-used-elsewhere = Jemand anderes sendet mit { $address } (Nonce { $nonce }). Nimm diesen Schlüssel für nichts anderes; warst du das nicht, ersetze ihn.
alarm-key-without-role = { $address } darf das auf { $contract } nicht. Gib dem Schlüssel dort die Rolle.
alarm-fee-cap-reached = Nonce { $nonce } von { $address } bietet { $max_fee } Gwei und darf nicht mehr als { $cap } bieten; ein Block verlangt { $base_fee }. Warte, oder erhöhe EINLASS_MAX_FEE_GWEI.
alarm-send-refused = Kein Knoten nimmt Nonce { $nonce } von { $address }: { $answer }
cli-asked = { $outcome ->
    [done] Erledigt.
    [nothing_failed] So etwas ist nicht gescheitert, es gibt nichts zu wiederholen.
    [too_late] Zu spät: Sie ist schon in einem Block oder am Ende.
    [unknown] Diese Transaktion gibt es nicht.
   *[waiting] Notiert. Es geschieht, sobald der Relayer läuft.
}
cli-key-made = Angelegt: { $path }, { $address }. Schick Gas dorthin, gib ihm die Rolle der Kasse (ape run roles grant), und nenne die Datei in EINLASS_OFFICE_KEYSTORES.
cli-drained = { $left ->
    [0] Es ist nichts mehr offen.
    [unknown] Ein anderer Prozess hat die Schlüssel. Beende ihn zuerst.
   *[other] Noch offen: { $left }.
}
cli-tip-none = Von der Chain ist noch nichts gelesen.
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
tx-cancelled = abgebrochen
tx-displaced = verdrängt
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

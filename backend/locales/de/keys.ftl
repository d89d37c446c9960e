# The keys that a collective signs its tickets' codes with: the collective's page and the command line.

keys-title = Schlüssel für die Codes
keys-what = Mit seinem Schlüssel unterschreibt das Kollektiv den Code auf jedem Ticket; daran erkennt die Tür, dass er echt ist. Du brauchst nur dann einen neuen, wenn jemand Fremdes an den alten gekommen sein könnte.
keys-kid = Schlüssel
keys-since = Seit
keys-signing = unterschreibt
keys-trusted = wird noch angenommen
keys-retired = ausgemustert
keys-made = { $at }, { $who }
keys-by-nobody = von der Technik
keys-by = von { $who }
keys-open = { $n ->
    [0] kein offenes Ticket
    [one] höchstens ein offenes Ticket auf Papier
   *[other] höchstens { NUMBER($n) } offene Tickets auf Papier
}
keys-rotate = Neuen Schlüssel machen
keys-rotate-what = Neue Codes unterschreibt dann der neue Schlüssel. Alle bisherigen gelten weiter, auch gedruckte.
keys-retire = Ausmustern
keys-retire-title = Schlüssel { $kid } ausmustern
keys-retire-what = Ab sofort weist die Tür jeden Code ab, den dieser Schlüssel unterschrieben hat. Die Seite eines Tickets zeigt von selbst einen neuen. Was schon gedruckt oder als Datei gespeichert ist, gilt nicht mehr. Rückgängig machen lässt sich das nicht.
keys-retire-open = { $n ->
    [0] Kein offenes Ticket ist betroffen.
    [one] Das betrifft höchstens ein offenes Ticket. Ob es gedruckt wurde, wissen wir nicht; gib rechtzeitig Bescheid.
   *[other] Das betrifft höchstens { NUMBER($n) } offene Tickets. Welche davon gedruckt wurden, wissen wir nicht; sag den Leuten rechtzeitig, dass sie neu drucken müssen.
}
keys-retire-button = Endgültig ausmustern
keys-retire-keep = Behalten

cli-issuer-key-made = Schlüssel { $kid } unterschreibt ab jetzt. Die älteren werden weiter angenommen.
cli-issuer-key-retired = Schlüssel { $kid } ist ausgemustert. Die Tür weist seine Codes ab sofort ab.
cli-issuer-key-sure = Wirklich ausmustern?

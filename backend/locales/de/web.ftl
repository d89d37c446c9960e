# Die Seiten. Schlüssel beginnen mit der Seite, auf der sie stehen.

## Rahmen

site-name = Einlass
site-skip = Zum Inhalt
site-trail = Wo du bist
site-sign-out = Abmelden
site-foot = Einlass ist freie Software. Dieser Server gehört denen, die ihn betreiben.

form-back = Zurück
form-problems = { $n ->
    [one] Eine Angabe passt noch nicht. Was fehlt, steht beim Feld.
   *[other] { $n } Angaben passen noch nicht. Was fehlt, steht bei den Feldern.
}
form-day = d. MMMM
form-date = d. MMMM y
form-day-time = EEE d. MMM y, HH:mm
form-short = d. MMM, HH:mm

pages-label = Seiten
pages-before = Zurück
pages-after = Weiter
pages-where = Seite { $page } von { $last }

list-person = Person
list-state = Stand
list-actions = Was du tun kannst
list-deleted = Name gelöscht

## Stand auf der Chain (die Wörter selbst stehen in cli.ftl)


progress-moving = { $done } von { $total } sind geprägt. Das läuft von selbst weiter, auch wenn du die Seite schließt.
progress-done = { $total ->
    [one] Fertig: steht endgültig auf der Chain.
   *[other] Fertig: alle { $total } stehen endgültig auf der Chain.
}
progress-failed = { $failed } sind gescheitert, { $final } stehen endgültig auf der Chain. Den Grund findest du in der Liste.
progress-reload = Stand neu laden

failure-unknown = Der Grund ist nicht bekannt.

## Startseite

home-over-left = Für Kollektive, Clubs und Vereine
home-over-right = Selbst gehostet, freie Software
home-claim = Tickets und Mitgliedschaften, die eurem Kollektiv selbst gehören.
home-how = So geht’s
home-issue-title = Ausgeben
home-issue = Veranstaltung anlegen, eine Liste mit Leuten hochladen, fertig. Jedes Ticket steht in einer öffentlichen Chain, Namen stehen dort nie.
home-show-title = Zeigen
home-show = Das Ticket ist ein Link mit einem Code. Keine App, kein Konto, kein Wallet. Danach bleibt es als Bild, das euer Vertrag gezeichnet hat.
home-admit-title = Reinlassen
home-admit = Handy auf den Code halten: Grün heißt rein, Rot sagt warum nicht. Jedes Ticket genau einmal.
home-in = Wie du reinkommst
home-organiser-title = Du organisierst
home-organiser = Öffne den Anmeldelink, den der Server beim Start ausgibt. Er gilt einmal; wer den Server betreibt, macht dir einen neuen.
home-guest-title = Du hast ein Ticket
home-guest = Dein Ticket ist der Link, den du bekommen hast. Öffne ihn an der Tür. Weg? Dein Kollektiv kann ihn dir noch einmal geben.
home-door-title = Du stehst an der Tür
home-door = Lass dir auf der Seite der Veranstaltung den Code für dein Gerät zeigen und scanne ihn mit der Kamera.
home-yours = Deine Kollektive
home-hello = Angemeldet als { $name }.
home-empty-title = Noch kein Kollektiv
home-empty = Gründe eins: Name und Kürzel genügen. Danach kannst du Leute aufnehmen und Veranstaltungen anlegen.
home-found = Kollektiv gründen
home-counts = { $members ->
    [0] Noch keine Mitglieder
    [one] Ein Mitglied
   *[other] { $members } Mitglieder
}, { $events ->
    [0] noch keine Veranstaltung
    [one] eine Veranstaltung
   *[other] { $events } Veranstaltungen
}

## Anmelden

login-title = Komm rein
login-step = Anmelden
login-why = Dieser Link gilt genau einmal. Er wird erst verbraucht, wenn du auf den Knopf drückst.
login-button = Jetzt anmelden

## Kollektiv gründen

found-title = Kollektiv gründen
found-lead = Danach kannst du sofort ausgeben. Die Verträge auf der Chain entstehen nebenher.
found-name = Name
found-name-hint = So, wie er auf dem Plakat steht. Er steht öffentlich auf der Chain und lässt sich nicht ändern.
found-symbol = Kürzel
found-symbol-hint = 2 bis 11 Großbuchstaben oder Ziffern, zum Beispiel HGB.
found-palette = Farben
found-palette-hint = So sehen eure Seiten, Tickets und Ausweise aus.
found-palette-missing = Wähl eine Farbe aus.
found-style-hint = So zeichnet die Chain eure Tickets und Ausweise. Bleibt so; jede Veranstaltung darf abweichen.
found-style-missing = Wähl einen Stil aus.
palette-signal = Signal
palette-sun = Sonne
palette-sky = Himmel
palette-rose = Rosa
palette-lilac = Flieder
palette-sea = See
style-title = Stil
style-dada = Dada
style-dada-what = Zerrissene Schrift, Zeiger und Linien, Buchstaben in allen Größen.
style-pixel = Pixel
style-pixel-what = Ein Bild aus Kästchen, wie von einem Spielautomaten.
style-bauhaus = Bauhaus
style-bauhaus-what = Balken, Kreise, Diagonalen und alles klein geschrieben.
style-concrete = Konkrete Poesie
style-concrete-what = Nur Schrift: Der Name selbst wird zum Bild.
found-button = Gründen

## Kollektiv

collective-kind = Kollektiv
collective-failed-title = Nicht auf der Chain
collective-failed = Die Verträge eures Kollektivs konnten nicht entstehen; Tickets und Mitgliedschaften warten. Zeig das der Technik.
collective-founding-title = Wird gegründet
collective-founding = Die Verträge eures Kollektivs entstehen gerade auf der Chain. Du kannst trotzdem schon Veranstaltungen anlegen und Tickets ausgeben.
collective-events = Veranstaltungen
collective-events-empty-title = Noch keine Veranstaltung
collective-events-empty = Leg die erste an: Name, Zeit, Kategorien und Türen. Danach lädst du die Liste der Leute hoch.
collective-new-event = Veranstaltung anlegen
collective-event-counts = { $tickets ->
    [0] Noch keine Tickets
    [one] Ein Ticket
   *[other] { $tickets } Tickets
}, { $admitted } drin
collective-members = Mitglieder
collective-members-what = Eine Mitgliedschaft gehört zu genau einer Person und lässt sich nicht verkaufen.
collective-member-count = { $n ->
    [one] Mitglied
   *[other] Mitglieder
}
collective-member-list = Alle Mitglieder mit ihren Ausweisen
collective-upload-title = Mitglieder aufnehmen
collective-upload = Lade eine CSV-Datei mit den Spalten Name und E-Mail hoch (UTF-8, mit Semikolon oder Komma). Du siehst sie erst durch, bevor etwas passiert. So sieht sie aus:
upload-sample = Diese Beispieldatei herunterladen
upload-file = CSV-Datei
upload-button = Datei prüfen

sample-name = Name
sample-email = E-Mail
sample-tier = Kategorie
sample-quantity = Anzahl

## Mitgliederliste

members-title = Mitglieder
members-lead = Der Link zum Ausweis ist der Schlüssel dazu. Gib ihn nur der Person selbst.
members-number = Nr.
members-open = Ausweis
members-empty-title = Noch niemand dabei
members-empty = Lade auf der Seite des Kollektivs eine Liste hoch, dann stehen die Leute hier.
members-empty-button = Mitglieder aufnehmen

## Event anlegen

event-new-title = Veranstaltung anlegen
event-new-lead = Alles, was hier steht, außer dem Ort, kommt auf die Chain und bleibt so.
event-new-name = Name
event-new-name-hint = So, wie er groß auf dem Ticket stehen soll.
event-new-venue = Ort
event-new-venue-hint = Freiwillig. Steht auf dem Ticket, nicht auf der Chain.
event-new-starts = Beginn
event-new-ends = Ende
event-new-zone = Zeitzone
event-new-time-missing = Trag Datum und Uhrzeit ein.
event-new-time-skipped = Diese Uhrzeit gibt es an dem Tag nicht ({ $zone } stellt da die Uhr vor). Nimm eine Stunde früher oder später.
event-new-policy = Weitergabe
event-new-policy-hint = Was bis zum Ende der Veranstaltung gilt. Danach gehört jedes Ticket frei denen, die es haben.
event-new-policy-missing = Wähl aus, ob Tickets weitergegeben werden dürfen.
policy-free = Frei
policy-free-what = Wer ein Ticket hat, darf es weitergeben und auch teurer verkaufen.
policy-face-value = Nur zum Originalpreis
policy-face-value-what = Weiter geht es nur über den Vertrag selbst, höchstens zu dem Preis, der bezahlt wurde, oder zurück an die Kasse.
policy-locked = Fest
policy-locked-what = Das Ticket bleibt bis zum Ende bei der Person, die es bekommen hat.
event-new-style-hint = Wie die Chain die Tickets dieser Veranstaltung zeichnet.
event-new-style-same = Wie das Kollektiv
event-new-style-open = Den Stil hat die Chain ausgesucht.
event-new-tiers = Kategorien
event-new-tiers-hint = Welche Arten von Tickets es gibt und wie viele höchstens. Die nächste Zeile kommt von selbst; leere zählen nicht.
event-new-tier-name = Kategorie { $n }
event-new-tier-supply = Höchstens
event-new-supply-missing = Trag eine ganze Zahl ein.
event-new-gates = Türen
event-new-gates-hint = Wo gescannt wird und welche Kategorien dort reindürfen.
event-new-gate-name = Tür { $n }
event-new-gate-tiers = Wer durch Tür { $n } reindarf
event-new-gate-lets-in = Lässt rein:
event-new-gate-tier = Kategorie { $n }
event-new-first-gate = Haupteingang
event-new-done = Fertig?
event-new-done-hint = Name, Zeiten, Kategorien und Weitergabe lassen sich danach nicht mehr ändern.
event-new-button = Veranstaltung anlegen

## Event

event-status = Stand
event-cancelled = Abgesagt
event-cancelled-what = Tickets werden nicht mehr geprägt. Was auf der Chain bezahlt wurde, lässt sich dort zurückholen.
event-contract-failed = Der Vertrag der Veranstaltung konnte nicht entstehen, die Tickets warten. Zeig das der Technik.
event-contract-coming = Der Vertrag der Veranstaltung entsteht gerade. Ausgeben kannst du trotzdem schon.
event-issued = ausgegeben
event-admitted = drin
event-settled = Einlässe auf der Chain
event-issue = Ausgeben
event-issue-lead = Jede Zeile der Datei ist eine Person mit ihren Tickets.
event-tier = Kategorie
event-tier-issued = ausgegeben
event-tier-left = noch frei
event-upload-title = Tickets an Leute ausgeben
event-upload = Lade eine CSV-Datei mit den Spalten Name, E-Mail, Kategorie und Anzahl hoch (UTF-8, mit Semikolon oder Komma; ohne Anzahl ist es eins); eine Spalte Notiz steht beim Scannen auf dem Gerät. Du siehst sie erst durch, bevor etwas passiert. So sieht sie aus:
event-tickets = Tickets
event-tickets-lead = Jedes Ticket hat einen eigenen Link. Er ist der Schlüssel, gib ihn nur der Person selbst.
event-tickets-all = { $n ->
    [one] Das Ticket ansehen
   *[other] Alle { $n } Tickets
}
event-tickets-export = Als CSV mitnehmen
event-tickets-export-hint = In der Datei stehen Namen, E-Mail-Adressen und die Links zu den Tickets. Heb sie gut auf.
event-tickets-empty-title = Noch keine Tickets
event-tickets-empty = Lade oben eine Liste hoch, dann stehen sie hier.
event-door = Tür
event-door-lead = Wie viele durch jede Tür hereinkamen. Zählt von selbst mit.
event-gate-lets-in = Lässt rein: { $tiers }
event-pair-title = Gerät koppeln
event-pair-gate = Tür
event-pair-role = Wer scannt
event-pair-button = Code zeigen
role-steward = Einlass
role-supervisor = Leitung
event-devices = Geräte
event-device = Gerät
event-device-where = Wo
event-device-since = Seit
event-device-revoke = Sperren
event-device-revoke-label = { $name } sperren
event-device-revoked = Gesperrt seit { $at }
event-devices-empty = Noch kein Gerät. Koppel eins: Tür wählen, Code zeigen, mit dem Handy scannen.
event-gate-out = { $n } raus
event-clashes = Doppelt eingelassen
event-clashes-lead = Zwei Türen ohne Netz haben dasselbe Ticket eingelassen, oder jemand kam zweimal. Die frühere Zeit gilt als Einlass.
event-clash-scan = { $at }, { $gate }
event-clash-by = ({ $device })
event-clash-first = zu Recht
event-clash-too-many = zu viel
event-clash-out = hinaus
event-clash-undone = zurückgenommen
event-clashes-more = Und { $n } weitere. Alle stehen auf den Geräten der Leitung.
event-door-settings = Türen, Listen und Regeln ändern
event-pair-list = Zählt auf

## Wie die Türen arbeiten

door-title = An der Tür
door-lead = Was du hier änderst, wissen alle gekoppelten Geräte nach ein paar Sekunden; ohne Netz, sobald sie wieder eins haben.
door-saved = Gespeichert. Die Geräte wissen es gleich.
door-save = Speichern
door-gates = Türen
door-gates-hint = Wo gescannt wird und welche Kategorien dort reindürfen. Für eine neue füll die leere Zeile aus. Eine Tür ohne Namen verschwindet, solange dort noch niemand gescannt hat.
door-gate = Tür { $n }
door-gate-new = Neue Tür
door-lists = Listen
door-lists-hint = Worauf ein Scan zählt. Neben dem Einlass zum Beispiel Getränke oder Merch: Jede Liste zählt für sich, jedes Gerät arbeitet auf einer.
door-list = Liste { $n }
door-list-new = Neue Liste
door-reentry = Wiederkommen
reentry-never = nie
reentry-after-exit = wenn beim Gehen gescannt wurde
reentry-any = jederzeit
door-paper = Papier
door-paper-hint = Ein Code auf Papier lässt sich kopieren; es gilt, wer zuerst kommt. Ohne Häkchen geht nur das Ticket auf dem Handy, dessen Code jede halbe Minute verfällt.
door-paper-tier = { $tier } auch auf Papier
door-names = Namen
door-names-hint = Namen stehen nie auf den Geräten und nie auf der Chain. Mit Häkchen zeigt ein Gerät mit Netz den Namen zu dem Ticket, das gerade gescannt wurde, und die Leitung kann nach Namen suchen. Schalte es nur ein, wenn ihr es braucht, und sag es den Leuten.
door-names-on = Namen beim Scannen zeigen

## Ein Ticket an der Tür

note-title = Ticket { $number } an der Tür
note-label = Notiz für den Einlass
note-hint = Steht beim Scannen auf dem Gerät, zum Beispiel »braucht einen Stuhl«. Leer heißt keine. Schreib nichts hinein, was dort niemand wissen muss.
note-save = Notiz speichern
note-block-title = Sperren
note-block-what = Ein gesperrtes Ticket kommt nicht herein, bis du es wieder freigibst. Auf der Chain ändert sich nichts.
note-blocked = Gesperrt seit { $at }.
note-block = Sperren
note-unblock = Wieder freigeben
note-revoked = Dieses Ticket wurde zurückgezogen, es kommt nicht mehr herein.
note-back = Zur Liste
tickets-blocked = gesperrt
tickets-door = An der Tür

## Event, Angaben

event-about = Angaben
event-about-from = Beginn
event-about-until = Ende
event-about-zone = Zeitzone
event-about-contract = Vertrag
event-about-contract-none = noch keiner

## Tickets

tickets-found = { $n ->
    [0] Keins gefunden
    [one] Ein Ticket
   *[other] { $n } Tickets
}
tickets-search = Name, E-Mail oder Notiz
tickets-search-button = Suchen
tickets-search-all = Alle zeigen
tickets-number = Nr.
tickets-revoked = zurückgezogen
tickets-admitted = drin seit { $at }
tickets-on-chain = Auf der Chain
tickets-open = Öffnen
tickets-revoke = Zurückziehen
tickets-none-title = Nichts gefunden
tickets-none = Niemand mit »{ $query }« in Name, E-Mail-Adresse oder Notiz. Ein Teil davon genügt auch.
tickets-empty = Lade auf der Seite der Veranstaltung eine Liste hoch.
tickets-empty-button = Zur Veranstaltung

## Ticket zurückziehen

revoke-title = Ticket { $number } zurückziehen
revoke-what = Wer mit diesem Ticket ({ $tier }) kommt, wird sofort abgewiesen. Auf der Chain steht dann, dass es zurückgezogen ist. Rückgängig machen lässt sich das nicht.
revoke-reason = Grund
revoke-reason-hint = Steht öffentlich auf der Chain, ohne Namen.
revoke-other = Anderer Grund
revoke-returned = Zurückgegeben
revoke-issued-by-mistake = Versehentlich ausgegeben
revoke-fraud = Betrug
revoke-house-rules = Hausrecht
revoke-button = Endgültig zurückziehen
revoke-keep = Behalten

## Gerät koppeln

pairing-title = Gerät koppeln
pairing-until = Gilt bis
pairing-how = So geht’s
pairing-steps = Öffne die Kamera auf dem Handy an der Tür und halte sie auf den Code. Dort dann auf »Koppeln« tippen.
pairing-link = Oder öffne diesen Link auf dem Gerät:
pairing-once = Der Code gilt für ein Gerät und wird nur dieses eine Mal gezeigt. Für das nächste Gerät machst du einen neuen.
pairing-code-alt = QR-Code zum Koppeln
pairing-back = Zurück zur Veranstaltung

## Datei prüfen

import-title = Datei prüfen
import-good = { $n ->
    [one] gute Zeile
   *[other] gute Zeilen
}
import-bad = { $n ->
    [one] Zeile mit Fehler
   *[other] Zeilen mit Fehlern
}
import-items = { $n ->
    [one] Ticket
   *[other] Tickets
}
import-nothing-yet = Bis hierher ist nichts ausgegeben. Sieh die Zeilen durch und entscheide unten.
import-problems = Was nicht passt
import-problems-lead = Die Zeilennummer zählt wie in deiner Tabelle; die Überschrift ist Zeile 1.
import-line = Zeile
import-why = Warum
import-more = { $n ->
    [one] und eine weitere Zeile
   *[other] und { $n } weitere Zeilen
}
import-rows = Was passt
import-rows-lead = Die ersten zwanzig.
import-quantity = Anzahl
import-decide = Entscheiden
import-confirm = { $bad ->
    [one] Die fehlerhafte Zeile weglassen. Diese Person bekommt nichts.
   *[other] Die { $bad } fehlerhaften Zeilen weglassen. Diese Leute bekommen nichts.
}
import-accept-tickets = { $n ->
    [one] Ein Ticket ausgeben
   *[other] { $n } Tickets ausgeben
}
import-accept-tickets-good = { $rows ->
    [one] Nur die gute Zeile ausgeben
   *[other] Nur die { $rows } guten Zeilen ausgeben
} ({ $n ->
    [one] ein Ticket
   *[other] { $n } Tickets
})
import-accept-members = { $rows ->
    [one] Ein Mitglied aufnehmen
   *[other] { $rows } Mitglieder aufnehmen
}
import-accept-members-good = { $rows ->
    [one] Nur die gute Zeile aufnehmen
   *[other] Nur die { $rows } guten Zeilen aufnehmen
}
import-no-good = In der Datei ist keine Zeile, aus der etwas werden kann. Verwirf sie, verbessere sie und lade sie noch einmal hoch.
import-discard = Verwerfen und verbesserte Datei hochladen
import-discarded = Diese Datei hast du verworfen. Es wurde nichts ausgegeben, und die Namen daraus sind gelöscht.
import-again = Neue Datei hochladen
import-accepted-tickets = { $n ->
    [one] Angenommen. Das Ticket aus der Zeile gehört schon der Person;
   *[other] Angenommen. Die Tickets aus { $n } Zeilen gehören schon den Leuten;
} der Weg auf die Chain läuft von selbst. Hier siehst du ihn für alle Tickets der Veranstaltung.
import-accepted-members = { $n ->
    [one] Angenommen, eine Person ist jetzt Mitglied.
   *[other] Angenommen, { $n } Leute sind jetzt Mitglied.
} Der Weg auf die Chain läuft von selbst. Hier siehst du ihn für alle Mitglieder.
import-on-tickets = Weiter zur Veranstaltung
import-on-members = Weiter zum Kollektiv

## Ticket

ticket-title = Ticket { $number }
ticket-kind = Ticket
ticket-when = Beginn
ticket-where = Ort
ticket-hint = Zeig diesen Code an der Tür. Dreh die Helligkeit hoch.
ticket-hint-coming = Wird gerade geprägt. Gleich gilt der Code an der Tür.
ticket-hint-failed = Gilt noch nicht an der Tür. Warum, steht weiter unten.
ticket-hint-used = Das Ticket bleibt deins, als Erinnerung.
ticket-code-alt = QR-Code von Ticket { $number } für { $event }
ticket-revoked = Zurückgezogen
ticket-cancelled-what = Die Veranstaltung findet nicht statt. An der Tür gilt das Ticket nicht.
ticket-revoked-what = Seit { $at } gilt dieses Ticket nicht mehr. Wenn das nicht stimmen kann, sprich dein Kollektiv an.
ticket-used = Eingelöst
ticket-used-what = Um { $time } Uhr am { $day }, { $gate }
ticket-to-phone = Auf diesem Telefon zeigen
ticket-to-phone-what = Dann wechselt der Code alle zehn Sekunden, und ein Foto davon nützt niemandem. Dieser Code hier gilt danach nicht mehr.
ticket-on-phone = Auf einem Telefon
ticket-on-phone-what = Dieses Ticket zeigt seinen Code nur dort.
ticket-phone-only = Nur auf dem Telefon
ticket-phone-only-what = Dieses Ticket gibt es nicht auf Papier. Öffne diese Seite auf dem Telefon, das du mitnimmst, und tipp auf den Knopf.
ticket-keep = Mitnehmen
ticket-keep-what = Lade den Code herunter oder druck diese Seite aus, dann brauchst du an der Tür kein Netz. Der Code gilt einmal: Wer ihn zuerst zeigt, kommt rein. Gib ihn also niemandem.
ticket-png = Code als PNG
ticket-svg = Code als SVG
ticket-way = Dein Ticket auf der Chain
ticket-way-queued = Dein Ticket wartet darauf, geprägt zu werden. Das dauert meist ein paar Sekunden; dann gilt es an der Tür.
ticket-way-sent = Dein Ticket wird gerade geprägt, also auf die Chain geschrieben. Gleich gilt es an der Tür.
ticket-way-mined = Dein Ticket ist geprägt, es steht auf der Chain. In ein paar Minuten lässt sich daran nichts mehr rütteln.
ticket-way-final = Dein Ticket steht endgültig auf der Chain.
ticket-way-failed = Dein Ticket konnte nicht geprägt werden und gilt darum nicht an der Tür. Sag deinem Kollektiv Bescheid, dort lässt es sich beheben.
ticket-picture = Das Bild zu deinem Ticket. Der Vertrag deines Kollektivs hat es gezeichnet, und es bleibt auch nach der Veranstaltung.
ticket-picture-alt = Das Bild, das der Vertrag zu diesem Ticket gezeichnet hat
ticket-chain = Unter der Haube
ticket-chain-open = Wo dein Ticket steht und wer das sehen kann
ticket-token = Token-Nummer
ticket-owner = Liegt bei
ticket-owner-box-office = der Kasse deines Kollektivs, für dich
ticket-owner-none = noch nirgends
ticket-settled = Einlass auf der Chain vermerkt
ticket-settled-yes = ja
ticket-settled-no = nein
ticket-privacy-box-office = Auf der Chain steht öffentlich, dass es dieses Ticket gibt und ob es benutzt wurde. Wer du bist, steht dort nicht: Es liegt bei der Kasse deines Kollektivs, und deinen Namen kennt nur dieser Server. Holst du es später in ein eigenes Konto, ist dessen Adresse für alle sichtbar.
ticket-privacy-own = Es liegt in einem eigenen Konto. Dessen Adresse ist öffentlich, und alle können sehen, welche anderen Token dort liegen. Dein Name steht nirgends auf der Chain.

## Ausweis

member-title = Mitglied { $number }
member-kind = Mitgliedsausweis
member-number = Mitglied Nr.
member-since = Dabei seit
member-badge = Dein Ausweis
member-badge-lead = Er gehört dir und lässt sich nicht weitergeben.
member-way-queued = Dein Ausweis wartet darauf, geprägt zu werden. Mitglied bist du schon.
member-way-sent = Dein Ausweis wird gerade geprägt, also auf die Chain geschrieben. Mitglied bist du schon.
member-way-mined = Dein Ausweis ist geprägt, er steht auf der Chain. In ein paar Minuten lässt sich daran nichts mehr rütteln.
member-way-final = Dein Ausweis steht endgültig auf der Chain.
member-way-failed = Dein Ausweis konnte nicht geprägt werden. Sag deinem Kollektiv Bescheid, dort lässt es sich beheben.
member-picture = Gezeichnet vom Vertrag deines Kollektivs.
member-picture-alt = Das Bild, das der Vertrag zu dieser Mitgliedschaft gezeichnet hat
member-chain-open = Wo dein Ausweis steht und wer das sehen kann
member-privacy = Auf der Chain steht öffentlich, dass es diese Mitgliedschaft gibt. Wer du bist, steht dort nicht: Sie liegt bei deinem Kollektiv, und deinen Namen kennt nur dieser Server. Holst du sie später in ein eigenes Konto, ist dessen Adresse für alle sichtbar.

## Fehlerseiten

fault-over = Einlass
fault-next = Was jetzt?
fault-home = Zur Startseite
fault-yours = Zu deinen Kollektiven
fault-401 = Erst anmelden
fault-401-what = Diese Seite ist für Leute, die organisieren. Öffne deinen Anmeldelink.
fault-403 = Nicht für dich
fault-403-what = Du bist angemeldet, darfst das hier aber nicht.
fault-404 = Hier ist nichts
fault-404-what = Diese Adresse gibt es nicht. Vielleicht ist beim Kopieren ein Stück verloren gegangen.
fault-405 = So nicht
fault-405-what = Diese Adresse lässt sich so nicht öffnen. Geh zurück und drück den Knopf noch einmal.
fault-409 = Schon passiert
fault-409-what = Daran hat sich inzwischen etwas geändert. Lade die Seite neu.
fault-410 = Vorbei
fault-410-what = Das gab es einmal, jetzt nicht mehr.
fault-413 = Zu groß
fault-413-what = So viel auf einmal geht nicht. Teil die Datei auf.
fault-422 = Passt nicht
fault-422-what = Damit lässt sich so nichts anfangen. Geh zurück und sieh die Angaben noch einmal durch.
fault-429 = Kurz warten
fault-429-what = Das war zu oft hintereinander. Warte einen Moment.
fault-500 = Unser Fehler
fault-500-what = Da ist uns etwas kaputtgegangen. Versuch es gleich noch einmal. Wenn es bleibt, sag denen Bescheid, die diesen Server betreiben.
fault-503 = Gleich wieder da
fault-503-what = Ein Teil, den wir brauchen, antwortet gerade nicht. Versuch es in einer Minute noch einmal.

## Auf dem Weg zur Chain

pipeline-title = Auf dem Weg zur Chain
pipeline-link = Was auf dem Weg zur Chain ist, und was es kostet
pipeline-lead = Was dieser Server gerade zur Chain bringt, für alle Kollektive zusammen. Das geht von selbst; hier siehst du, ob es geht.
pipeline-just-now = gerade eben
pipeline-calm-title = Alles steht auf der Chain.
pipeline-calm = Nichts wartet, nichts ist gescheitert. Wenn du etwas ausgibst, siehst du hier seinen Weg.
pipeline-waiting-count = warten
pipeline-open-count = Transaktionen unterwegs
pipeline-failed-count = gescheitert
pipeline-since = Das Älteste davon kam { $ago } dazu.
pipeline-banner-more = { $n ->
    [one] Und noch etwas braucht dich.
   *[other] Und { $n } weitere Dinge brauchen dich.
}
pipeline-banner-open = Ansehen, was zu tun ist
pipeline-alarms = Das braucht dich
pipeline-moving = Unterwegs
pipeline-moving-lead = Vieles von einer Art geht zusammen in einer Transaktion hinaus.
pipeline-waiting = Wartet
pipeline-open = In Transaktionen
pipeline-what = Was
pipeline-oldest = das Älteste
pipeline-planned = geplant
pipeline-number = Nr. { $number }, Nonce { $nonce }
pipeline-carries-nothing = trägt nichts mehr
pipeline-gwei = bietet höchstens { $gwei } Gwei{ $attempts ->
    [one] {""}
   *[other] , { $attempts }. Angebot
}
pipeline-tx-reserved = wird vorbereitet
pipeline-tx-signed = unterschrieben, geht gleich hinaus
pipeline-tx-broadcast = gesendet, wartet auf einen Block
pipeline-tx-mined = im Block, bald endgültig
pipeline-cancelled = Wird abgebrochen: { $reason ->
    [contract_gone] Ihr Vertrag ist verschwunden.
    [would_revert] Der Vertrag würde sie ablehnen.
    [abandoned] Was sie trug, ging anders hinaus.
   *[asked] Jemand hat darum gebeten.
}
pipeline-refused = { $refusal ->
    [insufficient_funds] Das Konto kann gerade nicht zahlen.
    [underpriced] Sie bietet zu wenig; gleich bietet sie mehr.
    [replacement_underpriced] Sie bietet zu wenig mehr als ihre Vorgängerin; gleich bietet sie mehr.
   *[other] Kein Knoten nimmt sie.
}
pipeline-failed = Gescheitert
pipeline-failed-lead = Nur aus deinen Kollektiven. Räum den Grund aus dem Weg, dann lass es noch einmal versuchen.
pipeline-failed-more = { $n ->
    [one] Und noch eins.
   *[other] Und { $n } weitere.
}
pipeline-retry = Noch einmal versuchen
pipeline-retry-all = Alle noch einmal versuchen
pipeline-asked = Wird gleich noch einmal versucht.
pipeline-costs = Kosten
pipeline-costs-lead = Von allen Schlüsseln dieses Servers zusammen.
pipeline-paid = Bezahlt
pipeline-offered = Kommt noch dazu
pipeline-ether = { $ether } ETH
pipeline-ether-most = höchstens { $ether } ETH
pipeline-gas = { $gas } Gas
pipeline-gas-most = höchstens { $gas } Gas
pipeline-chain = Die Chain
pipeline-final = Endgültig bis Block
pipeline-final-behind = { $behind ->
    [0] { $block }, der neueste
    [one] { $block }, einer vor dem neuesten
   *[other] { $block }, { $behind } vor dem neuesten
}
pipeline-final-none = noch keiner
pipeline-newest = Neuester Block
pipeline-read = Gelesen
pipeline-read-to = { $behind ->
    [0] alles
    [one] bis Block { $block }, einer fehlt noch
   *[other] bis Block { $block }, { $behind } fehlen noch
}
pipeline-nothing-read = Von der Chain ist noch nichts gelesen.
pipeline-alarm-low-balance = Das Geld für Gas geht aus
pipeline-alarm-low-balance-what = Auf dem Konto { $role ->
    [organiser] »organiser« (gründet, legt an, zieht zurück)
   *[office] »office« (prägt und rechnet ab)
} sind { $balance } ETH. Für das, was wartet, fehlen etwa { $missing } ETH.
pipeline-alarm-low-balance-do = Schick mindestens das Fehlende an diese Adresse, auf derselben Chain. Danach geht es von selbst weiter.
pipeline-alarm-key-used-elsewhere = Jemand anderes sendet mit unserem Schlüssel
pipeline-alarm-key-used-elsewhere-what = Mit dem Schlüssel »{ $role }« ging etwas auf die Chain, das nicht von hier kam.
pipeline-alarm-key-used-elsewhere-do = Warst du das: Nimm diesen Schlüssel für nichts anderes. Warst du es nicht: Er ist gestohlen. Nimm ihm in jedem Kollektiv seine Rollen und ersetze ihn (docs/operations.md, »Roles«).
pipeline-alarm-key-without-role = Einem Schlüssel fehlt die Rolle
pipeline-alarm-key-without-role-what = Der Schlüssel »{ $role }« darf nicht, was hier wartet. Nichts ist verloren, es wartet.
pipeline-alarm-at-contract = Und zwar bei diesem Vertrag:
pipeline-alarm-key-without-role-do = Wer das Kollektiv verwaltet, gibt ihm die Rolle mit »ape run roles grant«. Jede Minute wird von selbst wieder gefragt.
pipeline-alarm-fee-cap-reached = Die Gebühren liegen über unserer Grenze
pipeline-alarm-fee-cap-reached-what = Die Transaktion mit Nonce { $nonce } bietet { $offer } Gwei; mehr als { $cap } darf sie nicht bieten, und ein Block verlangt gerade { $asked }.
pipeline-alarm-fee-cap-reached-do = Warte, bis es billiger wird; dann geht sie von selbst hinaus. Eilt es, erhöhe EINLASS_MAX_FEE_GWEI und starte den Relayer neu.
pipeline-alarm-send-refused = Kein Knoten nimmt eine Transaktion
pipeline-alarm-send-refused-what = Die Transaktion mit Nonce { $nonce } wird abgelehnt: { $answer }
pipeline-alarm-send-refused-do = Alle 20 Sekunden wird sie wieder angeboten. Bleibt es dabei, nimm einen anderen Knoten (EINLASS_RPC_URL), oder brich sie ab: »python -m backend.cli relayer cancel«.
pipeline-alarm-relayer-silent = Der Relayer tut nichts
pipeline-alarm-relayer-silent-what = Etwas wartet auf ihn und bewegt sich nicht. Verloren ist nichts.
pipeline-alarm-relayer-silent-do = Sieh nach, ob er läuft, und was in seinem Log steht. Starten: »python -m backend.cli relayer run«.
pipeline-alarm-chain-not-read = Die Chain wird nicht gelesen
pipeline-alarm-chain-not-read-what = Noch kein Block ist gelesen; solange weiß hier niemand, was auf der Chain steht.
pipeline-alarm-chain-not-read-do = Sieh nach, ob der Indexer läuft, und was in seinem Log steht. Starten: »python -m backend.cli indexer run«.
pipeline-alarm-indexer-halted = Das Lesen der Chain ist angehalten
pipeline-alarm-indexer-halted-what = Die Chain hat sich tiefer geändert, als sich rückgängig machen lässt. Was bis Block { $block } endgültig war, gilt weiter, auch an der Tür.
pipeline-alarm-indexer-halted-do = Prüf, ob der Knoten der richtige ist. Ist die Chain so richtig, wie sie jetzt ist: Halt den Indexer an und lies neu mit »python -m backend.cli indexer reindex«.
pipeline-alarm-indexer-behind = Das Lesen der Chain hängt hinterher
pipeline-alarm-indexer-behind-what = { $n ->
    [one] Ein Block ist da und noch nicht gelesen.
   *[other] { $n } Blöcke sind da und noch nicht gelesen.
} Was in ihnen steht, fehlt hier noch.
pipeline-alarm-indexer-behind-do = Nach einem Neustart holt er das auf. Wird die Zahl nicht kleiner, sieh in das Log des Indexers.
pipeline-alarm-indexer-silent = Lange kein neuer Block
pipeline-alarm-indexer-silent-what = Der neueste Block, den wir kennen, ist alt.
pipeline-alarm-indexer-silent-do = Sieh nach, ob der Indexer läuft, und ob der Knoten (EINLASS_RPC_URL) noch neue Blöcke hat.

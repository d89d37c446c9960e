# Every failure a person can meet: what happened, and what to do.

status-401 = Nicht angemeldet
status-403 = Nicht erlaubt
status-404 = Nicht gefunden
status-405 = So nicht
status-409 = Geht gerade nicht
status-410 = Vorbei
status-413 = Zu groß
status-422 = Passt nicht
status-429 = Zu oft
status-500 = Kaputt
status-503 = Gerade nicht erreichbar

error-page-unknown = Diese Seite gibt es nicht. Prüf die Adresse oder fang auf der Startseite an.
error-method-not-allowed = So lässt sich diese Adresse nicht aufrufen. Geh zurück und nimm den Knopf auf der Seite.
error-broken = Da ist bei uns etwas kaputt. Versuch es gleich noch einmal; wenn es bleibt, schick der Technik die Uhrzeit.
error-validation-failed = Das passt so nicht: { $field } ({ $reason }). Korrigier die Eingabe und schick sie noch einmal.
error-login-required = Dafür musst du angemeldet sein. Öffne deinen Anmeldelink; einen neuen gibt »python -m backend.cli login-link«.
error-login-link-unknown = Diesen Anmeldelink kennen wir nicht. Prüf, ob du ihn ganz kopiert hast, oder lass dir einen neuen geben.
error-login-link-used = Dieser Anmeldelink wurde schon benutzt, er gilt nur einmal. Lass dir einen neuen geben.
error-login-link-expired = Dieser Anmeldelink ist abgelaufen. Lass dir einen neuen geben.
error-form-foreign = Dieses Formular kam nicht von unserer Seite oder ist zu alt. Lade die Seite neu und schick es noch einmal.
error-not-yours = Dieses Kollektiv organisierst du nicht. Melde dich mit dem richtigen Konto an oder bitte jemanden aus dem Kollektiv.
error-collective-unknown = Dieses Kollektiv gibt es hier nicht. Prüf den Namen in der Adresse.
error-issuer-key-unknown = Diesen Schlüssel hat das Kollektiv nicht. Prüf die Nummer in der Liste der Schlüssel.
error-issuer-key-signs = Mit Schlüssel { $kid } werden gerade Codes unterschrieben. Mach zuerst einen neuen, dann kannst du diesen ausmustern.
error-issuer-key-retired-already = Schlüssel { $kid } ist schon ausgemustert.
error-event-unknown = Diese Veranstaltung gibt es hier nicht. Prüf den Namen in der Adresse.
error-ticket-unknown = Dieses Ticket gibt es hier nicht. Prüf die Nummer, zum Beispiel 1-0042.
error-import-unknown = Diesen Import gibt es hier nicht. Lade die Datei noch einmal hoch.
error-link-unknown = Dieser Link öffnet kein Ticket mehr. Frag das Kollektiv nach dem neuesten Link.
error-name-missing = Gib dem Kollektiv einen Namen.
error-name-too-long = Der Name ist zu lang: Auf die Chain passen { $most } Zeichen (Umlaute zählen doppelt). Kürz ihn.
error-symbol-invalid = Das Kürzel braucht 2 bis 11 Zeichen aus A–Z und 0–9 und beginnt mit einem Buchstaben.
error-event-name-missing = Gib der Veranstaltung einen Namen.
error-event-name-too-long = Der Name ist zu lang: Auf die Chain passen { $most } Zeichen (Umlaute zählen doppelt). Kürz ihn.
error-venue-too-long = Der Ort ist zu lang, { $most } Zeichen passen.
error-zone-unknown = Die Zeitzone »{ $zone }« kennen wir nicht. Nimm zum Beispiel Europe/Berlin.
error-event-ends-before-start = Das Ende liegt vor dem Anfang. Prüf beide Zeiten.
error-tiers-missing = Es fehlt eine Kategorie. Trag mindestens eine mit Namen und Anzahl ein.
error-tiers-too-many = Das sind zu viele Kategorien; { $most } gehen.
error-tier-name-missing = Eine Kategorie hat keinen Namen. Gib ihr einen oder leer die Zeile.
error-tier-name-too-long = Der Name einer Kategorie ist zu lang: { $most } Zeichen passen (Umlaute zählen doppelt).
error-tier-name-twice = Die Kategorie »{ $name }« steht zweimal da. Gib ihr zwei verschiedene Namen.
error-supply-out-of-range = Die Anzahl für »{ $name }« muss zwischen 1 und { NUMBER($most) } liegen.
error-gates-missing = Es fehlt eine Tür. Trag mindestens eine ein.
error-gates-too-many = Das sind zu viele Türen; { $most } gehen.
error-gate-name-missing = Eine Tür hat keinen Namen. Gib ihr einen oder leer die Zeile.
error-gate-name-too-long = Der Name einer Tür ist zu lang, { $most } Zeichen passen.
error-gate-name-twice = Die Tür »{ $name }« steht zweimal da. Gib ihr zwei verschiedene Namen.
error-gate-lets-nobody-in = Die Tür »{ $name }« lässt niemanden herein. Wähl mindestens eine Kategorie.
error-tier-without-gate = Kategorie { $number } kommt durch keine Tür. Wähl sie bei mindestens einer aus.
error-gate-unknown = Diese Tür gibt es nicht mehr. Lade die Seite neu und wähl eine andere.
error-gate-unknown-here = Diese Tür gibt es hier nicht. Es gibt: { $gates }.
error-list-unknown = Diese Liste gibt es nicht mehr. Lade die Seite neu und wähl eine andere.
error-gate-in-use = An der Tür »{ $name }« wurde schon gescannt oder ein Gerät gekoppelt, sie bleibt stehen. Umbenennen geht.
error-list-in-use = Auf der Liste »{ $name }« wurde schon gescannt oder ein Gerät gekoppelt, sie bleibt stehen. Umbenennen geht.
error-list-is-entrance = Die Liste des Einlasses gehört zu jeder Veranstaltung, sie bleibt. Umbenennen geht.
error-lists-too-many = Das sind zu viele Listen; { $most } gehen.
error-list-name-twice = Die Liste »{ $name }« steht zweimal da. Gib ihr zwei verschiedene Namen.
error-list-name-too-long = Der Name einer Liste ist zu lang, { $most } Zeichen passen.
error-reentry-unknown = Wähl aus der Liste, ob jemand wiederkommen darf.
error-ticket-blocked-already = Dieses Ticket ist schon gesperrt.
error-ticket-not-blocked = Dieses Ticket ist nicht gesperrt.
error-note-too-long = Die Notiz ist zu lang, { $most } Zeichen passen.
error-file-missing = Es kam keine Datei an. Wähl eine CSV-Datei aus und schick sie noch einmal.
error-file-too-large = Die Datei ist zu groß, { NUMBER($most) } kB gehen. Teil sie auf mehrere Dateien auf.
error-body-too-large = Das ist zu viel auf einmal, { NUMBER($most) } kB gehen.
error-file-not-utf8 = Die Datei ist nicht in UTF-8. Speicher sie in deinem Tabellenprogramm als »CSV UTF-8« und lade sie noch einmal hoch.
error-file-empty = Die Datei ist leer. Trag eine Kopfzeile und mindestens eine Person ein.
error-file-without-rows = Unter der Kopfzeile steht niemand. Trag mindestens eine Person ein.
error-file-too-many-rows = Die Datei hat mehr als { NUMBER($most) } Zeilen. Teil sie auf mehrere Dateien auf.
error-file-not-csv = Ab Zeile { $line } ist das keine lesbare CSV-Datei; meist fehlt ein Anführungszeichen. Korrigier sie und lade sie noch einmal hoch.
error-column-missing = In der Kopfzeile fehlt die Spalte »{ $column }«. Ergänz sie; eine Beispieldatei gibt es auf der Seite.
error-column-twice = Die Spalte »{ $column }« steht zweimal in der Kopfzeile. Lösch eine.
error-import-decided = Über diese Datei ist schon entschieden; es wurde nichts doppelt ausgegeben.
error-import-has-problems = { $count } Zeilen sind fehlerhaft, darum wurde nichts ausgegeben. Wähl ausdrücklich nur die guten Zeilen oder lade eine korrigierte Datei hoch.
error-import-without-good-rows = In dieser Datei ist keine gute Zeile. Korrigier sie und lade sie noch einmal hoch.
error-tier-sold-out = Von »{ $tier }« sind nicht mehr genug da; es wurde nichts ausgegeben. Lade die Datei noch einmal hoch, dann siehst du, was übrig ist.
error-ticket-revoked = Dieses Ticket wurde zurückgezogen, es hat keinen Code mehr. Frag das Kollektiv.
error-ticket-on-phone = Dieses Ticket gehört einem Telefon, darum gibt es keinen Code zum Ausdrucken. Zeig es dort vor.
error-bound-elsewhere = Dieses Ticket ist gerade auf einem anderen Telefon. Hol es auf dieses, wenn du es hier zeigen willst.
error-event-cancelled = Die Veranstaltung ist abgesagt, das Ticket öffnet keine Tür mehr.
error-event-over = Die Veranstaltung ist vorbei, das Ticket öffnet keine Tür mehr.
error-holder-key-invalid = Dieses Telefon hat keinen brauchbaren Schlüssel geschickt. Lad die Seite neu und versuch es noch einmal.
error-holder-claim-stale = Die Uhr dieses Telefons weicht zu weit ab. Lad die Seite neu und versuch es noch einmal.
error-holder-claim-unsigned = Die Unterschrift dieses Telefons stimmt nicht. Lad die Seite neu und versuch es noch einmal.
error-paper-not-allowed = Tickets der Kategorie »{ $tier }« gelten nur auf dem Telefon, nicht auf Papier. Zeig an der Tür die Seite deines Tickets.
error-ticket-revoked-already = Dieses Ticket ist schon zurückgezogen.
error-ticket-redeemed-already = Mit diesem Ticket ist schon jemand drin; zurückziehen geht nicht mehr.
error-revoke-reason-unknown = Wähl einen Grund aus der Liste.
error-not-on-chain-yet = Noch nicht auf der Chain. Das Bild kommt, sobald geprägt ist.
error-chain-unreachable = Die Chain antwortet gerade nicht. Dein Ticket gilt trotzdem; das Bild kommt später.
error-pairing-choice-unknown = Wähl eine Tür und eine Rolle aus der Liste.
error-pairing-code-unknown = Diesen Kopplungscode kennen wir nicht. Scan den Code auf der Veranstaltungsseite noch einmal.
error-pairing-code-used = Dieser Kopplungscode wurde schon benutzt, er gilt für ein Gerät. Hol dir auf der Veranstaltungsseite einen neuen.
error-pairing-code-expired = Dieser Kopplungscode ist abgelaufen. Hol dir auf der Veranstaltungsseite einen neuen.
error-device-name-missing = Gib dem Gerät einen Namen, damit ihr es in der Liste erkennt.
error-device-name-too-long = Der Gerätename ist zu lang, { $most } Zeichen passen.
error-device-unknown = Dieses Gerät ist nicht gekoppelt. Scan den Code auf der Veranstaltungsseite.
error-device-revoked = Dieses Gerät wurde abgemeldet ({ $at }). Wenn es weiter scannen soll, koppel es neu.
error-device-not-here = Dieses Gerät gehört nicht zu dieser Veranstaltung. Lade die Seite neu.
error-device-revoked-already = Dieses Gerät ist schon abgemeldet.
error-supervisor-needed = Das darf nur ein Gerät der Leitung. Hol jemanden von der Leitung oder koppel dein Gerät als Leitung.
error-scan-id-taken = Diese Scan-Nummer hat schon ein anderes Gerät benutzt. Scan noch einmal.
error-scan-unknown = Diesen Scan gibt es hier nicht, oder er ist noch nicht hochgeladen. Versuch es gleich noch einmal.
error-undo-of-undo = Das ist selbst schon das Zurücknehmen eines Scans. Scan das Ticket noch einmal, wenn es doch gelten soll.
error-rate-limited = Das war zu oft. Warte { $seconds } Sekunden und versuch es noch einmal.
error-not-installed = Die Datenbank ist an keine Chain gebunden. Ruf »python -m backend.cli init« auf.
error-schema-outdated = Die Datenbank hat ein älteres Schema. Ruf »python -m backend.cli init« auf.
error-secret-missing = Es fehlt { $path }. »python -m backend.cli init« legt es an; hattest du es schon, hol es aus der Sicherung zurück.
error-secret-weak = { $path } ist zu kurz, es braucht 32 Zeichen oder mehr. Lösch die Datei und ruf »python -m backend.cli init« auf.
error-keystore-missing = Es fehlt der Schlüssel { $path }. »python -m backend.cli init« legt ihn an; hattest du ihn schon, hol ihn aus der Sicherung zurück.
error-keystore-broken = { $path } ist kein lesbarer Schlüssel (V3). Hol ihn aus der Sicherung zurück.
error-keystore-locked = { $path } öffnet sich mit dem Passwort in var/secrets nicht. Beide müssen aus derselben Sicherung sein.
error-keystore-exists = Unter { $path } liegt schon ein Schlüssel. Wähle einen anderen Namen.
error-keystore-twice = { $path } ist noch einmal der Schlüssel { $address }. Jeder Schlüssel in EINLASS_OFFICE_KEYSTORES muss ein anderer sein.
error-deployment-missing = Für Chain { $chain } sind keine Verträge verzeichnet ({ $path } fehlt). Ruf »ape run deploy« auf.
error-deployment-broken = { $path } ist nicht lesbar. Lösch die Datei und ruf »ape run deploy« auf.
error-deployment-mismatch = { $path } gehört zu einer anderen Chain als der Knoten (Chain { $found }). Lokal hilft »make run RESET=1«.
error-chain-mismatch = Der Knoten ist von einer anderen Chain ({ $found }) als diese Datenbank ({ $known }). Stell EINLASS_RPC_URL richtig; lokal fängt »make run RESET=1« neu an.
error-factory-missing = Unter { $address } liegt kein Vertrag. Ruf »ape run deploy« auf; lokal hilft »make run RESET=1«.
error-factory-mismatch = Die Datenbank kennt die Fabrik { $known }, verzeichnet ist { $found }. Hol das alte Verzeichnis zurück; lokal hilft »make run RESET=1«.
error-port-taken = Port { $port } ist belegt. Beende, was dort läuft, oder nimm einen anderen: make run { $option }=…
error-port-forbidden = Port { $port } lässt sich nicht öffnen. Nimm einen anderen: make run { $option }=…
error-no-network = Kein lokales Netz gefunden. Verbinde den Rechner mit dem WLAN oder lass LAN=1 weg.
error-anvil-missing = Für { $platform } liegt kein Anvil in node_modules. Ruf »make install« auf, oder installier Foundry, damit »anvil« im PATH liegt.
error-anvil-died = Die lokale Chain startet nicht (siehe { $log }): { $tail }. »make run RESET=1« fängt neu an.
error-chain-state-broken = Der gespeicherte Stand der Chain ist beschädigt ({ $path }). »make run RESET=1« fängt neu an.
error-ape-failed = »{ $command }« ist fehlgeschlagen (siehe { $log }): { $tail }
error-web-silent = Der Webserver antwortet nicht. Warum, steht in { $log }.
error-demo-not-minted = Die Demo-Tickets kommen nicht auf die Chain. Warum, steht in { $log }.
error-part-died = { $part } ist beendet, darum hört alles auf (siehe { $log }): { $tail }
error-run-already = Hier läuft schon ein »make run«. Beende es mit Strg-C oder nimm einen anderen Ordner.
error-reset-foreign-database = RESET=1 löscht nur die eigene SQLite-Datei. Leg für den Neuanfang selbst eine leere PostgreSQL-Datenbank an und lösch var/anvil, var/deployments, var/keys und var/secrets.
error-key-mismatch = { $path } ist nicht der Schlüssel, mit dem diese Datenbank eingerichtet wurde ({ $known }); er hat keine Rolle. Hol ihn aus der Sicherung zurück; lokal fängt »make run RESET=1« neu an.
error-secret-lost = { $path } fehlt, obwohl diese Datenbank damit eingerichtet wurde. Hol die Datei aus der Sicherung zurück; lokal fängt »make run RESET=1« neu an.
error-reset-public-chain = RESET=1 würde die Schlüssel für Chain { $chain } löschen, das geht nie zurück. Nimm für den Versuch einen anderen Ordner (EINLASS_VAR).
error-database-broken = Die Datenbank { $database } lässt sich nicht lesen. Hol sie aus der Sicherung zurück; war es nur ein Versuch, lösch sie und fang mit »make run RESET=1« neu an.
error-indexer-running = Gerade liest ein anderer Prozess die Chain. Halte ihn zuerst an.
error-audit-nothing-read = Von der Chain ist noch nichts gelesen; es gibt nichts zu vergleichen.
error-audit-no-peace = Die Chain hat sich beim Vergleichen immerzu geändert. Versuch es wieder, wenn es ruhiger ist.

# Die Befehle zu dem, was die Chain sagt.

indexer-nothing-read = Noch ist nichts gelesen.
indexer-behind = { $blocks ->
    [0] Alles ist gelesen. Der neueste Block ist von { $head_time }.
    [one] Ein Block ist noch nicht gelesen. Der neueste Block ist von { $head_time }.
   *[other] { $blocks } Blöcke sind noch nicht gelesen. Der neueste Block ist von { $head_time }.
}
indexer-final = Endgültig bis Block { $block }.
indexer-halted = Angehalten: Die Chain hat sich tiefer geändert, als sich rückgängig machen lässt ({ $detail }). Verloren ist nichts; was endgültig war, gilt weiter. Ist die Chain so richtig, wie sie jetzt ist: Halte den Indexer an und starte „indexer reindex“.
indexer-reindexed = Neu gelesen bis Block { $block }.
audit-absent = nichts
audit-block = Verglichen bis Block { $block }.
audit-result = { $count ->
    [0] Keine Abweichungen.
    [one] Eine Abweichung.
   *[other] { $count } Abweichungen.
}
audit-count-collectives = Kollektive: { $count }
audit-count-events = Veranstaltungen: { $count }
audit-count-tokens = Tickets und Mitgliedschaften: { $count }
audit-count-used = Eingelassen: { $count }
audit-count-revoked = Zurückgezogen: { $count }
audit-count-balances = Guthaben: { $count }
audit-count-done = Endgültige Vorgänge: { $count }
audit-collective = Kollektiv { $contract }{ $subject }: Datenbank { $database }, Chain { $chain }
audit-event = Veranstaltung { $contract }{ $subject }: Datenbank { $database }, Chain { $chain }
audit-cancelled = Block, in dem Veranstaltung { $contract }{ $subject } abgesagt wurde: Datenbank { $database }, Chain { $chain }
audit-token = Token { $subject } von { $contract }: Datenbank { $database }, Chain { $chain }
audit-owner = { $subject } von { $contract } gehört: Datenbank { $database }, Chain { $chain }
audit-minted = Block, in dem { $subject } von { $contract } geprägt wurde: Datenbank { $database }, Chain { $chain }
audit-used = Block des Einlasses von { $subject } von { $contract }: Datenbank { $database }, Chain { $chain }
audit-revoked = Block, in dem { $subject } von { $contract } zurückgezogen wurde: Datenbank { $database }, Chain { $chain }
audit-balance = Guthaben von { $subject } in { $contract }: Datenbank { $database }, Chain { $chain }
audit-owner-asked = { $subject } gehört, gefragt bei { $contract }: Datenbank { $database }, Vertrag { $chain }
audit-used-asked = { $subject } eingelassen, gefragt bei { $contract }: Datenbank { $database }, Vertrag { $chain }
audit-revoked-asked = { $subject } zurückgezogen, gefragt bei { $contract }: Datenbank { $database }, Vertrag { $chain }
audit-balance-asked = Guthaben von { $subject }, gefragt bei { $contract }: Datenbank { $database }, Vertrag { $chain }
audit-undone-mint-ticket = Ticket { $subject } von { $contract } ist in der Datenbank { $database } und nirgends geprägt: Chain { $chain }
audit-undone-revoke-ticket = Dass { $subject } von { $contract } zurückgezogen ist, ist in der Datenbank { $database } und nicht auf der Chain: { $chain }
audit-undone-settle = Der Einlass von { $subject } von { $contract } ist in der Datenbank { $database } und nicht auf der Chain: { $chain }
audit-twice = Ticket { $subject } von { $contract } wurde { $database }-mal gewünscht, Chain { $chain }
audit-block-differs = Block { $subject }{ $contract } ist ein anderer: Datenbank { $database }, Chain { $chain }

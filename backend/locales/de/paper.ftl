# The ticket as a PDF, to print and to keep on a phone.

paper-day = EEEE, d. MMMM y
paper-hours = { $start } bis { $end } Uhr
paper-gates = { $n ->
    [one] Tür: { $gates }
   *[other] Türen: { $gates }
}
paper-picture-alt = Das Bild, das der Vertrag zu Ticket { $number } gezeichnet hat
paper-picture-later = Das Bild zeichnet die Chain, sobald dein Ticket geprägt ist. Dann kannst du neu drucken.
paper-fold-across = 1. Hier quer nach hinten falten
paper-fold-along = 2. Hier längs nach hinten falten, das Bild nach vorn
paper-door = An der Tür
paper-door-code = Halt den Code glatt und trocken hin. Das Telefon mit deinem Ticket gilt genauso; eins von beiden reicht.
paper-door-once = Der Code gilt einmal: Wer ihn zuerst zeigt, kommt rein. Lass ihn also niemanden fotografieren.
paper-door-phone = Lässt er sich nicht lesen, nenn die Nummer neben dem Code.
paper-door-old = Papier weiß nichts Neues: Wurde das Ticket zurückgezogen oder weitergegeben, gilt dieser Ausdruck nicht mehr. Was gilt, steht immer unter deinem Link.
paper-keep = Danach
paper-keep-what = Heb es auf. Ticket und Bild stehen auf der Chain, gezeichnet von einem Vertrag deines Kollektivs, und gehören dir auch, wenn das Licht wieder an ist.
paper-chain-contract = Vertrag { $contract }
paper-chain-token = Token { $token }

ticket-paper = Als Blatt zum Falten (A4)
ticket-paper-phone = Als PDF fürs Telefon
ticket-paper-what = Auf Papier gilt ein Ticket wie auf dem Telefon. Druck es in Originalgröße; gefaltet ist das Bild vorn und der Code hinten.

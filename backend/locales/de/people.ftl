# What is wrong with a row of an uploaded file.

problem-name-missing = Der Name fehlt.
problem-name-too-long = Der Name ist länger als { $most } Zeichen.
problem-email-missing = Die E-Mail-Adresse fehlt.
problem-email-invalid = »{ $email }« ist keine E-Mail-Adresse.
problem-email-twice = { $email } steht schon in Zeile { $first }.
problem-member-already = { $email } ist schon Mitglied.
problem-tier-missing = Die Kategorie fehlt.
problem-tier-unknown = Die Kategorie »{ $tier }« gibt es nicht. Es gibt: { $known }.
problem-tier-sold-out = Von »{ $tier }« sind nur noch { $left } übrig.
problem-quantity-invalid = »{ $quantity }« ist keine Anzahl zwischen 1 und { $most }.
problem-note-too-long = Die Notiz ist zu lang, { $most } Zeichen passen.
problem-too-many-cells = Die Zeile hat { $cells } Felder, die Kopfzeile { $columns }; vielleicht fehlen Anführungszeichen.
problem-email-other-name = { $email } heißt in Zeile { $first } »{ $name }«. Gib jeder Person eine eigene Adresse oder beiden Zeilen denselben Namen.

/** German, the language whose keys and placeholders all others follow. */
export const de = {
  "app.name": "Einlass",
  "app.holder": "Tickets",
  "language": "Sprache",
  "back": "Alle Tickets",
  "retry": "Noch einmal versuchen",

  "list.title": "Deine Tickets",
  "list.empty": "Noch kein Ticket auf diesem Telefon",
  "list.empty.text": "Öffne den Link deines Tickets und tipp dort auf »Auf diesem Telefon zeigen«. Danach steht es hier, auch ohne Netz.",

  "ticket.when": "Beginn",
  "ticket.where": "Ort",
  "ticket.tier": "Kategorie",
  "ticket.number": "Nummer",
  "ticket.page": "Zur Ticketseite",

  "loading": "Dein Ticket wird geholt …",
  "unreachable.title": "Gerade kein Netz",
  "unreachable.text": "Beim ersten Mal braucht dein Ticket eine Verbindung. Danach geht es auch ohne.",
  "unknown.title": "Dieser Link gilt nicht mehr",
  "unknown.text": "Bitte das Kollektiv um den neuesten Link zu deinem Ticket.",

  "free.title": "Hol dein Ticket auf dieses Telefon",
  "free.text": "Es zeigt dann alle zehn Sekunden einen neuen Code, auch ohne Netz. Ein Foto davon nützt niemandem.",
  "free.paper": "Gedruckte oder gespeicherte Codes dieses Tickets gelten danach nicht mehr.",
  "free.button": "Auf diesem Telefon zeigen",
  "busy": "Einen Moment …",

  "elsewhere.title": "Auf einem anderen Telefon",
  "elsewhere.text": "Dieses Ticket ist gerade auf einem anderen Telefon. Holst du es hierher, gilt der Code dort nicht mehr.",
  "elsewhere.button": "Auf dieses Telefon holen",
  "replaced.title": "Jetzt auf einem anderen Telefon",
  "replaced.text": "Dieses Ticket wurde von hier weggeholt. Der Code auf diesem Telefon öffnet keine Tür mehr.",

  "code.alt": "Code für die Tür, Ticket {number}",
  "code.hint": "Helligkeit hoch und den Code in die Kamera halten",
  "code.next": "Neuer Code in {seconds} s",
  "code.offline": "Ohne Netz. Der Code gilt trotzdem.",
  "code.hide": "Code verbergen",
  "code.show": "Code zeigen",
  "code.again": "Für Wiedereinlass, Getränke und anderes, was mit dem Ticket abgeholt wird.",

  "used.title": "Du warst da",
  "used.text": "Eingelassen am {time}",
  "used.text.gate": "Eingelassen am {time}, {gate}",
  "revoked.title": "Zurückgezogen",
  "revoked.text": "Dieses Ticket gilt seit {time} nicht mehr. Frag das Kollektiv.",
  "cancelled.title": "Abgesagt",
  "cancelled.text": "Diese Veranstaltung findet nicht statt.",
  "over.title": "Vorbei",
  "over.text": "Die Veranstaltung ist vorbei. Das Ticket bleibt dir.",
  "picture.alt": "Das Bild zu Ticket {number}",

  "remove": "Von diesem Telefon entfernen",
  "remove.text": "Der Code hier gilt danach nicht mehr. Mit dem Link kannst du das Ticket jederzeit wieder holen.",
  "remove.confirm": "Entfernen",
  "remove.cancel": "Behalten",

  "tab.title": "In einem anderen Tab offen",
  "tab.text": "Dieses Ticket ist schon in einem anderen Tab offen. Zeig es dort, oder hol es hierher.",
  "tab.button": "Hier zeigen",
  "tab.taken": "Dieses Ticket wurde in einem anderen Tab geöffnet.",

  "storage.title": "Hier lässt sich nichts speichern",
  "storage.text": "Dein Telefon muss sich das Ticket merken können. Öffne den Link im normalen Browser, nicht im privaten Modus und nicht in einer anderen App.",
  "keys.title": "Hier geht das nicht sicher",
  "keys.text": "Dieser Browser gibt der Seite keinen Schlüssel. Öffne den Link über https und in einem aktuellen Browser.",
  "paper.else": "Erlaubt die Veranstaltung Papier, findest du auf der Ticketseite einen Code zum Ausdrucken.",

  "error.network": "Keine Verbindung. Versuch es noch einmal, sobald du Netz hast.",
  "error.server": "Der Server hat gerade ein Problem. Versuch es gleich noch einmal.",
} as const;

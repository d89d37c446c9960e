# The keys that a collective signs its tickets' codes with: the collective's page and the command line.

keys-title = Keys for the codes
keys-what = With its key the collective signs the code on every ticket; by that the door knows it is real. You need a new one only if a stranger might have got hold of the old one.
keys-kid = Key
keys-since = Since
keys-signing = signs
keys-trusted = still accepted
keys-retired = retired
keys-made = { $at }, { $who }
keys-by-nobody = by the technicians
keys-by = by { $who }
keys-open = { $n ->
    [0] no open ticket
    [one] at most one open ticket on paper
   *[other] at most { NUMBER($n) } open tickets on paper
}
keys-rotate = Make a new key
keys-rotate-what = New codes are then signed by the new key. All earlier ones stay good, printed ones too.
keys-retire = Retire
keys-retire-title = Retire key { $kid }
keys-retire-what = From now on the door refuses every code that this key has signed. A ticket’s page shows a new one by itself. What was printed or saved as a file is no longer valid. There is no way back.
keys-retire-open = { $n ->
    [0] No open ticket is concerned.
    [one] This concerns at most one open ticket. Whether it was printed we do not know; say so in good time.
   *[other] This concerns at most { NUMBER($n) } open tickets. Which of them were printed we do not know; tell people in good time that they have to print again.
}
keys-retire-button = Retire for good
keys-retire-keep = Keep

cli-issuer-key-made = Key { $kid } signs from now on. The older ones are still accepted.
cli-issuer-key-retired = Key { $kid } is retired. The door refuses its codes from now on.
cli-issuer-key-sure = Really retire it?

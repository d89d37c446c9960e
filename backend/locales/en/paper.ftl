# The ticket as a PDF, to print and to keep on a phone.

paper-day = EEEE, d MMMM y
paper-hours = { $start } to { $end }
paper-gates = { $n ->
    [one] Entrance: { $gates }
   *[other] Entrances: { $gates }
}
paper-picture-alt = The picture that the contract has drawn for ticket { $number }
paper-picture-later = The chain draws the picture once your ticket is minted. Then you can print again.
paper-fold-across = 1. Fold back across here
paper-fold-along = 2. Fold back along here, the picture in front
paper-door = At the door
paper-door-code = Hold the code out flat and dry. The phone with your ticket is just as good; one of the two is enough.
paper-door-once = The code works once: whoever shows it first gets in. So let nobody take a photo of it.
paper-door-phone = If it cannot be read, say the number beside the code.
paper-door-old = Paper hears no news: if the ticket was revoked or passed on, this print is no longer valid. Your link always knows what is.
paper-keep = Afterwards
paper-keep-what = Keep it. Ticket and picture are on the chain, drawn by a contract of your collective, and they stay yours when the lights are on again.
paper-chain-contract = Contract { $contract }
paper-chain-token = Token { $token }

ticket-paper = As a sheet to fold (A4)
ticket-paper-phone = As a PDF for the phone
ticket-paper-what = On paper a ticket is as good as on the phone. Print it at its original size; folded, the picture is in front and the code at the back.

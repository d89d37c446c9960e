# The pages. Keys begin with the page they stand on.

## Frame

site-name = Einlass
site-skip = Skip to content
site-trail = Where you are
site-sign-out = Sign out
site-foot = Einlass is free software. This server belongs to the people who run it.

form-back = Back
form-problems = { $n ->
    [one] One field is not right yet. It says so next to it.
   *[other] { $n } fields are not right yet. It says so next to them.
}
form-day = d MMMM
form-date = d MMMM y
form-day-time = EEE d MMM y, HH:mm
form-short = d MMM, HH:mm

pages-label = Pages
pages-before = Back
pages-after = Next
pages-where = Page { $page } of { $last }

list-person = Person
list-state = State
list-actions = What you can do
list-deleted = Name deleted

## State on the chain (the words themselves are in cli.ftl)


progress-moving = { $done } of { $total } are minted. This goes on by itself, even if you close the page.
progress-done = { $total ->
    [one] Done: final on the chain.
   *[other] Done: all { $total } are final on the chain.
}
progress-failed = { $failed } failed, { $final } are final on the chain. The list says why.
progress-reload = Reload to see how far it is

failure-unknown = The reason is not known.

## Front page

home-over-left = For collectives, clubs and associations
home-over-right = Self-hosted, free software
home-claim = Tickets and memberships that your collective owns itself.
home-how = How it works
home-issue-title = Give out
home-issue = Set up an event, upload a list of people, done. Every ticket is on a public chain; names never are.
home-show-title = Show
home-show = The ticket is a link with a code. No app, no account, no wallet. Afterwards it stays as a picture that your contract has drawn.
home-admit-title = Let in
home-admit = Point a phone at the code: green means come in, red says why not. Each ticket exactly once.
home-in = How to get in
home-organiser-title = You organise
home-organiser = Open the sign-in link the server prints when it starts. It works once; whoever runs the server makes you a new one.
home-guest-title = You have a ticket
home-guest = Your ticket is the link you were given. Open it at the entrance. Lost it? Your collective can give it to you again.
home-door-title = You are at the door
home-door = Ask for the code for your device on the event’s page and scan it with the camera.
home-yours = Your collectives
home-hello = Signed in as { $name }.
home-empty-title = No collective yet
home-empty = Found one: a name and a symbol are enough. Then you can take in people and set up events.
home-found = Found a collective
home-counts = { $members ->
    [0] No members yet
    [one] One member
   *[other] { $members } members
}, { $events ->
    [0] no event yet
    [one] one event
   *[other] { $events } events
}

## Signing in

login-title = Come in
login-step = Sign in
login-why = This link works exactly once. It is used up only when you press the button.
login-button = Sign in now

## Founding a collective

found-title = Found a collective
found-lead = You can give out tickets right afterwards. The contracts on the chain follow by themselves.
found-name = Name
found-name-hint = The way it stands on the poster. It is public on the chain and cannot be changed.
found-symbol = Symbol
found-symbol-hint = 2 to 11 capital letters or digits, for example HGB.
found-palette = Colours
found-palette-hint = This is how your pages, tickets and badges look.
found-palette-missing = Choose a colour.
found-style-hint = This is how the chain draws your tickets and badges. It stays; each event may differ.
found-style-missing = Choose a style.
palette-signal = Signal
palette-sun = Sun
palette-sky = Sky
palette-rose = Rose
palette-lilac = Lilac
palette-sea = Sea
style-title = Style
style-dada = Dada
style-dada-what = Torn type, pointers and rules, letters of every size.
style-pixel = Pixel
style-pixel-what = A picture made of squares, as if from an arcade machine.
style-bauhaus = Bauhaus
style-bauhaus-what = Bars, circles, diagonals, and everything in lower case.
style-concrete = Concrete poetry
style-concrete-what = Type alone: the name itself becomes the picture.
found-button = Found it

## Collective

collective-kind = Collective
collective-failed-title = Not on the chain
collective-failed = Your collective’s contracts could not be created; tickets and memberships wait. Show this to whoever runs the server.
collective-founding-title = Being founded
collective-founding = Your collective’s contracts are just being created on the chain. You can set up events and give out tickets already.
collective-events = Events
collective-events-empty-title = No event yet
collective-events-empty = Set up the first one: name, time, tiers and gates. Then you upload the list of people.
collective-new-event = New event
collective-event-counts = { $tickets ->
    [0] No tickets yet
    [one] One ticket
   *[other] { $tickets } tickets
}, { $admitted } inside
collective-members = Members
collective-members-what = A membership belongs to exactly one person and cannot be sold.
collective-member-count = { $n ->
    [one] member
   *[other] members
}
collective-member-list = All members with their badges
collective-upload-title = Take in members
collective-upload = Upload a CSV file with the columns name and email (UTF-8, with semicolons or commas). You look through it before anything happens. It looks like this:
upload-sample = Download this sample file
upload-file = CSV file
upload-button = Check file

sample-name = name
sample-email = email
sample-tier = tier
sample-quantity = quantity

## Members

members-title = Members
members-lead = The link to a badge is the key to it. Give it only to the person.
members-number = No.
members-open = Badge
members-empty-title = Nobody yet
members-empty = Upload a list on the collective’s page, and the people will be here.
members-empty-button = Take in members

## New event

event-new-title = New event
event-new-lead = Everything here except the venue goes to the chain and stays as it is.
event-new-name = Name
event-new-name-hint = The way it shall stand on the ticket, in large letters.
event-new-venue = Venue
event-new-venue-hint = Optional. It is on the ticket, not on the chain.
event-new-starts = Begins
event-new-ends = Ends
event-new-zone = Time zone
event-new-time-missing = Enter a date and a time.
event-new-time-skipped = This time does not exist on that day ({ $zone } puts the clock forward). Take an hour earlier or later.
event-new-policy = Passing on
event-new-policy-hint = What holds until the event is over. Afterwards every ticket belongs freely to whoever has it.
event-new-policy-missing = Choose whether tickets may be passed on.
policy-free = Free
policy-free-what = Whoever has a ticket may pass it on, and sell it for more.
policy-face-value = Only at the original price
policy-face-value-what = It moves only through the contract itself, at most for the price that was paid, or back to the box office.
policy-locked = Fixed
policy-locked-what = Until the end the ticket stays with the person who got it.
event-new-style-hint = How the chain draws this event's tickets.
event-new-style-same = Like the collective
event-new-style-open = The chain has picked the style.
event-new-tiers = Tiers
event-new-tiers-hint = Which kinds of tickets there are, and how many at most. The next row appears by itself; empty ones do not count.
event-new-tier-name = Tier { $n }
event-new-tier-supply = At most
event-new-supply-missing = Enter a whole number.
event-new-gates = Gates
event-new-gates-hint = Where tickets are scanned, and which tiers may go in there.
event-new-gate-name = Gate { $n }
event-new-gate-tiers = Who may go in at gate { $n }
event-new-gate-lets-in = Lets in:
event-new-gate-tier = Tier { $n }
event-new-first-gate = Main entrance
event-new-done = Ready?
event-new-done-hint = Name, times, tiers and passing on cannot be changed afterwards.
event-new-button = Set up the event

## Event

event-status = So far
event-cancelled = Cancelled
event-cancelled-what = No more tickets are minted. What was paid on the chain can be claimed back there.
event-contract-failed = The event’s contract could not be created, so its tickets wait. Show this to whoever runs the server.
event-contract-coming = The event’s contract is just being created. You can give out tickets already.
event-issued = given out
event-admitted = inside
event-settled = check-ins on the chain
event-issue = Give out
event-issue-lead = Each row of the file is a person with their tickets.
event-tier = Tier
event-tier-issued = given out
event-tier-left = left
event-upload-title = Give tickets to people
event-upload = Upload a CSV file with the columns name, email, tier and quantity (UTF-8, with semicolons or commas; no quantity means one); a column note is shown on the device when the ticket is scanned. You look through it before anything happens. It looks like this:
event-tickets = Tickets
event-tickets-lead = Each ticket has a link of its own. It is the key: give it only to the person.
event-tickets-all = { $n ->
    [one] See the ticket
   *[other] All { $n } tickets
}
event-tickets-export = Take along as CSV
event-tickets-export-hint = The file holds names, email addresses and the links to the tickets. Keep it safe.
event-tickets-empty-title = No tickets yet
event-tickets-empty = Upload a list above, and they will be here.
event-door = Door
event-door-lead = How many came in through each gate. Counts along by itself.
event-gate-lets-in = Lets in: { $tiers }
event-pair-title = Pair a device
event-pair-gate = Gate
event-pair-role = Who scans
event-pair-button = Show the code
role-steward = Steward
role-supervisor = Supervisor
event-devices = Devices
event-device = Device
event-device-where = Where
event-device-since = Since
event-device-revoke = Lock out
event-device-revoke-label = Lock out { $name }
event-device-revoked = Locked out since { $at }
event-devices-empty = No device yet. Pair one: choose a gate, show the code, scan it with the phone.
event-gate-out = { $n } out
event-clashes = Let in twice
event-clashes-lead = Two gates without a network let the same ticket in, or somebody came twice. The earlier time is the admission.
event-clash-scan = { $at }, { $gate }
event-clash-by = ({ $device })
event-clash-first = rightly
event-clash-too-many = one too many
event-clash-out = way out
event-clash-undone = taken back
event-clashes-more = And { $n } more. The supervisors' devices list all of them.
event-door-settings = Change gates, lists and rules
event-pair-list = Counts on

## How the doors work

door-title = At the door
door-lead = What you change here all paired devices know within seconds; without a network, as soon as they have one again.
door-saved = Saved. The devices are about to know.
door-save = Save
door-gates = Gates
door-gates-hint = Where tickets are scanned and which tiers may enter there. Fill in the empty row for a new one. A gate without a name goes, as long as nobody scanned there.
door-gate = Gate { $n }
door-gate-new = New gate
door-lists = Lists
door-lists-hint = What a scan counts on. Beside the entrance for example drinks or merch: each list counts for itself, each device works on one.
door-list = List { $n }
door-list-new = New list
door-reentry = Coming again
reentry-never = never
reentry-after-exit = if scanned when leaving
reentry-any = any time
door-paper = Paper
door-paper-hint = A code on paper can be copied; whoever comes first is in. Without the tick only the ticket on a phone is good, whose code expires every half a minute.
door-paper-tier = { $tier } on paper too
door-names = Names
door-names-hint = Names are never on the devices and never on the chain. With the tick a device with a network shows the name to the ticket that was just scanned, and supervisors can search by name. Switch it on only if you need it, and tell people.
door-names-on = Show names when scanning

## A ticket at the door

note-title = Ticket { $number } at the door
note-label = Note for the door
note-hint = Shown on the device when the ticket is scanned, for example “needs a chair”. Empty means none. Write nothing that nobody there needs to know.
note-save = Save the note
note-block-title = Block
note-block-what = A blocked ticket does not get in until you unblock it. Nothing changes on the chain.
note-blocked = Blocked since { $at }.
note-block = Block
note-unblock = Unblock
note-revoked = This ticket was revoked, it does not get in any more.
note-back = Back to the list
tickets-blocked = blocked
tickets-door = At the door

## Event, details

event-about = Details
event-about-from = Begins
event-about-until = Ends
event-about-zone = Time zone
event-about-contract = Contract
event-about-contract-none = none yet

## Tickets

tickets-found = { $n ->
    [0] None found
    [one] One ticket
   *[other] { $n } tickets
}
tickets-search = Name, email or note
tickets-search-button = Search
tickets-search-all = Show all
tickets-number = No.
tickets-revoked = revoked
tickets-admitted = inside since { $at }
tickets-on-chain = On the chain
tickets-open = Open
tickets-revoke = Revoke
tickets-none-title = Nothing found
tickets-none = Nobody with “{ $query }” in their name, email address or note. A part of it is enough.
tickets-empty = Upload a list on the event’s page.
tickets-empty-button = To the event

## Revoking a ticket

revoke-title = Revoke ticket { $number }
revoke-what = Whoever comes with this ticket ({ $tier }) is turned away at once. The chain will say that it is revoked. This cannot be undone.
revoke-reason = Reason
revoke-reason-hint = Public on the chain, without a name.
revoke-other = Another reason
revoke-returned = Returned
revoke-issued-by-mistake = Given out by mistake
revoke-fraud = Fraud
revoke-house-rules = House rules
revoke-button = Revoke for good
revoke-keep = Keep it

## Pairing a device

pairing-title = Pair a device
pairing-until = Valid until
pairing-how = How it works
pairing-steps = Open the camera on the phone at the door and point it at the code. Then tap “Pair” there.
pairing-link = Or open this link on the device:
pairing-once = The code works for one device and is shown only this once. For the next device you make a new one.
pairing-code-alt = QR code for pairing
pairing-back = Back to the event

## Checking a file

import-title = Check file
import-good = { $n ->
    [one] good row
   *[other] good rows
}
import-bad = { $n ->
    [one] row with a problem
   *[other] rows with problems
}
import-items = { $n ->
    [one] ticket
   *[other] tickets
}
import-nothing-yet = Nothing has been given out so far. Look through the rows and decide below.
import-problems = What does not fit
import-problems-lead = Lines are counted as in your spreadsheet; the heading is line 1.
import-line = Line
import-why = Why
import-more = { $n ->
    [one] and one more row
   *[other] and { $n } more rows
}
import-rows = What fits
import-rows-lead = The first twenty.
import-quantity = Quantity
import-decide = Decide
import-confirm = { $bad ->
    [one] Leave out the row with the problem. This person gets nothing.
   *[other] Leave out the { $bad } rows with problems. These people get nothing.
}
import-accept-tickets = { $n ->
    [one] Issue one ticket
   *[other] Issue { $n } tickets
}
import-accept-tickets-good = { $rows ->
    [one] Issue only the good row
   *[other] Issue only the { $rows } good rows
} ({ $n ->
    [one] one ticket
   *[other] { $n } tickets
})
import-accept-members = { $rows ->
    [one] Take in one member
   *[other] Take in { $rows } members
}
import-accept-members-good = { $rows ->
    [one] Take in only the good row
   *[other] Take in only the { $rows } good rows
}
import-no-good = No row of this file can be used. Discard it, correct it and upload it again.
import-discard = Discard and upload a corrected file
import-discarded = You discarded this file. Nothing was given out, and the names in it are deleted.
import-again = Upload a new file
import-accepted-tickets = { $n ->
    [one] Accepted. The ticket of that row already belongs to the person;
   *[other] Accepted. The tickets of { $n } rows already belong to the people;
} their way to the chain goes on by itself. Here you see it for all tickets of the event.
import-accepted-members = { $n ->
    [one] Accepted, one person is a member now.
   *[other] Accepted, { $n } people are members now.
} The way to the chain goes on by itself. Here you see it for all members.
import-on-tickets = On to the event
import-on-members = On to the collective

## Ticket

ticket-title = Ticket { $number }
ticket-kind = Ticket
ticket-when = Begins
ticket-where = Venue
ticket-hint = Show this code at the door. Turn the brightness up.
ticket-hint-coming = Just being minted. In a moment the code counts at the door.
ticket-hint-failed = Does not count at the door yet. Further down it says why.
ticket-hint-used = The ticket stays yours, to remember.
ticket-code-alt = QR code of ticket { $number } for { $event }
ticket-revoked = Revoked
ticket-cancelled-what = The event does not take place. The ticket is not valid at the door.
ticket-revoked-what = This ticket has not been valid since { $at }. If that cannot be right, talk to your collective.
ticket-used = Used
ticket-used-what = At { $time } on { $day }, { $gate }
ticket-to-phone = Show on this phone
ticket-to-phone-what = The code then changes every ten seconds, and a photo of it is worth nothing. This code here is not good any more afterwards.
ticket-on-phone = On a phone
ticket-on-phone-what = This ticket shows its code there only.
ticket-phone-only = On a phone only
ticket-phone-only-what = This ticket does not come on paper. Open this page on the phone you take along, and tap the button.
ticket-keep = Take along
ticket-keep-what = Download the code or print this page, and you need no network at the entrance. The code works once: whoever shows it first gets in. So give it to nobody.
ticket-png = Code as PNG
ticket-svg = Code as SVG
ticket-way = Your ticket on the chain
ticket-way-queued = Your ticket is waiting to be minted. That usually takes a few seconds; then it counts at the door.
ticket-way-sent = Your ticket is just being minted, that is, written to the chain. In a moment it counts at the door.
ticket-way-mined = Your ticket is minted, it is on the chain. In a few minutes nobody can change that any more.
ticket-way-final = Your ticket is on the chain for good.
ticket-way-failed = Your ticket could not be minted, so it does not count at the door. Tell your collective; they can put it right.
ticket-picture = The picture of your ticket. Your collective’s contract has drawn it, and it stays after the event.
ticket-picture-alt = The picture that the contract has drawn for this ticket
ticket-chain = Under the bonnet
ticket-chain-open = Where your ticket is, and who can see it
ticket-token = Token number
ticket-owner = Held by
ticket-owner-box-office = your collective’s box office, for you
ticket-owner-none = nobody yet
ticket-settled = Check-in noted on the chain
ticket-settled-yes = yes
ticket-settled-no = no
ticket-privacy-box-office = The chain says in public that this ticket exists and whether it was used. It does not say who you are: the ticket is held by your collective’s box office, and only this server knows your name. If you later take it to an account of your own, that account’s address is visible to everybody.
ticket-privacy-own = It is held by an account of its own. That account’s address is public, and everybody can see which other tokens it holds. Your name is nowhere on the chain.

## Badge

member-title = Member { $number }
member-kind = Membership badge
member-number = Member no.
member-since = Member since
member-badge = Your badge
member-badge-lead = It is yours and cannot be passed on.
member-way-queued = Your badge is waiting to be minted. You are a member already.
member-way-sent = Your badge is just being minted, that is, written to the chain. You are a member already.
member-way-mined = Your badge is minted, it is on the chain. In a few minutes nobody can change that any more.
member-way-final = Your badge is on the chain for good.
member-way-failed = Your badge could not be minted. Tell your collective; they can put it right.
member-picture = Drawn by your collective’s contract.
member-picture-alt = The picture that the contract has drawn for this membership
member-chain-open = Where your badge is, and who can see it
member-privacy = The chain says in public that this membership exists. It does not say who you are: it is held by your collective, and only this server knows your name. If you later take it to an account of your own, that account’s address is visible to everybody.

## Error pages

fault-over = Einlass
fault-next = What now?
fault-home = To the front page
fault-yours = To your collectives
fault-401 = Sign in first
fault-401-what = This page is for people who organise. Open your sign-in link.
fault-403 = Not for you
fault-403-what = You are signed in, but you may not do this.
fault-404 = Nothing here
fault-404-what = This address does not exist. Perhaps a piece of it got lost when it was copied.
fault-405 = Not like this
fault-405-what = This address cannot be opened this way. Go back and press the button again.
fault-409 = Already done
fault-409-what = Something about it has changed meanwhile. Reload the page.
fault-410 = It’s over
fault-410-what = This existed once, and does no longer.
fault-413 = Too large
fault-413-what = That is too much at once. Split the file.
fault-422 = Does not fit
fault-422-what = This cannot be used the way it is. Go back and look through what you entered.
fault-429 = Wait a little
fault-429-what = That was too often in a row. Wait a moment.
fault-500 = Our mistake
fault-500-what = Something broke on our side. Try again in a moment. If it stays, tell the people who run this server.
fault-503 = Back soon
fault-503-what = A part we need does not answer at the moment. Try again in a minute.

## On its way to the chain

pipeline-title = On its way to the chain
pipeline-link = What is on its way to the chain, and what it costs
pipeline-lead = What this server is bringing to the chain right now, for all collectives together. It goes by itself; here you see whether it does.
pipeline-just-now = just now
pipeline-calm-title = All is on the chain.
pipeline-calm = Nothing waits, nothing failed. When you issue something, you see its way here.
pipeline-waiting-count = waiting
pipeline-open-count = transactions under way
pipeline-failed-count = failed
pipeline-since = The oldest of it was added { $ago }.
pipeline-banner-more = { $n ->
    [one] And one more thing needs you.
   *[other] And { $n } more things need you.
}
pipeline-banner-open = See what to do
pipeline-alarms = This needs you
pipeline-moving = Under way
pipeline-moving-lead = Many things of one kind go out together in one transaction.
pipeline-waiting = Waiting
pipeline-open = In transactions
pipeline-what = What
pipeline-oldest = the oldest
pipeline-planned = planned
pipeline-number = No. { $number }, nonce { $nonce }
pipeline-carries-nothing = carries nothing any more
pipeline-gwei = offers { $gwei } gwei at most{ $attempts ->
    [one] {""}
   *[other] , offer no. { $attempts }
}
pipeline-tx-reserved = being prepared
pipeline-tx-signed = signed, goes out in a moment
pipeline-tx-broadcast = sent, waits for a block
pipeline-tx-mined = in a block, final soon
pipeline-cancelled = Being cancelled: { $reason ->
    [contract_gone] its contract has vanished.
    [would_revert] the contract would refuse it.
    [abandoned] what it carried went out otherwise.
   *[asked] somebody asked for it.
}
pipeline-refused = { $refusal ->
    [insufficient_funds] The account cannot pay right now.
    [underpriced] It offers too little; it will offer more in a moment.
    [replacement_underpriced] It offers too little more than the one it replaces; it will offer more in a moment.
   *[other] No node takes it.
}
pipeline-failed = Failed
pipeline-failed-lead = Of your collectives alone. Clear the reason out of the way, then have it tried again.
pipeline-failed-more = { $n ->
    [one] And one more.
   *[other] And { $n } more.
}
pipeline-retry = Try again
pipeline-retry-all = Try all of them again
pipeline-asked = Will be tried again in a moment.
pipeline-costs = Costs
pipeline-costs-lead = Of all keys of this server together.
pipeline-paid = Paid
pipeline-offered = Still to come
pipeline-ether = { $ether } ETH
pipeline-ether-most = { $ether } ETH at most
pipeline-gas = { $gas } gas
pipeline-gas-most = { $gas } gas at most
pipeline-chain = The chain
pipeline-final = Final up to block
pipeline-final-behind = { $behind ->
    [0] { $block }, the newest
    [one] { $block }, one before the newest
   *[other] { $block }, { $behind } before the newest
}
pipeline-final-none = none yet
pipeline-newest = Newest block
pipeline-read = Read
pipeline-read-to = { $behind ->
    [0] all of it
    [one] up to block { $block }, one is missing
   *[other] up to block { $block }, { $behind } are missing
}
pipeline-nothing-read = Nothing of the chain has been read yet.
pipeline-alarm-low-balance = The money for gas is running out
pipeline-alarm-low-balance-what = The account { $role ->
    [organiser] “organiser” (founds, announces, revokes)
   *[office] “office” (mints and settles)
} has { $balance } ETH. What waits needs about { $missing } ETH more.
pipeline-alarm-low-balance-do = Send at least what is missing to this address, on the same chain. It then goes on by itself.
pipeline-alarm-key-used-elsewhere = Somebody else sends with our key
pipeline-alarm-key-used-elsewhere-what = Something that did not come from here went to the chain with the key “{ $role }”.
pipeline-alarm-key-used-elsewhere-do = If that was you: use this key for nothing else. If it was not: it is stolen. Take its roles away in every collective and replace it (docs/operations.md, “Roles”).
pipeline-alarm-key-without-role = A key lacks its role
pipeline-alarm-key-without-role-what = The key “{ $role }” may not do what waits here. Nothing is lost, it waits.
pipeline-alarm-at-contract = Namely at this contract:
pipeline-alarm-key-without-role-do = Whoever administers the collective grants the role with “ape run roles grant”. It is asked again every minute by itself.
pipeline-alarm-fee-cap-reached = Fees are above our limit
pipeline-alarm-fee-cap-reached-what = The transaction with nonce { $nonce } offers { $offer } gwei; it may not offer more than { $cap }, and a block asks for { $asked } right now.
pipeline-alarm-fee-cap-reached-do = Wait until it gets cheaper; it then goes out by itself. If you are in a hurry, raise EINLASS_MAX_FEE_GWEI and restart the relayer.
pipeline-alarm-send-refused = No node takes a transaction
pipeline-alarm-send-refused-what = The transaction with nonce { $nonce } is refused: { $answer }
pipeline-alarm-send-refused-do = It is offered again every 20 seconds. If that does not help, use another node (EINLASS_RPC_URL), or cancel it: “python -m backend.cli relayer cancel”.
pipeline-alarm-relayer-silent = The relayer does nothing
pipeline-alarm-relayer-silent-what = Something waits for it and does not move. Nothing is lost.
pipeline-alarm-relayer-silent-do = See whether it runs, and what its log says. To start it: “python -m backend.cli relayer run”.
pipeline-alarm-chain-not-read = The chain is not being read
pipeline-alarm-chain-not-read-what = No block has been read yet; until then nobody here knows what is on the chain.
pipeline-alarm-chain-not-read-do = See whether the indexer runs, and what its log says. To start it: “python -m backend.cli indexer run”.
pipeline-alarm-indexer-halted = Reading the chain has stopped
pipeline-alarm-indexer-halted-what = The chain has changed deeper than can be undone. What was final up to block { $block } still holds, at the door too.
pipeline-alarm-indexer-halted-do = Check that the node is the right one. If the chain is right as it is now: stop the indexer and read anew with “python -m backend.cli indexer reindex”.
pipeline-alarm-indexer-behind = Reading the chain lags behind
pipeline-alarm-indexer-behind-what = { $n ->
    [one] One block is there and has not been read.
   *[other] { $n } blocks are there and have not been read.
} What they hold is still missing here.
pipeline-alarm-indexer-behind-do = After a restart it catches up. If the number does not go down, look into the indexer's log.
pipeline-alarm-indexer-silent = No new block for long
pipeline-alarm-indexer-silent-what = The newest block that we know of is old.
pipeline-alarm-indexer-silent-do = See whether the indexer runs, and whether the node (EINLASS_RPC_URL) still has new blocks.

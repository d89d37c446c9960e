# Every failure a person can meet: what happened, and what to do.

status-401 = Not signed in
status-403 = Not allowed
status-404 = Not found
status-405 = Not like this
status-409 = Not now
status-410 = Gone
status-413 = Too large
status-422 = Does not fit
status-429 = Too often
status-500 = Broken
status-503 = Not reachable right now

error-page-unknown = There is no such page. Check the address, or start from the front page.
error-method-not-allowed = This address cannot be called like that. Go back and use the button on the page.
error-broken = Something broke on our side. Try again in a moment; if it stays, tell whoever runs this server the time it happened.
error-validation-failed = This does not fit: { $field } ({ $reason }). Correct it and send it again.
error-login-required = You need to be signed in for this. Open your login link; “python -m backend.cli login-link” prints a new one.
error-login-link-unknown = We do not know this login link. Check that you copied all of it, or ask for a new one.
error-login-link-used = This login link was used already, it works once. Ask for a new one.
error-login-link-expired = This login link has expired. Ask for a new one.
error-form-foreign = This form did not come from our page, or it is too old. Reload the page and send it again.
error-not-yours = You do not organise this collective. Sign in with the right account, or ask somebody of the collective.
error-collective-unknown = There is no such collective here. Check the name in the address.
error-issuer-key-unknown = The collective has no such key. Check its number in the list of keys.
error-issuer-key-signs = Key { $kid } signs codes right now. Make a new one first, then you can retire this one.
error-issuer-key-retired-already = Key { $kid } is retired already.
error-event-unknown = There is no such event here. Check the name in the address.
error-ticket-unknown = There is no such ticket here. Check the number, for example 1-0042.
error-import-unknown = There is no such import here. Upload the file again.
error-link-unknown = This link does not open a ticket any more. Ask the collective for the newest link.
error-name-missing = Give the collective a name.
error-name-too-long = The name is too long: the chain takes { $most } characters (umlauts count twice). Shorten it.
error-symbol-invalid = The symbol needs 2 to 11 characters of A–Z and 0–9 and begins with a letter.
error-event-name-missing = Give the event a name.
error-event-name-too-long = The name is too long: the chain takes { $most } characters (umlauts count twice). Shorten it.
error-venue-too-long = The venue is too long; { $most } characters fit.
error-zone-unknown = We do not know the time zone “{ $zone }”. Take Europe/Berlin, for example.
error-event-ends-before-start = The end lies before the start. Check both times.
error-tiers-missing = A tier is missing. Enter at least one with a name and a number.
error-tiers-too-many = That is too many tiers; { $most } are possible.
error-tier-name-missing = A tier has no name. Give it one or empty the row.
error-tier-name-too-long = A tier's name is too long: { $most } characters fit (umlauts count twice).
error-tier-name-twice = The tier “{ $name }” is there twice. Give them different names.
error-supply-out-of-range = The number for “{ $name }” must be between 1 and { NUMBER($most) }.
error-gates-missing = A gate is missing. Enter at least one.
error-gates-too-many = That is too many gates; { $most } are possible.
error-gate-name-missing = A gate has no name. Give it one or empty the row.
error-gate-name-too-long = A gate's name is too long; { $most } characters fit.
error-gate-name-twice = The gate “{ $name }” is there twice. Give them different names.
error-gate-lets-nobody-in = The gate “{ $name }” lets nobody in. Choose at least one tier.
error-tier-without-gate = Tier { $number } gets through no gate. Choose it at one gate or more.
error-gate-unknown = This gate does not exist any more. Reload the page and choose another.
error-gate-unknown-here = There is no such gate here. There are: { $gates }.
error-list-unknown = This list is gone. Reload the page and choose another one.
error-gate-in-use = At the gate “{ $name }” something was scanned or a device paired already, so it stays. You can rename it.
error-list-in-use = On the list “{ $name }” something was scanned or a device paired already, so it stays. You can rename it.
error-list-is-entrance = Every event has the list of its entrance, so it stays. You can rename it.
error-lists-too-many = These are too many lists; { $most } are possible.
error-list-name-twice = The list “{ $name }” is there twice. Give it two different names.
error-list-name-too-long = The name of a list is too long, { $most } characters fit.
error-reentry-unknown = Choose from the list whether somebody may come again.
error-ticket-blocked-already = This ticket is blocked already.
error-ticket-not-blocked = This ticket is not blocked.
error-note-too-long = The note is too long, { $most } characters fit.
error-file-missing = No file arrived. Choose a CSV file and send it again.
error-file-too-large = The file is too large; { NUMBER($most) } kB are possible. Split it into several files.
error-body-too-large = That is too much at once; { NUMBER($most) } kB are possible.
error-file-not-utf8 = The file is not in UTF-8. Save it as “CSV UTF-8” in your spreadsheet and upload it again.
error-file-empty = The file is empty. Enter a heading and at least one person.
error-file-without-rows = There is nobody below the heading. Enter at least one person.
error-file-too-many-rows = The file has more than { NUMBER($most) } rows. Split it into several files.
error-file-not-csv = From line { $line } on this is no readable CSV file; most often a quote is missing. Correct it and upload it again.
error-column-missing = The heading lacks the column “{ $column }”. Add it; there is a sample file on the page.
error-column-twice = The column “{ $column }” stands in the heading twice. Delete one.
error-import-decided = This file has been decided already; nothing was issued twice.
error-import-has-problems = { $count } rows are bad, so nothing was issued. Choose only the good rows explicitly, or upload a corrected file.
error-import-without-good-rows = There is no good row in this file. Correct it and upload it again.
error-tier-sold-out = There are not enough left of “{ $tier }”; nothing was issued. Upload the file again to see what is left.
error-ticket-revoked = This ticket was revoked and has no code any more. Ask the collective.
error-ticket-on-phone = This ticket belongs to a phone, so there is no code to print. Show it there.
error-bound-elsewhere = This ticket is on another phone at the moment. Fetch it to this one if you want to show it here.
error-event-cancelled = The event was called off, the ticket opens no door any more.
error-event-over = The event is over, the ticket opens no door any more.
error-holder-key-invalid = This phone sent no usable key. Reload the page and try again.
error-holder-claim-stale = This phone's clock is too far off. Reload the page and try again.
error-holder-claim-unsigned = This phone's signature does not hold. Reload the page and try again.
error-paper-not-allowed = Tickets of the tier “{ $tier }” are valid on the phone only, not on paper. At the door, show the page of your ticket.
error-ticket-revoked-already = This ticket has been revoked already.
error-ticket-redeemed-already = Somebody is in with this ticket already; it cannot be revoked any more.
error-revoke-reason-unknown = Choose a reason from the list.
error-not-on-chain-yet = Not on the chain yet. The picture comes once it is minted.
error-chain-unreachable = The chain does not answer right now. Your ticket is valid all the same; the picture comes later.
error-pairing-choice-unknown = Choose a gate and a role from the list.
error-pairing-code-unknown = We do not know this pairing code. Scan the code on the event page again.
error-pairing-code-used = This pairing code was used already, it is good for one device. Get a new one on the event page.
error-pairing-code-expired = This pairing code has expired. Get a new one on the event page.
error-device-name-missing = Give the device a name, so that you recognise it in the list.
error-device-name-too-long = The device's name is too long; { $most } characters fit.
error-device-unknown = This device is not paired. Scan the code on the event page.
error-device-revoked = This device was signed off ({ $at }). If it shall go on scanning, pair it again.
error-device-not-here = This device does not belong to this event. Reload the page.
error-device-revoked-already = This device is signed off already.
error-supervisor-needed = Only a supervisor's device may do that. Fetch a supervisor, or pair your device as one.
error-scan-id-taken = Another device used this scan id already. Scan again.
error-scan-unknown = There is no such scan here, or it is not uploaded yet. Try again in a moment.
error-undo-of-undo = This is itself the undoing of a scan. If the ticket shall count after all, scan it again.
error-rate-limited = That was too often. Wait { $seconds } seconds and try again.
error-not-installed = The database is bound to no chain. Run “python -m backend.cli init”.
error-schema-outdated = The database has an older schema. Run “python -m backend.cli init”.
error-secret-missing = { $path } is missing. “python -m backend.cli init” makes it; if you had it, bring it back from the backup.
error-secret-weak = { $path } is too short; it needs 32 characters or more. Delete the file and run “python -m backend.cli init”.
error-keystore-missing = The key { $path } is missing. “python -m backend.cli init” makes it; if you had it, bring it back from the backup.
error-keystore-broken = { $path } is no readable keystore (V3). Bring it back from the backup.
error-keystore-locked = { $path } does not open with the password in var/secrets. Both must come from the same backup.
error-keystore-exists = There is a key at { $path } already. Choose another name.
error-keystore-twice = { $path } is the key { $address } a second time. Each keystore of EINLASS_OFFICE_KEYSTORES must be another key.
error-deployment-missing = No contracts are recorded for chain { $chain } ({ $path } is missing). Run “ape run deploy”.
error-deployment-broken = { $path } cannot be read. Delete it and run “ape run deploy”.
error-deployment-mismatch = { $path } belongs to another chain than the node (chain { $found }). Locally, “make run RESET=1” helps.
error-chain-mismatch = The node is of another chain ({ $found }) than this database ({ $known }). Set EINLASS_RPC_URL right; locally, “make run RESET=1” starts over.
error-factory-missing = There is no contract at { $address }. Run “ape run deploy”; locally, “make run RESET=1” helps.
error-factory-mismatch = The database knows the factory { $known }, recorded is { $found }. Bring the old record back; locally, “make run RESET=1” helps.
error-port-taken = Port { $port } is taken. End what runs there, or take another: make run { $option }=…
error-port-forbidden = Port { $port } cannot be opened. Take another: make run { $option }=…
error-no-network = No local network found. Connect this machine to one, or leave LAN=1 away.
error-anvil-missing = There is no Anvil for { $platform } in node_modules. Run “make install”, or install Foundry so that “anvil” is on the PATH.
error-anvil-died = The local chain does not start (see { $log }): { $tail }. “make run RESET=1” starts over.
error-chain-state-broken = The saved state of the chain is damaged ({ $path }). “make run RESET=1” starts over.
error-ape-failed = “{ $command }” failed (see { $log }): { $tail }
error-web-silent = The web server does not answer. { $log } says why.
error-demo-not-minted = The demo's tickets do not reach the chain. { $log } says why.
error-part-died = { $part } has ended, so everything stops (see { $log }): { $tail }
error-run-already = A “make run” is running here already. End it with Ctrl-C, or use another folder.
error-reset-foreign-database = RESET=1 only deletes our own SQLite file. To start over, make an empty PostgreSQL database yourself and delete var/anvil, var/deployments, var/keys and var/secrets.
error-key-mismatch = { $path } is not the key this database was set up with ({ $known }); it holds no role. Bring it back from the backup; locally, “make run RESET=1” starts over.
error-secret-lost = { $path } is missing, though this database was set up with it. Bring it back from the backup; locally, “make run RESET=1” starts over.
error-reset-public-chain = RESET=1 would delete the keys for chain { $chain }, for good. Use another folder for trying things out (EINLASS_VAR).
error-database-broken = The database { $database } cannot be read. Bring it back from the backup; if this was only a trial, delete it and start over with “make run RESET=1”.
error-indexer-running = Another process reads the chain at the moment. Stop it first.
error-audit-nothing-read = Nothing was read from the chain yet, so there is nothing to compare.
error-audit-no-peace = The chain kept changing while it was compared. Try again when it is quieter.

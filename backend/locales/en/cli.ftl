# The command line and `make run`.

cli-error = Error:
cli-chain-error = The chain does not answer as expected: { $detail }
cli-line = Line { $line }: { $reason }
cli-issued = { $count -> 
    [one] One issued; it is minted as soon as the relayer runs.
   *[other] { $count } issued; they are minted as soon as the relayer runs.
}
cli-number = Number
cli-event = Event
cli-tier = Tier
cli-state = State
cli-revoked = Revoked
cli-admitted = Admitted
cli-contract = Contract
cli-token = Token
cli-owner = Owner
cli-link = Link
cli-code = Code
cli-revoked-now = Ticket { $number } is revoked. The door refuses it from now on.
cli-admitted-now = Admitted
cli-made = Made: { $path }
cli-bound = Bound to chain { $chain }, factory { $factory }.
cli-waiting = Waiting: { $count } × { $kind }
cli-tip = Read up to block { $block } of { $head }.
state-queued = queued
state-sent = sent
state-mined = mined
state-final = final
state-failed = failed
tx-reserved = nonce reserved
tx-signed = signed
tx-broadcast = broadcast
tx-mined = mined
tx-final = final
tx-reverted = reverted
run-reset = Starting over: this copy's chain, database and keys are gone.
run-keys = Keys
run-chain = Local chain
run-deploy = Compile and deploy contracts (takes a while the first time)
run-fund = Gas for our keys
run-database = Database
run-seed = Demo collective
run-mint = Mint tickets
run-ready = Ready after { $seconds } seconds.
run-organiser = Organiser
run-ticket = Ticket
run-door = Door
run-lan-certificate = Phone in the same network: first open { $url } and install the certificate, then scan the code.
run-lan-hint = From a phone in the same network: make run LAN=1
run-stop-hint = Ctrl-C stops everything. “make run” goes on from there, “make run RESET=1” starts over.
run-stopping = Stopping …

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
cli-blocked = Blocked
cli-note = Note
cli-blocked-now = Ticket { $number } is blocked.
cli-unblocked-now = Ticket { $number } gets in again.
cli-note-kept = Ticket { $number } has this note now.
cli-note-gone = Ticket { $number } has no note any more.
cli-revoked-now = Ticket { $number } is revoked. The door refuses it from now on.
cli-admitted-now = Admitted
cli-made = Made: { $path }
cli-bound = Bound to chain { $chain }, factory { $factory }.
cli-waiting = Waiting since { $since }: { $count } × { $kind }
cli-kind = { $kind ->
    [create_collective] found a collective
    [create_event] create an event
    [mint_ticket] mint a ticket
    [mint_membership] mint a membership
    [revoke_ticket] revoke a ticket
    [settle] settle check-ins
   *[other] { $kind }
}
cli-nothing = nothing any more
cli-open = #{ $number }, nonce { $nonce }, { $state } since { $since }: { $what }
cli-open-offer = ; { $attempts ->
    [one] one attempt
   *[other] { $attempts } attempts
}, offers { $gwei } gwei
cli-open-refused = ; refused: { $refusal ->
    [insufficient_funds] the account cannot pay
    [underpriced] it offers too little
    [replacement_underpriced] it offers too little more than the one it replaces
   *[other] the node does not take it
}
cli-open-cancel = ; being cancelled: { $reason ->
    [contract_gone] its contract is gone
    [would_revert] the contract would refuse it
    [abandoned] what it carried went elsewhere
   *[asked] somebody asked for it
}
cli-failed = Failed: { $count } × { $kind } ({ $reason })
cli-cost = Cost so far: { $ether } ETH ({ $wei } wei)
cli-alarm = Alarm:
alarm-low-balance = { $address } has { $balance } ETH and needs about { $missing } more for what waits. Send some there.
alarm-key-used-elsewhere = Somebody else sends with { $address } (nonce { $nonce }). Use this key for nothing else; if it was not you, replace the key.
alarm-key-without-role = { $address } may not do this on { $contract }. Grant it the role there.
alarm-fee-cap-reached = Nonce { $nonce } of { $address } offers { $max_fee } gwei and may offer no more than { $cap }; a block asks for { $base_fee }. Wait, or raise EINLASS_MAX_FEE_GWEI.
alarm-send-refused = No node takes nonce { $nonce } of { $address }: { $answer }
cli-asked = { $outcome ->
    [done] Done.
    [nothing_failed] Nothing like that failed, so there is nothing to try again.
    [too_late] Too late: it is in a block already, or at its end.
    [unknown] There is no such transaction.
   *[waiting] Written down. It is done as soon as the relayer runs.
}
cli-key-made = Made: { $path }, { $address }. Send it gas, grant it the box office's role (ape run roles grant), and name the file in EINLASS_OFFICE_KEYSTORES.
cli-drained = { $left ->
    [0] Nothing is open any more.
    [unknown] Another process has the keys. End it first.
   *[other] Still open: { $left }.
}
cli-tip-none = Nothing of the chain has been read yet.
cli-tip = Read up to block { $block } of { $head }.
state-queued = queued
state-sent = sent
state-mined = mined
state-final = final
state-failed = failed
tx-reserved = nonce reserved
tx-signed = signed
tx-broadcast = sent
tx-mined = mined
tx-final = final
tx-reverted = reverted
tx-cancelled = cancelled
tx-displaced = displaced
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

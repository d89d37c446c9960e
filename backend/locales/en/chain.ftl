# The commands about what the chain says.

indexer-nothing-read = Nothing was read yet.
indexer-behind = { $blocks ->
    [0] Everything is read. The newest block is from { $head_time }.
    [one] One block is not read yet. The newest block is from { $head_time }.
   *[other] { $blocks } blocks are not read yet. The newest block is from { $head_time }.
}
indexer-final = Final up to block { $block }.
indexer-halted = Stopped: the chain has changed more deeply than can be undone ({ $detail }). Nothing was lost; what was final is still served. If the chain is right as it is now: stop the indexer and run “indexer reindex”.
indexer-reindexed = Read anew up to block { $block }.
audit-absent = nothing
audit-block = Compared up to block { $block }.
audit-result = { $count ->
    [0] No differences.
    [one] One difference.
   *[other] { $count } differences.
}
audit-count-collectives = Collectives: { $count }
audit-count-events = Events: { $count }
audit-count-tokens = Tickets and memberships: { $count }
audit-count-used = Checked in: { $count }
audit-count-revoked = Revoked: { $count }
audit-count-balances = Balances: { $count }
audit-count-done = Final operations: { $count }
audit-collective = Collective { $contract }{ $subject }: database { $database }, chain { $chain }
audit-event = Event { $contract }{ $subject }: database { $database }, chain { $chain }
audit-cancelled = Block in which event { $contract }{ $subject } was called off: database { $database }, chain { $chain }
audit-token = Token { $subject } of { $contract }: database { $database }, chain { $chain }
audit-owner = Owner of { $subject } of { $contract }: database { $database }, chain { $chain }
audit-minted = Block in which { $subject } of { $contract } was minted: database { $database }, chain { $chain }
audit-used = Block of the check-in of { $subject } of { $contract }: database { $database }, chain { $chain }
audit-revoked = Block in which { $subject } of { $contract } was revoked: database { $database }, chain { $chain }
audit-balance = Balance of { $subject } in { $contract }: database { $database }, chain { $chain }
audit-owner-asked = Owner of { $subject }, asked of { $contract }: database { $database }, contract { $chain }
audit-used-asked = Checked in { $subject }, asked of { $contract }: database { $database }, contract { $chain }
audit-revoked-asked = Revoked { $subject }, asked of { $contract }: database { $database }, contract { $chain }
audit-balance-asked = Balance of { $subject }, asked of { $contract }: database { $database }, contract { $chain }
audit-undone-mint-ticket = Ticket { $subject } of { $contract } is { $database } in the database and minted nowhere: chain { $chain }
audit-undone-revoke-ticket = The revocation of { $subject } of { $contract } is { $database } in the database and not on the chain: { $chain }
audit-undone-settle = The check-in of { $subject } of { $contract } is { $database } in the database and not on the chain: { $chain }
audit-twice = Ticket { $subject } of { $contract } was wished for { $database } times, chain { $chain }
audit-block-differs = Block { $subject }{ $contract } is another one: database { $database }, chain { $chain }

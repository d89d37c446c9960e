"""The state of something on its way to the chain, as one SQL expression."""

from sqlalchemy import Label, case, literal

from backend.db.models.pipeline import RelayItem
from backend.db.models.projections import ChainToken


def chain_state(final_block: int) -> Label[str]:
    """queued, sent, mined, final or failed; the chain's word counts before the relayer's.

    The SQL twin of `features.progress.chain_state`, for counting many at once; a test compares the two.
    """
    return case(
        (ChainToken.minted_block <= final_block, literal("final")),
        (ChainToken.minted_block.is_not(None), literal("mined")),
        (RelayItem.state == "failed", literal("failed")),
        (RelayItem.state == "assigned", literal("sent")),
        else_=literal("queued"),
    ).label("state")

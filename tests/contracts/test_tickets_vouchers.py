"""Vouchers: tickets that the box office promises and the holder mints."""

import pytest
from eth_abi import encode
from eth_account import Account
from eth_utils import keccak

from support import BOX_OFFICE, ORGANISER, ZERO, refusal, reverts, sale, selector, sign_voucher, tid

PRICE = 3 * 10**15
TOKENS = 5 * 10**18
ID = tid(1, 2)
MAGIC = bytes.fromhex("6492" * 16)
KEY = "0x" + "42" * 32


@pytest.fixture
def voucher(chain, holder):
    """Make a voucher for `holder`, good for an hour; every field can be replaced by name."""

    def make(token=ID, to=None, price=PRICE, nonce=7, deadline=None):
        return (token, str(to or holder.address), price, nonce, deadline or chain.pending_timestamp + 3600)

    return make


@pytest.fixture
def claim(box_office, stranger):
    """Submit a voucher: signed by the box office and paid by a stranger, unless said otherwise."""

    def submit(tickets, voucher, *, signer=None, signature=None, sender=None, value=None, **domain):
        signature = signature or sign_voucher(tickets, voucher, box_office.private_key, **domain)
        value = voucher[2] if value is None else value
        return tickets.claim(voucher, signer or box_office, signature, value=value, sender=sender or stranger)

    return submit


@pytest.fixture
def wallets(project, deployer):
    return deployer.deploy(project.ContractWalletFactory)


@pytest.fixture
def promise_of_a_wallet(wallets, access, admin):
    """Make the wallet of KEY the box office before it exists; return its address."""
    wallet = wallets.predict(Account.from_key(KEY).address)
    access.grantRole(BOX_OFFICE, wallet, 0, sender=admin)
    return wallet


def undeployed(factory, call, signature):
    """Wrap a signature as ERC-6492 says."""
    return encode(["address", "bytes", "bytes"], [str(factory), call, signature]) + MAGIC


@pytest.mark.parametrize("field", range(5))
def test_claim__any_field_changed_after_signing__reverts_with_the_signer(tickets, voucher, box_office, stranger, field):
    good = voucher()
    signature = sign_voucher(tickets, good, box_office.private_key)
    changed = list(good)
    changed[field] = stranger.address if field == 1 else good[field] + 1
    with reverts(tickets.VoucherSignatureInvalid, signer=box_office.address):
        tickets.claim(changed, box_office, signature, value=changed[2], sender=stranger)


@pytest.mark.parametrize("domain", [{"chainId": 1}, {"version": "2"}, {"name": "Einlass"}, {"verifyingContract": ZERO}])
def test_claim__signed_for_another_place__reverts_with_the_signer(tickets, voucher, claim, box_office, domain):
    with reverts(tickets.VoucherSignatureInvalid, signer=box_office.address):
        claim(tickets, voucher(), **domain)


def test_claim__voucher_of_another_event__reverts_with_the_signer(make_event, voucher, claim, box_office):
    ours, other = make_event(), make_event()
    good = voucher()
    with reverts(ours.VoucherSignatureInvalid, signer=box_office.address):
        claim(ours, good, signature=sign_voucher(other, good, box_office.private_key))


@pytest.mark.parametrize("signature", [b"", b"\x00", b"\x00" * 65, MAGIC, b"\xff" * 31 + MAGIC, b"\xff" * 96 + MAGIC])
def test_claim__signature_that_is_none__reverts_with_the_signer(tickets, voucher, box_office, stranger, signature):
    with reverts(tickets.VoucherSignatureInvalid, signer=box_office.address):
        tickets.claim(voucher(), box_office, signature, value=PRICE, sender=stranger)


def test_claim__signed_by_who_is_not_the_box_office__reverts_with_the_role(tickets, voucher, claim, organiser):
    good = voucher()
    signature = sign_voucher(tickets, good, organiser.private_key)
    with reverts(tickets.AccessMissingRole, role=BOX_OFFICE, account=organiser.address):
        claim(tickets, good, signer=organiser, signature=signature)


def test_claim__signed_for_the_zero_address__reverts(tickets, voucher, claim):
    """What `ecrecover` answers for a broken signature is no signer."""
    with reverts(tickets.VoucherSignatureInvalid, signer=ZERO):
        claim(tickets, voucher(), signer=ZERO, signature=b"\x01" * 64 + b"\x1d")


def test_claim__signer_has_a_delay__reverts_with_it(tickets, voucher, claim, access, admin, organiser):
    access.grantRole(BOX_OFFICE, organiser, 60, sender=admin)
    good = voucher()
    signature = sign_voucher(tickets, good, organiser.private_key)
    with reverts(tickets.AccessDelayed, role=BOX_OFFICE, account=organiser.address, delay=60):
        claim(tickets, good, signer=organiser, signature=signature)


def test_claim__signer_lost_the_role_since__reverts(tickets, voucher, claim, access, admin, box_office):
    good = voucher()
    signature = sign_voucher(tickets, good, box_office.private_key)
    access.revokeRole(BOX_OFFICE, box_office, sender=admin)
    with reverts(tickets.AccessMissingRole, role=BOX_OFFICE, account=box_office.address):
        claim(tickets, good, signature=signature)


def test_claim__cancelled__reverts(tickets, voucher, claim, organiser):
    tickets.cancel(sender=organiser)
    with reverts(tickets.TicketsCancelled):
        claim(tickets, voucher())


def test_claim__too_late__reverts_with_the_deadline(tickets, voucher, claim, chain):
    good = voucher(deadline=chain.pending_timestamp + 60)
    chain.mine(timestamp=good[4] + 1)
    with reverts(tickets.VoucherExpired, deadline=good[4]):
        claim(tickets, good)


def test_claim__nonce_used_or_voided__reverts_with_it(tickets, voucher, claim, box_office):
    claim(tickets, voucher())
    for used in (voucher(), voucher(token=tid(1, 3))):
        with reverts(tickets.VoucherNonceUsed, nonce=7):
            claim(tickets, used)
    receipt = tickets.voidNonces([8, 7, 2**256 - 1], sender=box_office)
    assert receipt.events == [tickets.NoncesVoided([8, 7, 2**256 - 1])]
    for nonce in (8, 2**256 - 1):
        with reverts(tickets.VoucherNonceUsed, nonce=nonce):
            claim(tickets, voucher(token=tid(1, 3), nonce=nonce))
    assert [tickets.isNonceUsed(nonce) for nonce in (6, 7, 8, 9, 2**256 - 2)] == [False, True, True, False, False]


def test_claim__ticket_minted_meanwhile__reverts_with_the_id(tickets, voucher, claim, box_office):
    tickets.mint([ID], sender=box_office)
    with reverts(tickets.TicketAlreadyMinted, tokenId=ID):
        claim(tickets, voucher())


@pytest.mark.parametrize("token", [tid(1, 800), tid(2, 300)])
def test_claim__serial_of_the_public_share__reverts_with_the_id(tickets, voucher, claim, token):
    with reverts(tickets.TicketSerialOutOfRange, tokenId=token):
        claim(tickets, voucher(token=token))


@pytest.mark.parametrize("tier", [0, 3, 2**200])
def test_claim__unknown_tier__reverts_with_the_tier(tickets, voucher, claim, tier):
    with reverts(tickets.TicketTierUnknown, tier=tier):
        claim(tickets, voucher(token=tid(tier, 0)))


def test_claim__into_custody_or_to_nobody__reverts(tickets, voucher, claim):
    for to in (tickets.address, ZERO):
        with reverts(tickets.ERC721InvalidReceiver, receiver=to):
            claim(tickets, voucher(to=to))


def test_claim__price_but_nobody_to_pay__reverts_with_the_id(
    make_event, factory, collective_config, voucher, claim, stranger
):
    poor = factory.createCollective(collective_config(treasury=ZERO), sender=stranger).return_value
    tickets = make_event(access=poor.access)
    with reverts(tickets.TicketPayeeMissing, tokenId=ID):
        claim(tickets, voucher())
    assert not claim(tickets, voucher(price=0)).failed


def test_claim__settled_before__is_a_keepsake_but_never_sold(tickets, voucher, claim, steward):
    tickets.settle([(ID >> 32, (ID & 0xFFFFFFFF) >> 8, 1 << (ID & 0xFF))], sender=steward)
    with reverts(tickets.TicketAlreadyUsed, tokenId=ID):
        claim(tickets, voucher())
    assert not claim(tickets, voucher(price=0)).failed
    assert tickets.isUsed(ID)


@pytest.mark.parametrize("sent", [0, PRICE - 1, PRICE + 1])
def test_claim__not_exactly_the_price__reverts_with_both(tickets, voucher, claim, sent):
    with reverts(tickets.TicketPaymentInvalid, expected=PRICE, sent=sent):
        claim(tickets, voucher(), value=sent)


def test_claim__submitted_by_anybody__the_ticket_is_the_recipients(
    tickets, voucher, claim, holder, stranger, box_office
):
    receipt = claim(tickets, voucher())
    assert receipt.events == [
        tickets.Claimed(tokenId=ID, to=holder, signer=box_office, payer=stranger, currency=ZERO, price=PRICE, nonce=7),
        tickets.Transfer(ZERO, holder, ID),
    ]
    assert (tickets.ownerOf(ID), tickets.paidFor(ID)) == (holder, PRICE)
    assert (tickets.proceedsOf(ZERO), tickets.balance) == (PRICE, PRICE)


def test_claim__granted__nothing_was_paid(tickets, voucher, claim, holder):
    claim(tickets, voucher(price=0))
    assert (tickets.ownerOf(ID), tickets.paidFor(ID), tickets.balance) == (holder, 0, 0)


def test_claim__tier_in_tokens_without_public_share__is_paid_in_tokens(
    make_event, voucher, claim, token, treasurer, stranger
):
    tickets = make_event(tiers=[("Gast", 5, 5, sale(in_token=True))])
    token.mint(stranger, TOKENS, sender=treasurer)
    token.approve(tickets, TOKENS, sender=stranger)
    claim(tickets, voucher(price=TOKENS), value=0)
    assert (tickets.paidFor(ID), tickets.proceedsOf(token), token.balanceOf(tickets)) == (TOKENS, TOKENS, TOKENS)


def test_claim__on_the_last_second__is_good(tickets, voucher, claim, chain):
    good = voucher(deadline=chain.pending_timestamp + 600)
    chain.provider.set_timestamp(good[4])
    assert not claim(tickets, good).failed


def test_voucher_digest__any__is_what_a_wallet_signs(tickets, voucher, chain, signature_verifier):
    good = voucher()
    domain = eip712_domain(tickets, chain)
    struct = keccak(text="Voucher(uint256 tokenId,address to,uint256 price,uint256 nonce,uint256 deadline)")
    hashed = keccak(struct + encode(["uint256", "address", "uint256", "uint256", "uint256"], good))
    assert bytes(tickets.voucherDigest(good)) == keccak(b"\x19\x01" + domain + hashed)
    assert tickets.signatureVerifier() == signature_verifier


def eip712_domain(tickets, chain):
    kind = keccak(text="EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
    values = [kind, keccak(text="Einlass EventTickets"), keccak(text="1"), chain.provider.chain_id, tickets.address]
    return keccak(encode(["bytes32", "bytes32", "bytes32", "uint256", "address"], values))


def test_claim__signed_by_a_contract__its_key_decides(tickets, voucher, claim, wallets, promise_of_a_wallet, deployer):
    wallets.create(Account.from_key(KEY).address, sender=deployer)
    good = voucher()
    with reverts(tickets.VoucherSignatureInvalid, signer=promise_of_a_wallet):
        claim(tickets, good, signer=promise_of_a_wallet)  # by the box office's key, which is not the wallet's
    claim(tickets, good, signer=promise_of_a_wallet, signature=sign_voucher(tickets, good, KEY))
    assert tickets.paidFor(ID) == PRICE


def test_claim__signer_has_delegated_to_code__its_key_stays_good(tickets, voucher, claim, chain, box_office, factory):
    """EIP-7702: the account has code that answers no ERC-1271, and the key that it always had."""
    delegation = "0xef0100" + factory.address[2:]
    chain.provider.web3.provider.make_request("anvil_setCode", [box_office.address, delegation])
    assert chain.provider.get_code(box_office.address)
    claim(tickets, voucher())
    assert tickets.paidFor(ID) == PRICE


def test_claim__signed_by_a_contract_that_is_not_there_yet__deploys_it(
    tickets, voucher, claim, wallets, promise_of_a_wallet, chain
):
    good = voucher()
    inner = sign_voucher(tickets, good, KEY)
    with reverts(tickets.VoucherSignatureInvalid, signer=promise_of_a_wallet):
        claim(tickets, good, signer=promise_of_a_wallet, signature=inner)
    create = bytes(wallets.create.encode_input(Account.from_key(KEY).address))
    for factory, call in ((wallets, create[:-1] + b"\x00"), (wallets, b"\x00\x01\x02\x03"), (ZERO, create)):
        with reverts(tickets.VoucherSignatureInvalid, signer=promise_of_a_wallet):
            claim(tickets, good, signer=promise_of_a_wallet, signature=undeployed(factory, call, inner))
    claim(tickets, good, signer=promise_of_a_wallet, signature=undeployed(wallets, create, inner))
    assert chain.provider.get_code(promise_of_a_wallet)
    # Once it is there the call is not made any more; it would revert.
    other = voucher(token=tid(1, 3), nonce=8)
    wrapped = undeployed(wallets, create, sign_voucher(tickets, other, KEY))
    assert not claim(tickets, other, signer=promise_of_a_wallet, signature=wrapped).failed


def test_claim__call_of_the_signature_goes_for_custody__takes_nothing(tickets, voucher, box_office, scalper):
    """A signature's call is made by a contract that owns nothing and holds no role."""
    tickets.mint([tid(1, 0)], sender=box_office)
    good = voucher(to=scalper.address, price=0)
    inner = sign_voucher(tickets, good, KEY)
    nobody = Account.from_key(KEY).address
    attempts = [
        tickets.transferFrom.encode_input(tickets, scalper, tid(1, 0)),
        tickets.deliver.encode_input([tid(1, 0)], scalper),
        tickets.mintTo.encode_input([tid(1, 1)], [scalper]),
        tickets.approve.encode_input(scalper, tid(1, 0)),
    ]
    for attempt in attempts:
        with reverts(tickets.VoucherSignatureInvalid, signer=nobody):
            tickets.claim(good, nobody, undeployed(tickets, bytes(attempt), inner), sender=scalper)
    # Approving from where the call comes is possible, and worth nothing.
    own = bytes(tickets.setApprovalForAll.encode_input(scalper, True))
    with reverts(tickets.AccessMissingRole, role=BOX_OFFICE, account=nobody):
        tickets.claim(good, nobody, undeployed(tickets, own, inner), sender=scalper)
    assert tickets.ownerOf(tid(1, 0)) == tickets.address
    assert not tickets.isApprovedForAll(tickets, scalper)
    assert refusal(tickets.ownerOf, tid(1, 1)) is not None


def test_claim__call_of_the_signature_claims_the_same_voucher__mints_once(
    project, tickets, voucher, scalper, deployer, access, admin
):
    signer = Account.from_key(KEY).address
    access.grantRole(BOX_OFFICE, signer, 0, sender=admin)
    good = voucher(to=scalper.address, price=0)
    inner = sign_voucher(tickets, good, KEY)
    actor = deployer.deploy(project.ReenteringActor)
    actor.arm(tickets, bytes(tickets.claim.encode_input(good, signer, inner)), sender=deployer)
    with reverts(tickets.VoucherNonceUsed, nonce=7):
        tickets.claim(good, signer, undeployed(actor, selector("anything()"), inner), sender=scalper)
    assert not tickets.claim(good, signer, inner, sender=scalper).failed


def test_verify__wrapped_signature_of_a_key__is_that_keys(signature_verifier, wallets, deployer):
    """A key without code may come wrapped as well; the call is made, and changes nothing about who signed."""
    digest = keccak(text="anything")
    account = Account.from_key(KEY)
    signature = account.unsafe_sign_hash(digest).signature
    call = bytes(wallets.predict.encode_input(deployer))
    assert signature_verifier.verify.call(account.address, digest, undeployed(wallets, call, signature))
    assert not signature_verifier.verify.call(deployer, digest, undeployed(wallets, call, signature))


def test_claim__organisers_role_is_not_the_box_offices__says_which(tickets, voucher, claim, access, admin, stranger):
    access.grantRole(ORGANISER, stranger, 0, sender=admin)
    good = voucher()
    with reverts(tickets.AccessMissingRole, role=BOX_OFFICE, account=stranger.address):
        claim(tickets, good, signer=stranger, signature=sign_voucher(tickets, good, stranger.private_key))

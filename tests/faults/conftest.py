"""What campaigns stand on: the chains and installations of the integration tests, behind a proxy."""

from collections.abc import Callable, Iterator

import pytest

from tests.faults.proxy import Behaviour, Proxy
from tests.integration.conftest import (  # noqa: F401 - fixtures
    empty_database,
    ground,
    make_site,
    rng,
    start_node,
)


@pytest.fixture
def make_proxy() -> Iterator[Callable[..., Proxy]]:
    """Put a proxy in front of a node; ends with the test."""
    proxies: list[Proxy] = []

    def make(upstream: str, *, seed: int = 1, behaviour: Behaviour | None = None) -> Proxy:
        proxies.append(Proxy(upstream, seed=seed, behaviour=behaviour).start())
        return proxies[-1]

    yield make
    for proxy in proxies:
        proxy.stop()

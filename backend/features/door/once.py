"""Making something for many at once: whoever asks while one is being made gets the next one, all of them the same."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Shared(Generic[T]):
    """At most one is made at a time and key. What somebody gets was begun after they asked, so it is never out of date."""

    def __init__(self) -> None:
        self._next: dict[Hashable, asyncio.Task[T]] = {}
        self._making: defaultdict[Hashable, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returns, called in a thread for everybody who waits for this key."""
        task = self._next.get(key)
        if task is None:
            task = self._next[key] = asyncio.create_task(self._make(key, make))
        # One who goes away does not take it from the others.
        return await asyncio.shield(task)

    async def _make(self, key: Hashable, make: Callable[[], T]) -> T:
        async with self._making[key]:
            del self._next[key]
            return await asyncio.to_thread(make)

"""The number of files between a key and the widget that shows the result."""

from __future__ import annotations

from tests.support.call_paths import measure
from tests.support.reading import fill, reading
from tui_reader.store import Store


async def test_keys_pass_few_files(store: Store) -> None:
    fill(store)
    async with reading(store) as reader:
        for path in await measure(reader):
            assert 2 <= len(path.files) <= path.limit, path

"""A fake Hub with an archive, in its own process, so that it does not slow down the app."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import urlopen

from tests.bench.archive import A_DAY
from tests.bench.measure import ROOT
from tests.support import fake_papers
from tests.support.fake_hub import FakeHub
from tests.support.fake_server import Request, Response, make_response


@contextmanager
def serve(papers: int) -> Iterator[str]:
    """Start a Hub with the papers of `archive` and return its URL."""
    command = [sys.executable, "-m", "tests.bench.hub", str(papers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def new_requests(url: str) -> list[str]:
    """Return the requests since the last call."""
    with urlopen(f"{url}/bench/requests", timeout=30) as found:
        return list(json.load(found))


def upvote(url: str) -> None:
    """Add an upvote to each paper of the newest edition."""
    urlopen(f"{url}/bench/upvote", timeout=30).close()


class _Hub(FakeHub):
    """Serializes each edition only once: that takes longer than the client needs to parse it."""

    def __init__(self, papers: int) -> None:
        super().__init__(fake_papers.archive(papers, A_DAY))
        self.bodies = {day.isoformat(): fake_papers.body(self.days[day]) for day in self.days}

    def route(self, request: Request) -> Response:
        day = request.query.get("date")
        if day in self.bodies:
            return Response(self.bodies[day])
        if request.path == "/bench/requests":
            found = [path for path in self.paths if not path.startswith("/bench/")]
            self.requests.clear()
            return make_response(found)
        if request.path == "/bench/upvote":
            newest = max(self.days)
            for entry in self.days[newest]:
                entry["paper"]["upvotes"] += 1
            self.bodies[newest.isoformat()] = fake_papers.body(self.days[newest])
            return make_response([])
        return super().route(request)


if __name__ == "__main__":
    with _Hub(int(sys.argv[1])) as hub:
        print(hub.url, flush=True)
        hub.stopped.wait()

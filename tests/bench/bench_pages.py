"""Pages of the shipped data, as readers get them: ``python -m tests.bench.bench_pages [THINGS]``.

Each page of a sample of things is asked for once, so that no cache has it; then pages are opened in
Chromium with nothing kept, and the bytes that came over the wire are counted.
"""

from __future__ import annotations

import http.client
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from playwright.sync_api import Browser, sync_playwright

from kg import environment
from kg.build import build
from tests.bench.services import shanyrak
from tests.browser.conftest import FLAGS, PHONE

ONTOLOGY = Path(__file__).parents[2] / "ontology"
_THINGS = 500
_SEED = 20150301
_PAGES = ("/kk/", "/kk/search?q=dostyk", "/kk/org/apk.html", "/kk/graph", "/kk/sparql", "/kk/map")


def main(number: int) -> None:
    """Build, serve and measure; prints tables."""
    with tempfile.TemporaryDirectory() as folder:
        build(ONTOLOGY, Path(folder) / "dataset")
        with shanyrak(Path(folder) / "dataset") as endpoint:
            address = endpoint.removesuffix("/sparql")
            _things(address, number)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=environment.chromium(), args=list(FLAGS)
                )
                for page in _PAGES:
                    _page(browser, address, page)
                browser.close()


def _things(address: str, number: int) -> None:
    """How long pages of things take, each asked for the first time."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request("GET", "/sitemap.xml")
    sitemap = ElementTree.fromstring(connection.getresponse().read())
    pages = [
        path for each in sitemap.iter() if (path := urlsplit(each.text or "").path).count("/") > 1
    ]
    taken = {}
    for path in random.Random(_SEED).sample(pages, min(number + 1, len(pages))):
        start = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        response.read()
        taken[path] = time.perf_counter() - start
        assert response.status == 200, (path, response.status)
    times = sorted(list(taken.values())[1:])
    p95 = times[int(0.95 * len(times))]
    slowest = max(taken, key=lambda path: taken[path])
    print(
        f"{len(times)} pages of things: p50 {statistics.median(times) * 1e3:.1f} ms, "
        f"p95 {p95 * 1e3:.1f} ms, the slowest {slowest} {taken[slowest] * 1e3:.0f} ms"
    )


def _page(browser: Browser, address: str, path: str) -> None:
    """The bytes of a page with all it needs, and when it was there."""
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    start = time.perf_counter()
    page.goto(address + path, wait_until="networkidle")
    seconds = time.perf_counter() - start
    context.close()
    print(
        f"{path:24} {sum(sizes) / 1000:8.1f} kB in {len(sizes)} answers, idle after {seconds:.1f} s"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else _THINGS)

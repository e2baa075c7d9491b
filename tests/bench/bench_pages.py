"""Pages on the shipped data: ``python -m tests.bench.bench_pages``.

The real service answers. The first page is opened in Debian's Chromium with an empty cache, in each
language, and what comes over the connection is added up, letters included. Then three hundred things,
from the one with most facts to those with fewest, are asked for over one connection, each once: as
the service usually runs, and while nothing is kept (``--cache-size 0``).
"""

from __future__ import annotations

import gzip
import http.client
import statistics
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

from playwright.sync_api import sync_playwright

from kg import environment
from kg.build import build
from kg.dataset import PublishedDataset
from kg.select import rows
from tests.bench.services import shanyrak
from tests.browser.conftest import DESK, FLAGS, PHONE

_ONTOLOGY = Path(__file__).parents[2] / "ontology"
_LANGUAGES = ("kk", "ru", "en")
_MOST = 300


def main() -> None:
    """Print what the first page weighs, and how long things take."""
    with tempfile.TemporaryDirectory() as folder:
        dataset = Path(folder) / "dataset"
        things = _things(build(_ONTOLOGY, dataset))
        with shanyrak(dataset) as service:
            address = service.removesuffix("/sparql")
            for language in _LANGUAGES:
                for name, size in (("phone", PHONE), ("desk", DESK)):
                    weight, files = _weight(f"{address}/{language}/", size)
                    print(f"first page, {language}, {name}: {weight / 1000:.1f} kB, {files} files")
            _told("things, as usual", _times(address, things))
        with shanyrak(dataset, "--cache-size=0") as service:
            _told("things, nothing kept", _times(service.removesuffix("/sparql"), things))


def _things(dataset: PublishedDataset) -> list[str]:
    """Addresses of things with most facts among them, in a fixed order."""
    found = rows(
        dataset.store,
        "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s ORDER BY DESC(?n) ?s",
    )
    local = (dataset.config.local(thing.value) for thing, _n in found if thing)  # type: ignore[union-attr]
    names = [name for name in local if name and name.count("/") == 1]
    step = max(1, len(names) // _MOST)
    return names[::step][:_MOST]


def _weight(address: str, size: tuple[int, int]) -> tuple[int, int]:
    """Bytes that came, header fields included, and the number of answers."""
    chromium = environment.chromium()
    assert chromium is not None, "there is no Chromium here: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_page(viewport={"width": size[0], "height": size[1]})
        session = page.context.new_cdp_session(page)
        came: list[int] = []
        session.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
        session.send("Network.enable")
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.evaluate("document.fonts.ready.then(() => true)")
        browser.close()
    return int(sum(came)), len(came)


def _times(address: str, things: list[str]) -> list[float]:
    """Milliseconds for each thing's page, packed, over one connection."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    taken = []
    for number, name in enumerate(things):
        path = f"/{_LANGUAGES[number % 3]}/{quote(name)}.html"
        begin = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        body = response.read()
        taken.append((time.perf_counter() - begin) * 1000)
        assert response.status == 200, path
        assert gzip.decompress(body).startswith(b"<!doctype html>")
    return taken


def _told(name: str, taken: list[float]) -> None:
    ordered = sorted(taken)
    p95 = ordered[int(0.95 * len(ordered))]
    p50 = statistics.median(ordered)
    print(
        f"{name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, longest {ordered[-1]:.0f} ms ({len(taken)})"
    )


if __name__ == "__main__":
    main()

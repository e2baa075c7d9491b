"""Everything in view: ``python -m tests.bench.bench_explorer [THINGS] [LINKS] [RUNS]``.

A made-up dataset, the real service, and Debian's Chromium with software drawing. A run opens the
page in a fresh browser and tells the seconds until every thing is on the stage, until every link
is, and until labels and table are there; then it drags the picture to and fro, and enlarges it by
the wheel, and tells the milliseconds between frames. The service has had time to lay everything
out, as it does after each publication.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

from kg import environment
from tests.bench.large import write_dataset
from tests.bench.services import shanyrak
from tests.browser.conftest import FLAGS

_STATES = ("points", "drawn")
#: Notes when the stage gets to each state, and every frame that is shown.
_WATCH = """
window.seen = {}; window.frames = [];
new MutationObserver(() => {
  const state = document.querySelector("#picture")?.dataset.state;
  if (state) window.seen[state] ??= performance.now();
  if (document.querySelector("#pages button")) window.seen.table ??= performance.now();
}).observe(document, { subtree: true, childList: true, attributes: true });
const frame = (now) => { window.frames.push(now); requestAnimationFrame(frame); };
requestAnimationFrame(frame);
"""


def main(things: int, links: int, runs: int) -> None:
    """Measure, and print medians of all runs."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        write_dataset(Path(folder) / "dataset", things, links)
        print(f"{things:,} things, {links:,} links, published in {_since(begin):.1f} s")
        with shanyrak(Path(folder) / "dataset", "--memory-limit=4096") as service:
            address = service.removesuffix("sparql")
            sizes = [len(urlopen(address + part).read()) for part in ("graph/whole", "graph/names")]
            print(f"columns {sizes[0] / 1e6:.1f} MB, names {sizes[1] / 1e6:.1f} MB")
            found = [_run(address + "en/graph?whole=1") for _ in range(runs)]
    for name in found[0]:
        values = [each[name] for each in found]
        spread = f"{min(values):.4g} to {max(values):.4g}"
        print(f"{name:42}{statistics.median(values):8.4g}   ({spread})")


def _run(address: str) -> dict[str, float]:
    chromium = environment.chromium()
    assert chromium is not None, "there is no Chromium here: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(_WATCH)
        page.goto(address)
        page.locator("#pages button").first.wait_for()
        page.locator("#picture[data-state=drawn]").wait_for()
        seen = page.evaluate("window.seen")
        result = {
            "s until all things are on the stage": seen["points"] / 1000,
            "s until all links are": seen["drawn"] / 1000,
            "s until labels and table are there": seen["table"] / 1000,
        }
        for name, act in (("pan", _pan), ("zoom", _zoom)):
            times = _frames(page, act)
            for part, share in (("p50", 0.5), ("p95", 0.95), ("longest", 1.0)):
                result[f"ms between frames, {name}, {part}"] = _quantile(times, share)
        browser.close()
    return result


def _frames(page: Page, act: Callable[[Page], None]) -> list[float]:
    page.locator("#picture").scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    page.evaluate("window.frames.length = 0")
    act(page)
    frames = page.evaluate("window.frames")
    page.locator("#picture[data-state=drawn]").wait_for()
    return [after - before for before, after in pairwise(frames)]


def _pan(page: Page) -> None:
    """Drag to and fro for some seconds, beyond what is drawn already."""
    box = page.locator("#picture").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for turn in range(4):
        away = 400 if turn % 2 == 0 else 0
        for step in range(60):
            page.mouse.move(x - abs(away - step * 400 / 60), y + step)
    page.mouse.up()


def _zoom(page: Page) -> None:
    for _ in range(40):
        page.mouse.wheel(0, -40)
        page.wait_for_timeout(16)


def _quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _since(begin: float) -> float:
    return time.perf_counter() - begin


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*(given + [100_000, 300_000, 3][len(given) :]))

"""A real browser on a real service: Debian's Chromium, and ``kg serve`` on a free port."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from kg import environment
from tests.services import eventually

ROOT = Path(__file__).parents[2]
#: Nothing in the background, nothing from the network; software drawing for the explorer.
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
#: How long to wait for what must come; a slow machine is no fault of a page.
expect.set_options(timeout=60_000)
PHONE, DESK = (390, 844), (1440, 900)

#: Opens a page at an address: ``visit("/en/", PHONE, "dark")``.
Visit = Callable[..., Page]


def _chromium() -> str:
    found = environment.chromium()
    if found is None:
        pytest.fail("there is no Chromium here: apt-get install chromium, or name one in CHROMIUM")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=_chromium(), args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def address(shipped: Path) -> Iterator[str]:
    """Where the service answers; it is stopped by its process id."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "kg.cli", "serve", "--port", str(port)]
    service = subprocess.Popen(
        [*command, "--dataset", str(shipped), "--workers", "4"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        eventually(lambda: _answers(f"http://127.0.0.1:{port}/healthz"), 60)
        yield f"http://127.0.0.1:{port}"
    finally:
        service.send_signal(signal.SIGTERM)
        service.wait(30)


def _answers(health: str) -> bool:
    try:
        with urlopen(health) as response:
            return bool(response.status == 200)
    except URLError:
        return False


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Opens pages and fails where the browser complained about one."""
    complaints: list[str] = []
    with ExitStack() as opened:

        def open_page(
            path: str, size: tuple[int, int] = DESK, light: str = "light", scripts: bool = True
        ) -> Page:
            context = opened.enter_context(
                browser.new_context(
                    viewport={"width": size[0], "height": size[1]},
                    color_scheme=light,  # type: ignore[arg-type]
                    reduced_motion="reduce",
                    java_script_enabled=scripts,
                )
            )
            page = context.new_page()
            page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(address + path)
            return page

        yield open_page
    assert complaints == []

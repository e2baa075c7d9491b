"""axe-core on every page, in each language, at both sizes, light and dark; nothing overflows."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESK, PHONE, Visit

PAGES = (
    "/",
    "/search",
    "/search?q=van",
    "/search?q=xyzzy",
    "/graph",
    "/graph?focus=event/when-we-are-together",
    "/network",
    "/sparql",
    "/sparql?example=01-who-attended",
    "/about",
    "/about/gaps",
    "/export/",
    "/org/van.html",
    "/event/when-we-are-together.html",
    "/source/e-history-8226.html",
)
#: Each language meets both lights and both sizes.
LOOKS = {
    "kk": ((PHONE, "light"), (DESK, "dark")),
    "ru": ((PHONE, "dark"), (DESK, "light")),
    "en": ((PHONE, "light"), (DESK, "dark")),
}


@pytest.mark.parametrize("language", LOOKS)
@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible(visit: Visit, path: str, language: str) -> None:
    page = visit(f"/{language}{path}", *LOOKS[language][0])
    page.wait_for_load_state("networkidle")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    for size, light in LOOKS[language]:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=light)  # type: ignore[arg-type]
        found = Axe().run(page).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]

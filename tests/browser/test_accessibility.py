"""axe-core on every page, in each language, at both sizes, light and dark; nothing overflows."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESK, PHONE, Visit

COUNTS = quote("SELECT ?type (COUNT(*) AS ?n) { ?thing a ?type } GROUP BY ?type LIMIT 10")
SESSIONS = quote(
    "SELECT * { ?session <https://w3id.org/shanyrak/ontology#sessionNumber> ?number ; "
    "<http://purl.org/dc/terms/date> ?date }"
)
PAGES = (
    "/",
    "/search",
    "/search?q=van",
    "/search?q=xyzzy",
    "/graph",
    "/graph?focus=event/when-we-are-together",
    "/graph?whole=1",
    "/network",
    "/network?network=whole&sort=betweenness",
    "/timeline",
    "/timeline?location=place/almaty&from=1990&to=2000",
    "/map",
    "/map?represents=group/koreans",
    "/search?type=EthnoculturalAssociation&location=place/astana",
    "/path?from=org/tan&to=org/khazar",
    "/path?from=centre&to=org/tan",
    "/sparql",
    "/sparql?example=01-who-attended",
    f"/sparql?view=chart&query={COUNTS}",
    f"/sparql?view=timeline&query={SESSIONS}",
    f"/graph?query={SESSIONS}",
    "/about",
    "/about/gaps",
    "/export/",
    "/org/van.html",
    "/event/when-we-are-together.html",
    "/source/e-history-8226.html",
)
#: What passes is not described: of a long table that takes longer than looking at it.
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
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
        found = Axe().run(page, options=ONLY_VIOLATIONS).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]

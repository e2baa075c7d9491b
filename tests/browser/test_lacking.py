"""Browsers differ: what one lacks, or does of its own accord, takes nothing from a reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.stage import drawn

NO_WEBGL = """
const usual = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind.includes("webgl") ? null : usual.call(this, kind, ...rest);
};
"""
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
COUNTED = """
navigator.clipboard.writeText = async () => { window.copies = (window.copies ?? 0) + 1 };
"""
#: What WebKit does at times: a framebuffer draws into another texture than it was given.
TAKEN = """
const made = [];
const its = WebGL2RenderingContext.prototype;
const [create, bind] = [its.createFramebuffer, its.bindFramebuffer];
its.createFramebuffer = function () {
  made.push(create.call(this));
  return made.at(-1);
};
its.bindFramebuffer = function (kind, which) {
  for (const each of which ? [] : made.filter((each) => this.isFramebuffer(each))) {
    bind.call(this, kind, each);
    const held = this.getParameter(this.TEXTURE_BINDING_2D);
    const other = this.createTexture();
    this.bindTexture(this.TEXTURE_2D, other);
    this.texImage2D(this.TEXTURE_2D, 0, this.RGBA, 9, 9, 0, this.RGBA, this.UNSIGNED_BYTE, null);
    this.framebufferTexture2D(kind, this.COLOR_ATTACHMENT0, this.TEXTURE_2D, other, 0);
    this.bindTexture(this.TEXTURE_2D, held);
  }
  bind.call(this, kind, which);
};
"""


def _without(page: Page, lacking: str, path: str) -> None:
    """Open another page in a browser that lacks something."""
    page.add_init_script(lacking)
    page.goto(re.sub(r"(?<=\d)/.*", path, page.url))


def test_the_graph_without_webgl_is_all_but_the_picture(visit: Visit, tmp_path: Path) -> None:
    page = visit("/en/about")
    _without(page, NO_WEBGL, "/en/graph?focus=org/van")
    expect(page.locator("#picture")).to_contain_text("cannot draw the picture")
    expect(page.locator("#panel h2")).to_contain_text("Van")
    expect(page.locator(".tools")).to_be_hidden()
    rows = page.locator("#twin tr")
    before = rows.count()
    page.get_by_role("button", name="Add what is linked with When we are together").first.click()
    expect(rows).not_to_have_count(before)
    page.locator(".filters-of-view summary").click()
    with page.expect_download() as coming:
        page.locator("[data-save=svg]").click()
    drawn = Path(coming.value.path()).read_text(encoding="utf-8")
    assert len(set(re.findall(r'cx="([^"]+)"', drawn))) > before
    page.locator("[data-save=png]").click()
    expect(page.locator("#status")).to_contain_text("cannot draw the picture")


def test_everything_at_once_without_webgl_is_all_but_the_picture(visit: Visit) -> None:
    page = visit("/en/about")
    _without(page, NO_WEBGL, "/en/graph?whole=1")
    expect(page.locator("#picture")).to_contain_text("cannot draw the picture")
    expect(page.locator(".tools")).to_be_hidden()
    expect(page.locator("#pages button").first).to_be_visible()
    page.locator(".filters-of-view summary").click()
    page.locator("[data-save=png]").click()
    expect(page.locator("#status")).to_contain_text("cannot draw the picture")


@pytest.mark.parametrize("lacking", ["", TAKEN], ids=["usual", "taken"])
def test_everything_at_once_is_drawn_at_every_size_of_the_stage(visit: Visit, lacking: str) -> None:
    page = visit("/en/about")
    _without(page, lacking, "/en/graph?whole=1")
    for row, size in enumerate([(1200, 800), (900, 700), (1300, 900)]):
        page.locator("#twin button").nth(row).click()
        expect(page.locator("#panel h2")).to_be_visible()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.get_by_role("button", name="Zoom in").click()
        expect(page).to_have_url(re.compile(f",{3 * 1.5 ** (row + 1):.6g}$"))
        again = visit("/" + page.url.split("/", 3)[3], size)
        expect(again.locator("#panel h2")).to_be_visible()
        assert drawn(page) == drawn(again)


@pytest.mark.parametrize("lacking", ["", NO_CLIPBOARD], ids=["usual", "not-secure"])
def test_what_a_button_copies_can_be_pasted(visit: Visit, lacking: str) -> None:
    page = visit("/en/about")
    _without(page, lacking, "/en/org/van.html")
    button = page.get_by_role("button", name="Copy the address")
    button.click()
    expect(page.locator(".iri button")).to_have_text("Copied")
    expect(page.locator(".iri button")).to_be_focused()
    page.goto(page.url.replace("/org/van.html", "/search"))
    field = page.get_by_role("combobox")
    field.press("Control+v")
    expect(field).to_have_value(re.compile("/org/van$"))


@pytest.mark.parametrize("path", ["/en/graph", "/en/sparql?example=01-who-attended"])
def test_a_button_copies_once(visit: Visit, path: str) -> None:
    page = visit("/en/about")
    _without(page, COUNTED, path)
    page.locator("button[data-copy]:visible").first.click()
    expect(page.locator("button[data-copy]:visible").first).to_have_text("Copied")
    assert page.evaluate("window.copies") == 1


def test_escape_closes_suggestions_and_keeps_what_was_typed(visit: Visit) -> None:
    page = visit("/en/")
    field = page.get_by_role("combobox")
    field.press_sequentially("van")
    expect(page.get_by_role("listbox")).to_be_visible()
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("van")


def test_escape_closes_the_card_of_a_place(visit: Visit) -> None:
    page = visit("/en/map")
    circle = page.locator("#map .spot").first
    card = page.locator(".leaflet-popup")
    for inside in (False, True):
        circle.focus()
        page.keyboard.press("Enter")
        expect(card).to_be_visible()
        if inside:
            card.get_by_role("link").first.focus()
        page.keyboard.press("Escape")
        expect(card).to_have_count(0)
        expect(circle).to_be_focused()


def test_the_arrow_of_what_opens_stays_beside_its_text(visit: Visit) -> None:
    page = visit("/ru/graph", PHONE)
    summary = page.locator(".filters-of-view summary")
    for width in range(360, 420, 2):
        page.set_viewport_size({"width": width, "height": PHONE[1]})
        beneath = summary.evaluate("each => each.scrollHeight - each.clientHeight")
        assert beneath <= 4, width


def test_a_hint_that_is_too_long_for_its_field_ends_in_dots(visit: Visit) -> None:
    page = visit("/kk/", PHONE)
    field = page.get_by_role("combobox")
    # Some browsers heed the field alone, some the hint alone.
    for part in ("null", "'::placeholder'"):
        cut = field.evaluate(f"each => getComputedStyle(each, {part}).textOverflow")
        assert cut == "ellipsis", part

"""What people come to do, done as they do it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Visit

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@SIZES
def test_find_an_association_typed_in_latin_and_read_who_says_it_came(
    visit: Visit, size: tuple[int, int]
) -> None:
    page = visit("/ru/", size)
    page.get_by_role("combobox").fill("Vozrozhdenie")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile("Возрождение")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Возрождение")
    page.get_by_role("link", name="Когда мы вместе", exact=True).first.click()
    attended = page.locator(".fact", has=page.get_by_role("link", name=re.compile("Возрождение")))
    evidence = attended.first.locator(".evidence").first
    expect(evidence.locator("blockquote")).to_contain_text("Vozrozhdeniye")
    expect(evidence).to_contain_text(re.compile(r"знаки \d+–\d+"))
    expect(evidence).to_contain_text("Записано 23 ноября 2026")


def test_suggestions_by_keyboard(visit: Visit) -> None:
    page = visit("/en/")
    field = page.get_by_role("combobox")
    field.press_sequentially("obereg")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("Obereg")
    field.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(page).to_have_url(re.compile("/en/org/obereg.html$"))


def test_suggestions_close_with_escape(visit: Visit) -> None:
    page = visit("/en/")
    page.get_by_role("combobox").press_sequentially("van")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()


@SIZES
def test_open_the_graph_expand_twice_and_share_the_view(
    visit: Visit, size: tuple[int, int]
) -> None:
    page = visit("/en/org/van.html", size)
    page.get_by_role("link", name="In the graph").click()
    panel = page.locator("#panel")
    expect(panel).to_contain_text("National and Cultural Centre “Van”")
    expect(panel).to_contain_text("Recorded on 23 November 2026")
    rows = page.locator("#twin tr")
    before = rows.count()
    page.get_by_role("button", name="Add what is linked with When we are together").first.click()
    expect(rows).not_to_have_count(before)
    middle = rows.count()
    page.get_by_role("button", name="Add what is linked with The Great Power of Harmony").click()
    expect(page).to_have_url(re.compile(r"open=org/van,[^&]+,project/"))
    expect(page.locator("#status")).to_contain_text("things in view")
    shown = rows.all_inner_texts()
    assert len(shown) > middle
    again = visit("/" + page.url.split("/", 3)[3], size)
    expect(again.locator("#panel h2")).to_have_text("The Great Power of Harmony")
    expect(again.locator("#status")).to_have_text("")
    assert again.locator("#twin tr").all_inner_texts() == shown


def test_picture_is_drawn(visit: Visit) -> None:
    page = visit("/en/graph")
    expect(page.locator("#picture canvas").first).to_be_visible()
    expect(page.locator("#status")).to_have_text("")
    drawn = page.locator("#picture canvas.sigma-labels").evaluate(
        "canvas => canvas.getContext('2d')"
        ".getImageData(0, 0, canvas.width, canvas.height).data.some(value => value > 0)"
    )
    assert drawn


def test_table_twin_by_keyboard_alone(visit: Visit) -> None:
    page = visit("/en/graph?focus=org/van")
    button = page.get_by_role("button", name="Show the facts about When we are together").first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_contain_text("When we are together")
    expect(page.locator("#panel")).to_be_focused()
    expect(page).to_have_url(re.compile("focus=event/when-we-are-together"))
    page.go_back()
    expect(page.locator("#panel h2")).to_contain_text("Van")


def test_filter_by_kind_holds_in_the_address(visit: Visit) -> None:
    page = visit("/en/graph")
    rows = page.locator("#twin tr")
    expect(page.locator("#legend input").first).to_be_visible()
    before = rows.count()
    page.get_by_role("checkbox", name=re.compile("^Event")).uncheck()
    expect(page).to_have_url(re.compile("hide=Event"))
    assert rows.count() < before
    page.reload()
    expect(page.get_by_role("checkbox", name=re.compile("^Event"))).not_to_be_checked()


def test_begin_the_graph_from_a_name(visit: Visit) -> None:
    page = visit("/kk/graph")
    page.get_by_role("searchbox").fill("obereg")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("focus=org/obereg"))
    page.get_by_role("searchbox").fill("xyzzy")
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("табылмады")


def test_graph_without_scripts_is_a_table(visit: Visit) -> None:
    page = visit("/en/graph?focus=org/van", scripts=False)
    expect(page.locator("#explorer")).to_be_hidden()
    expect(page.locator("#twin tr")).not_to_have_count(0)
    page.locator(".acts a").first.click()
    expect(page).to_have_url(re.compile("focus="))


@SIZES
def test_run_an_example_query_in_ones_own_language(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("/kk/sparql", size)
    page.get_by_role("link", name="Кездесуге кім қатысты және мұны кім айтады?").click()
    expect(page.locator(".answer tbody tr")).to_have_count(6)
    page.get_by_role("link", name="«Ван» ұлттық-мәдени орталығы").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("«Ван» ұлттық-мәдени орталығы")


def test_write_a_query_in_the_editor_and_run_it_by_key(visit: Visit) -> None:
    page = visit("/en/sparql")
    editor = page.get_by_role("textbox", name="Query")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("ASK { ?әлем ?p ?o }")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Answer")).to_be_visible()
    expect(page.locator(".answer")).to_contain_text("Yes")


def test_editor_completes_the_datasets_own_words(visit: Visit) -> None:
    page = visit("/en/sparql")
    page.get_by_role("textbox", name="Query").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nschema:atten")
    expect(page.get_by_role("option", name=re.compile("schema:attendee"))).to_be_visible()


def test_editor_lets_the_keyboard_out(visit: Visit) -> None:
    page = visit("/en/sparql")
    page.get_by_role("textbox", name="Query").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()


def test_query_page_without_scripts(visit: Visit) -> None:
    page = visit("/ru/sparql", scripts=False)
    page.get_by_label("Запрос", exact=True).fill("SELECT * { ?s ?p ?o } LIMIT 3")
    page.get_by_role("button", name="Выполнить").click()
    expect(page.locator(".answer tbody tr")).to_have_count(3)


def test_search_without_scripts(visit: Visit) -> None:
    page = visit("/en/", scripts=False)
    page.get_by_role("searchbox").fill("Ван")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="National and Cultural Centre “Van”").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Van")


@SIZES
def test_switch_to_kazakh_and_stay(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("/en/org/van.html", size)
    page.get_by_role("link", name="Қазақша").click()
    expect(page).to_have_url(re.compile("/kk/org/van.html$"))
    expect(page.get_by_role("heading", name="Не белгілі")).to_be_visible()
    page.get_by_role("link", name="Граф", exact=True).click()
    expect(page).to_have_url(re.compile("/kk/graph$"))


def test_first_tab_skips_to_the_content(visit: Visit) -> None:
    page = visit("/en/about")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_kazakh_letters_come_from_our_own_font(visit: Visit) -> None:
    page = visit("/kk/")
    loaded = page.evaluate(
        "document.fonts.ready.then(() => "
        "document.fonts.check('16px \"Inter Variable\"', 'ӘәҒғҚқҢңӨөҰұҮүҺһІі'))"
    )
    assert loaded

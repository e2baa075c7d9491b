"""What people come to do, done as they do it."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import networkx as nx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.stage import drawn

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


def test_collapse_takes_away_what_expanding_added(visit: Visit) -> None:
    page = visit("/en/graph?focus=org/van")
    rows = page.locator("#twin tr")
    expand = page.get_by_role("button", name="Add what is linked with When we are together").first
    expect(expand).to_be_visible()
    before = rows.all_inner_texts()
    expand.click()
    expect(rows).not_to_have_count(len(before))
    expect(page.locator("#panel [data-expand]")).to_have_text("Collapse")
    away = "Take away what was added for When we are together"
    page.get_by_role("button", name=away).first.click()
    expect(rows).to_have_count(len(before))
    assert rows.all_inner_texts() == before
    expect(page).to_have_url(re.compile("open=org/van$"))


def test_filter_by_source_holds_in_the_address(visit: Visit) -> None:
    page = visit("/en/graph?focus=org/obereg")
    rows = page.locator("#twin tr")
    expect(rows).not_to_have_count(0)
    before = rows.count()
    page.locator(".filters-of-view summary").click()
    page.locator("#of-source").select_option("source/e-history-8226")
    expect(page).to_have_url(re.compile("source=source/e-history-8226"))
    expect(rows).not_to_have_count(before)
    shown = rows.all_inner_texts()
    page.reload()
    expect(rows).to_have_count(len(shown))
    assert rows.all_inner_texts() == shown


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


def test_expand_and_collapse_by_keyboard_without_losing_the_place(visit: Visit) -> None:
    page = visit("/en/graph?focus=org/van")
    expand = page.get_by_role("button", name="Add what is linked with When we are together").first
    away = "Take away what was added for When we are together"
    collapse = page.get_by_role("button", name=away).first
    expand.focus()
    page.keyboard.press("Enter")
    expect(collapse).to_be_focused()
    page.keyboard.press("Enter")
    expect(expand).to_be_focused()


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
    page.get_by_role("combobox", name="Нысанды тауып").fill("obereg")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("focus=org/obereg"))
    page.get_by_role("combobox", name="Нысанды тауып").fill("xyzzy")
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
    expect(page.get_by_role("heading", name="Бұл не")).to_be_visible()
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


@SIZES
def test_map_by_keyboard(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("/en/map?type=HouseOfFriendship", size)
    circle = page.get_by_role("button", name=re.compile("^Almaty"))
    circle.focus()
    page.keyboard.press("Enter")
    card = page.locator(".leaflet-popup-content")
    expect(card.get_by_role("link", name="Almaty", exact=True)).to_be_visible()
    card.get_by_role("link").nth(1).click()
    expect(page).to_have_url(re.compile(r"/en/org/.*\.html"))


def test_map_draws_countries_from_this_server_alone(visit: Visit) -> None:
    page = visit("/kk/map")
    expect(page.locator("path.country").first).to_be_attached()
    asked = page.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
    assert {each.split("/")[2] for each in asked} == {page.url.split("/")[2]}


@SIZES
def test_narrow_down_the_timeline_and_share_it(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("/ru/timeline", size)
    before = page.locator(".chronicle a").count()
    page.locator("summary", has_text="Годы").click()
    page.get_by_label("С года").fill("1995")
    page.get_by_label("по год").fill("1996")
    page.locator(".years button").click()
    expect(page).to_have_url(re.compile("from=1995&to=1996"))
    years = page.locator(".chronicle h2").all_inner_texts()
    assert years == ["1995", "1996"]
    assert 0 < page.locator(".chronicle a").count() < before
    shared = visit("/ru/" + page.url.partition("/ru/")[2], size)
    assert shared.locator(".chronicle h2").all_inner_texts() == years


def test_a_query_opens_in_the_graph_and_comes_back_by_its_link(visit: Visit) -> None:
    page = visit("/en/sparql?example=01-who-attended")
    page.get_by_role("link", name="Open in the graph").click()
    expect(page).to_have_url(re.compile(r"/graph\?query="))
    rows = page.locator("#twin tr")
    expect(rows.first).to_be_visible()
    things = page.locator("#twin th").all_inner_texts()
    assert any("Van" in each for each in things)
    page.locator("#twin").get_by_role("button", name="Facts").first.click()
    expect(page.locator("#panel h2")).to_be_visible()
    expect(page).to_have_url(re.compile("query=.*focus="))
    page.reload()
    expect(page.locator("#panel h2")).to_be_visible()
    assert page.locator("#twin th").all_inner_texts() == things


def test_a_graph_that_a_query_makes_opens_in_the_graph(visit: Visit) -> None:
    made = (
        "CONSTRUCT { ?one <https://schema.org/knows> ?other } WHERE { ?event "
        "<https://schema.org/attendee> ?one, ?other FILTER(STR(?one) < STR(?other)) } LIMIT 12"
    )
    page = visit(f"/en/sparql?query={quote(made)}")
    expect(page.get_by_role("link", name="Turtle", exact=True)).to_have_attribute(
        "download", "answer.ttl"
    )
    page.get_by_role("link", name="Open in the graph").click()
    rows = page.locator("#twin tr")
    expect(rows.first).to_be_visible()
    expect(page.locator("#status")).to_have_text("")
    assert rows.count() > 2
    expect(page.locator("#twin td").filter(has_text="knows").first).to_be_visible()


@pytest.mark.parametrize("name", ["vozrozdenie", "obreg", "dostyg"])
def test_a_mistyped_name_is_found(visit: Visit, name: str) -> None:
    page = visit(f"/en/search?q={name}", PHONE)
    expect(page.locator(".results h2").first).to_be_visible()
    expect(page.locator(".results p").first).to_contain_text(re.compile("similar|contains"))


def test_timeline_and_map_without_scripts(visit: Visit) -> None:
    page = visit("/en/map?location=place/almaty", scripts=False)
    expect(page.locator("#map")).to_be_hidden()
    expect(page.locator(".gazetteer a").first).to_be_visible()
    page = visit("/en/timeline?location=place/almaty", scripts=False)
    expect(page.locator(".timeline svg").first).to_be_visible()
    expect(page.locator(".chronicle a").first).to_be_visible()


def test_filter_the_graph_by_relation_and_year_and_share_it(visit: Visit) -> None:
    page = visit("/en/graph?focus=org/apk")
    rows = page.locator("#twin tr")
    expect(page.locator("#relations input").first).to_be_attached()
    page.locator(".filters-of-view summary").click()
    before = rows.count()
    page.locator("#year-from").fill("2015")
    expect(page).to_have_url(re.compile(r"years=2015-\d{4}"))
    assert rows.count() < before
    dated = rows.count()
    box = page.locator("#relations input").first
    relation = box.get_attribute("data-relation")
    box.uncheck()
    expect(page).to_have_url(re.compile("without="))
    page.get_by_label("Colour").select_option("community")
    page.get_by_label("Size").select_option("betweenness")
    expect(page).to_have_url(re.compile("colour=community&size=betweenness"))
    page.reload()
    expect(page.locator(f'#relations input[data-relation="{relation}"]')).not_to_be_checked()
    expect(rows).to_have_count(dated)
    assert page.locator("#colour-by").input_value() == "community"


def test_what_is_in_view_is_saved_and_can_be_read_back(visit: Visit, tmp_path: Path) -> None:
    page = visit("/en/graph?focus=org/van")
    expect(page.locator("#relations input").first).to_be_attached()
    page.locator(".filters-of-view summary").click()
    things = set(page.locator("#twin th").all_inner_texts())
    files = {}
    for name in ("png", "svg", "gexf", "graphml", "json"):
        with page.expect_download() as coming:
            page.locator(f"[data-save={name}]").click()
        files[name] = tmp_path / coming.value.suggested_filename
        coming.value.save_as(files[name])
    for graph in (nx.read_gexf(files["gexf"]), nx.read_graphml(files["graphml"])):
        assert {data["label"] for _, data in graph.nodes(data=True)} == things
        assert graph.number_of_edges() > 0
    saved = json.loads(files["json"].read_text(encoding="utf-8"))
    assert {node["label"] for node in saved["nodes"]} == things
    assert files["png"].read_bytes().startswith(b"\x89PNG")
    drawn = ElementTree.parse(files["svg"])
    assert {each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text")} == things


def test_a_saved_picture_has_the_names(visit: Visit) -> None:
    page = visit("/en/graph?focus=org/van")
    expect(page.locator("#relations input").first).to_be_attached()
    page.locator(".filters-of-view summary").click()
    with page.expect_download() as coming:
        page.locator("[data-save=png]").click()
    saved = base64.b64encode(Path(coming.value.path()).read_bytes()).decode()
    inked = page.evaluate(
        """async (address) => {
          const saved = new Image();
          saved.src = address;
          await saved.decode();
          const context = new OffscreenCanvas(saved.width, saved.height).getContext("2d");
          context.drawImage(saved, 0, 0);
          const ink = getComputedStyle(document.body).color.match(/\\d+/g).join();
          const points = context.getImageData(0, 0, saved.width, saved.height).data;
          let found = 0;
          for (let at = 0; at < points.length; at += 4) {
            if (points.subarray(at, at + 3).join() === ink) found++;
          }
          return found;
        }""",
        f"data:image/png;base64,{saved}",
    )
    assert inked > 300


def test_suggestions_in_the_graph_and_adding_what_was_found(visit: Visit) -> None:
    page = visit("/en/graph?focus=org/van")
    rows = page.locator("#twin tr")
    expect(rows).not_to_have_count(0)
    before = rows.count()
    field = page.get_by_role("combobox", name="Find a thing")
    field.fill("obereg")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page).to_have_url(re.compile("focus=org/obereg&open=org/van,org/obereg$"))
    expect(rows).not_to_have_count(before)
    assert rows.count() > before
    expect(page.locator("#panel h2")).to_contain_text("Obereg")
    field.fill("khazar")
    expect(page.get_by_role("option").first).to_contain_text("Khazar")
    field.press("ArrowDown")
    field.press("Enter")
    expect(page).to_have_url(re.compile("focus=org/khazar&open=org/khazar$"))


@SIZES
def test_a_path_with_the_evidence_of_each_step(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("/en/graph?focus=org/tan", size)
    field = page.get_by_role("combobox", name="Shortest path to another thing")
    field.fill("khazar")
    page.locator("#panel").get_by_role("option").first.click()
    expect(page).to_have_url(re.compile("open=org/tan&path=org/tan,org/khazar$"))
    panel = page.locator("#panel")
    expect(panel).to_contain_text("Shortest path")
    expect(panel).to_be_focused()
    steps = panel.locator("[data-step]")
    assert steps.count() >= 2
    for step in steps.all():
        expect(step.locator(".evidence, .tag").first).to_be_visible()
    expect(panel.locator("blockquote").first).to_contain_text("Tan")
    expect(page.locator("#twin th").filter(has_text="Khazar").first).to_be_visible()
    told = page.locator("#twin tr").all_inner_texts()
    again = visit("/" + page.url.split("/", 3)[3], size)
    expect(again.locator("#panel [data-step]").first).to_be_visible()
    expect(again.locator("#twin tr")).to_have_count(len(told))
    assert again.locator("#twin tr").all_inner_texts() == told


def test_a_path_without_scripts_is_a_table(visit: Visit) -> None:
    page = visit("/en/graph?path=org/tan,org/khazar", scripts=False)
    expect(page.locator("#twin th").filter(has_text="Khazar").first).to_be_visible()
    expect(page.locator("#twin th").filter(has_text="Tan").first).to_be_visible()


@SIZES
def test_everything_at_once_and_the_view_by_its_link(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("/en/graph", size)
    page.get_by_role("button", name="Everything at once").click()
    expect(page).to_have_url(re.compile(r"/en/graph\?whole=1$"))
    picture = page.locator("#picture[data-state=drawn]")
    expect(picture).to_be_visible()
    expect(page.locator("#twin tr")).to_have_count(50)
    page.get_by_role("combobox", name="Find a thing").fill("Khazar")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#panel h2")).to_contain_text("Khazar")
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Zoom in").click()
    expect(page).to_have_url(re.compile(r"whole=1&focus=org/khazar&at=-?[\d.]+,-?[\d.]+,[\d.]+$"))
    expect(picture).to_be_visible()
    page.get_by_role("checkbox", name=re.compile("^Event")).uncheck()
    expect(page.locator("#twin")).not_to_contain_text("Festival")
    expect(picture).to_be_visible()
    picture_there = drawn(page)
    rows = page.locator("#twin tr").all_inner_texts()
    again = visit("/" + page.url.split("/", 3)[3], size)
    expect(again.locator("#panel h2")).to_contain_text("Khazar")
    expect(again.locator("#picture[data-state=drawn]")).to_be_visible()
    assert again.locator("#twin tr").all_inner_texts() == rows
    assert drawn(again) == picture_there


def test_everything_at_once_moves_by_hand_and_wheel(visit: Visit) -> None:
    page = visit("/en/graph?whole=1")
    picture = page.locator("#picture[data-state=drawn]")
    expect(picture).to_be_visible()
    expect(page.locator("#pages")).to_be_visible()
    box = page.locator("#picture").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = drawn(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 200, y - 50, steps=5)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"at=0\.\d+,0\.\d+,1$"))
    page.mouse.wheel(0, -600)
    expect(page).to_have_url(re.compile(r"at=[-\d.]+,[-\d.]+,2\.\d+$"))
    expect(picture).to_be_visible()
    assert drawn(page) != before
    page.get_by_role("button", name="Fit").click()
    expect(page).to_have_url(re.compile(r"/en/graph\?whole=1$"))
    expect(picture).to_be_visible()
    assert drawn(page) == before


def test_everything_at_once_by_keyboard_and_page_by_page(visit: Visit) -> None:
    page = visit("/en/graph?whole=1")
    expect(page.locator("#pages")).to_contain_text("1–50 of")
    first = page.locator("#twin tr").first.inner_text()
    later = page.get_by_role("button", name="Later")
    later.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#pages")).to_contain_text("51–100 of")
    expect(later).to_be_focused()
    assert page.locator("#twin tr").first.inner_text() != first
    page.locator("#twin button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_be_visible()
    expect(page.locator("#panel")).to_be_focused()
    page.locator("#panel [data-expand]").click()
    expect(page).to_have_url(re.compile(r"/en/graph\?focus="))


def test_everything_at_once_is_filtered_and_saved(visit: Visit, tmp_path: Path) -> None:
    page = visit("/en/graph?whole=1&source=source/e-history-8226")
    expect(page.locator("#picture[data-state=drawn]")).to_be_visible()
    expect(page.locator("#pages button").first).to_be_visible()
    page.locator(".filters-of-view summary").click()
    assert page.locator("#of-source").input_value() == "source/e-history-8226"
    things = set(page.locator("#twin th").all_inner_texts())
    assert 5 < len(things) < 50
    for name in ("graphml", "png"):
        with page.expect_download() as coming:
            page.locator(f"[data-save={name}]").click()
        coming.value.save_as(tmp_path / name)
    graph = nx.read_graphml(tmp_path / "graphml")
    assert {data["label"] for _, data in graph.nodes(data=True)} == things
    assert graph.number_of_edges() > 0
    assert (tmp_path / "png").read_bytes().startswith(b"\x89PNG")


def test_everything_at_once_without_scripts(visit: Visit) -> None:
    page = visit("/ru/graph?whole=1", scripts=False)
    expect(page.locator("#twin tr")).to_have_count(50)
    first = page.locator("#twin th").all_inner_texts()
    page.get_by_role("link", name="Следующие").click()
    expect(page).to_have_url(re.compile(r"whole=1&page=2$"))
    assert set(page.locator("#twin th").all_inner_texts()).isdisjoint(first)


def test_a_path_opens_in_the_graph(visit: Visit) -> None:
    page = visit("/en/path?from=org/tan&to=org/khazar")
    page.get_by_role("link", name="See these in the graph").click()
    expect(page.locator("#twin th").filter(has_text="Tan").first).to_be_visible()
    expect(page.locator("#twin th").filter(has_text="Khazar").first).to_be_visible()

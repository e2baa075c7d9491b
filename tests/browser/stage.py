"""What is on the stage of the graph when everything is shown at once."""

from __future__ import annotations

from playwright.sync_api import Page, expect

#: Until what a change asks for has begun: a picture stays `drawn` until the next frame.
_BEGUN = """() => new Promise(done =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"""


def drawn(page: Page) -> str:
    """The picture once it is drawn, labels apart."""
    page.evaluate(_BEGUN)
    expect(page.locator("#picture[data-state=drawn]")).to_be_visible()
    picture: str = page.locator("#picture canvas").first.evaluate("each => each.toDataURL()")
    return picture

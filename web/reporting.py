"""Where a reader reports a mistake: an address with what the report is about filled in."""

from __future__ import annotations

from urllib.parse import quote

from kg.config import Config

#: Opens a message in the reader's own program; whom to send it to, the reader has to know.
_MESSAGE = "mailto:?subject={title}&body={text}"


def report_address(config: Config, title: str, text: str) -> str:
    """The address of a new report.

    Parameters
    ----------
    config: whose ``report`` says where reports go, with ``{title}`` and ``{text}`` in it.
    title: of the report.
    text: what it begins with: which thing, in which version.
    """
    template = config.report or _MESSAGE
    return template.replace("{title}", quote(title, safe="")).replace(
        "{text}", quote(text, safe="")
    )

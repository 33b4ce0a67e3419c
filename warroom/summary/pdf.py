"""A page as PDF, printed from its HTML by WeasyPrint where that is installed (the extra ``warroom[pdf]``)."""

from importlib import import_module
from typing import Any

from warroom.errors import WarroomError
from warroom.summary import html
from warroom.summary.page import Page


def rendered(page: Page) -> bytes:
    """The PDF; raises ``WarroomError`` with what to do when the extra isn't installed."""
    try:
        weasyprint: Any = import_module("weasyprint")  # 72 MB that most people never need
    except (ImportError, OSError) as error:  # OSError: its libraries of the system are missing
        raise WarroomError(
            "nothing was written: PDF needs the extra 'warroom[pdf]' (pip install 'warroom[pdf]', and Pango from your "
            "system); or export html and print it from a browser, which gives the same pages"
        ) from error
    made = weasyprint.HTML(string=html.rendered(page), url_fetcher=_nothing).write_pdf()
    return bytes(made)


def _nothing(url: str) -> dict[str, Any]:
    """Nothing is fetched: a page holds everything it shows."""
    raise ValueError(f"an export fetches nothing, not even {url}")

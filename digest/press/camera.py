"""Pictures of a page, by the Chromium of this machine.

    page (HTML) -> chromium --headless, spoken to over two pipes -> PNG of the whole page

Every request of the page is caught: the page itself and its pictures are handed in, nothing else
is answered, no script runs.  Needs a browser and nothing beside it; looks for no network.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digest.press.chromium import Wire, started

_PAGE = "https://page.invalid/"
PictureOf = Callable[[str], bytes | None]
"""The bytes of a picture's address, or None where there is none to show."""


@dataclass(frozen=True, slots=True)
class View:
    """How a page is looked at: CSS pixels across, `light` or `dark`, pictures shown or blocked."""

    width: int = 600
    scheme: str = "light"
    pictures: bool = True

    @property
    def name(self) -> str:
        """`600-light`, `375-dark`, `600-light-blocked`."""
        return f"{self.width}-{self.scheme}{'' if self.pictures else '-blocked'}"


VIEWS = (
    View(600, "light"),
    View(600, "dark"),
    View(375, "light"),
    View(375, "dark"),
    View(600, "light", pictures=False),
    View(375, "dark", pictures=False),
)


class Camera:
    """Takes pictures of pages; made by `open_camera`."""

    def __init__(self, wire: Wire, session: str) -> None:
        self._wire, self._session = wire, session

    def take(self, page: str, view: View, picture_of: PictureOf) -> bytes:
        """A PNG of the whole page, one pixel to a CSS pixel.  BrowserError when it takes too long."""
        shown = picture_of if view.pictures else _blocked
        self._set_up(view)
        # Not waited for: it answers only when the page has come, and we are who brings it.
        self._wire.tell("Page.navigate", {"url": _PAGE}, self._session)
        self._serve(page, shown)
        size = self._ask("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": view.width, "height": size["height"], "scale": 1}
        shot = self._ask("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        return base64.b64decode(shot["data"])

    def _set_up(self, view: View) -> None:
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=view.width,
            height=800,
            deviceScaleFactor=1,
            mobile=False,
        )
        scheme = {"name": "prefers-color-scheme", "value": view.scheme}
        self._ask("Emulation.setEmulatedMedia", features=[scheme])

    def _serve(self, page: str, picture_of: PictureOf) -> None:
        """Answer the page's requests until it has loaded."""
        for event in self._wire.events():
            if event["method"] == "Page.loadEventFired":
                return
            if event["method"] == "Fetch.requestPaused":
                self._answer(event["params"], page, picture_of)

    def _answer(self, request: dict[str, Any], page: str, picture_of: PictureOf) -> None:
        url, kind = request["request"]["url"], request["resourceType"]
        if url == _PAGE:
            body, mime = page.encode(), "text/html; charset=utf-8"
        else:
            body, mime = (picture_of(url) if kind == "Image" else None) or b"", ""
        if not body:
            self._ask(
                "Fetch.failRequest", requestId=request["requestId"], errorReason="BlockedByClient"
            )
            return
        headers = [{"name": "Content-Type", "value": mime}] if mime else []
        self._ask(
            "Fetch.fulfillRequest",
            requestId=request["requestId"],
            responseCode=200,
            responseHeaders=headers,
            body=base64.b64encode(body).decode("ascii"),
        )

    def _ask(self, method: str, **params: object) -> dict[str, Any]:
        return self._wire.ask(method, params, self._session)


def _blocked(_url: str) -> None:
    return None


@contextmanager
def open_camera(browser: str) -> Iterator[Camera]:
    """A camera for as long as the block lasts.  BrowserError where the browser does not start."""
    with started(browser) as wire:
        target = wire.ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        joined = wire.ask("Target.attachToTarget", {"targetId": target, "flatten": True})
        session = joined["sessionId"]
        wire.ask("Page.enable", {}, session)
        wire.ask("Emulation.setScriptExecutionDisabled", {"value": True}, session)
        wire.ask("Fetch.enable", {"patterns": [{"urlPattern": "*"}]}, session)
        yield Camera(wire, session)


def save(
    folder: Path, page: str, camera: Camera, picture_of: PictureOf, views: Sequence[View] = VIEWS
) -> list[Path]:
    """One PNG per view into the folder; the files in order."""
    files = []
    for view in views:
        file = folder / f"{view.name}.png"
        file.write_bytes(camera.take(page, view, picture_of))
        files.append(file)
    return files

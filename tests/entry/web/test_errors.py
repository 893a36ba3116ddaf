"""Error pages and the headers that every answer carries."""

import pytest

from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "heading", "direction"),
    [
        ("en", "There is nothing here", "ltr"),
        ("ur", "یہاں کچھ نہیں ہے", "rtl"),
        ("de-CH,de;q=0.9", "Hier ist nichts", "ltr"),
        ("fr", "Il n’y a rien ici", "ltr"),
        ("sw", "There is nothing here", "ltr"),
    ],
)
def test_an_error_page_speaks_the_visitors_language(client, language, heading, direction):
    response = client.get("/nowhere/at/all", headers={"Accept-Language": language})
    page = response.content.decode()
    assert response.status_code == 404
    assert heading in page
    assert f'dir="{direction}"' in page
    assert "Accept-Language" in response.headers["Vary"]


def test_what_breaks_is_ours_and_tells_no_detail(client, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("SG.secret")

    monkeypatch.setattr("digest.store.reading.archive", broken)
    client.raise_request_exception = False
    response = client.get("/morning/")
    assert response.status_code == 500
    assert b"Something went wrong here" in response.content
    assert b"secret" not in response.content
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/morning/", "/nowhere", "/livez", "/static/digest.css"])
def test_every_answer_is_guarded(client, path):
    response = client.get(path)
    response.close()
    headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in headers["Permissions-Policy"]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_style_is_served_and_asks_nobody_else(client):
    response = client.get("/static/digest.css")
    assert response.status_code == 200
    style = b"".join(response.streaming_content)
    response.close()
    assert b"url(" not in style
    assert b"@import" not in style


def test_pages_hold_no_script_no_inline_style_attribute_and_no_foreign_address(client):
    ada = cast.ada()
    token = ada.token(cast.issue(steps=cast.FINISHED))
    paths = ("/", "/morning/", f"/s/{token}/unsubscribe", f"/s/{token}/preferences", "/nowhere")
    for path in paths:
        page = client.get(path).content.decode()
        assert "<script" not in page
        assert " style=" not in page
        assert "http://" not in page.replace("http://www.w3.org", "")
        assert "https://" not in page


def test_a_newsletters_colours_are_allowed_by_their_hash_alone(client):
    import base64
    import hashlib
    import re

    response = client.get("/morning/")
    style = re.search(r"<style>(.*?)</style>", response.content.decode())[1]
    mark = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{mark}'" in response.headers["Content-Security-Policy"]
    assert "--accent:#8c1d18" in style


def test_an_accent_that_cannot_be_read_gives_way_in_text():
    from digest.model.plan import Look
    from digest.web.public.page import colours

    pale = colours(Look(accent="#ffee88", accent_dark="#332200"))
    assert pale.count("--accent-text:var(--ink)") == 2
    assert "--key:#14181c" in pale

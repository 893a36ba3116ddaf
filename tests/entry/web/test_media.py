"""Own copies of pictures over HTTP."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digest.media.album import Album

HASH = "ab" * 32


@pytest.fixture
def album(house, monkeypatch, tmp_path) -> Album:
    monkeypatch.setattr("digest.settings.current", lambda: replace(house, home=tmp_path))
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    return Album(tmp_path)


@pytest.mark.parametrize(("suffix", "kind"), [("jpg", "image/jpeg"), ("png", "image/png")])
def test_a_copy_is_served_for_ever_and_as_what_it_is(client, album, suffix, kind):
    name = album.keep(b"picture bytes", suffix)
    answer = client.get(f"/media/{name}")
    assert answer.content == b"picture bytes"
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


def test_it_is_read_only(client, album):
    name = album.keep(b"picture bytes", "jpg")
    assert client.head(f"/media/{name}").content == b""
    for method in ("post", "put", "delete", "patch"):
        assert getattr(client, method)(f"/media/{name}").status_code == 405
    assert album.picture(name) == b"picture bytes"


@pytest.mark.parametrize(
    "path",
    [
        f"{HASH}.jpg",
        f"{HASH}.gif",
        HASH,
        f"{HASH}.jpg/",
        f"{HASH}.jpg%0a",
        "../secret.jpg",
        "..%2fsecret.jpg",
        "%2e%2e/secret.jpg",
        "..%5csecret.jpg",
        "%2e%2e%2fmedia%2f{name}",
        "./{name}",
        ".{name}",
        "{name}%00",
        "{upper}",
        "",
        ".",
        "..",
    ],
)
def test_any_other_name_is_no_page(client, album, path, db):
    name = album.keep(b"picture bytes", "jpg")
    hashed, _, suffix = name.partition(".")
    asked = path.format(name=name, upper=f"{hashed.upper()}.{suffix}")
    answer = client.get(f"/media/{asked}")
    assert answer.status_code == 404
    assert b"secret" not in answer.content
    assert "immutable" not in answer.headers.get("Cache-Control", "")


def test_a_copy_half_written_has_no_address(client, album):
    album.folder.mkdir()
    (album.folder / ".0123.part").write_bytes(b"half")
    assert client.get("/media/.0123.part").status_code == 404

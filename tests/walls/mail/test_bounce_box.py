"""Maildir and IMAP keep one contract: each mail once, moved away, never deleted."""

from __future__ import annotations

import shutil
import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from pathlib import Path

import pytest

from digest.flow.ports import BounceBox
from digest.mail.bounce_box import OTHER, READ, Maildir
from digest.mail.bounce_imap import Imap, ImapServer
from digest.mail.bounce_mail import LARGEST
from digest.model.errors import ConfigurationError, TemporaryError
from tests.dovecot import KEEPER, Dovecot, dovecot
from tests.dovecot import PASSWORD as SECRET
from tests.standin_imap import PASSWORD, USER, ImapHost, serve

MAILS = [b"one\r\n", b"two\r\n", b"three\r\n" + b"x" * (LARGEST + 10)]
World = tuple[Callable[[], BounceBox], Callable[[str], list[bytes]]]
Servers = Callable[[str], Dovecot]
MakeWorld = Callable[[Path, Servers], AbstractContextManager[World]]


@contextmanager
def maildir(folder: Path, servers: Servers) -> Iterator[World]:
    box = made(folder / "box")

    def inside(name: str) -> list[bytes]:
        places = (box / "new", box / "cur") if not name else (box / f".{name}" / "cur",)
        return [path.read_bytes() for place in places for path in sorted(place.glob("*"))]

    yield lambda: Maildir(box), inside


def made(box: Path) -> Path:
    for part in ("new", "cur", "tmp"):
        (box / part).mkdir(parents=True, exist_ok=True)
    for number, raw in enumerate(MAILS):
        name = (
            f"{'cur' if number == 1 else 'new'}/17000000{number}.M1P2.host{':2,' * (number == 1)}"
        )
        (box / name).write_bytes(raw)
    (box / "new" / ".hidden").write_text("no mail")
    return box


def opened(host: ImapHost, **more: str) -> Imap:
    return Imap(ImapServer("127.0.0.1", host.port, USER, PASSWORD, "none", **more))


def imap(*, move: bool, uidplus: bool) -> MakeWorld:
    @contextmanager
    def world(_: Path, servers: Servers) -> Iterator[World]:
        with serve(MAILS, move=move, uidplus=uidplus) as host:

            def inside(name: str) -> list[bytes]:
                flagged = {uid for uid, flags in host.flags.items() if "\\Deleted" in flags}
                there = host.folders.get(name or "INBOX", {})
                return [raw for uid, raw in there.items() if name or uid not in flagged]

            yield lambda: opened(host), inside

    return world


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    """Real ones by what they say they can, each started once: they take a second to stop."""
    with ExitStack() as stack:
        yield cache(lambda capabilities: stack.enter_context(dovecot(capabilities=capabilities)))


def real(capabilities: str = "") -> MakeWorld:
    @contextmanager
    def world(folder: Path, servers: Servers) -> Iterator[World]:
        server, user = servers(capabilities), folder.name
        box = server.box(user)
        for path in made(box).glob("*/*"):
            shutil.chown(path, KEEPER, KEEPER)

        def inside(name: str) -> list[bytes]:
            there = box / f".{name}" if name else box
            paths = sorted([*(there / "new").glob("[!.]*"), *(there / "cur").iterdir()])
            kept = [one for one in paths if "T" not in one.name.partition(":2,")[2]]
            return [path.read_bytes() for path in kept]

        yield lambda: Imap(ImapServer("127.0.0.1", server.port, user, SECRET, "none")), inside

    return world


WORLDS: dict[str, MakeWorld] = {
    "maildir": maildir,
    "imap": imap(move=True, uidplus=True),
    "imap without move": imap(move=False, uidplus=True),
    "imap of old": imap(move=False, uidplus=False),
    "dovecot": real(),
    "dovecot without move": real("IMAP4rev1 UIDPLUS"),
}


@pytest.fixture(params=sorted(WORLDS))
def world(request, tmp_path, servers) -> Iterator[World]:
    with WORLDS[request.param](tmp_path, servers) as there:
        yield there


def test_each_mail_is_there_once_and_its_first_megabyte_is_read(world):
    box = world[0]()
    letters = list(box.letters())
    box.close()
    assert len({name for name, _ in letters}) == 3
    assert sorted(raw[:5] for _, raw in letters) == [b"one\r\n", b"three", b"two\r\n"]
    assert max(len(raw) for _, raw in letters) == LARGEST


def test_what_is_settled_is_moved_whole_and_never_read_again(world):
    open_box, inside = world
    box = open_box()
    names = {raw[:3]: name for name, raw in box.letters()}
    box.settle([names[b"one"], names[b"thr"]], understood=True)
    box.settle([names[b"two"]], understood=False)
    assert sorted(map(len, inside(READ))) == [len(MAILS[0]), len(MAILS[2])]
    assert inside(OTHER) == [MAILS[1]]
    assert inside("") in ([], [b"no mail"])
    assert list(box.letters()) == []
    box.close()
    again = open_box()
    assert list(again.letters()) == []
    again.close()


def test_two_who_settle_the_same_mail_lose_nothing(world):
    open_box, inside = world
    first, second = open_box(), open_box()
    names = [name for name, _ in first.letters()]
    first.settle(names, understood=True)
    second.settle(names, understood=True)
    first.close()
    second.close()
    assert len(inside(READ)) == 3


def test_a_link_out_of_a_maildir_is_no_mail(tmp_path):
    box = made(tmp_path / "box")
    (box / "new" / "1.link").symlink_to("/etc/hostname")
    (box / "new" / "2.folder").mkdir()
    assert len(list(Maildir(box).letters())) == 3


def test_a_folder_that_is_no_maildir_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match="no maildir"):
        Maildir(tmp_path)


def test_a_refused_login_never_repeats_the_password():
    with serve([]) as host, pytest.raises(ConfigurationError) as refused:
        Imap(ImapServer("127.0.0.1", host.port, USER, "wrong-secret", "none"))
    assert "wrong-secret" not in str(refused.value)


def test_a_server_that_is_away_or_breaks_off_is_asked_again_later():
    with serve(MAILS) as host:
        with pytest.raises(TemporaryError, match="no such folder"):
            opened(host, folder="Else")
        host.breaks_after = 1
        box = opened(host)
        with pytest.raises(TemporaryError, match="broke off"):
            list(box.letters())
        box.close()
        assert len(host.folders["INBOX"]) == 3
    with pytest.raises(TemporaryError, match="cannot be reached"):
        opened(host)


def test_a_real_server_is_spoken_to_over_tls_and_one_that_nobody_vouches_for_is_not(servers):
    server = servers("")
    server.box("tls")
    known = ssl.create_default_context(cafile=str(server.trusted))
    for tls, port in (("implicit", server.tls_port), ("starttls", server.port)):
        where = ImapServer("127.0.0.1", port, "tls", SECRET, tls)
        box = Imap(where, known)
        assert list(box.letters()) == []
        box.close()
        with pytest.raises(TemporaryError, match="certificate"):
            Imap(where)

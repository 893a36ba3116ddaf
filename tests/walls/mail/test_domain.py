"""Questions to a real name server on loopback."""

from __future__ import annotations

import socket
import time

import dns.nameserver
import dns.resolver
import pytest

from digest.mail import domain
from digest.model.domain import Texts, Told
from tests.nameserver import name_server

ZONE = {
    "example.org": ['"v=spf1 include:post.test -all"', '"another text"'],
    "long._domainkey.example.org": ['"v=DKIM1; k=rsa; p=AAAA" "BBBB" "CCCC"'],
    "s1._domainkey.example.org": "cname S1.domainkey.Post.test",
    "s1.domainkey.post.test": ['"k=rsa; p=AAAA"'],
    "s2._domainkey.example.org": "cname nowhere.post.test",
    "bytes.example.org": [r'"v=spf1 \255\254"'],
    "empty.example.org": "empty",
    "broken.example.org": "servfail",
    "dead.example.org": "silent",
}


@pytest.fixture(scope="module")
def server():
    with name_server(ZONE) as one:
        yield one


@pytest.mark.parametrize("asked", ["example.org", "EXAMPLE.Org", "example.org."])
def test_every_text_of_a_name_is_read_however_the_name_is_spelt(server, asked):
    found = server.names().texts(asked)
    assert found.told is Told.FOUND
    assert sorted(found.texts) == ["another text", "v=spf1 include:post.test -all"]
    assert (found.name, found.led_on) == ("example.org", False)


def test_the_strings_of_one_text_are_put_together_without_a_blank(server):
    found = server.names().texts("long._domainkey.example.org")
    assert found.texts == ("v=DKIM1; k=rsa; p=AAAABBBBCCCC",)


def test_bytes_that_are_no_text_do_not_stop_the_look(server):
    assert server.names().texts("bytes.example.org").texts == ("v=spf1 \ufffd\ufffd",)


def test_where_a_cname_leads_is_told_also_where_nothing_is(server):
    names = server.names()
    there = names.texts("s1._domainkey.example.org")
    gone = names.texts("s2._domainkey.example.org")
    assert (there.led_on, there.canonical) == (True, "s1.domainkey.post.test")
    assert there.texts == ("k=rsa; p=AAAA",)
    assert (gone.told, gone.canonical) == (Told.NOTHING, "nowhere.post.test")


@pytest.mark.parametrize("asked", ["nobody.example.org", "empty.example.org"])
def test_a_name_that_is_not_there_and_one_without_texts_are_the_same(server, asked):
    assert server.names().texts(asked).told is Told.NOTHING


@pytest.mark.parametrize(
    "asked", ["broken.example.org", "two..dots.example.org", f"{'x' * 64}.example.org"]
)
def test_a_fault_is_silence_and_no_error(server, asked):
    assert server.names().texts(asked).told is Told.SILENT


def test_silence_costs_what_it_may_and_then_nobody_is_asked_any_more(server):
    names = server.names(seconds=0.2)
    began = time.monotonic()
    assert names.texts("dead.example.org") == Texts("dead.example.org", Told.SILENT)
    assert time.monotonic() - began < 2
    before = len(server.asked)
    assert names.texts("example.org").told is Told.SILENT
    assert len(server.asked) == before


def test_a_dead_server_does_not_hide_the_next_one(server):
    resolver = server.resolver()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as dead:
        dead.bind(("127.0.0.1", 0))
        first = dns.nameserver.Do53Nameserver("127.0.0.1", dead.getsockname()[1])
        resolver.nameservers = [first, *resolver.nameservers]
        found = domain.NameService(resolver).texts("example.org")
        assert dead.recv(512)
    assert found.told is Told.FOUND


def test_a_name_is_asked_for_once(server):
    names = server.names()
    before = len(server.asked)
    assert names.texts("empty.example.org") == names.texts("Empty.example.org.")
    assert len(server.asked) == before + 1


def test_a_machine_without_a_resolver_hears_nothing(monkeypatch):
    def refuse():
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(dns.resolver, "Resolver", refuse)
    assert domain.name_service().texts("example.org").told is Told.SILENT

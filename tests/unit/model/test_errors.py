"""The tree of errors: each prints, travels between processes, and knows its exit code."""

import inspect
import pickle

import pytest

from digest.model import errors

KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.DigestError)
]


def made(kind):
    if kind is errors.GuardRefused:
        return kind("it is too thin", guard="thin", issue=7)
    return kind("it went wrong", issue=7)


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_survives_a_journey_and_says_where(kind):
    error = made(kind)
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is kind
    assert str(back) == str(error)
    assert "issue 7" in str(back)


def test_the_cause_is_told():
    with pytest.raises(errors.DigestError) as caught:
        raise errors.DigestError("the file cannot be read", file="a") from OSError("disk gone")
    assert str(caught.value) == "the file cannot be read: file a: disk gone"


def test_exit_codes_are_those_of_the_contract():
    codes = {kind.__name__: kind.exit_code for kind in KINDS}
    assert codes == {
        "DigestError": 1,
        "UsageError": 2,
        "GuardRefused": 3,
        "ConfigurationError": 4,
        "LedgerError": 5,
        "TemporaryError": 75,
        "TemplateError": 1,
    }

"""Batches: nobody lost, nobody doubled, none too large."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.rules import batching

people = st.sets(st.integers(1, 2**40), max_size=300).map(sorted)


@given(people, st.integers(1, 50))
def test_everybody_is_in_exactly_one_batch_and_none_is_too_large(ids, maximum):
    batches = list(batching.split(ids, maximum))
    assert [number for batch in batches for number in batch] == ids
    assert all(1 <= len(batch) <= maximum for batch in batches)
    assert all(len(batch) == maximum for batch in batches[:-1])


@given(people)
def test_a_blob_gives_back_its_readers(ids):
    assert batching.unpack(batching.pack(ids)) == tuple(ids)


@pytest.mark.parametrize("ids", [[1, 1], [2, 1], [0], [-1]])
def test_a_doubled_or_disordered_reader_never_passes(ids):
    with pytest.raises(ValueError, match=r"order|ascend"):
        list(batching.split(ids, 10))
    with pytest.raises(ValueError, match="ascend"):
        batching.pack(ids)


def test_a_thousand_neighbours_take_a_few_bytes():
    assert len(batching.pack(range(5000, 6000))) < 40


@given(people)
def test_a_fingerprint_knows_the_list_and_its_order(ids):
    whole = batching.Fingerprint()
    whole.add(ids[:7])
    whole.add(ids[7:])
    assert whole.text == batching.fingerprint(ids)
    if len(ids) > 1:
        assert batching.fingerprint(ids[::-1]) != whole.text


@given(st.lists(people, max_size=4), st.integers(1, 20))
def test_streams_merge_into_one_and_a_doubled_reader_stays_doubled(streams, size):
    cut = (iter(list(batching.split(ids, size))) for ids in streams)
    merged = [number for ids in batching.merged(cut) for number in ids]
    assert merged == sorted(number for ids in streams for number in ids)


@given(st.sets(st.integers(1, 500)), st.sets(st.integers(1, 500)))
def test_who_was_seen_is_passed_by_and_nobody_else(there, asked):
    seen = batching.Seen(500)
    seen.add(there)
    assert seen.without(sorted(asked)) == sorted(asked - there)

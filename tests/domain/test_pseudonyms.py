"""Names for the log."""

from bot.domain.people.pseudonyms import Pseudonyms, key_for


def test_a_chat_has_one_short_name_under_one_key_and_another_under_another():
    one, other = Pseudonyms(b"one key"), Pseudonyms(b"another key")
    assert one.of(7) == Pseudonyms(b"one key").of(7)
    assert len({one.of(7), one.of(-7), one.of(8), other.of(7)}) == 4
    assert len(one.of(7)) == 8


def test_keys_for_two_purposes_tell_nothing_of_each_other_and_stay_the_same():
    assert key_for("one", "a secret") == key_for("one", "a secret")
    assert len({key_for("one", "a secret"), key_for("two", "a secret"), key_for("one", "another")}) == 3

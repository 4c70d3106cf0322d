"""When the next attempt is graded, whatever came before it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from panal.config import COOL_OFF
from panal.serve.cool_off import SAME_STEPS, WINDOW_SECONDS, Graded, next_grading

NOW = 1_800_000_000.0
DIGESTS = st.sampled_from("abcd")
TIMES = st.floats(NOW - 3 * WINDOW_SECONDS, NOW)
EARLIER = st.lists(st.builds(Graded, TIMES, st.sampled_from("abc")), max_size=20)
MINUTES = st.lists(st.integers(0, 1000).map(float), min_size=1, max_size=10).map(sorted)
LATELY = st.lists(st.builds(Graded, st.floats(NOW, NOW + 3600), DIGESTS), max_size=20)


def test_the_first_two_are_graded_at_once_and_then_it_grows() -> None:
    waits = []
    earlier: list[Graded] = []
    when = NOW
    for number in range(12):
        begins = next_grading(earlier, f"answer {number}", COOL_OFF)
        waits.append(max(0.0, begins - when) / 60)
        when = max(when, begins)
        earlier.append(Graded(when, f"answer {number}"))
    assert waits == [0.0, *COOL_OFF, COOL_OFF[-1], COOL_OFF[-1]]
    assert waits[:3] == [0.0, 0.0, 0.0], "the first change of mind is graded at once"


@given(EARLIER, DIGESTS, MINUTES)
def test_it_is_never_later_than_the_longest_wait(
    earlier: list[Graded], digest: str, minutes: list[float]
) -> None:
    when = next_grading(earlier, digest, minutes)
    last = max((each.when for each in earlier), default=0.0)
    assert when == 0.0 or last < when <= last + 60 * minutes[-1]


@given(EARLIER, DIGESTS, MINUTES)
def test_what_was_graded_more_than_a_day_before_the_last_one_is_forgotten(
    earlier: list[Graded], digest: str, minutes: list[float]
) -> None:
    last = max((each.when for each in earlier), default=0.0)
    old = [Graded(last - WINDOW_SECONDS - number, "another") for number in range(1, 9)]
    if earlier:
        assert next_grading([*earlier, *old], digest, minutes) == next_grading(
            earlier, digest, minutes
        )


@given(EARLIER, MINUTES)
def test_the_same_answers_never_wait_less(earlier: list[Graded], minutes: list[float]) -> None:
    for digest in "abc":
        same = next_grading(earlier, digest, minutes)
        assert same >= next_grading(earlier, "never seen", minutes)
        assert next_grading(earlier, "", minutes) == next_grading(earlier, "never seen", minutes)


@given(LATELY, MINUTES, st.floats(NOW + 3601, NOW + 7200))
def test_one_more_attempt_never_makes_the_wait_shorter(
    earlier: list[Graded], minutes: list[float], when: float
) -> None:
    def wait(known: list[Graded]) -> float:
        last = max((each.when for each in known), default=0.0)
        return max(0.0, next_grading(known, "x", minutes) - last)

    assert wait([*earlier, Graded(when, "b")]) >= wait(earlier)


@given(st.permutations([Graded(NOW, "a"), Graded(NOW + 1, "b"), Graded(NOW + 2, "c")]))
def test_their_order_does_not_matter(earlier: list[Graded]) -> None:
    assert next_grading(earlier, "d", (0, 0, 3)) == NOW + 2 + 180


def test_the_same_again_is_some_steps_further() -> None:
    minutes = (0.0, 1.0, 2.0, 3.0)
    assert next_grading([Graded(NOW, "a")], "a", minutes) == NOW + 60 * minutes[SAME_STEPS]
    assert next_grading([Graded(NOW, "a")], "b", minutes) == 0.0


def test_without_a_cool_off_nobody_waits() -> None:
    assert next_grading([Graded(NOW, "a")] * 100, "a", [0.0]) == 0.0

"""The chain of approval as a table: who is asked, what an undo takes back, what is skipped."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.agency import CHAINS, Agency, Person, Role
from bot.domain.approval import Course, Decision, Holder, Post, Step, first_steps, own_post, passable, reach
from bot.domain.report import About, Report, ReportKind, ReportState, allowed, check_level, demand
from bot.problems import Problem

HEAD, CLERK, MAYOR = Role.DIVISION_HEAD, Role.CLERK, Role.MAYOR
NOW = datetime(2026, 12, 1, 3, tzinfo=UTC)
AGENCY = Agency(1, "เทศบาลตำบลทดสอบ", "tambon_municipality", chain="division_head-clerk-mayor")
FINANCE, WORKS = (1, "กองคลัง"), (2, "กองช่าง")
STEPS = (Step(HEAD, (FINANCE, WORKS)), Step(CLERK), Step(MAYOR))
PEOPLE = {
    number: Person(number, AGENCY, division, f"คนที่ {number}", "x", role)
    for number, role, division in (
        (1, HEAD, 1), (2, HEAD, 2), (3, CLERK, None), (4, MAYOR, None), (5, Role.PLAN_OWNER, 1), (6, Role.OFFICER, 1)
    )
}  # fmt: skip
OWN = {number: (own_post(person),) for number, person in PEOPLE.items()}


def said(act: str, level: int, person: int, division: int | None = None, hours: float = 0) -> Decision:
    return Decision(act, level, person, f"คนที่ {person}", "x", "", division, NOW + timedelta(hours=hours))


def course(*decisions: Decision, steps: tuple[Step, ...] = STEPS) -> Course:
    return Course.of(steps, (said("submit", 1, 5), *decisions))


def report(state: str, *decisions: Decision, agency: Agency = AGENCY, steps: tuple[Step, ...] = STEPS) -> Report:
    return Report(
        9, ReportKind.MEASURE_REPORT, About(2570, 6), 1, ReportState(state), 6, 5, "f", "", course(*decisions, steps=steps)
    )  # fmt: skip


H1, H2, C3 = said("approve", 1, 1, 1), said("approve", 1, 2, 2), said("approve", 2, 3)
R3 = said("return", 2, 3)
"""One decision after the other: state, what stands, and what each person may do then."""
TABLE = [
    ("submitted", (), {1: "approve return", 2: "approve return"}),
    ("submitted", (H1,), {1: "undo", 2: "approve return"}),
    ("submitted", (H1, H2), {1: "undo", 2: "undo", 3: "approve return"}),
    ("submitted", (H1, H2, C3), {3: "undo", 4: "approve return"}),
    ("submitted", (H1, H2, C3, said("undo", 2, 3)), {1: "undo", 2: "undo", 3: "approve return"}),
    ("submitted", (H1, H2, said("undo", 1, 2, 2)), {1: "undo", 2: "approve return"}),
    ("approved", (H1, H2, C3, said("approve", 3, 4)), {4: "undo"}),
    ("returned", (H1, H2, R3), {3: "undo", 5: "submit", 6: "ask_submit"}),
    ("submitted", (H1, H2, R3, said("undo", 2, 3)), {1: "undo", 2: "undo", 3: "approve return"}),
    ("submitted", (H1, H2, R3, said("submit", 1, 5)), {1: "approve return", 2: "approve return"}),
    ("superseded", (H1, H2, C3), {}),
    ("draft", (), {5: "submit", 6: "ask_submit"}),
]


@pytest.mark.parametrize(("state", "decisions", "may"), TABLE)
def test_the_table_of_states(state, decisions, may):
    found = report(state, *decisions)
    came = {number: " ".join(allowed(found, PEOPLE[number], OWN[number], NOW)) for number in PEOPLE}
    assert {number: acts for number, acts in came.items() if acts} == may


def why(found: Report, act: str, number: int, *posts: Post, now: datetime = NOW) -> str:
    with pytest.raises(Problem) as raised:
        demand(found, act, PEOPLE[number], posts or OWN[number], now)
    return f"{raised.value.code} {raised.value.details.get('who', '')}".strip()


def test_why_not_now():
    assert why(report("submitted"), "approve", 4) == "not_your_turn หัวหน้ากองคลัง และหัวหน้ากองช่าง"
    assert why(report("submitted", H1), "approve", 1) == "passed_on หัวหน้ากองช่าง"
    assert why(report("submitted", H1, H2), "return", 6) == "no_right ปลัด"
    assert why(report("submitted", H1, H2, C3), "undo", 1) == "undo_decided"
    assert why(report("returned", H1, H2, R3), "approve", 3) == "already_decided"
    assert why(report("submitted", H1, H2, C3), "undo", 3, Post(Role.OFFICER)) == "already_decided"  # acts no longer


def test_the_last_word_can_be_taken_back_for_a_day_the_others_until_the_next_level_decides():
    approved = report("approved", H1, H2, C3, said("approve", 3, 4))
    day, later = NOW + timedelta(hours=24), NOW + timedelta(hours=24, seconds=1)
    assert allowed(approved, PEOPLE[4], OWN[4], day) == ("undo",)
    assert why(approved, "undo", 4, now=later) == "undo_too_late"
    assert allowed(report("submitted", H1, H2, C3), PEOPLE[3], OWN[3], later) == ("undo",)
    assert why(approved, "undo", 4, now=NOW - timedelta(hours=1)) == "undo_too_late"  # the clock went back


def test_nobody_approves_the_own_submission_unless_the_agency_says_so():
    acting = (own_post(PEOPLE[5]), Post(CLERK))
    waits = report("submitted", H1, H2)
    assert allowed(waits, PEOPLE[5], acting, NOW) == ("return",)
    assert why(waits, "approve", 5, *acting) == "own_submission"
    lenient = replace(AGENCY, approve_own=True)
    assert allowed(waits, replace(PEOPLE[5], agency=lenient), acting, NOW) == ("approve", "return")
    there = [Holder(Post(CLERK), 5, reached=True, acting=True)]
    assert not reach(there, 5)(Post(CLERK)) and reach(there, None)(Post(CLERK))


def test_a_double_tap_passes_no_second_level():
    """Somebody who holds two levels taps the first one's button twice."""
    check_level(report("submitted"), 1)
    with pytest.raises(Problem, match="passed_on"):
        check_level(report("submitted", H1, H2), 1)
    with pytest.raises(Problem, match="not_your_turn"):
        check_level(report("submitted", H1), 2)


def test_who_cannot_be_asked_is_skipped_but_never_the_last_word():
    divisions = dict((FINANCE, WORKS))
    only_works = first_steps(AGENCY.levels, divisions, lambda post: post == Post(HEAD, 2))
    assert only_works == (Step(HEAD, (WORKS,), ("กองคลัง",)), Step(CLERK, skipped=True), Step(MAYOR))
    assert course(H2, steps=only_works).open == (Post(MAYOR),)
    nobody = first_steps(AGENCY.levels, divisions, lambda post: False)
    assert course(steps=nobody).level == 3 and course(steps=nobody).awaited == "นายก"
    of_no_division = first_steps(AGENCY.levels, {}, lambda post: True)
    assert of_no_division[0] == Step(HEAD, skipped=True)


def test_who_was_heard_stays_when_nobody_is_left_to_ask():
    gone = course(H1).without(lambda post: post.role is not HEAD)
    assert gone[0] == Step(HEAD, (FINANCE,), ("กองช่าง",)) and Course(gone, (H1,)).level == 2
    back = passable(passable(STEPS, 1, lambda post: post.role is not CLERK), 2, lambda post: True)
    assert back == STEPS  # somebody has joined before it came to that level


def test_since_when_a_level_waits():
    first, second = said("approve", 1, 1, 1, hours=1), said("approve", 1, 2, 2, hours=5)
    assert course(first).since == NOW  # the other head waits since the submission
    assert course(first, second).since == NOW + timedelta(hours=5)
    assert course(first, second, said("approve", 2, 3, hours=6), said("undo", 2, 3, hours=7)).since == NOW + timedelta(
        hours=7
    )


@pytest.mark.parametrize("step", [*STEPS, Step(HEAD, (FINANCE,), ("กองช่าง",)), Step(CLERK, skipped=True)])
def test_a_step_is_kept_as_it_is(step):
    assert Step.load(step.dump()) == step


def test_chains_are_in_the_order_of_rank_and_end_with_the_clerk_or_the_mayor():
    for chain in CHAINS:
        levels = replace(AGENCY, chain=chain).levels
        assert list(levels) == sorted(levels, key=[HEAD, CLERK, MAYOR].index) and levels[-1] is not HEAD
    with pytest.raises(ValueError, match="chain"):
        replace(AGENCY, chain="officer")

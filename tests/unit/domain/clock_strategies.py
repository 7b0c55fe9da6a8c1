"""Random service policies and instants, gathered where clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from modtui.domain.policy import ClockKind, ClosedDay, Closure, Interval, ServicePolicy, ShortenedDay

ZONES = ("America/Toronto", "Europe/London", "Africa/Cairo", "Asia/Beirut", "Australia/Lord_Howe", "UTC")
# Weeks in which some of these zones change their clocks, and a year's end.
WEEKS = (
    datetime(2026, 3, 6, tzinfo=UTC),
    datetime(2026, 3, 27, tzinfo=UTC),
    datetime(2026, 4, 3, tzinfo=UTC),
    datetime(2026, 4, 22, tzinfo=UTC),
    datetime(2026, 10, 2, tzinfo=UTC),
    datetime(2026, 10, 23, tzinfo=UTC),
    datetime(2026, 10, 29, tzinfo=UTC),
    datetime(2026, 12, 29, tzinfo=UTC),
)


@st.composite
def day_hours(draw: st.DrawFn) -> tuple[Interval, ...]:
    edges = draw(st.lists(st.integers(0, 48), unique=True, max_size=6))
    edges = sorted(edges)[: len(edges) // 2 * 2]
    return tuple(
        Interval(opens * 30, closes * 30) for opens, closes in zip(edges[::2], edges[1::2], strict=True)
    )


@st.composite
def policies(draw: st.DrawFn, clock: ClockKind | None = None) -> ServicePolicy:
    week = [draw(day_hours()) for _ in range(7)]
    if not any(week):
        week[draw(st.integers(0, 6))] = (Interval(540, 1020),)
    days = draw(st.lists(st.dates(date(2026, 2, 25), date(2027, 1, 10)), unique=True, max_size=8))
    half = len(days) // 2
    shortened = [(day, draw(day_hours())) for day in days[half:]]
    return ServicePolicy(
        zone=draw(st.sampled_from(ZONES)),
        hours=tuple(week),
        closed_days=tuple(ClosedDay(day, draw(st.text(max_size=8))) for day in days[:half]),
        shortened_days=tuple(ShortenedDay(day, hours, "short") for day, hours in shortened if hours),
        closures=tuple(
            Closure(at, at + timedelta(hours=3), "burst pipe")
            for at in draw(st.lists(st.sampled_from(WEEKS), max_size=2))
        ),
        target=draw(targets()),
        clock=clock or draw(st.sampled_from(list(ClockKind))),
    )


def targets() -> st.SearchStrategy[timedelta]:
    return st.one_of(
        st.sampled_from([timedelta(hours=hours) for hours in (1, 8, 15, 24, 48, 72)]),
        st.integers(1, 5 * 24 * 3600).map(lambda seconds: timedelta(seconds=seconds)),
    )


def instants() -> st.SearchStrategy[datetime]:
    by_second = st.builds(
        lambda week, off: week + timedelta(seconds=off), st.sampled_from(WEEKS), st.integers(0, 5 * 86400)
    )
    by_half_hour = st.builds(
        lambda week, off: week + timedelta(minutes=30 * off), st.sampled_from(WEEKS), st.integers(0, 240)
    )
    return by_second | by_half_hour

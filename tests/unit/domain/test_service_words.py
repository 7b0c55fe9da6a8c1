"""The service's hours and target in words, as notices tell them to members."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modtui.domain.policy import DEFAULT_HOURS, ServicePolicy, parse_hours
from modtui.domain.service_words import hours_in_words, service_words, target_in_words
from modtui.text.catalogue_service import SERVICE, SPANS, WEEKDAYS

DAY = parse_hours("09:00-17:00")
ALWAYS = parse_hours("00:00-24:00")


def week(*hours):
    return [parse_hours(text) if text else () for text in hours]


@pytest.mark.parametrize(
    ("hours", "en", "ar", "fr"),
    [
        (
            DEFAULT_HOURS,
            "Monday to Friday, 9:00 to 17:00",
            "من الاثنين إلى الجمعة من 9:00 إلى 17:00",
            "du lundi au vendredi, de 9 h à 17 h",
        ),
        (
            week(*["09:00-12:00,13:00-17:30"] * 4, "09:00-12:00", "10:00-12:00", ""),
            "Monday to Thursday, 9:00 to 12:00 and 13:00 to 17:30; Friday, 9:00 to 12:00; Saturday, 10:00 to 12:00",
            (
                "من الاثنين إلى الخميس من 9:00 إلى 12:00 ومن 13:00 إلى 17:30، "
                "والجمعة من 9:00 إلى 12:00، والسبت من 10:00 إلى 12:00"
            ),
            "du lundi au jeudi, de 9 h à 12 h et de 13 h à 17 h 30 ; le vendredi, de 9 h à 12 h ; le samedi, de 10 h à 12 h",
        ),
        (
            week("09:00-17:00", "", "09:00-17:00", "", "09:00-17:00", "", ""),
            "Monday, Wednesday and Friday, 9:00 to 17:00",
            "الاثنين والأربعاء والجمعة من 9:00 إلى 17:00",
            "le lundi, le mercredi et le vendredi, de 9 h à 17 h",
        ),
        (
            week("", "", "", "", "", "18:00-24:00", "18:00-24:00"),
            "Saturday and Sunday, 18:00 to 24:00",
            "السبت والأحد من 18:00 إلى 24:00",
            "le samedi et le dimanche, de 18 h à 24 h",
        ),
        ([DAY] * 7, "every day, 9:00 to 17:00", "كل يوم من 9:00 إلى 17:00", "tous les jours, de 9 h à 17 h"),
        ([ALWAYS] * 7, "at any time", "في أي وقت", "à toute heure"),
        (
            [ALWAYS, *[()] * 6],
            "Monday, 0:00 to 24:00",
            "الاثنين من 0:00 إلى 24:00",
            "le lundi, de 0 h à 24 h",
        ),
        ([()] * 7, "", "", ""),
    ],
)
def test_days_of_the_same_hours_stand_together(hours, en, ar, fr):
    assert [hours_in_words(hours, language) for language in ("en", "ar", "fr")] == [en, ar, fr]


@pytest.mark.parametrize(
    ("target", "en", "ar", "fr"),
    [
        (timedelta(hours=24), "24 hours", "24 ساعة", "24 heures"),
        (timedelta(hours=1), "1 hour", "ساعة واحدة", "1 heure"),
        (timedelta(hours=2), "2 hours", "ساعتين", "2 heures"),
        (timedelta(hours=4), "4 hours", "4 ساعات", "4 heures"),
        (timedelta(minutes=90), "90 minutes", "90 دقيقة", "90 minutes"),
        (timedelta(minutes=5), "5 minutes", "5 دقائق", "5 minutes"),
    ],
)
def test_the_target_is_counted_as_each_language_counts(target, en, ar, fr):
    assert [target_in_words(target, language) for language in ("en", "ar", "fr")] == [en, ar, fr]


def test_another_language_is_answered_in_english():
    assert service_words(ServicePolicy(), "so") == {
        "target": "24 hours",
        "service_hours": "Monday to Friday, 9:00 to 17:00",
    }


@given(
    st.lists(
        st.sampled_from([(), DAY, ALWAYS, parse_hours("09:00-12:00,13:00-15:00")]), min_size=7, max_size=7
    )
)
def test_every_open_day_is_said_once_and_no_closed_one(week):
    for language, names in WEEKDAYS.items():
        said = hours_in_words(week, language)
        assert bool(said) == any(week)
        assert "{" not in said
        if all(week) and len(set(week)) == 1:
            continue
        for number, name in enumerate(names):
            if not week[number]:
                between = number and number < 6 and week[number - 1] and week[number + 1]
                assert between or name not in said


def test_every_language_has_every_word():
    assert set(SERVICE) == set(SPANS) == set(WEEKDAYS) == {"en", "ar", "fr"}
    assert len({frozenset(words) for words in SERVICE.values()}) == 1

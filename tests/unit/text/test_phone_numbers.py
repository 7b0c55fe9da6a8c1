"""Numbers to dial in a text, and nothing that is none."""

import pytest

from modtui.text.phone_numbers import phone_numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Call 911 now, or 613-555-0114 day and night.", ["911", "613-555-0114"]),
        ("اتصل بـ 911 أو بـ911", ["911"]),
        ("اتصل على ٦١٣-٥٥٥-٠١١٤", ["613-555-0114"]),
        ("+1 (613) 555-0114.", ["+1 (613) 555-0114"]),
        ("verified 2026-10-01, open 9:00-17:00, room 12", []),
        ("https://example.org/12345 and a911b", []),
        ("911\n988", ["911", "988"]),
        ("It costs $1,200.00, 45.50 or 900 $; call 613-555-0114", ["613-555-0114"]),
        ("4111 1111 1111 1111 or 3782 822463 10005, not +1 613 555 0114", ["+1 613 555 0114"]),
        ("613.555.0114, 06.12.34.56.78", ["613.555.0114", "06.12.34.56.78"]),
        ("613-555-0114, 613-555-0115", ["613-555-0114", "613-555-0115"]),
        ("", []),
    ],
)
def test_what_can_be_dialled(text, numbers):
    assert phone_numbers(text) == numbers

"""How a change is told in one line: what was done, how much, and what followed from it."""

UNCHANGED = "It was like this already. Nothing was changed."


def counted(number: int, one: str, many: str = "") -> str:
    """`1 day`, `3 days`, `1,200 days`."""
    return f"1 {one}" if number == 1 else f"{number:,} {many or one + 's'}"


def moved(number: int) -> str:
    """How many due dates followed, to stand behind a sentence; nothing where none did."""
    return f" {counted(number, 'due date')} moved." if number else ""

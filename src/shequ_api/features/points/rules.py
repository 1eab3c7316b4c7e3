"""What a card's number is made of."""

SERIAL_DIGITS = 11


def card_number(district_code: str, serial: int) -> str:
    """18 digits: the district's six, the serial, and a check digit (ISO/IEC 7812-1, Luhn)."""
    digits = f"{district_code[:6]}{serial:0{SERIAL_DIGITS}d}"
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"

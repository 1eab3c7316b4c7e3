"""What budgets come to, reckoned by hand."""


class Model:
    """Budgets of a year: None is the whole district's."""

    def __init__(self, limits: dict[str | None, tuple[int, bool]]) -> None:
        self.left = {at: points for at, (points, _) in limits.items()}
        self.parts = {at: part for at, (_, part) in limits.items()}
        self.said: dict[str, int] = {}
        self.held: dict[str, int] = {}
        """By draw: what was not given back."""
        self.backs: dict[str, int] = {}

    def _holding(self, at: str) -> list[str | None]:
        return [each for each in self.left if each in (None, at)]

    def draw(self, at: str, points: int, key: str) -> int:
        holding = self._holding(at)
        if not holding:
            return points
        if key not in self.said:
            given, whole = points, True
            for each in holding:
                if self.left[each] < points:
                    given, whole = min(given, self.left[each]), whole and self.parts[each]
            given = given if whole else 0
            self.said[key] = self.held[key] = given
            for each in holding:
                self.left[each] -= given
        return self.said[key]

    def back(self, at: str, points: int, key: str, back: str) -> int:
        if key not in self.said:
            return 0
        # A key stands for one giving back, of whatever draw.
        if back not in self.backs:
            self.backs[back] = min(points, self.held[key])
            self.held[key] -= self.backs[back]
            for each in self._holding(at):
                self.left[each] += self.backs[back]
        return self.backs[back]

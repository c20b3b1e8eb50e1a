"""What can keep something from being measured."""


class CannotMeasure(Exception):
    """Nothing can be measured here; the sentence says why."""


class NotMeasured(Exception):
    """One contender cannot be measured; the sentence says why. The others go on."""

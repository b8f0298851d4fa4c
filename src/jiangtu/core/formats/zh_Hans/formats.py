"""Where Django writes Chinese otherwise: a month without a nought, as in a whole date; long numbers by threes."""

MONTH_DAY_FORMAT = "n月j日"
THOUSAND_SEPARATOR = ","  # as GB/T 15835 allows, and as amounts of money are written
NUMBER_GROUPING = 3

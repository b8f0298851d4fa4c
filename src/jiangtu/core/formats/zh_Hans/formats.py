"""Dates in Chinese where Django writes them otherwise: a month without a nought before it, as in a whole date."""

MONTH_DAY_FORMAT = "n月j日"

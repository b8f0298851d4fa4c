"""How long a code sent to a phone is good, and how many there are in a day; the figures are ours."""

LENGTH = 6  # digits
MINUTES = 5  # how long a code is good
TRIES = 3  # of one code
CODES_A_DAY = 8  # sent to one number
TRIES_A_DAY = 30  # of all the codes sent to one number
CODES_A_DAY_CONNECTION = 200  # asked for on one connection; a school shares one

"""How long a code sent to a phone is good, and how many there are in a day; the figures are ours.

Only codes that were not answered count for a number: whoever holds the phone gives theirs back by signing in.
"""

LENGTH = 6  # digits
MINUTES = 5  # how long a code is good
TRIES = 3  # of one code, whoever makes them
CODES_A_DAY_HERE = 4  # to one number on one connection
CODES_A_DAY = 12  # to one number on all connections where nobody has answered one lately
CODES_A_DAY_CONNECTION = 200  # asked for on one connection, for any numbers; a school shares one

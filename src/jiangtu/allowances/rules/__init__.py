"""The mentors' Measures: which months count, what each line comes to, and why.

Facts of the record (`case`) and one edition of the rulebook `mentor-measures` (`book`) in, an `Allowance` out
(`allowance`; `months`, `lines` and `derivation` are its steps, `record` keeps them beside a run). Pure: no Django, no
clock, no I/O; every sentence is a verdict, whose words stand in `allowances.phrases`.
"""

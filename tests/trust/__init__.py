"""Hostile answers, broken files, kills: what must not lose anything nor let anybody in.

python -m tests.trust --quick        a part of it, in seconds
python -m tests.trust                all of it, in minutes; prints its figures
"""

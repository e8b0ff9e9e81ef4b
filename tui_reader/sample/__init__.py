"""The sample behind `--demo`, as the Hub would answer it; see `transport`.

`days/` holds seven editions. 2025-12-10 is a real one: titles, authors and dates as they were, the
abstracts in our own words, and what is not known of a paper is a missing key. The six others,
with `comments.json`, `repos.json` and `full_text/`, were made up; their ids (2512.9…) are beyond
what arXiv gives out in a month.
"""

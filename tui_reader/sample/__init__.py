"""The sample behind `--demo`, in the Hub's format; see `transport`.

`days/` contains seven editions. 2025-12-10 is a real one: original titles, authors and dates, with
abstracts in our own words; unknown fields are missing. The six others, with `comments.json`,
`repos.json` and `full_text/`, are made up; their IDs (2512.9…) are beyond those of arXiv's largest
months.
"""

"""Benchmarks of the app, compared with a minimal Textual app. Not part of the test suite.

python -m tests.bench                     all rows, archives of 50, 5,000 and 100,000 papers
python -m tests.bench --papers 5000 --rows launch,keys --json
"""

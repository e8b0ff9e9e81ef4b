"""What the reader costs, as ratios to what it could cost at best. Not collected by the suite.

python -m tests.bench                     all rows, archives of 50, 5,000 and 100,000 papers
python -m tests.bench --papers 5000 --rows launch,keys --json
"""

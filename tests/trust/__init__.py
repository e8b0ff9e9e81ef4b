"""Tests of robustness and security at scale. The suite runs some cases of each; see `__main__`."""

"""Hostile answers of the Hub, each between two good papers, fed to the reader in a terminal."""

from __future__ import annotations

from tests.trust.report import Report


def run(quick: bool, seed: int) -> Report:
    return Report(())

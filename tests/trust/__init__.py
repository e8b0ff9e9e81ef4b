"""Broken files: what a damaged database must not lose. (Hostile answers and kills are to come.)"""

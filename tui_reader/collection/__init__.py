"""Syncs saved papers with a private Collection on the Hub, and so between machines."""

"""The reader: app, screens, widgets, one table of commands."""

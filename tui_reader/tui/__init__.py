"""The terminal user interface: app, screens, widgets, flows and services."""

"""A Model Context Protocol server for the library (extra `mcp`)."""

"""The Hub's HTTP API: a rate-limited client and pure parsers. Knows neither store nor Textual."""

"""The Hub over HTTP: a paced client and a pure parser. Knows neither the store nor the toolkit."""

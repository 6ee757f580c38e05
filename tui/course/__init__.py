"""The course of a search, added up from the ledger event by event."""

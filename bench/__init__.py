"""Figures, printed by `make bench`: ratios on this machine, never asserted in tests."""

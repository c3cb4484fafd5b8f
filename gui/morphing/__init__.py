"""The morph: alpha, its curve, what it is made with, its column."""

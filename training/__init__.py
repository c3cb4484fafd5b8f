"""Model making: the only place that imports torch."""

"""Reading what Thai officers type, and writing Thai numbers, money and dates."""

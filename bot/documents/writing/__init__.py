"""Pictures and papers. Amounts and days arrive as values; templates word and place them."""

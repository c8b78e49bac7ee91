"""Query parameters of lists and reads: their values, the conditions of filters, and pages."""

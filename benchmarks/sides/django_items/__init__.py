"""What the two sides on Django share: settings and the model."""

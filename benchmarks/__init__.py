"""What the product costs, measured beside a reference in the same run."""

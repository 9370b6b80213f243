"""Pages of the account: plain forms that work without a script."""

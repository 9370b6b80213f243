"""The study pages: they translate, the services and selectors decide."""

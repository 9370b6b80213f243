"""The curriculum packs: their form, how they are read, and what is checked about them."""

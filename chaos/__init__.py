"""Kill -9 under load, then judge what was promised against what is stored."""

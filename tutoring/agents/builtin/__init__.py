"""The built-in agents: no network, deterministic for a seed, instant."""

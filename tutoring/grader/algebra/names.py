"""The words of the algebra: functions, constants and Greek letters, and nothing else."""

FUNCTIONS = {
    "sin": "sin", "cos": "cos", "tan": "tan", "cot": "cot", "sec": "sec", "csc": "csc",
    "cosec": "csc", "asin": "asin", "arcsin": "asin", "acos": "acos", "arccos": "acos",
    "atan": "atan", "arctan": "atan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "ln": "ln",
    "log": "log", "exp": "exp", "sqrt": "sqrt", "cbrt": "cbrt", "abs": "abs",
    "factorial": "factorial",
}  # fmt: skip
INVERSES = {"sin": "asin", "cos": "acos", "tan": "atan"}
CONSTANTS = ("pi", "e")
GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi",
    "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "Δ": "Delta", "Ω": "Omega", "Φ": "Phi", "Σ": "Sigma", "Θ": "Theta", "Λ": "Lambda",
    "Γ": "Gamma", "Ψ": "Psi",
}  # fmt: skip
WORDS = tuple(sorted({*FUNCTIONS, *GREEK.values(), "pi"}, key=len, reverse=True))

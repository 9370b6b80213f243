"""Generators of the lesson on games and tournaments."""

import random

from tutoring.generators.registry import Draft, Wrong, generator

SPORTS = ("badminton", "chess", "table tennis", "carrom", "tennis", "wrestling")
LEAGUES = ("football", "hockey", "kabaddi", "handball")


@generator("games-and-tournaments.points-of-a-round-robin")
def points_of_a_round_robin(rng: random.Random) -> Draft:
    """Points of all teams with 3-1-0; wrong options mistreat draws, pairs or the format."""
    teams, sport = rng.randint(5, 12), rng.choice(LEAGUES)
    matches = teams * (teams - 1) // 2
    draws = rng.randint(3, min(teams, matches // 3))
    total = 3 * matches - draws
    return Draft(
        stem=(
            f"In a {sport} league of {teams} teams each pair of teams meets exactly once. A win "
            "gives 3 points, a defeat none and a draw 1 point to each of the two teams. "
            f"{draws} matches are drawn. How many points do all teams have together?"
        ),
        answer=f"{total}",
        wrong=(
            Wrong(f"{3 * matches}", "gt-draw-points"),
            Wrong(f"{6 * matches - draws}", "gt-pairs-twice"),
            Wrong(f"{3 * (teams - 1) - draws}", "gt-format"),
        ),
        explanation=(
            f"There are $\\tfrac{{{teams}\\times {teams - 1}}}{{2}} = {matches}$ matches. "
            f"A decided match gives 3 points, a drawn one 2: "
            f"$3\\times {matches} - {draws} = {total}$. "
            f"With 3 points for every match one would get {3 * matches}."
        ),
    )


@generator("games-and-tournaments.first-round-matches-with-byes")
def first_round_matches_with_byes(rng: random.Random) -> Draft:
    """Matches of a first round with byes; wrong: half of the players, the byes, the survivors."""
    sport = rng.choice(SPORTS)
    survivors = rng.choice([16, 32, 64, 128])
    players = rng.randrange(survivors + 5, 2 * survivors - 3)
    matches = players - survivors
    return Draft(
        stem=(
            f"A knock-out tournament in {sport} has {players} players. So many of them get a bye "
            f"in the first round that exactly {survivors} players take part in the second round; "
            "no other byes are given. How many matches are played in the first round?"
        ),
        answer=f"{matches}",
        wrong=(
            Wrong(f"{players // 2}", "gt-halves-only"),
            Wrong(f"{2 * survivors - players}", None),
            Wrong(f"{players - 1}", "gt-format"),
        ),
        explanation=(
            f"${players} - {survivors} = {matches}$ players must be out after the first round, and "
            f"each match sends one home: {matches} matches. The other "
            f"{2 * survivors - players} players have a bye."
        ),
    )


@generator("games-and-tournaments.wins-that-guarantee-a-place")
def wins_that_guarantee_a_place(rng: random.Random) -> Draft:
    """Wins that surely suffice for a place; wrong: a tie neglected, the least that may suffice."""
    sport, teams = rng.choice(LEAGUES), rng.randint(6, 14)
    places = rng.randint(3, teams - 3)
    below = teams - places - 1
    tied = (places + 2 * below) // 2
    sure, may = tied + 1, (teams - places + 1) // 2
    return Draft(
        stem=(
            f"In a {sport} league of {teams} teams each pair meets exactly once and no match ends "
            f"in a draw. The {places} teams with the most wins qualify; ties are broken by lot. "
            "What is the least number of wins that makes it certain that a team qualifies?"
        ),
        answer=f"{sure}",
        wrong=(
            Wrong(f"{tied}", "gt-sure-may"),
            Wrong(f"{may}", "gt-sure-may"),
            Wrong(f"{sure + 1}", "gt-off-by-one"),
        ),
        explanation=(
            f"In the worst case {places + 1} teams are equal: each beats the {below} others and "
            f"they share the matches among themselves, ${places}/2$ wins each on average. So "
            f"{places + 1} teams can have {tied} wins each, and one of them misses; "
            f"{places + 1} teams with {sure} wins each are impossible."
        ),
    )

"""One grader for every type of objective answer: pure functions, no models, no database.

``read_key`` turns stored JSON into a key, ``grade`` judges an answer against it. A model never
grades; what cannot be read or judged is never a pass. See docs/grading.md.
"""

from tutoring.grader.grading import faults_of_key, grade
from tutoring.grader.keys import Key, read_key
from tutoring.grader.verdicts import ErrorKind, Grade, Verdict

__all__ = ["ErrorKind", "Grade", "Key", "Verdict", "faults_of_key", "grade", "read_key"]

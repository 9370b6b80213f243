"""Who may do what with chats about topics and with quizzes outside a session."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from accounts.errors import NotAllowed
from accounts.models import Guardianship, User
from sessions_app.errors import SessionNotFound
from sessions_app.permissions import Act, access, find_session, learner_id_for
from tutoring.errors import MaterialNotFound, QuizItemNotFound, QuizNotFound
from tutoring.models import Quiz, QuizItem, StudyMaterial
from tutoring.services.attempts import NEEDED
from tutoring.states import QuizKind

# Practice and review have routes of their own, which time and count their answers.
ANSWERED_HERE = (QuizKind.TOPIC, QuizKind.REQUESTED, QuizKind.REDEMPTION)


def chat_learner_id(user: User, learner_id: UUID | None, *, to_write: bool) -> UUID:
    """Return whose chat is meant: the caller's or a ward's.

    A guardian reads only what the learner shares, and always a child profile's; staff read no
    chat here, where no history could say that they did. Raises SessionNotFound and NotAllowed.
    """
    found = acting_learner_id(user, learner_id, to_write=to_write)
    if found == user.pk or to_write:
        return found
    wards = Guardianship.objects.of_guardian(user.pk).filter(learner_id=found)
    learner = wards.select_related("learner__user").get().learner
    if not (learner.user.is_child_profile or learner.shares_free_text):
        raise NotAllowed("This learner does not share what they write.")
    return found


def acting_learner_id(user: User, learner_id: UUID | None, *, to_write: bool) -> UUID:
    """Return whose work is meant: the caller's or a ward's; staff have none of their own here.

    Raises SessionNotFound and NotAllowed.
    """
    found = learner_id_for(user, learner_id, to_write=to_write)
    if found == user.pk:
        return found
    if not Guardianship.objects.of_guardian(user.pk).filter(learner_id=found).exists():
        raise NotAllowed("You see this learner as staff; that is not yours to do.")
    return found


def find_question(
    user: User,
    question_id: UUID,
    *,
    quiz_id: UUID | None = None,
    session_id: UUID | None = None,
    kinds: Collection[str] = ANSWERED_HERE,
) -> QuizItem:
    """Return a question of a quiz that the caller may answer; the newest that has it.

    Its answer, its topic and its lesson come along. Raises QuizItemNotFound, SessionNotFound and
    NotAllowed.
    """
    named = Q(pk=question_id) | Q(question_version=question_id)
    rows = QuizItem.objects.filter(named, quiz__kind__in=kinds)
    if quiz_id is not None:
        rows = rows.filter(quiz=quiz_id)
    if session_id is not None:
        find_session(user, session_id, Act.WRITE)
        rows = rows.filter(quiz__session=session_id)
    elif quiz_id is None:
        rows = rows.filter(Q(pk=question_id) | Q(quiz__learner=user))
    found = rows.select_related("quiz__topic", "quiz__session__user", *NEEDED)
    item = found.order_by("-quiz__created_at", "-pk").first()
    if item is None:
        raise QuizItemNotFound("There is no such question.")
    _may_answer(user, item.quiz)
    return item


def find_answerable(user: User, question_id: UUID) -> QuizItem:
    """Return a question of any quiz that the caller may answer (``Act.WRITE``), to report it.

    Raises QuizItemNotFound, SessionNotFound and NotAllowed.
    """
    return find_question(user, question_id, kinds=QuizKind.values)


def _may_answer(user: User, quiz: Quiz) -> None:
    if quiz.session is not None:
        access(user, quiz.session, Act.WRITE)
    else:
        acting_learner_id(user, quiz.learner_id, to_write=True)


def find_quiz(user: User, quiz_id: UUID) -> Quiz:
    """Return a quiz whose learner the caller may see. Raises QuizNotFound."""
    quiz = Quiz.objects.select_related("topic", "session").filter(pk=quiz_id).first()
    if quiz is None:
        raise QuizNotFound("There is no such quiz.")
    if quiz.session is not None:
        access(user, quiz.session, Act.READ)
    else:
        learner_id_for(user, quiz.learner_id, to_write=False)
    return quiz


def find_material(user: User, material_id: UUID, *, to_write: bool) -> StudyMaterial:
    """Return a file whose learner's free text the caller may read, or write for.

    Raises MaterialNotFound and NotAllowed.
    """
    material = StudyMaterial.objects.filter(pk=material_id).first()
    if material is None:
        raise MaterialNotFound("There is no such file.")
    try:
        chat_learner_id(user, material.learner_id, to_write=to_write)
    except SessionNotFound as error:
        raise MaterialNotFound("There is no such file.") from error
    return material

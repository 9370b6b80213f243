"""The study pages."""

from django.urls import path

from tutoring.views import ask, hints, home, material, plans, practice, quiz, redemption, reviews, study

app_name = "study"
urlpatterns = [
    path("", home.home, name="home"),
    path("onboarding/", home.onboarding, name="onboarding"),
    path("sessions/<uuid:session_id>/", study.session, name="session"),
    path("sessions/<uuid:session_id>/goal/", home.goal, name="goal"),
    path("sessions/<uuid:session_id>/plan/", study.plan, name="plan"),
    path("sessions/<uuid:session_id>/plan/again/", plans.again, name="plan-again"),
    path("sessions/<uuid:session_id>/plan/<int:version>/take/", plans.take, name="plan-take"),
    path("sessions/<uuid:session_id>/plan/<int:version>/keep/", plans.keep, name="plan-keep"),
    path("sessions/<uuid:session_id>/lesson/", study.lesson, name="lesson"),
    path("sessions/<uuid:session_id>/lesson/ask/", ask.ask, name="ask"),
    path("sessions/<uuid:session_id>/quiz/", quiz.quiz, name="quiz"),
    path("sessions/<uuid:session_id>/quiz/<int:number>/", quiz.question, name="question"),
    path("sessions/<uuid:session_id>/analysis/", study.analysis, name="analysis"),
    path(
        "sessions/<uuid:session_id>/mistakes/<uuid:attempt_id>/redeem/",
        redemption.redeem_mistake,
        name="redeem",
    ),
    path(
        "sessions/<uuid:session_id>/mistakes/<uuid:attempt_id>/answer/",
        redemption.answer,
        name="redeem-answer",
    ),
    path("questions/<uuid:item_id>/hint/", hints.hint, name="hint"),
    path("sessions/<uuid:session_id>/summary/", study.summary, name="summary"),
    path("sessions/<uuid:session_id>/topics/<uuid:topic_id>/", study.start, name="start-topic"),
    path("sessions/<uuid:session_id>/quiz/take/", study.take, name="take-quiz"),
    path("sessions/<uuid:session_id>/quiz/answer/", quiz.answer, name="answer"),
    path("sessions/<uuid:session_id>/next/", study.go_on, name="next-topic"),
    path("sessions/<uuid:session_id>/finish/", study.finish, name="finish"),
    path("review/", reviews.review, name="review"),
    path("practice/", practice.choose, name="practise"),
    path("practice/start/", practice.start, name="practice-start"),
    path("practice/<uuid:session_id>/", practice.practice, name="practice"),
    path(
        "practice/<uuid:session_id>/questions/<uuid:item_id>/",
        practice.question,
        name="practice-question",
    ),
    path("practice/<uuid:session_id>/answer/", practice.answer, name="practice-answer"),
    path("practice/<uuid:session_id>/end/", practice.end, name="practice-end"),
    path("material/", material.material, name="material"),
    path("material/<uuid:material_id>/", material.one, name="material-one"),
    path("material/<uuid:material_id>/file/", material.file, name="material-file"),
    path("material/<uuid:material_id>/picture/", material.picture, name="material-picture"),
    path("material/<uuid:material_id>/delete/", material.delete, name="material-delete"),
    path("material/<uuid:material_id>/retry/", material.retry, name="material-retry"),
    path("material/<uuid:material_id>/pages/<int:number>/", material.page, name="material-page"),
]

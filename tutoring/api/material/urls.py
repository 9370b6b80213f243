"""Routes of the study material API."""

from django.urls import path

from tutoring.api.material.views import (
    MaterialFileView,
    MaterialPageView,
    MaterialRetryView,
    MaterialsView,
    MaterialView,
)

ONE = "material/<uuid:material_id>/"
urlpatterns = [
    path("material/", MaterialsView.as_view(), name="material-list"),
    path(ONE, MaterialView.as_view(), name="material-one"),
    path(ONE + "retry/", MaterialRetryView.as_view(), name="material-retry"),
    path(ONE + "file/", MaterialFileView.as_view(), name="material-file"),
    path(ONE + "pages/<int:number>/", MaterialPageView.as_view(), name="material-page"),
]

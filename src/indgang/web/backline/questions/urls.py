"""The addresses of the questions from the desks."""

from django.urls import URLPattern, URLResolver, path

from indgang.web.backline.questions import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.listed, name="questions"),
    path("figures/", views.figures, name="question_figures"),
    path("<int:question>/", views.talk, name="question"),
    path("<int:question>/read/", views.read, name="read_question"),
    path("<int:question>/let-go/", views.release, name="let_go_question"),
    path("<int:question>/section/", views.section, name="question_section"),
]

"""Django's view of this part."""

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    """The part `questions` of the second line's face."""

    name = "indgang.web.backline.questions"
    label = "web_backline_questions"

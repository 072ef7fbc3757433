"""The addresses of what the staff reads and says about the texts, at a desk or not."""

from django.urls import URLPattern, URLResolver, path

from indgang.web.desk.views import feedback, news, questions

app_name = "news"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", news.page, name="news"),
    path("unread/", news.unread, name="unread"),
    path("<int:news>/read/", news.read, name="read"),
    path("feedback/", feedback.mine, name="feedback"),
    path("feedback/<int:feedback>/read/", feedback.read, name="answer_read"),
    path("feedback/<int:feedback>/again/", feedback.again, name="again"),
    path("feedback/about/<slug:code>/", feedback.give, name="give_feedback"),
    path("questions/", questions.mine, name="questions"),
    path("questions/<int:question>/", questions.talk, name="question"),
    path("questions/<int:question>/read/", questions.read, name="read_question"),
    path("questions/<int:question>/same/", questions.same, name="same_question"),
    path("questions/<int:question>/withdraw/", questions.withdraw, name="withdraw_question"),
    path("questions/about/<slug:code>/", questions.ask, name="ask_unit"),
    path("questions/about/<slug:code>/similar/", questions.similar, name="similar_questions"),
]

"""The addresses of messages."""

from django.urls import path

from indgang.web.manage.messages import log, rules, texts

PATTERNS = [
    path("messages/", log.log, name="messages"),
    path("messages/texts/", texts.texts, name="message_texts"),
    path("messages/texts/<kind>/<channel>/", texts.text, name="message_text"),
    path("messages/texts/<kind>/<channel>/<language>/reset/", texts.reset, name="reset_message_text"),
    path("messages/rules/", rules.rules, name="message_rules"),
    path("messages/rules/test/<channel>/", rules.test, name="test_message"),
    path("messages/<int:message>/", log.card, name="message"),
    path("messages/<int:message>/again/", log.again, name="send_message_again"),
    path("messages/<int:message>/cancel/", log.cancel, name="cancel_message"),
    path("messages/<int:message>/settle/", log.settle, name="settle_message"),
]

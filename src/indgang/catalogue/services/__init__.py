"""Commands of the catalogue."""

from indgang.catalogue.services.answers import propose_section, remind_units
from indgang.catalogue.services.assumptions import confirm_assumption
from indgang.catalogue.services.drafting import save_draft, submit
from indgang.catalogue.services.editing import (
    release_field,
    set_active,
    set_offer,
    set_site_offer,
    set_standard_minutes,
    set_task_field,
)
from indgang.catalogue.services.feedback import (
    answer_feedback,
    assign_feedback,
    give_feedback,
    mark_answer_read,
    reopen_feedback,
    take_feedback,
)
from indgang.catalogue.services.forms import (
    FieldTexts,
    FieldWish,
    discard_form,
    draft_form,
    move_field,
    publish_form,
    remove_field,
    save_field,
)
from indgang.catalogue.services.keeping import set_keeping
from indgang.catalogue.services.loading import ContentReport, load_content
from indgang.catalogue.services.misses import count_given_up, count_miss
from indgang.catalogue.services.news import (
    NewsWish,
    edit_news,
    mark_read,
    publish_news,
    withdraw_news,
    write_news,
)
from indgang.catalogue.services.owning import possible_owners, read_through_section, set_owner
from indgang.catalogue.services.questions import (
    ask_the_same,
    ask_unit,
    let_go,
    note_reading,
    reply,
    say_more,
    withdraw_question,
)
from indgang.catalogue.services.releasing import (
    approve,
    keep_ours,
    publish,
    publish_due,
    roll_back,
    send_back,
    withdraw,
)
from indgang.catalogue.services.reminding import MailReport, remind
from indgang.catalogue.services.rows import NotNow, SavedMeanwhile, Wish
from indgang.catalogue.services.rules import rules, set_rules
from indgang.catalogue.services.texts import publish_play, save_local_note, set_text
from indgang.catalogue.services.words import add_synonym, add_words, remove_synonym, settle_miss

__all__ = [
    "ContentReport",
    "FieldTexts",
    "FieldWish",
    "MailReport",
    "NewsWish",
    "NotNow",
    "SavedMeanwhile",
    "Wish",
    "add_synonym",
    "add_words",
    "answer_feedback",
    "approve",
    "ask_the_same",
    "ask_unit",
    "assign_feedback",
    "confirm_assumption",
    "count_given_up",
    "count_miss",
    "discard_form",
    "draft_form",
    "edit_news",
    "give_feedback",
    "keep_ours",
    "let_go",
    "load_content",
    "mark_answer_read",
    "mark_read",
    "move_field",
    "note_reading",
    "possible_owners",
    "propose_section",
    "publish",
    "publish_due",
    "publish_form",
    "publish_news",
    "publish_play",
    "read_through_section",
    "release_field",
    "remind",
    "remind_units",
    "remove_field",
    "remove_synonym",
    "reopen_feedback",
    "reply",
    "roll_back",
    "rules",
    "save_draft",
    "save_field",
    "save_local_note",
    "say_more",
    "send_back",
    "set_active",
    "set_keeping",
    "set_offer",
    "set_owner",
    "set_rules",
    "set_site_offer",
    "set_standard_minutes",
    "set_task_field",
    "set_text",
    "settle_miss",
    "submit",
    "take_feedback",
    "withdraw",
    "withdraw_news",
    "withdraw_question",
    "write_news",
]

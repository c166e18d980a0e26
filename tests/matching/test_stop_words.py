"""A plain word is enough to stop."""

from bot.matching.recognizing.stop_words import means_stop
from tests.lines import each


@each(
    "text",
    [
        "stop",
        "STOP",
        " Stop! ",
        "stop.",
        "«Stop»",
        "Unsubscribe",
        "baja",
        "¡ALTO!",
        "arrêt",
        "ARRET",
        "توقف",
        "إلغاء",
        "STOP STOP stop",
        "stop\nstop",
        "S T O P",
        "s.t.o.p",
        "s\u0336t\u0336o\u0336p\u0336",
        "ＳＴＯＰ",
        "\u202bتَوَقَّف\u202c",
        "stop" + 300 * "!",
        "stop" + 300 * "\U0001f6d1",
        300 * "\u200f" + "stop" + 300 * "\u200f",
        "@a_bot stop",
        "stop @a_bot",
        "please stop",
        "pls stop now",
        "stpo",
        "un subscribe me",
        "alto por favor",
        "¡Basta ya!",
        "detener",
        "quit",
        "pare por favor",
        "arrête",
        "أوقفوا الرسائل",
        "dame de baja",
        "stop s’il vous plaît",
        "me désinscrire",
        "توقف من فضلك",
        "إيقاف الرسائل",
        "أوقف",
        "/baja",
    ],
)
def test_the_word_alone_means_stop_however_it_is_written(text):
    assert means_stop(text)


@each(
    "text",
    [
        "",
        "…",
        "do not stop",
        "Where does the bus stop?",
        "stop the next webinar",
        "Where is the alto?",
        "please",
        "me",
        "@stop",
        "stop 1",
        "s t o r y",
    ],
)
def test_the_word_within_a_sentence_does_not(text):
    assert not means_stop(text)


@each(
    "text",
    [
        "Stop sending me messages",
        "Please stop texting me!",
        "dont send me any more messages",
        "Don’t write to me again.",
        "I do not want your messages anymore",
        "stop all messages",
        "take me off this list please",
        "please take my number off this",
        "no more of these msgs pls",
        "Ya no quiero recibir nada",
        "je ne veux plus rien recevoir",
        "لا أريد استلام أي شيء بعد الآن",
        "unsubscribe me",
        "Dejen de enviarme mensajes, por favor",
        "ya no me manden nada",
        "No me escriban más",
        "no quiero recibir más mensajes",
        "sáquenme de la lista",
        "Arrêtez de m’écrire",
        "ne m'envoyez plus de messages svp",
        "je ne veux plus recevoir vos messages",
        "désabonnez-moi",
        "لا تُرسلوا لي رسائل بعد الآن",
        "توقفوا عن إرسال الرسائل لي",
        "توقفوا عن الإرسال",
        "لا ترسلوا شيئا",
        "لا أريد رسائلكم",
        "أزيلوني من هذه القائمة",
        "I want to unsubscribe",
        "I want to unsubscribe please",
        "unsuscribe",
        "cancel my subscription",
        "thank you, stop",
        "stop please thank you",
        "stop sms",
        "deseo darme de baja",
        "me quiero dar de baja",
        "darme d baja x favor",
        "quiero cancelar la suscripción",
        "désabonnement",
        "je voudrais me désabonner",
        "annuler mon abonnement",
        "stop the bot",
        "just stop",
        "reply STOP",
        "stop my subscription",
        "unsubscibe",
        "stop mensajes",
        "alto mensajes",
        "detengan los mensajes",
        "detener mensajes",
        "paren ya",
        "stop les messages",
        "arrêter les messages",
        "arret sms",
        "stoppez svp",
        "توقفي",
        "وقفوا الرسائل",
        "أوقفوا الإرسال",
        "stop الرسائل",
        "st0p",
        "أريد إلغاء الاشتراك",
        "بدي الغي الاشتراك",
        "I want to stop receiving messages",
        "i dont want to receive any more messages",
        "paren los mensajes por favor",
        "ya basta de mensajes",
        "quiero dejar de recibir sus mensajes",
        "arrêtez vos messages",
        "stop aux messages",
        "أوقفوا هذه الرسائل",
        "كفاية رسائل",
    ],
)
def test_a_clear_wish_to_get_nothing_more_is_a_stop(text):
    assert means_stop(text)


@each(
    "text",
    [
        "cancel",
        "end",
        "remove me",
        "how to unsubscribe",
        "cómo me doy de baja",
        "estoy de baja",
        "dar de baja a mi empleada",
        "cancel my visa",
        "annuler mon visa",
        "can i opt out of the draft",
        "unsubscribe the reminders",
        "thank you",
        "remove me from here",
        "take me off here",
        "delete me",
        "no more of this violence",
        "no quiero recibir nada de la policía",
        "stop the reminders",
        "how do I stop the messages",
        "why do you not send me messages",
        "do not stop sending me messages",
        "I don't want messages about webinars",
        "stop the war on migrants",
        "can i unsubscribe?",
        "¿puedo darme de baja?",
        "cancelar mi inscripción",
        "annuler mon inscription",
        "unsubscribe from updates",
        "stop sending people back",
        "when did it end",
        "no more borders",
        "quiero recibir mensajes",
        "que dejen de enviar gente a la frontera",
        "plus de messages",
        "arrêtez les expulsions",
        "why do i stop receiving messages",
        "plus aucun message",
        "detengan",
        "i want to stop",
        "paren las redadas",
        "basta de redadas",
        "quiero dejar de recibir golpes",
        "stop aux expulsions",
        "وقفوا الترحيل",
        "stop les expulsions",
        "detengan las deportaciones",
        "para",
        "stopped",
        "just stop them",
        "can you stop the bot",
        "أوقفوا الترحيل",
        "وقفوا",  # also: they arrested
        "merci stpp",
        "je veux recevoir vos messages",
        "أريد رسائل",
        "أوقفوا الحرب",
    ],
)
def test_what_may_mean_less_or_something_else_is_not(text):
    assert not means_stop(text)


@each(
    "text",
    [
        *("sto p", "s top", "st op", "Stop!!1", "stop!1!", "¡¡alto!!1"),
        *("stop menssages", "stop messeges", "stop msg", "stop mssages", "stop les notifs", "stop notif"),
        *("stop enviando mensajes", "stop this", "stop this now", "stop that"),
        *("no molesten", "ya no me molesten", "no molestar", "dejen de molestar", "ne me dérangez plus"),
    ],
)
def test_slips_of_the_thumb_and_do_not_disturb_mean_it_too(text):
    assert means_stop(text)


@each(
    "text",
    [
        *("acha kutuma ujumbe", "sitaki ujumbe tena", "message band karo", "मैसेज बंद करो", "मैसेज मत भेजो"),
        *("বন্ধ করুন", "মেসেজ পাঠাবেন না", "بند کرو", "pare de enviar mensagens", "itigil ang mensahe"),
        *("sispann voye mesaj", "стоп", "відписатися", "nu mai trimiteți mesaje", "mesaj atmayın"),
        *("پیام نفرستید", "አቁም", "ኣቋርጽ", "停止", "退订", "keine nachrichten mehr", "basta messaggi"),
    ],
)
def test_so_does_what_is_said_most_often_in_languages_without_answers(text):
    assert means_stop(text)


@each(
    "text",
    [
        *(
            "top",
            "s to p the raids",
            "stop 1",
            "stop1",
            "no molesten a los migrantes",
            "acha",
            "стоп депортациям",
        ),
        *("stop this law", "stop that war", "stop les rafles", "停止驱逐", "a l to ve", "message"),
    ],
)
def test_what_only_holds_such_words_does_not(text):
    assert not means_stop(text)


@each(
    "text",
    [
        *(
            "STOP SENDING ME THIS",
            "stop sending me stuff",
            "do not send me this again",
            "stop with these messages",
        ),
        *(
            "STOP ALREADY",
            "ok stop",
            "hi, stop sending messages",
            "remove me from this group",
            "stop bugging me",
        ),
        *(
            "ya no me manden esto",
            "dejen de mandarme esto",
            "no quiero que me escriban",
            "sáquenme de este grupo",
        ),
        *(
            "ya no quiero que me manden mensajes",
            "ya párenle con los mensajes",
            "ya basta de mandarme mensajes",
        ),
        *("arrêtez de m'envoyer ça", "arretez de menvoyer des messages", "ne m'envoyez plus ça", "arrête ça"),
        *(
            "je ne veux plus de ces messages",
            "je veux arrêter de recevoir des messages",
            "sortez-moi de ce groupe",
        ),
        *(
            "لا ترسلوا لي هذا",
            "لا ترسلوا هذه الرسائل",
            "لا أريد هذه الرسائل",
            "توقفوا عن إرسال هذه الرسائل لي",
        ),
        *("بطلوا تبعتولي رسائل", "ما بدي رسائل", "مش عايز رسائل", "متبعتليش رسايل تاني", "ما بغيتش رسائل"),
        *("i want 2 stop these msgs", "i want to stop your messages"),
        *("не пишите мне", "не пишите мне больше", "не пишіть мені", "não me mandem mais nada"),
        *(
            "pa voye mesaj ban mwen",
            "msinitumie ujumbe",
            "mujhe message mat karo",
            "huwag na po kayong magpadala",
        ),
    ],
)
def test_so_does_who_names_no_messages_but_this_or_says_it_as_people_speak(text):
    assert means_stop(text)


@each(
    "text",
    [
        *(
            "I want this to stop",
            "dont want this",
            "make it stop",
            "stop sending them back",
            "get me out of here",
        ),
        *("ya no quiero esto", "sáquenme de aquí", "no me manden a mi país", "no quiero que me deporten"),
        *("no quiero que me lleven", "arrêtez de nous expulser", "m'envoyez plus de messages", "ok", "hola"),
        *("ما بدي ارجع", "لا أريد هذا", "بطلوا", "не молчите", "help me stop this", "right"),
        *("stop the boats", "enough of this violence", "je veux recevoir des messages", "طلعوني من هنا"),
    ],
)
def test_what_asks_for_the_end_of_something_else_or_of_who_knows_what_does_not(text):
    assert not means_stop(text)

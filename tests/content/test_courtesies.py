"""What is said to the bot about itself gets the fitting courtesy, beside everything else that is shipped."""

from collections.abc import Iterable

import pytest

from bot.app.content.learning import prepare, taught
from bot.matching.answerer import Answerer
from bot.matching.danger.danger_signs import Danger
from bot.matching.recognizing.stop_words import means_stop
from bot.matching.replies import Answered, Courtesy, Reply
from tests import shipped
from tests.learning import languages_once, learned_once

UNSAFE = (
    *(
        "I don't feel safe at home",
        "I am not safe at home",
        "it is not safe here",
        "no me siento segura en mi casa",
        "nos persiguen",
    ),
    *("aide", "je ne me sens pas en sécurité chez moi", "مساعدة", "أحتاج مساعدة", "نحتاج مساعدة"),
    *("hide me", "my child is missing", "me persiguen", "aide svp", "محتاجين مساعدة"),
    *("je ne suis pas en sécurité", "خطر", "لا أشعر بالأمان", "no me siento segura", "طفلي ضاع", "يلاحقونني"),
)
WITHOUT_WHAT_THEY_NEED = (
    *("no medicine for my son", "no doctor for my child", "there is no medicine for my daughter"),
    *("no hay medicinas para mi hija", "pas de nourriture pour mes enfants", "لا حليب لطفلي"),
)
LEAVING = {
    "en": ("how do I get off this list", "take me off your list", "pls remove me from this list"),
    "es": (
        "dame de baja",
        "borra mis datos",
        "ya no me manden mensajes",
        "borren mi numero de telefono",
        "bórrame porfa",
    ),
    "fr": (
        *("enlevez-moi de la liste", "je ne veux plus de vos messages", "désabonnez-moi", "désinscrire"),
        *("j'arrête", "J'ARRETE", "je m'arrête là", "je stoppe", "arrête ça", "arrêtez"),
    ),
    "ar": ("احذفوا رقمي من القائمة", "امسحوني", "ما بدي رسائل", "كيف أخرج من هذه القائمة"),
}
KINDS = {
    "greeting": (
        *("good night", "buenas noches", "feliz año"),
        *("good morning everyone", "hello team", "buenas tardes a todos", "buenos días compañeros"),
        "صباح الخير جميعا",
    ),
    "privacy": (
        *("do you save my number", "what data do you keep of me", "is it anonymous?"),
        *("¿guardan mi número?", "¿es anónimo?", "guardan mis datos"),
        *("هل تحفظون رقمي", "شو بتخزنوا عني", "شو بتعرفوا عني"),
    ),
    "safety": (
        *("can the police see this?", "can police read my messages?", "are you going to report me to ice"),
        *("¿la policía puede ver mis mensajes?", "¿me van a denunciar?", "من يقرأ رسائلي"),
        *(
            "is it a scam?",
            "is this some kind of fraud",
            "es una estafa esto?",
            "c'est une arnaque ?",
            "نصب؟",
        ),
        *("does ice get my medical data", "¿trabajas para la migra?"),
    ),
    "emergency": (
        *("تم اغتصابي", "tengo ganas de desaparecer"),
        *("sos", "help me!!", "Our boat is sinking", "he has a gun", "im so scared now"),
        *("¡auxilio!", "tengo mucho miedo", "nos estan disparando"),
    ),
    "emergency-police": (
        *("police outside", "ICE is at the door", "they took my brother", "raid at work"),
        *("la migra esta afuera", "se llevaron a mi hermano", "hay redada en el trabajo"),
    ),
    "other-subject": ("weather tomorrow", "who won the match", "recipe for rice", "¿quién ganó el partido?"),
    "leaving": (
        *("quit", "enough", "no quiero nada", "كفى", "إلغاء"),
        *("turn off the notifications", "I didn't sign up for this", "desactiva las notificaciones"),
        *("stopped", "detengan", "pause", "pausa", "foutez moi la paix", "اتركوني وشأني", "خلوني بحالي"),
        *("couper les notifs", "je me suis jamais inscrit", "stop the webinars but keep the news"),
    ),
    "insult": (
        *("you did not answer my question", "no contestaste lo que pregunté", "réponds à ma question"),
        *("لم تجب على سؤالي", "c'est nul", "you sent me wrong information"),
    ),
    "personal-case": (
        *("how do I find someone in ICE detention", "¿soy víctima de trata?", "am I trafficked?", "hotline"),
        *("do i have to open the door", "tengo que abrir la puerta", "faut il ouvrir à la police"),
        *("هل أفتح الباب للشرطة", "can i film the police", "puedo grabar a la migra"),
        *("me dijeron que ustedes ayudan con papeles", "vous aidez pour les papiers ?", "nos robaron todo"),
        *("comment trouver quelqu'un en rétention", "هل أنا ضحية اتجار"),
        *("هل يمكن ترحيلي", "هل يمكن طردي", "où trouver un abri", "وين في ملجأ قريب"),
    ),
    "warmth": (
        "amen",
        "much love from nairobi",
        "we love you",
        "big hug",
        "un abrazo grande",
        "los queremos mucho",
        *("you guys are amazing", "i love you guys!", "guys you rock", "ustedes son muy geniales"),
        *("son los mejores!", "vous êtes vraiment géniaux", "vous etes les meilleurs", "انتم رائعون"),
    ),
}
KINDS["other-subject"] += (
    *("is it true they are closing the border", "es verdad que van a cerrar la frontera"),
    *("c'est vrai qu'ils vont fermer la frontière", "هل صحيح انهم سيغلقون الحدود"),
)
FRENCH = {
    "privacy": ("vous gardez quoi sur moi", "est-ce que vous gardez mon numéro ?", "c'est anonyme ?"),
    "emergency": ("au secours", "le bateau coule aidez nous", "j'ai trop peur"),
    "emergency-police": (
        "la police est devant la porte",
        "ils ont pris mon frère",
        "rafle dans mon quartier",
    ),
    "safety": ("la police peut voir ce que j'écris ?", "vous allez me dénoncer ?", "c'est sûr ici ?"),
    "other-subject": ("météo demain", "qui a gagné le match", "recette du couscous"),
    "warmth": ("on vous aime", "gros bisous", "force et courage"),
}
DESPAIR = {
    "en": ("I want to die", "i want it all to end", "i want to end it", "I don't want to live anymore"),
    "es": ("no puedo más, quiero morir", "no quiero vivir más", "me quiero morir"),
    "fr": ("je veux mourir", "je veux que tout s'arrête", "j'en peux plus", "j'ai envie de mourir"),
    "ar": ("أريد أن أموت", "ما عاد بدي عيش", "أفكر بالانتحار"),
}
LAST_WORDS = (
    *("i love you all, sorry for everything", "tell my kids i love them", "love you all goodbye"),
    *("perdónenme por todo", "digan a mis hijos que los amo", "dites à mes enfants que je les aime"),
    *("dile a mi mamá que la quiero", "dis à ma mère que je l'aime", "tell my mum i love her"),
    *("سامحوني على كل شي", "قولوا لأولادي اني بحبهم", "قولي لأمي اني بحبها"),
)


WHAT_IF = (
    *("what to do if police come", "what if police come", "what should i do if ice comes"),
    *("que hago si viene la migra", "que hacer si viene la policia", "que hacemos si ice toca la puerta"),
    *(
        "que faire si la police vient",
        "quoi faire en cas de rafle",
        "quels sont mes droits si la police vient",
    ),
    *("ماذا أفعل إذا جاءت الشرطة", "شو بعمل اذا اجت الشرطة", "ماذا نفعل لو جاءت الهجرة"),
    *("what if ice knocks", "what are my rights if police come", "what to do during a raid"),
    *(
        "is it true ice is going to schools tomorrow",
        "la policía llega ¿qué hacemos?",
        "que derechos tengo si me para la policia",
    ),
    *("si la police vient on fait quoi", "هل الشرطة تفتش البيوت بدون إذن", "se a polícia vier, o que faço?"),
)
OF_NO_AUTHORITY = ("film policier", "agente inmobiliario", "police brutality in the compact")
THEY_COME = (
    *("police coming what should we do", "viene la migra que hago", "la police arrive que faire"),
    "la police vient",
)
NO_NEWS_OF_SOMEBODY = (
    *("my brother hasnt called since he crossed", "looking for my sister who was on a boat"),
    *("mon fils n'est pas rentré", "je n'ai pas de nouvelles de mon frère depuis la traversée"),
    *(
        "mi hijo no regresó",
        "no sé nada de mi hermano desde que cruzó la frontera",
        "لا أجد أختي",
        "ابني ما رجع",
    ),
)
WAITING = ("please reply", "answer me", "responda por favor", "reponds svp", "رد علي")
TIRED_OF_MESSAGES = (
    *("harta de todo esto, no quiero mas mensajes", "harta de todo, no quiero mas avisos"),
    *("im done with everything, no more messages", "marre de tout, je ne veux plus de messages"),
    "زهقت من كل شي ما بدي رسائل بعد",
)
TIRED_OF_LIFE = (
    *("harta de todo", "i want to die no more messages", "no quiero vivir mas, no mas mensajes"),
    "quiero morir, estos mensajes no ayudan",
)


def said(by_language: dict[str, tuple[str, ...]]) -> list[str]:
    return [message for messages in by_language.values() for message in messages]


def answered_otherwise(asked: Answerer, messages: Iterable[str], kind: str) -> dict[str, Reply]:
    """The replies that are not this courtesy, each by its message."""
    replies = {message: asked.decide(message) for message in messages}
    return {message: reply for message, reply in replies.items() if reply != Courtesy(kind)}


def entries_of(asked: Answerer, messages: Iterable[str]) -> dict[str, str]:
    """Which entry answers each message; or the reply, where it is no answer of one entry."""
    replies = {message: asked.decide(message) for message in messages}
    return {
        message: reply.entry_ids[0]
        if isinstance(reply, Answered) and len(reply.entry_ids) == 1
        else str(reply)
        for message, reply in replies.items()
    }


@pytest.fixture(scope="module")
def answerer(request: pytest.FixtureRequest) -> Answerer:
    """The one that the bot runs with, with all that is looked for before matching; learned once for all."""
    learned = learned_once(request.config, "everything", *taught(shipped.faq()))
    content = shipped.content()
    prepare(learned, content, languages_once(request.config, "shipped", content))
    return learned


def test_who_wants_to_leave_is_told_how_where_it_is_not_done_at_once(answerer: Answerer):
    """In a group also what is clear is only told: nobody there leaves for all."""
    assert answered_otherwise(answerer, said(LEAVING), "leaving") == {}


def test_who_asks_how_to_subscribe_is_not_told_how_to_leave(answerer: Answerer):
    asked = (
        "how do i subscribe",
        "cómo me suscribo",
        "como me puedo suscribir",
        "comment je m'abonne",
        "كيف أشترك",
        "i want to get your messages again",
        "quiero volver a recibir sus mensajes",
        "je veux me réabonner svp",
        "بدي ارجع اشترك",
    )
    assert entries_of(answerer, asked) == dict.fromkeys(asked, "get-updates")


def test_of_those_wishes_the_clear_ones_are_carried_out_and_the_others_asked_back():
    clear = {message for message in said(LEAVING) if means_stop(message)}
    assert "take me off your list" in clear
    assert 0 < len(clear) <= len(said(LEAVING)) / 2


def test_who_asks_for_help_or_feels_unsafe_in_a_few_words_is_taken_for_somebody_in_danger(answerer: Answerer):
    assert answered_otherwise(answerer, UNSAFE, "emergency") == {}


def test_who_says_a_danger_outright_is_not_answered_with_what_the_texts_say_on_it(answerer: Answerer):
    assert answered_otherwise(answerer, WITHOUT_WHAT_THEY_NEED, "emergency") == {}


def test_what_is_no_question_gets_the_courtesy_of_its_kind(answerer: Answerer):
    for kind, messages in KINDS.items():
        asked = (*messages, *FRENCH.get(kind, ()))
        assert answered_otherwise(answerer, asked, kind) == {}, kind


LOOKING_FOR_A_PERSON = (
    *("anyone there??", "hey is someone there", "who can help us here", "operator pls"),
    *("¿hay alguien?", "quién me puede ayudar con esto", "allô y a quelqu'un ?", "qui peut m'aider ici"),
    *("هل من أحد هنا؟", "مين بيقدر يساعدني هون"),
)


def test_who_looks_for_somebody_is_led_to_a_person_and_not_greeted(answerer: Answerer):
    assert answered_otherwise(answerer, LOOKING_FOR_A_PERSON, "are-you-human") == {}


def test_a_question_beside_thanks_or_a_name_is_answered(answerer: Answerer):
    entries = {
        "thanks! and what about objective 3": "objective-3-information",
        "thanks, when was it adopted": "adoption",
        "merci c'est quoi le pacte": "what-is-the-compact",
        "gracias y quién votó en contra": "general-assembly-vote",
        "hi my name is john, when was it adopted": "adoption",
        "je m'appelle awa c'est quoi le pacte": "what-is-the-compact",
    }
    assert entries_of(answerer, entries) == entries


def test_a_courtesy_that_may_be_a_wish_for_a_language_stays_one(answerer: Answerer):
    assert answerer.decide("what can you do for me") == Courtesy("who-are-you")
    assert answerer.decide("you are amazing") == Courtesy("warmth")


STATES = (
    "italy",
    "polonia",
    "les polonais",
    "holland",
    "brazil now",
    "maroc",
    "suiza",
    "لبنان",
    "honduras y méxico",
)
NO_QUESTIONS = (
    *(
        "hungry",
        "hungry please",
        "car",
        "eau",
        "rwanda plan",
        "georgia state",
        "turkey dinner",
        "jordan shoes",
    ),
    *("sueños", "serie", "reunión", "النساء", "الأمان"),
    *("soy venezolano", "soy de honduras", "vivo en honduras", "je suis malien", "je vis au mali"),
    *("أنا من العراق", "i live in kenya", "i am from haiti"),
)
WISHES = {
    "in spanish please": "es",
    "quiero inglés": "en",
    "en anglais svp": "en",
    "french": "fr",
    "somali": "so",
    "the chinese": "zh",
    "how do I change my language": None,
    "i dont understand english": None,
    "¿cómo cambio el idioma?": None,
    "comment changer la langue ?": None,
}


def test_who_names_a_state_and_nothing_else_is_told_with_a_doubt_how_it_voted(answerer: Answerer):
    assert entries_of(answerer, STATES) == dict.fromkeys(STATES, "country-votes")
    assert [message for message in STATES if answerer.decide(message).is_sure] == []


def test_an_ordinary_word_or_who_says_where_they_are_from_asks_for_no_vote(answerer: Answerer):
    found = entries_of(answerer, NO_QUESTIONS)
    assert [message for message in NO_QUESTIONS if found[message] == "country-votes"] == []


def test_who_says_where_they_are_from_and_asks_for_the_vote_is_told_it(answerer: Answerer):
    asked = ("soy mexicano, como votó mi pais", "i am from kenya how did we vote", "how did hungry vote")
    assert entries_of(answerer, asked) == dict.fromkeys(asked, "country-votes")


def test_who_asks_for_a_language_or_names_a_people_like_it_is_offered_that(answerer: Answerer):
    expected = {message: Courtesy("language", language) for message, language in WISHES.items()}
    assert {message: answerer.decide(message) for message in WISHES} == expected


def test_who_despairs_is_taken_for_somebody_in_danger(answerer: Answerer):
    assert answered_otherwise(answerer, said(DESPAIR), "emergency") == {}


def test_who_takes_leave_of_their_own_is_heard_and_who_speaks_of_them_is_not_alarmed(answerer: Answerer):
    assert answered_otherwise(answerer, LAST_WORDS, "emergency") == {}
    for text in ("tell my kids about their rights", "thank you for everything", "goodbye"):
        assert answerer.decide(text) != Courtesy("emergency")


def test_who_asks_what_to_do_if_the_police_come_is_told_whom_to_turn_to(answerer: Answerer):
    assert answered_otherwise(answerer, WHAT_IF, "personal-case") == {}
    assert answered_otherwise(answerer, THEY_COME, "emergency-police") == {}
    assert [*answered_otherwise(answerer, OF_NO_AUTHORITY, "personal-case")] == [*OF_NO_AUTHORITY]


def test_who_has_no_news_of_somebody_who_crossed_is_in_danger_in_each_language(answerer: Answerer):
    assert answered_otherwise(answerer, NO_NEWS_OF_SOMEBODY, "emergency") == {}


def test_who_says_goodbye_in_spanish_is_not_taken_for_vietnamese(answerer: Answerer):
    assert answered_otherwise(answerer, ("chao", "chau", "adios"), "goodbye") == {}
    assert answerer.decide("xin chào các bạn") == Courtesy("language", "vi")


def test_who_waits_for_a_reply_is_told_that_nobody_reads_along_and_offered_no_languages(answerer: Answerer):
    assert answered_otherwise(answerer, WAITING, "are-you-human") == {}
    assert answerer.decide("i cant read this") == Courtesy("language")


def test_who_is_tired_of_messages_is_told_how_to_leave_and_who_is_tired_of_life_is_in_danger(
    answerer: Answerer,
):
    assert answered_otherwise(answerer, TIRED_OF_MESSAGES, "leaving") == {}
    assert answered_otherwise(answerer, TIRED_OF_LIFE, "emergency") == {}


def test_a_question_on_the_compact_with_such_words_in_it_is_answered(answerer: Answerer):
    questions = ("why did the us leave the compact", "firewalls between immigration and services")
    assert [question for question in questions if isinstance(answerer.decide(question), Courtesy)] == []


def test_who_says_a_word_of_themselves_beside_a_clear_question_gets_its_answer(answerer: Answerer):
    entries = {
        "i am a student in nairobi. what are the ten guiding principles?": "guiding-principles",
        "my sister works as a maid in kuwait. what does objective 6 say?": "objective-6-recruitment",
        "mi hermana limpia casas en madrid. ¿qué dice el objetivo 6?": "objective-6-recruitment",
        "je suis etudiant a dakar. quand le pacte a-t-il ete adopte?": "adoption",
    }
    assert entries_of(answerer, entries) == entries


def test_a_case_that_is_told_stays_one_whatever_is_asked_beside_it(answerer: Answerer):
    cases = (
        "my boss keeps my passport. what can i do?",
        "my visa was refused. is the compact legally binding?",
    )
    assert answered_otherwise(answerer, cases, "personal-case") == {}


def test_who_speaks_of_tomorrow_says_no_goodbye_and_a_court_is_a_case(answerer: Answerer):
    speaking = ("sos i have to give a speech tomorrow", "i have an exam tomorrow", "tengo una charla mañana")
    parting = Courtesy("goodbye"), Courtesy(Danger.ANY)
    assert [message for message in speaking if answerer.decide(message) in parting] == []
    court = ("i have court tomorrow", "tengo corte mañana", "je passe au tribunal demain", "عندي محكمة بكرا")
    assert answered_otherwise(answerer, court, "personal-case") == {}
    assert answered_otherwise(answerer, ("see you tomorrow", "hasta mañana", "gotta go"), "goodbye") == {}


def test_how_many_the_authorities_hold_is_asked_by_nobody_in_danger(answerer: Answerer):
    asked = (
        *("how many people are in ice detention", "how many people are in ice detention right now"),
        *("how many people has ice arrested this year", "cuantas personas tiene detenidas ice ahora"),
        *("combien de personnes sont détenues par ice", "كم عدد المحتجزين لدى ice"),
        *("ice bath", "dry ice", "put it on ice", "i love ice cream"),
    )
    kinds = {*map(Courtesy, Danger), Courtesy("personal-case")}
    assert [message for message in asked if answerer.decide(message) in kinds] == []
    of_oneself = ("how many days can police hold me", "كم يوم ممكن الشرطة تحبسني")
    assert answered_otherwise(answerer, of_oneself, "personal-case") == {}


def test_who_was_told_that_papers_are_given_here_hears_that_none_are(answerer: Answerer):
    heard = ("they told me you help with papers", "dicen que ustedes arreglan papeles")
    heard += ("vous faites les papiers ?", "صاحبي قال إنكم بتعطوا فيزا")
    assert entries_of(answerer, heard) == dict.fromkeys(heard, "visas-and-permits")


def test_whether_a_border_is_open_today_is_another_subject(answerer: Answerer):
    asked = ("is the border closed", "when does the border open", "está cerrada la frontera")
    asked += (
        "est ce que la frontiere est fermée",
        "هل الحدود مغلقة",
        "is it true they will close the border",
    )
    assert answered_otherwise(answerer, asked, "other-subject") == {}


def test_who_has_lost_hope_is_in_danger_and_who_asks_for_hope_is_answered(answerer: Answerer):
    lost = ("i lost hope", "no tengo esperanza", "j'ai perdu espoir", "فقدت الامل")
    lost += (
        "nobody would notice if i was gone",
        "que dios nos ayude",
        "فينكم عاونوني",
        "mwen bezwen èd",
    )
    assert answered_otherwise(answerer, lost, "emergency") == {}
    hoping = ("is there hope for us", "hay esperanza para nosotros")
    assert entries_of(answerer, hoping) == dict.fromkeys(hoping, "what-good-it-could-do")
    asked = answerer.decide("i lost hope in the united nations")
    assert asked != Courtesy(Danger.ANY)


def test_who_asks_whether_they_can_be_traced_is_told_what_is_kept(answerer: Answerer):
    asked = ("can they track me through this", "can they find me with this app", "peuvent-ils me tracer ici")
    assert answered_otherwise(answerer, asked, "safety") == {}


def test_a_phrasing_that_begins_like_a_courtesy_is_read_whole(answerer: Answerer):
    complaints = ("je comprends rien", "no entendiste", "ما فهمت علي", "no entiendo nada")
    assert answered_otherwise(answerer, complaints, "insult") == {}


def test_who_is_sad_or_lonely_is_told_whom_to_turn_to_and_who_is_desperate_is_in_danger(answerer: Answerer):
    sad = ("im sad", "i cry every night", "estoy triste", "je suis triste", "انا حزينة", "extraño a mi mamá")
    assert answered_otherwise(answerer, sad, "personal-case") == {}
    desperate = ("i am desperate", "estoy desesperada", "je suis désespéré", "انا يائس", "قتلوا ابوي")
    assert answered_otherwise(answerer, desperate, "emergency") == {}
    errands = ("desperate for the link", "estoy desesperada por el link", "i am sad about the vote")
    kinds = {*map(Courtesy, Danger), Courtesy("personal-case")}
    assert [message for message in errands if answerer.decide(message) in kinds] == []


def test_whose_phone_is_looked_at_is_told_who_can_see_what_they_write(answerer: Answerer):
    watched = ("my husband reads my phone", "mi esposo revisa mi celular", "mon mari regarde mon téléphone")
    watched += ("حدا بيفتح تلفوني", "is ice reading this")
    assert answered_otherwise(answerer, watched, "safety") == {}


def test_who_asks_for_the_number_for_emergencies_or_a_doctor_is_in_danger(answerer: Answerer):
    asked = ("emergency number", "número de emergencia", "numéro d'urgence", "medical help", "مساعدة طبية")
    assert answered_otherwise(answerer, asked, "emergency") == {}


def test_a_cry_in_two_languages_at_once_is_heard(answerer: Answerer):
    assert (
        answered_otherwise(
            answerer, ("la policía is here", "la policia outside my house"), Danger.AUTHORITIES
        )
        == {}
    )
    afraid = ("j'ai peur please", "tengo miedo please", "मेरा भाई लापता है")
    assert answered_otherwise(answerer, afraid, Danger.ANY) == {}
    errands = ("ayuda please con el link", "au secours le lien please", "policia federal brasil pacto")
    assert [each for each in errands if answerer.decide(each) in map(Courtesy, Danger)] == []

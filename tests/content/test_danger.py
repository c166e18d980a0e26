"""Who is in danger is recognized before all else, and who asks about danger is not taken for it."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from operator import itemgetter
from pathlib import Path

import pytest
import yaml

from bot.content.danger_words import KINDS_FILE, read_danger_words, read_message_kinds
from bot.matching.answerer import Answerer
from bot.matching.danger.danger_signs import CERTAIN, Danger, DangerSigns, pieces
from bot.matching.danger.idea_words import Idea, IdeaWords
from bot.matching.danger.learned_kinds import LearnedKinds
from bot.matching.danger.message_kinds import MessageKinds
from bot.matching.ranking.array_file import array_as_texts, opened
from bot.matching.recognizing.normalize import normalize
from bot.matching.recognizing.question import Question
from bot.matching.replies import Courtesy
from training.danger_lines import made_of

POLICE = [
    "ICE is outside what do i do",
    "police outside",
    "ICE is here",
    "immigration officers are in our building",
    "someone is knocking at the door immigration",
    "polcie at the dor",
    "they took my husband this morning at court",
    "raid at our warehouse now",
    "migra afuera",
    "la migra esta afuera que hago",
    "la policia esta afuera",
    "migra",
    "se llevaron a mi tia",
    "la police est devant chez moi",
    "ils ont arrêté mon cousin à la gare",
    "الشرطة تدق الباب",
    "اعتقلوا زوجي اليوم",
    "البوليس فالدار",
    "a polícia está na minha casa",
    "may pulis sa labas",
    "🚨 police",
    "they took everyone",
    "my children in detention",
    "mis niños están en detención",
    "ils ont pris les enfants",
    "خويا فالحبس",
    "migration at my door",
]
ANY = [
    "sos",
    "emergency",
    "so scared right now",
    "i need help",
    "HELP",
    "tengo miedo",
    "ayuda",
    "venez m'aider",
    "aidez-moi",
    "أنا خائف",
    "my boss locked me in the kitchen",
    "our boat is sinking",
    "quiero morirme",
    "on peut plus sortir",
    "on va mourir en mer",
    "we are going to die here",
    "رح نموت",
    "smugglers are asking for more money",
    "les passeurs veulent encore de l'argent",
    "caawi",
    "உதவி",
    "mon mari me bat tous les jours il va me tuer",
    "el coyote nos tiene encerrados",
    "القارب يغرق بنا",
    "me ajudem por favor",
    "tulungan nyo po ako",
    "🆘",
    "i want to kill myself",
    *("hurt", "im hurt", "we are hurt", "they hurt me", "she is hurt", "i am in pain"),
    *("i am done with this life", "estoy cansada de esta vida", "j'en ai fini avec la vie", "تعبت من الحياة"),
    *("me sigue", "nos siguen"),
    *("me hicieron daño", "golpeada", "اذوني", "أنا مجروح", "بدي مساعدة"),
    *("quiero que todo termine", "ya no quiero sufrir mas", "i'm done with everything", "سأتوقف عن الحياة"),
    *("quiero que se acabe", "para qué seguir", "estoy harta de todo", "me rindo", "odio mi vida"),
    *("what's the point anymore", "better off dead", "wish i wasnt here", "i hate my life"),
    *("je veux que ça finisse", "à quoi bon", "je baisse les bras", "je supporte plus"),
    *("لم أعد أحتمل", "لا أريد أن أكمل", "ليتني مت", "فقدت الأمل"),
    *("we have no medicine", "no tenemos medicinas", "pas de médicaments pour mon fils", "لا دواء لابني"),
    "à quoi bon continuer, ce soir j'arrête tout",
    *(
        "there is no medicine for my son",
        "no meds for my son",
        "no doctor for my child",
        "no insulin for my dad",
    ),
    *("no hay medicinas para mi hija", "no tengo medicina para mi hijo", "sin insulina"),
    *("pas de nourriture pour mes enfants", "pas de lait pour mon bebe", "pas de medecin pour mon bebe"),
    *("لا طعام لأطفالي", "لا حليب لطفلي", "لا أنسولين"),
    *("wants to end his lif", "wants to end her life", "my friend wants to end her lyfe", "she want to dye"),
    *(
        "mi amigo quiere suisidarse",
        "quiere quitarse la bida",
        "se quiere quitar la vida",
        "mi hijo quiere morirse",
    ),
    *(
        "mon frere veut mettre fin a ses jours",
        "il veut mettre fin a sa vie",
        "أختي تريد الموت",
        "يريد إنهاء حياته",
    ),
    *(
        "tengo hambre",
        "أنا جائع",
        "گرسنه هستم",
        "я голодна",
        "我饿了",
        "çok açım",
        "very hungry",
        "naomba msaada",
    ),
    *("goodbye cruel world", "goodbye forever", "adios mundo cruel", "adieu pour toujours", "وداعا للأبد"),
    *("أنزف", "мене побили", "меня избили"),
]
NONE = [
    *("j'ai pas faim", "لست جائعا"),
    *("tengo hambre de saber", "hambre cero", "very hungry for change", "goodbye", "adios", "adieu", "وداعا"),
    *("is ice a federal agency", "is ice police", "what does ICE stand for", "is CBP the same as ICE"),
    *("ice es una agencia federal?", "que significa ICE", "c'est quoi la BPAF"),
    *("mettre fin aux expulsions", "no doctor for undocumented migrants"),
    "what did the police chief say",
    "help me find the text",
    *("i want to disappear from your list", "à quoi bon ce pacte", "je ne supporte plus ces notifications"),
    *("no quiero seguir recibiendo mensajes", "tengo ganas de vivir en la ciudad", "me rindo, como cancelo"),
    "is the compact legally binding",
    "does the compact forbid raids on workplaces",
    "why are victims afraid to call the police",
    "what does the coalition say about detention",
    "¿qué dice el pacto sobre las redadas?",
    "ayuda con mi tarea sobre el pacto",
    "qu'est-ce que le pacte dit sur les rafles",
    "aidez-moi à comprendre le pacte",
    "ماذا يقول الميثاق عن الاحتجاز",
    "will you report me to the police",
    "thank you so much",
    "who watches the border police",
    "¿quién participó en las redadas?",
    "nous écrivons sur les rafles",
    "on peut enfermer des gosses juste pour un visa",
    *("quiero parar", "how to stop suffering of migrants", "como dejar de sufrir discriminacion"),
    *("does the law hurt migrants", "hurt by the new law", "sorry if i hurt you", "golpeados por la crisis"),
    "meu jornal escreve contra as batidas",
    "children in detention",
    "niños detenidos",
    "familles en rétention",
    "اطفال في الحجز",
    "stop",
    "when is the next webinar",
    "urgent: link to the declaration please",
    "",
    "   ",
    "1234",
    "17",
]


@pytest.fixture(scope="module")
def signs() -> DangerSigns:
    words, problems = read_danger_words()
    assert problems == []
    return DangerSigns(words, read_message_kinds())


def taken_otherwise(
    signs: DangerSigns, texts: Iterable[str], danger: Danger | None
) -> dict[str, Danger | None]:
    """Those that are not taken for this, with what they are taken for."""
    found = {text: signs.look(Question.of(text)) for text in texts}
    return {text: taken for text, taken in found.items() if taken is not danger}


def test_where_the_police_are_the_danger_nobody_is_sent_to_them(signs: DangerSigns):
    assert taken_otherwise(signs, POLICE, Danger.AUTHORITIES) == {}


def test_a_cry_for_help_is_one(signs: DangerSigns):
    assert taken_otherwise(signs, ANY, Danger.ANY) == {}


def test_a_question_about_danger_is_none(signs: DangerSigns):
    assert taken_otherwise(signs, NONE, None) == {}


def test_a_common_word_is_no_slip_of_a_word_of_danger(signs: DangerSigns):
    texts = [
        "est-ce que mon propriétaire peut augmenter le loyer",
        "mon propriétaire veut que je paie le loyer aujourd'hui",
        "il faut noter la langue de mon mari",
        "my owner raised the rent, is that a fight here",
        "mi marido está pagando la cuenta del banco ahora",
        "no nos pagaron",
        "what a blessing",
        "my stable job here",
        "meu presidente aqui",
        "official",
        "enfermedad",
        "mon bac ici",
        "أنا عبد الله",
        "im dying of laughter",
        "my boss hires maids here",
        "on soigne quelqu'un sans papiers à la clinique",
        "Tanger",
        "الأسعار",
        "nakatulong po sa akin",
    ]
    assert taken_otherwise(signs, texts, None) == {}


def test_a_common_word_beside_a_cry_leaves_it_one(signs: DangerSigns):
    assert signs.look(Question.of("police lights at the door")) is Danger.AUTHORITIES
    assert signs.look(Question.of("le bateau va coulr dans la mer")) is Danger.ANY


def test_a_turn_of_everyday_speech_and_a_question_of_law_are_no_cry(signs: DangerSigns):
    texts = [
        "my sister took part in the session this morning",
        "help with the quiz here",
        "mi hermana pide ayuda con el enlace aqui",
        "mon frère a pris le train ce matin",
        "can the police stop me in the street",
        "la police peut elle entrer chez moi",
        "can i see the answer here",
        "sos de la migra",
    ]
    assert taken_otherwise(signs, texts, None) == {}
    assert signs.look(Question.of("they took my sister this morning")) is Danger.AUTHORITIES


def test_a_known_beginning_is_no_slip_of_a_word_in_another_language(signs: DangerSigns):
    assert signs.look(Question.of("il y a un policier devant la porte")) is Danger.AUTHORITIES


def test_an_ending_says_whom_it_happens_to(signs: DangerSigns):
    assert signs.look(Question.of("خطفوني")) is Danger.ANY
    assert signs.look(Question.of("اعتقلونا")) is Danger.AUTHORITIES


def test_what_sounds_like_a_cry_is_none_where_it_asks_about_something(signs: DangerSigns):
    courtesies = {"emergency": ["need some fast help", "somebody help me fast"]}
    answerer = Answerer([("link", "where is the link"), ("form", "how do i fill the form")], courtesies)
    answerer.watch_for(signs)
    assert answerer.decide("need some fast help with the link") != Courtesy(Danger.ANY)


def test_no_word_is_both_common_and_one_of_danger():
    words, _ = read_danger_words()
    told = {
        phrase: (language, idea)
        for language, ideas in words.items()
        for idea, phrases in ideas.items()
        if idea is not Idea.EVERYDAY
        for phrase in map(normalize, phrases)
    }
    common = {normalize(word) for ideas in words.values() for word in ideas.get(Idea.EVERYDAY, ())}
    assert not common & set(told)


def test_every_language_has_words_for_every_idea():
    words, _ = read_danger_words()
    for language in ("en", "es", "fr", "ar", "pt", "tl"):
        missing = [idea for idea in words["en"] if not words[language].get(idea)]
        assert not missing, f"{language}: {missing}"


def test_the_clearest_cries_of_other_languages_are_heard(signs: DangerSigns):
    heard = [
        ("die polizei ist vor der tür", Danger.AUTHORITIES),
        ("hanno preso mia sorella", Danger.AUTHORITIES),
        ("yo arete papa m", Danger.AUTHORITIES),
        ("警察来了怎么办", Danger.AUTHORITIES),
        ("imdat", Danger.ANY),
        ("спасите нас", Danger.ANY),
        ("میرے گھر میں پولیس آ گئی", Danger.AUTHORITIES),
        ("naogopa sana", Danger.ANY),
        ("was ist der pakt", None),
        ("grazie mille", None),
        ("hilfe bei der anmeldung", None),
        ("помогите найти ссылку", None),
        ("aiutatemi con il modulo", None),
        *(
            (text, Danger.ANY)
            for text in (
                *("m grangou", "pitit mwen pedi", "pase a vle plis lajan"),
                *("dinudugo ako", "tabangi ko", "bhook lagi hai", "mujhe marna hai", "bachcha kho gaya"),
                *("খাবার নেই", "দালাল টাকা চায়", "ami morte chai", "ምግብ የለም", "ልጄ ጠፋ", "erdugn"),
                *("waan gaajaysanahay", "waa la i afduubay", "нема їжі", "дитина зникла", "меня заперли"),
                *("çocuğum kayıp", "tekne batiyor", "قایق غرق میشه", "मलाई बचाउनुस्", "mtoto wangu amepotea"),
                *("孩子不见了", "கணவர் அடிக்கிறார்", "ابني ضاع", "zawji yadribni", "baddi mout"),
                *("jai rien mange", "jen peu plus", "no hemos comido", "estamos com fome"),
                "my hubby choked me",
            )
        ),
        ("hungry for knowledge", None),
        ("salamat sa tabang", None),
        ("apa khabar abang", None),
        ("tortura en detencion", None),
        ("they sold me a book", None),
        ("in labor unions", None),
        ("landlord wants sex for rent", Danger.ANY),
        ("my wife is in labor", Danger.ANY),
        ("i need a doctor", Danger.ANY),
        ("baap marta hai", Danger.ANY),
        ("ልሞት ነው", Danger.ANY),
        ("нас держат в подвале", Danger.ANY),
        ("sin aire en el camion", Danger.ANY),
        ("agence m'a volé mon argent", None),
        ("want to end my lif", Danger.ANY),
        ("he has a knif", Danger.ANY),
        ("hlep me", Danger.ANY),
    ]
    assert [text for text, danger in heard if signs.look(Question.of(text)) is not danger] == []


HARMLESS_ABROAD = {
    "vi": ["hiệp ước toàn cầu là gì", "khi nào họp tiếp", "tôi muốn đọc văn bản", "mục tiêu 13 nói gì"],
    "de": ["können wir als verein beitreten", "erklär mir ziel 13"],
    "nl": ["is dit verplicht"],
    "id": ["di mana saya bisa baca", "siapa yang tanda tangan"],
    "ru": ["сколько стран участвует", "здравствуйте, у меня вопрос"],
    "am": ["ይህ ስምምነት ምንድን ነው", "ህግ ነው ወይ"],
    "ht": ["bonjou mwen gen yon kesyon"],
    "so": ["meeqa wadan ayaa ogolaaday"],
    "tr": ["bu sözleşme bağlayıcı mı"],
    "ku": ["qanûn e an na"],
    None: ["vad är pakten", "kini iwe adehun naa", "kdo podepsal dohodu", "çfarë është marrëveshja"],
}
CRIES_ABROAD = [
    *("hjälp oss", "polisen är här", "hjelp meg", "auttakaa", "a férjem ver engem", "bojím se", "kam frikë"),
    *("помогнете ни", "muž me tuče", "padėkite", "nyere m aka", "mutabare", "bosalisa ngai", "na gargaaraa"),
    *(
        "kömək edin",
        "yordam bering",
        "დამეხმარეთ",
        "օգնեցեք",
        "살려주세요",
        "助けて",
        "ช่วยด้วยค่ะ",
        "ကယ်ပါ",
        "הצילו",
    ),
]


def test_what_is_asked_in_a_language_of_which_little_is_known_is_no_cry(signs: DangerSigns):
    asked = [
        replace(Question.of(text), language=language)
        for language, texts in HARMLESS_ABROAD.items()
        for text in texts
    ]
    assert [question.text for question in asked if signs.look(question)] == []


def test_the_clearest_cries_are_heard_in_languages_of_which_nothing_else_is_known(signs: DangerSigns):
    cries = [replace(Question.of(text), is_foreign=True) for text in CRIES_ABROAD]
    assert [question.text for question in cries if signs.look(question) is None] == []


def test_a_word_is_no_slip_of_one_in_a_language_of_which_few_are_known():
    words = IdeaWords(
        {"en": {Idea.ABOUT: ["law"], Idea.CRY: ["helping"]}, "de": {Idea.OUTRIGHT: ["rettung"]}}
    )
    found = {word: words.find([normalize(word)])[0].ideas.keys() for word in ("helpin", "rettung", "rettumg")}
    assert found == {"helpin": {Idea.CRY}, "rettung": {Idea.OUTRIGHT}, "rettumg": set()}


def test_of_a_very_long_message_no_more_is_looked_for_than_is_read(signs: DangerSigns):
    for before, behind in ((0, 600), (600, 0)):
        assert signs.stands_for_danger(Question.of("tea " * before + "police " + "tea " * behind))
    assert not signs.stands_for_danger(Question.of("tea " * 600 + "police " + "tea " * 600))


def test_a_frightened_face_and_the_police_are_a_cry_where_nothing_else_is_said(signs: DangerSigns):
    for text, danger in (("\U0001f631", Danger.ANY), ("\U0001f693\U0001f693", Danger.AUTHORITIES)):
        assert signs.look(Question.of(text)) is danger
        assert signs.look(Question.of(f"when is the webinar {text}")) is None


def test_of_languages_with_as_many_ideas_the_same_one_counts_after_every_start():
    by_code = dict(zip("abcdefgh", Idea, strict=False))
    found = IdeaWords({code: {idea: ["same"]} for code, idea in by_code.items()}).find(["same"])
    assert [[*each.ideas] for each in found] == [*([idea] for idea in by_code.values()), []]


def test_a_fault_in_the_words_is_named_with_its_line(tmp_path):
    (tmp_path / "en.yaml").write_text("cry: [help]\ncri: [sos]\nfear: scared\n", encoding="utf-8")
    _, problems = read_danger_words(tmp_path)
    assert [(problem.file, problem.line) for problem in problems] == [
        ("danger/en.yaml", 2),
        ("danger/en.yaml", 3),
    ]


def test_danger_is_known_before_an_entry_that_has_the_very_words(signs: DangerSigns):
    answerer = Answerer([("entry", "police at the door"), ("other", "what is the compact")], {})
    assert not isinstance(answerer.decide("police at the door"), Courtesy)
    answerer.watch_for(signs)
    assert answerer.decide("police at the door") == Courtesy(Danger.AUTHORITIES)
    assert not isinstance(answerer.decide("what is the compact"), Courtesy)


def test_what_was_learned_is_of_the_lines_that_are_there():
    assert array_as_texts(opened(KINDS_FILE)["made-of"]) == [made_of()], "make danger"


def test_common_words_alone_are_no_cry(signs: DangerSigns):
    for words in (
        "no now my them look 4 down going still life people",
        "no ahora mi vida gente estoy nadie tres",
        "non pas là depuis personne suis toute",
        "لا الآن على انا منذ نحن",
        "não agora minha vida dias",
        "nein leben zurück bitte jetzt",
    ):
        alone = words.split()
        assert taken_otherwise(signs, [*alone, *map(" ".join, pairwise(alone))], None) == {}
    assert signs.look(Question.of("redada")) is Danger.AUTHORITIES


DATA = Path(__file__).parents[1] / "data"
LETTERS = yaml.load((DATA / "danger_letters.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)


def test_a_long_message_of_everyday_life_is_no_cry(signs: DangerSigns):
    assert taken_otherwise(signs, LETTERS["harmless"], None) == {}


def test_a_cry_in_the_middle_of_a_long_message_is_heard_whatever_else_is_asked(signs: DangerSigns):
    assert [letter for letter in LETTERS["cry"] if signs.look(Question.of(letter), CERTAIN) is None] == []


def test_a_case_told_at_length_is_one(signs: DangerSigns):
    cases = LETTERS["case"]
    assert taken_otherwise(signs, cases, None) == {}
    shares = {letter: signs.shares(Question.of(letter))["personal-case"] for letter in cases}
    assert [letter for letter, share in shares.items() if share <= 0.5] == []


def test_a_cry_whose_letters_stand_apart_is_one(signs: DangerSigns):
    learned = LearnedKinds(signs)
    cries = ("h e l p", "H E L P !", "s o s", "9 1 1", "a y u d a")
    assert [text for text in cries if learned.danger(Question.of(text)) is None] == []
    assert [text for text in ("5 5 5 1 2 3", "a b c d", "1 7 9") if learned.danger(Question.of(text))] == []


def test_of_a_message_without_end_the_beginning_and_the_end_are_read(signs: DangerSigns):
    cry, much = "police at my door now", "we sang a song in the garden. " * 200
    assert signs.look(Question.of(f"{cry}. {much}")) is Danger.AUTHORITIES
    assert signs.look(Question.of(f"{much} {cry}")) is Danger.AUTHORITIES
    assert signs.look(Question.of(much)) is None
    assert len(pieces(Question.of(much))) <= 24


def test_a_message_of_which_nothing_is_known_comes_from_no_danger():
    kinds = read_message_kinds()
    assert max(kinds.shares(["qwrtzp"], []).items(), key=itemgetter(1))[0] == "other"
    assert MessageKinds.unlearned().shares(["help"], [])["other"] == pytest.approx(1)
    assert MessageKinds.from_arrays(kinds.to_arrays()).shares(["help"], []) == kinds.shares(["help"], [])
